//! Where transactions are kept: the durable log under the in-memory model.
//!
//! The state of every tab is exactly a fold over a prefix of the journal. A command is planned into
//! a transaction, appended here first, and only then applied, in `seq` order and after the entries
//! other tabs appended in between. So all tabs at the same `seq` are identical, and one append, of
//! whatever size, is there whole or not at all.
//!
//! Storage never looks into the bytes it keeps, never repairs and never deletes on its own:
//! [`Journal::wipe`] runs because a person asked for it.

mod error;
pub mod memory;

#[cfg(target_arch = "wasm32")]
mod any;
#[cfg(target_arch = "wasm32")]
mod indexed_db;
#[cfg(target_arch = "wasm32")]
pub mod replica;

#[cfg(target_arch = "wasm32")]
pub use any::AnyJournal;
pub use error::StorageError;
#[cfg(target_arch = "wasm32")]
pub use indexed_db::{IndexedDb, Notice};
pub use memory::Memory;

/// The format of what is stored, in IndexedDB's sense of a version: raised whenever an older build
/// could misread what a newer one writes, so that a tab of an older build is closed before.
pub const FORMAT_VERSION: u32 = 1;

/// The largest part of a transaction. Browsers pass one value between processes as one message, and
/// some refuse messages over 128 MB; well below that, one large put is no faster than several.
pub const MAX_PART_BYTES: usize = 8 * 1024 * 1024;

/// The durable log of one workspace, and the pages it was compacted into.
///
/// Opaque bytes in, the same bytes out. Not `Send`: it lives in a worker, next to the engine.
#[allow(async_fn_in_trait)]
pub trait Journal {
    /// Reads everything a tab needs to begin, as of one instant: each page is handed to `page`
    /// (tables ascending, then page numbers ascending), so that it can be decoded and dropped
    /// before the next one is read; the journal's entries after the pages follow in the result.
    /// Opening again reads again: that is how a tab recovers from [`Since::Missed`].
    async fn open(&self, page: &mut dyn FnMut(Page)) -> Result<Opened, StorageError>;

    /// Appends one transaction and returns its `seq`. When this returns `Ok`, the transaction is
    /// whole in the journal; on `Err`, nothing of it is. A transaction larger than
    /// [`MAX_PART_BYTES`] comes in several parts, which come back as one entry.
    async fn append(&self, parts: Vec<Vec<u8>>, durability: Durability) -> Result<u64, StorageError>;

    /// The entries after `seq`, oldest first, whoever appended them.
    async fn since(&self, seq: u64) -> Result<Since, StorageError>;

    /// The `seq` of the last transaction, without reading any.
    async fn head(&self) -> Result<u64, StorageError>;

    /// Makes pages of a prefix of the journal: writes the pages that changed, moves the entries up
    /// to `upto_seq` to the history and raises the watermark, in one transaction.
    async fn compact(&self, compaction: Compaction) -> Result<Compacted, StorageError>;

    /// What compaction left of the transactions with a `seq` in `range`, newest first.
    async fn history(&self, range: std::ops::Range<u64>, limit: u32) -> Result<Vec<Entry>, StorageError>;

    /// A small value that belongs to this device and is in no transaction (a replica id, when the
    /// last export was).
    async fn device_get(&self, key: &str) -> Result<Option<Vec<u8>>, StorageError>;

    async fn device_put(&self, key: &str, value: Vec<u8>) -> Result<(), StorageError>;

    /// Erases the whole workspace, device values too, because a person asked for it. Other tabs
    /// find [`Since::Missed`] and begin again from nothing.
    async fn wipe(&self) -> Result<(), StorageError>;

    /// How much is kept, for the person who asks where their data is.
    async fn usage(&self) -> Result<Usage, StorageError>;
}

/// How sure a write must be before it counts as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// On the disk. "Saved" may be shown.
    Strict,
    /// Handed to the operating system: survives a crash of the browser, not one of the machine.
    Relaxed,
}

/// One transaction in the journal, or what compaction left of it in the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Ascending, never given twice, not without gaps.
    pub seq: u64,
    pub bytes: Vec<u8>,
}

/// Packed records of one table, about a thousand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub table: u16,
    pub number: u32,
    /// In a [`Compaction`], a page without bytes is removed.
    pub bytes: Vec<u8>,
}

/// What holds for the pages as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    pub format_version: u32,
    /// The pages are the state after this `seq`; the journal holds what came later.
    pub watermark: u64,
    /// What the engine noted at the last compaction; empty before the first.
    pub state: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    pub meta: Meta,
    /// How many pages there were.
    pub pages: u32,
    /// What came after the pages, oldest first.
    pub entries: Vec<Entry>,
}

impl Opened {
    /// Nothing was ever written here, or everything was erased.
    pub fn is_empty(&self) -> bool {
        self.pages == 0 && self.entries.is_empty()
    }

    /// The last transaction of what was opened.
    pub fn last_seq(&self) -> u64 {
        self.entries.last().map_or(self.meta.watermark, |entry| entry.seq)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    Entries(Vec<Entry>),
    /// Another tab has made pages of entries that this one has not seen: open again.
    Missed,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compaction {
    /// The last transaction that the pages contain.
    pub upto_seq: u64,
    /// Every page that differs from what is stored.
    pub pages: Vec<Page>,
    /// What to keep of the entries that leave the journal, each under its own `seq`.
    pub history: Vec<Entry>,
    /// Becomes [`Meta::state`].
    pub state: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compacted {
    Done,
    /// Another tab is at it.
    Busy,
    /// Another tab has already made pages of later transactions: these pages are out of date.
    Behind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    pub pages: u32,
    pub journal_parts: u32,
    pub history_entries: u32,
    /// Everything this site keeps in the browser; `None` where the browser does not tell.
    pub used_bytes: Option<u64>,
    /// What the browser would let it keep.
    pub quota_bytes: Option<u64>,
}
