//! The journal in IndexedDB: the one place that knows how browsers misbehave.
//!
//! Reads go through rexie. Writing, opening and closing need what rexie hides (durability, why a
//! transaction was aborted, `blocked`, `versionchange`) and go through idb and a small extern, on a
//! connection of their own, because rexie neither lends its connection nor takes one.
//!
//! Inside a transaction nothing is awaited but its own requests: IndexedDB commits a transaction as
//! soon as it has nothing left to do.

mod connection;
mod migrations;
mod transaction;
mod values;

use std::ops::Range;

use idb::Query;
use js_sys::{Array, Uint8Array};
use rexie::{Direction, KeyRange};
use wasm_bindgen::prelude::*;

use super::{
    Compacted, Compaction, Durability, Entry, FORMAT_VERSION, Journal, Meta, Opened, Page, Since,
    StorageError, Usage,
};
use crate::platform::{locks, persist};
use connection::Connector;
use migrations::{ALL, DEVICE, HISTORY, JOURNAL, META, META_KEY, PAGES};
use values::{MetaValue, bytes_of, read_all, read_entries, seq_key, whole};

/// What a person should hear of although nothing was asked of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// Opening waits for a tab with an older Clientele to let go.
    WaitingForOlderTab,
    /// A newer Clientele was opened in another tab, and this one has let go of the database.
    NewerVersionOpened,
    /// The browser closed the database: its data was cleared, or its disk failed. The next call
    /// tries to open it again and tells what it found.
    ClosedByBrowser,
}

/// One tab's journal. Opens the database when first asked something, and again after losing it.
pub struct IndexedDb {
    connector: Connector,
}

impl IndexedDb {
    pub fn new(name: &str, notify: impl Fn(Notice) + 'static) -> Self {
        Self { connector: Connector::new(name, notify) }
    }

    /// Lets go of the database; the next call opens it again.
    pub fn close(&self) {
        self.connector.close();
    }

    async fn compact_now(&self, compaction: Compaction) -> Result<Compacted, StorageError> {
        let writing = self.connector.writing(&[META, PAGES, JOURNAL, HISTORY], Durability::Strict).await?;
        let result = async {
            let meta_store = writing.store(META)?;
            let journal = writing.store(JOURNAL)?;
            let upto = seq_key(compaction.upto_seq);

            let stored = meta_store.get(Query::Key(META_KEY.into()))?.await?;
            let Some(stored) = stored.as_ref().and_then(MetaValue::parse) else {
                return Ok(Compacted::Behind);
            };
            let watermark = stored.meta.watermark;
            let is_entry = compaction.upto_seq == watermark
                || journal.get_key(Query::Key(upto.clone()))?.await?.is_some();
            if compaction.upto_seq < watermark || !is_entry {
                return Ok(Compacted::Behind);
            }

            let pages = writing.store(PAGES)?;
            for page in compaction.pages {
                let key = ((u64::from(page.table) << 32) + u64::from(page.number)) as f64;
                match page.bytes.is_empty() {
                    true => drop(pages.delete(Query::Key(key.into()))?),
                    false => writing.put(&pages, &key.into(), page.bytes).await?,
                }
            }
            let history = writing.store(HISTORY)?;
            for entry in compaction.history {
                writing.put(&history, &seq_key(entry.seq), entry.bytes).await?;
            }
            journal.delete(Query::KeyRange(KeyRange::upper_bound(&upto, None)?))?;
            let meta = MetaValue {
                epoch: stored.epoch,
                meta: Meta {
                    format_version: FORMAT_VERSION,
                    watermark: compaction.upto_seq,
                    state: compaction.state,
                },
            };
            meta_store.put(&meta.to_value(), Some(&META_KEY.into()))?;
            Ok(Compacted::Done)
        };
        let result = result.await;
        writing.finish(result).await
    }
}

impl Journal for IndexedDb {
    async fn open(&self, page: &mut dyn FnMut(Page)) -> Result<Opened, StorageError> {
        self.connector.begin_anew();
        let reading = self.connector.reading(&[META, PAGES, JOURNAL]).await?;
        let result = async {
            let meta = MetaValue::read(&reading.store(META)?).await?;
            let mut pages = 0;
            read_all(&reading.store(PAGES)?, None, &mut |key, value| {
                let bytes = bytes_of(value, PAGES)?;
                let length = bytes.len();
                page(Page { table: (key >> 32) as u16, number: key as u32, bytes });
                pages += 1;
                Ok(length)
            })
            .await?;
            let entries = read_entries(&reading.store(JOURNAL)?, meta.meta.watermark).await?;
            Ok(Opened { meta: meta.meta, pages, entries })
        };
        let result = result.await;
        self.connector.after_reading(result)
    }

    async fn append(&self, parts: Vec<Vec<u8>>, durability: Durability) -> Result<u64, StorageError> {
        let writing = self.connector.writing(&[JOURNAL], durability).await?;
        let result = async {
            let journal = writing.store(JOURNAL)?;
            let mut following = parts.len().max(1);
            let mut seq = 0;
            // An empty transaction is one empty part: what is appended has a seq.
            for part in if parts.is_empty() { vec![Vec::new()] } else { parts } {
                following -= 1;
                let value = Array::of2(&(following as f64).into(), &Uint8Array::from(&part[..]));
                drop(part);
                let key = journal.add(&value, None)?.await?;
                seq = key.as_f64().unwrap_or_default() as u64;
            }
            Ok(seq)
        };
        let result = result.await;
        writing.finish(result).await
    }

    async fn since(&self, seq: u64) -> Result<Since, StorageError> {
        let reading = self.connector.reading(&[META, JOURNAL]).await?;
        let result = async {
            let meta = MetaValue::read(&reading.store(META)?).await?;
            if seq < meta.meta.watermark {
                return Ok(Since::Missed);
            }
            Ok(Since::Entries(read_entries(&reading.store(JOURNAL)?, seq).await?))
        };
        let result = result.await;
        self.connector.after_reading(result)
    }

    async fn head(&self) -> Result<u64, StorageError> {
        let reading = self.connector.reading(&[META, JOURNAL]).await?;
        let result = async {
            let meta = MetaValue::read(&reading.store(META)?).await?;
            // Keys alone: a value may be as large as an import.
            match reading.store(JOURNAL)?.get_all_keys(None, None).await?.last() {
                Some(last) => whole(last, JOURNAL),
                None => Ok(meta.meta.watermark),
            }
        };
        let result = result.await;
        self.connector.after_reading(result)
    }

    async fn compact(&self, compaction: Compaction) -> Result<Compacted, StorageError> {
        // The lock only saves work done twice; what keeps the data right is the watermark, read
        // again inside the transaction. So where there are no locks, compaction still runs.
        match locks::try_hold(&format!("{}-compaction", self.connector.name)).await {
            Ok(None) => Ok(Compacted::Busy),
            Ok(Some(guard)) => {
                let result = self.compact_now(compaction).await;
                guard.release().await;
                result
            }
            Err(_) => self.compact_now(compaction).await,
        }
    }

    async fn history(&self, range: Range<u64>, limit: u32) -> Result<Vec<Entry>, StorageError> {
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let reading = self.connector.reading(&[HISTORY]).await?;
        let result = async {
            let keys = KeyRange::bound(&seq_key(range.start), &seq_key(range.end), Some(false), Some(true))
                .map_err(rexie::Error::from)?;
            let store = reading.store(HISTORY)?;
            let newest_first = store.scan(Some(keys), Some(limit), None, Some(Direction::Prev)).await?;
            let mut entries = Vec::with_capacity(newest_first.len());
            for (key, value) in newest_first {
                entries.push(Entry { seq: whole(&key, HISTORY)?, bytes: bytes_of(value, HISTORY)? });
            }
            Ok(entries)
        };
        let result = result.await;
        self.connector.after_reading(result)
    }

    async fn device_get(&self, key: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let reading = self.connector.reading(&[DEVICE]).await?;
        let result = async {
            let value = reading.store(DEVICE)?.get(key.into()).await?;
            value.map(|value| bytes_of(value, DEVICE)).transpose()
        };
        let result = result.await;
        self.connector.after_reading(result)
    }

    async fn device_put(&self, key: &str, value: Vec<u8>) -> Result<(), StorageError> {
        let writing = self.connector.writing(&[DEVICE], Durability::Strict).await?;
        let result = async { writing.put(&writing.store(DEVICE)?, &key.into(), value).await };
        let result = result.await;
        writing.finish(result).await
    }

    async fn wipe(&self) -> Result<(), StorageError> {
        let writing = self.connector.writing(&ALL, Durability::Strict).await?;
        let result = async {
            // Clearing does not reset the numbers. One is used up, so that for every other tab the
            // watermark is ahead and they notice.
            let journal = writing.store(JOURNAL)?;
            let watermark = journal.add(&JsValue::NULL, None)?.await?;
            for store in ALL.into_iter().filter(|&store| store != META) {
                writing.store(store)?.clear()?;
            }
            let meta = MetaValue {
                epoch: self.connector.epoch(),
                meta: Meta {
                    format_version: FORMAT_VERSION,
                    watermark: watermark.as_f64().unwrap_or_default() as u64,
                    state: Vec::new(),
                },
            };
            writing.store(META)?.put(&meta.to_value(), Some(&META_KEY.into()))?;
            Ok(())
        };
        let result = result.await;
        writing.finish(result).await
    }

    async fn usage(&self) -> Result<Usage, StorageError> {
        // Before the transaction, which would not wait for it.
        let estimate = persist::estimate().await.ok();
        let reading = self.connector.reading(&[PAGES, JOURNAL, HISTORY]).await?;
        let result = async {
            Ok(Usage {
                pages: reading.store(PAGES)?.count(None).await?,
                journal_parts: reading.store(JOURNAL)?.count(None).await?,
                history_entries: reading.store(HISTORY)?.count(None).await?,
                used_bytes: estimate.map(|estimate| estimate.used_bytes),
                quota_bytes: estimate.map(|estimate| estimate.quota_bytes),
            })
        };
        let result = result.await;
        self.connector.after_reading(result)
    }
}
