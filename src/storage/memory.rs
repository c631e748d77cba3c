//! A journal that lives as long as its tab: the fallback where a browser gives no storage, and the
//! journal of native tests, which make it fail on purpose.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    ops::{Bound, Range},
    pin::pin,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use super::{
    Compacted, Compaction, Durability, Entry, FORMAT_VERSION, Journal, Meta, Opened, Page, Since,
    StorageError, Usage,
};

/// A handle; each clone is one more tab of the same workspace.
#[derive(Clone, Default)]
pub struct Memory {
    stored: Rc<RefCell<Stored>>,
}

#[derive(Default)]
struct Stored {
    last_seq: u64,
    watermark: u64,
    state: Vec<u8>,
    pages: BTreeMap<(u16, u32), Vec<u8>>,
    journal: BTreeMap<u64, Vec<u8>>,
    history: BTreeMap<u64, Vec<u8>>,
    device: BTreeMap<String, Vec<u8>>,
    fault: Option<Fault>,
    compacting: bool,
}

struct Fault {
    writes_left: usize,
    error: StorageError,
}

impl Memory {
    pub fn new() -> Self {
        Self::default()
    }

    /// The next transaction that writes more than `writes` values fails with `error`, once.
    pub fn fail_after(&self, writes: usize, error: StorageError) {
        self.stored.borrow_mut().fault = Some(Fault { writes_left: writes, error });
    }

    /// Takes a planned failure back that has not happened.
    pub fn stop_failing(&self) {
        self.stored.borrow_mut().fault = None;
    }

    /// Behaves as if another tab were compacting, until told otherwise.
    pub fn pretend_compaction(&self, running: bool) {
        self.stored.borrow_mut().compacting = running;
    }
}

impl Stored {
    /// Stands where a transaction of `writes` values commits: before anything has changed.
    fn commit(&mut self, writes: usize) -> Result<(), StorageError> {
        match self.fault.take_if(|fault| fault.writes_left < writes) {
            Some(fault) => Err(fault.error),
            None => Ok(()),
        }
    }

    fn entries_after(&self, seq: u64) -> Vec<Entry> {
        self.journal
            .range((Bound::Excluded(seq), Bound::Unbounded))
            .map(|(&seq, bytes)| Entry { seq, bytes: bytes.clone() })
            .collect()
    }
}

impl Journal for Memory {
    async fn open(&self, page: &mut dyn FnMut(Page)) -> Result<Opened, StorageError> {
        let stored = self.stored.borrow();
        for (&(table, number), bytes) in &stored.pages {
            page(Page { table, number, bytes: bytes.clone() });
        }
        Ok(Opened {
            meta: Meta {
                format_version: FORMAT_VERSION,
                watermark: stored.watermark,
                state: stored.state.clone(),
            },
            pages: stored.pages.len() as u32,
            entries: stored.entries_after(stored.watermark),
        })
    }

    async fn append(&self, parts: Vec<Vec<u8>>, _: Durability) -> Result<u64, StorageError> {
        let mut stored = self.stored.borrow_mut();
        stored.commit(parts.len())?;
        // One number a part, as IndexedDB gives them: callers must not count on consecutive ones.
        stored.last_seq += parts.len().max(1) as u64;
        let seq = stored.last_seq;
        stored.journal.insert(seq, parts.concat());
        Ok(seq)
    }

    async fn since(&self, seq: u64) -> Result<Since, StorageError> {
        let stored = self.stored.borrow();
        if seq < stored.watermark {
            return Ok(Since::Missed);
        }
        Ok(Since::Entries(stored.entries_after(seq)))
    }

    async fn head(&self) -> Result<u64, StorageError> {
        let stored = self.stored.borrow();
        Ok(stored.journal.keys().next_back().copied().unwrap_or(stored.watermark))
    }

    async fn compact(&self, compaction: Compaction) -> Result<Compacted, StorageError> {
        let mut stored = self.stored.borrow_mut();
        if stored.compacting {
            return Ok(Compacted::Busy);
        }
        if compaction.upto_seq < stored.watermark || compaction.upto_seq > stored.last_seq {
            return Ok(Compacted::Behind);
        }
        stored.commit(compaction.pages.len() + compaction.history.len() + 2)?;
        for page in compaction.pages {
            let key = (page.table, page.number);
            match page.bytes.is_empty() {
                true => stored.pages.remove(&key),
                false => stored.pages.insert(key, page.bytes),
            };
        }
        for entry in compaction.history {
            stored.history.insert(entry.seq, entry.bytes);
        }
        stored.journal = stored.journal.split_off(&(compaction.upto_seq + 1));
        stored.watermark = compaction.upto_seq;
        stored.state = compaction.state;
        Ok(Compacted::Done)
    }

    async fn history(&self, range: Range<u64>, limit: u32) -> Result<Vec<Entry>, StorageError> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let stored = self.stored.borrow();
        let newest_first = stored.history.range(range).rev().take(limit as usize);
        Ok(newest_first.map(|(&seq, bytes)| Entry { seq, bytes: bytes.clone() }).collect())
    }

    async fn device_get(&self, key: &str) -> Result<Option<Vec<u8>>, StorageError> {
        Ok(self.stored.borrow().device.get(key).cloned())
    }

    async fn device_put(&self, key: &str, value: Vec<u8>) -> Result<(), StorageError> {
        let mut stored = self.stored.borrow_mut();
        stored.commit(1)?;
        stored.device.insert(key.to_owned(), value);
        Ok(())
    }

    async fn wipe(&self) -> Result<(), StorageError> {
        let mut stored = self.stored.borrow_mut();
        stored.commit(1)?;
        // Numbers go on where they were, one further, so that every other tab has missed something.
        let last_seq = stored.last_seq + 1;
        *stored = Stored { last_seq, watermark: last_seq, ..Stored::default() };
        Ok(())
    }

    async fn usage(&self) -> Result<Usage, StorageError> {
        let stored = self.stored.borrow();
        let all = stored.pages.values().chain(stored.journal.values()).chain(stored.history.values());
        Ok(Usage {
            pages: stored.pages.len() as u32,
            journal_parts: stored.journal.len() as u32,
            history_entries: stored.history.len() as u32,
            used_bytes: Some(all.map(|bytes| bytes.len() as u64).sum()),
            quota_bytes: None,
        })
    }
}

/// Runs a future that never waits, as those of [`Memory`] do, without an executor.
///
/// # Panics
/// When the future waits for something after all.
pub fn run_ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("a future of the in-memory journal waits"),
    }
}
