//! The journal an engine runs on, decided when it starts: the browser's database or, where there is
//! none, memory.

use std::ops::Range;

use super::{
    Compacted, Compaction, Durability, Entry, IndexedDb, Journal, Memory, Opened, Page, Since, StorageError,
    Usage,
};

pub enum AnyJournal {
    Browser(IndexedDb),
    /// Safe mode: everything works, and is gone with the tab.
    Memory(Memory),
}

macro_rules! forward {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        match $self {
            Self::Browser(journal) => journal.$method($($argument),*).await,
            Self::Memory(journal) => journal.$method($($argument),*).await,
        }
    };
}

impl Journal for AnyJournal {
    async fn open(&self, page: &mut dyn FnMut(Page)) -> Result<Opened, StorageError> {
        forward!(self.open(page))
    }

    async fn append(&self, parts: Vec<Vec<u8>>, durability: Durability) -> Result<u64, StorageError> {
        forward!(self.append(parts, durability))
    }

    async fn since(&self, seq: u64) -> Result<Since, StorageError> {
        forward!(self.since(seq))
    }

    async fn head(&self) -> Result<u64, StorageError> {
        forward!(self.head())
    }

    async fn compact(&self, compaction: Compaction) -> Result<Compacted, StorageError> {
        forward!(self.compact(compaction))
    }

    async fn history(&self, range: Range<u64>, limit: u32) -> Result<Vec<Entry>, StorageError> {
        forward!(self.history(range, limit))
    }

    async fn device_get(&self, key: &str) -> Result<Option<Vec<u8>>, StorageError> {
        forward!(self.device_get(key))
    }

    async fn device_put(&self, key: &str, value: Vec<u8>) -> Result<(), StorageError> {
        forward!(self.device_put(key, value))
    }

    async fn wipe(&self) -> Result<(), StorageError> {
        forward!(self.wipe())
    }

    async fn usage(&self) -> Result<Usage, StorageError> {
        forward!(self.usage())
    }
}
