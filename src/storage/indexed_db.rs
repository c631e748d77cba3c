//! The journal in IndexedDB: the one place that knows how browsers misbehave.
//!
//! Reads go through rexie. Writing, opening and closing need what rexie hides (durability, why a
//! transaction was aborted, `blocked`, `versionchange`) and go through idb and a small extern, on a
//! connection of their own, because rexie neither lends its connection nor takes one.
//!
//! Inside a transaction nothing is awaited but its own requests: IndexedDB commits a transaction as
//! soon as it has nothing left to do.

use std::{
    cell::{Cell, RefCell},
    ops::Range,
    rc::Rc,
};

use idb::{
    Database, DatabaseEvent, Event, Factory, ObjectStore, Query, Request, event::VersionChangeEvent,
};
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use rexie::{Direction, KeyRange, Rexie, Store, TransactionMode};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{IdbDatabase, IdbTransaction};

use super::{
    Compacted, Compaction, Durability, Entry, FORMAT_VERSION, Journal, Meta, Opened, Page, Since,
    StorageError, Usage,
    migrations::{self, ALL, DEVICE, HISTORY, JOURNAL, META, META_KEY, PAGES},
};
use crate::platform::{clock, locks, persist, random, reason};

/// The waits between three tries to open.
const BACKOFF_MS: [i32; 2] = [150, 1_000];

/// An opening that has not answered by then counts as failed: browsers are known to hang here.
const OPEN_LIMIT_MS: i32 = 10_000;

/// How much may be on its way to the browser's storage process before a transaction waits for it.
const IN_FLIGHT_BYTES: usize = 16 * 1024 * 1024;

/// Values are read in batches that grow and shrink to about this size.
const BATCH_BYTES: Range<usize> = 4 * 1024 * 1024..32 * 1024 * 1024;
const FIRST_BATCH: usize = 8;
const LARGEST_BATCH: usize = 1024;

const QUOTA: &str = "QuotaExceededError";

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
    name: String,
    notify: Rc<dyn Fn(Notice)>,
    connection: RefCell<Option<Rc<Connection>>>,
    /// Which database this tab's state came from; another one under the same name is not it.
    epoch: RefCell<Option<String>>,
}

impl IndexedDb {
    pub fn new(name: &str, notify: impl Fn(Notice) + 'static) -> Self {
        Self {
            name: name.to_owned(),
            notify: Rc::new(notify),
            connection: RefCell::default(),
            epoch: RefCell::default(),
        }
    }

    /// Lets go of the database; the next call opens it again.
    pub fn close(&self) {
        self.connection.take();
    }
}

impl Journal for IndexedDb {
    async fn open(&self, page: &mut dyn FnMut(Page)) -> Result<Opened, StorageError> {
        self.epoch.take();
        self.close();
        let reading = self.reading(&[META, PAGES, JOURNAL]).await?;
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
        self.after_reading(result)
    }

    async fn append(
        &self,
        parts: Vec<Vec<u8>>,
        durability: Durability,
    ) -> Result<u64, StorageError> {
        let writing = self.writing(&[JOURNAL], durability).await?;
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
        self.after_writing(writing, result).await
    }

    async fn since(&self, seq: u64) -> Result<Since, StorageError> {
        let reading = self.reading(&[META, JOURNAL]).await?;
        let result = async {
            let meta = MetaValue::read(&reading.store(META)?).await?;
            if seq < meta.meta.watermark {
                return Ok(Since::Missed);
            }
            Ok(Since::Entries(read_entries(&reading.store(JOURNAL)?, seq).await?))
        };
        let result = result.await;
        self.after_reading(result)
    }

    async fn compact(&self, compaction: Compaction) -> Result<Compacted, StorageError> {
        // The lock only saves work done twice; what keeps the data right is the watermark, read
        // again inside the transaction. So where there are no locks, compaction still runs.
        match locks::try_hold(&format!("{}-compaction", self.name)).await {
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
        let reading = self.reading(&[HISTORY]).await?;
        let result = async {
            let keys = KeyRange::bound(
                &seq_key(range.start),
                &seq_key(range.end),
                Some(false),
                Some(true),
            )
            .map_err(rexie::Error::from)?;
            let store = reading.store(HISTORY)?;
            let newest_first =
                store.scan(Some(keys), Some(limit), None, Some(Direction::Prev)).await?;
            let mut entries = Vec::with_capacity(newest_first.len());
            for (key, value) in newest_first {
                entries
                    .push(Entry { seq: whole(&key, HISTORY)?, bytes: bytes_of(value, HISTORY)? });
            }
            Ok(entries)
        };
        let result = result.await;
        self.after_reading(result)
    }

    async fn device_get(&self, key: &str) -> Result<Option<Vec<u8>>, StorageError> {
        let reading = self.reading(&[DEVICE]).await?;
        let result = async {
            let value = reading.store(DEVICE)?.get(key.into()).await?;
            value.map(|value| bytes_of(value, DEVICE)).transpose()
        };
        let result = result.await;
        self.after_reading(result)
    }

    async fn device_put(&self, key: &str, value: Vec<u8>) -> Result<(), StorageError> {
        let writing = self.writing(&[DEVICE], Durability::Strict).await?;
        let result = async { writing.put(&writing.store(DEVICE)?, &key.into(), value).await };
        let result = result.await;
        self.after_writing(writing, result).await
    }

    async fn wipe(&self) -> Result<(), StorageError> {
        let writing = self.writing(&ALL, Durability::Strict).await?;
        let result = async {
            // Clearing does not reset the numbers. One is used up, so that for every other tab the
            // watermark is ahead and they notice.
            let journal = writing.store(JOURNAL)?;
            let watermark = journal.add(&JsValue::NULL, None)?.await?;
            for store in ALL.into_iter().filter(|&store| store != META) {
                writing.store(store)?.clear()?;
            }
            let meta = MetaValue {
                epoch: self.epoch.borrow().clone().unwrap_or_default(),
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
        self.after_writing(writing, result).await
    }

    async fn usage(&self) -> Result<Usage, StorageError> {
        // Before the transaction, which would not wait for it.
        let estimate = persist::estimate().await.ok();
        let reading = self.reading(&[PAGES, JOURNAL, HISTORY]).await?;
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
        self.after_reading(result)
    }
}

// ---- Transactions -------------------------------------------------------------------------------

impl IndexedDb {
    async fn compact_now(&self, compaction: Compaction) -> Result<Compacted, StorageError> {
        let writing = self.writing(&[META, PAGES, JOURNAL, HISTORY], Durability::Strict).await?;
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
        self.after_writing(writing, result).await
    }

    async fn reading(&self, stores: &[&str]) -> Result<rexie::Transaction, StorageError> {
        let begin = |connection: &Connection| {
            let reader = connection.reader.as_ref().ok_or_else(gone)?;
            reader.transaction(stores, TransactionMode::ReadOnly).map_err(|error| match error {
                rexie::Error::IdbError(error) => thrown(&error),
                other => other.to_string(),
            })
        };
        self.begin(begin).await
    }

    async fn writing(
        &self,
        stores: &[&str],
        durability: Durability,
    ) -> Result<Writing, StorageError> {
        self.begin(|connection| {
            Writing::begin(&connection.writer, stores, durability).map_err(|error| reason(&error))
        })
        .await
    }

    /// A connection may have died unnoticed. That shows when a transaction is begun, before anything
    /// is written, so a fresh connection may try once more.
    async fn begin<T>(
        &self,
        begin: impl Fn(&Connection) -> Result<T, String>,
    ) -> Result<T, StorageError> {
        let connection = self.connect().await?;
        if let Ok(transaction) = begin(&connection) {
            return Ok(transaction);
        }
        connection.dead.set(true);
        let connection = self.connect().await?;
        begin(&connection).map_err(|reason| StorageError::Unavailable { reason })
    }

    fn after_reading<T>(&self, result: Result<T, ReadError>) -> Result<T, StorageError> {
        result.map_err(|error| match error {
            ReadError::Damaged { place } => StorageError::Damaged { place },
            ReadError::Browser(error) => {
                // Opened anew, what could not be read may be readable.
                if let Some(connection) = &*self.connection.borrow() {
                    connection.dead.set(true);
                }
                let reason = match error {
                    rexie::Error::IdbError(error) => thrown(&error),
                    other => other.to_string(),
                };
                StorageError::Unavailable { reason }
            }
        })
    }

    /// Commits, or undoes everything: the one place where a write becomes `Ok`.
    async fn after_writing<T>(
        &self,
        writing: Writing,
        result: Result<T, idb::Error>,
    ) -> Result<T, StorageError> {
        match result {
            Ok(value) => writing.ended().await.map(|()| value),
            Err(error) => {
                // Already aborted, when it was a request that failed; then the transaction knows
                // the cause, and the request only that it was aborted.
                let _ = writing.transaction.abort();
                match (writing.ended().await, thrown(&error)) {
                    (Err(StorageError::Quota), _) => Err(StorageError::Quota),
                    (_, reason) if reason.starts_with(QUOTA) => Err(StorageError::Quota),
                    (_, reason) => Err(StorageError::Aborted { reason }),
                }
            }
        }
    }
}

struct Writing {
    transaction: IdbTransaction,
    ended: Promise,
    in_flight_bytes: Cell<usize>,
}

impl Writing {
    fn begin(
        database: &IdbDatabase,
        stores: &[&str],
        durability: Durability,
    ) -> Result<Self, JsValue> {
        let stores: Array = stores.iter().map(|&store| JsValue::from(store)).collect();
        let options = Object::new();
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        Reflect::set(&options, &"durability".into(), &durability.into())?;
        let transaction = database.unchecked_ref::<DurableDatabase>().transaction_with_options(
            &stores,
            "readwrite",
            &options,
        )?;
        let ended = Promise::new(&mut |complete, abort| {
            transaction.set_oncomplete(Some(&complete));
            transaction.set_onabort(Some(&abort));
        });
        Ok(Self { transaction, ended, in_flight_bytes: Cell::new(0) })
    }

    fn store(&self, name: &str) -> Result<ObjectStore, idb::Error> {
        idb::Transaction::from(self.transaction.clone()).object_store(name)
    }

    /// Does not wait for the browser unless much is on its way: a put that fails aborts the
    /// transaction, which shows when it ends.
    async fn put(
        &self,
        store: &ObjectStore,
        key: &JsValue,
        bytes: Vec<u8>,
    ) -> Result<(), idb::Error> {
        let value = Uint8Array::from(&bytes[..]);
        self.in_flight_bytes.update(|in_flight| in_flight + bytes.len());
        drop(bytes);
        let request = store.put(&value, Some(key))?;
        if self.in_flight_bytes.get() > IN_FLIGHT_BYTES {
            request.await?;
            self.in_flight_bytes.set(0);
        }
        Ok(())
    }

    async fn ended(&self) -> Result<(), StorageError> {
        match JsFuture::from(self.ended.clone()).await {
            Ok(_) => Ok(()),
            Err(_) => Err(match self.transaction.error() {
                Some(error) if error.name() == QUOTA => StorageError::Quota,
                Some(error) => StorageError::Aborted { reason: reason(&error) },
                None => StorageError::Aborted { reason: "the transaction was aborted".to_owned() },
            }),
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// An `IDBDatabase`; web-sys does not know its third argument.
    type DurableDatabase;

    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with_options(
        this: &DurableDatabase,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

// ---- Connecting ---------------------------------------------------------------------------------

struct Connection {
    /// `None` only while it is being dropped.
    reader: Option<Rexie>,
    writer: IdbDatabase,
    /// Told to close, closed by the browser, or found broken. The next call opens another.
    dead: Rc<Cell<bool>>,
    /// Keeps the handlers of `writer` alive.
    _handlers: Database,
}

impl Drop for Connection {
    fn drop(&mut self) {
        // Running transactions still finish.
        self.writer.close();
        if let Some(reader) = self.reader.take() {
            reader.close();
        }
    }
}

impl IndexedDb {
    async fn connect(&self) -> Result<Rc<Connection>, StorageError> {
        let mut waits_ms = BACKOFF_MS.into_iter();
        loop {
            if let Some(connection) = self.living() {
                return Ok(connection);
            }
            self.close();
            let error = match self.connect_once().await {
                // Another call may have been faster; then that connection is everyone's.
                Ok(connection) => match self.living() {
                    Some(faster) => return Ok(faster),
                    None => {
                        let connection = Rc::new(connection);
                        *self.connection.borrow_mut() = Some(connection.clone());
                        return Ok(connection);
                    }
                },
                Err(error) => error,
            };
            match error {
                StorageError::Unavailable { .. } | StorageError::Aborted { .. } => {
                    match waits_ms.next() {
                        Some(ms) => clock::sleep(ms).await,
                        None => return Err(error),
                    }
                }
                // Trying again would not help.
                _ => return Err(error),
            }
        }
    }

    fn living(&self) -> Option<Rc<Connection>> {
        self.connection.borrow().as_ref().filter(|connection| !connection.dead.get()).cloned()
    }

    async fn connect_once(&self) -> Result<Connection, StorageError> {
        let writer: IdbDatabase = self.open_database().await?.into();
        let dead = Rc::new(Cell::new(false));
        let mut handlers = Database::from(writer.clone());
        handlers.on_version_change({
            let (writer, dead, notify) = (writer.clone(), dead.clone(), self.notify.clone());
            move |event| {
                writer.close();
                dead.set(true);
                // Without a new version, the database is being deleted: the next call finds that.
                let new_version = Reflect::get(&event, &"newVersion".into()).ok();
                if new_version.is_some_and(|version| version.as_f64().is_some()) {
                    notify(Notice::NewerVersionOpened);
                }
            }
        });
        handlers.on_close({
            let (dead, notify) = (dead.clone(), self.notify.clone());
            move |_| {
                dead.set(true);
                notify(Notice::ClosedByBrowser);
            }
        });
        // From here on, dropping it closes it.
        let mut connection = Connection { reader: None, writer, dead, _handlers: handlers };

        let reader = migrations::upgraded(&self.name).build().await;
        connection.reader = Some(reader.map_err(|error| StorageError::Unavailable {
            reason: match error {
                rexie::Error::IdbError(error) => thrown(&error),
                other => other.to_string(),
            },
        })?);
        let found = self.found_epoch(&connection).await?;
        let mut expected = self.epoch.borrow_mut();
        if *expected.get_or_insert(found.clone()) != found {
            return Err(StorageError::Lost);
        }
        drop(expected);
        Ok(connection)
    }

    async fn open_database(&self) -> Result<Database, StorageError> {
        let unavailable = |error| StorageError::Unavailable { reason: thrown(&error) };
        let mut request = Factory::new()
            .and_then(|factory| factory.open(&self.name, Some(FORMAT_VERSION)))
            .map_err(unavailable)?;

        let blocked = Rc::new(Cell::new(false));
        request.on_blocked({
            let (blocked, notify) = (blocked.clone(), self.notify.clone());
            move |_| {
                blocked.set(true);
                notify(Notice::WaitingForOlderTab);
            }
        });
        request.on_upgrade_needed(|event| {
            if upgrade(&event).is_err() {
                // Undone whole: opening then fails, and nothing has changed.
                if let Some(transaction) = event.target().ok().and_then(|it| it.transaction()) {
                    let _ = transaction.abort();
                }
            }
        });

        // An opening cannot be called off. One that answers too late is closed at once, or it would
        // block other tabs without anyone using it.
        let outcome = Rc::new(RefCell::new(None));
        let given_up = Rc::new(Cell::new(false));
        let opening = future_to_promise({
            let (outcome, given_up) = (outcome.clone(), given_up.clone());
            async move {
                let opened = request.await;
                match opened {
                    Ok(database) if given_up.get() => database.close(),
                    opened => *outcome.borrow_mut() = Some(opened),
                }
                Ok(JsValue::UNDEFINED)
            }
        });
        let limit = future_to_promise(async {
            clock::sleep(OPEN_LIMIT_MS).await;
            Ok(JsValue::UNDEFINED)
        });
        // Neither of the two is ever rejected.
        let _ = JsFuture::from(Promise::race(&Array::of2(&opening, &limit))).await;

        let Some(opened) = outcome.take() else {
            given_up.set(true);
            return Err(match blocked.get() {
                true => StorageError::Blocked,
                false => StorageError::Unavailable { reason: "no answer".to_owned() },
            });
        };
        match opened {
            Ok(database) => Ok(database),
            Err(idb::Error::DomException(error)) if error.name() == "VersionError" => {
                Err(StorageError::NewerFormat { found: self.found_version().await? })
            }
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn found_version(&self) -> Result<u32, StorageError> {
        let unavailable = |error| StorageError::Unavailable { reason: thrown(&error) };
        let database = Factory::new()
            .and_then(|factory| factory.open(&self.name, None))
            .map_err(unavailable)?
            .await
            .map_err(unavailable)?;
        let version = database.version().map_err(unavailable);
        database.close();
        version
    }

    /// Which database this is; a new one is given its name here.
    async fn found_epoch(&self, connection: &Connection) -> Result<String, StorageError> {
        let unavailable = |reason: String| StorageError::Unavailable { reason };
        let fresh = MetaValue {
            epoch: random::random_u128()
                .map(|bits| format!("{bits:032x}"))
                .map_err(|error| unavailable(error.to_string()))?,
            meta: Meta { format_version: FORMAT_VERSION, watermark: 0, state: Vec::new() },
        };
        let writing = Writing::begin(&connection.writer, &[META], Durability::Relaxed)
            .map_err(|error| unavailable(reason(&error)))?;
        let result = async {
            let store = writing.store(META)?;
            let found = store.get(Query::Key(META_KEY.into()))?.await?;
            if found.is_none() {
                store.put(&fresh.to_value(), Some(&META_KEY.into()))?;
            }
            Ok(found)
        };
        let result = result.await;
        match self.after_writing(writing, result).await? {
            None => Ok(fresh.epoch),
            // Damage is told when it is read. Connecting works, or nobody could wipe it.
            Some(found) => {
                Ok(MetaValue::parse(&found).map(|found| found.epoch).unwrap_or_default())
            }
        }
    }
}

fn upgrade(event: &VersionChangeEvent) -> Result<(), idb::Error> {
    migrations::upgrade(&event.database()?, event.old_version()?)
}

fn gone() -> String {
    "the connection was closed".to_owned()
}

// ---- Values -------------------------------------------------------------------------------------

/// The one value in [`META`].
struct MetaValue {
    /// Random, given when the database was made. A database erased and made again has another one.
    epoch: String,
    meta: Meta,
}

impl MetaValue {
    async fn read(store: &Store) -> Result<Self, ReadError> {
        let value = store.get(META_KEY.into()).await?;
        value.as_ref().and_then(Self::parse).ok_or(ReadError::Damaged { place: META })
    }

    fn parse(value: &JsValue) -> Option<Self> {
        let value = value.dyn_ref::<Array>()?;
        Some(Self {
            epoch: value.get(0).as_string()?,
            meta: Meta {
                watermark: value.get(1).as_f64()? as u64,
                format_version: value.get(2).as_f64()? as u32,
                state: value.get(3).dyn_ref::<Uint8Array>()?.to_vec(),
            },
        })
    }

    fn to_value(&self) -> JsValue {
        Array::of4(
            &self.epoch.as_str().into(),
            &seq_key(self.meta.watermark),
            &self.meta.format_version.into(),
            &Uint8Array::from(&self.meta.state[..]),
        )
        .into()
    }
}

/// Puts the parts of each transaction after `seq` together again.
async fn read_entries(journal: &Store, seq: u64) -> Result<Vec<Entry>, ReadError> {
    let damaged = ReadError::Damaged { place: JOURNAL };
    let after = KeyRange::lower_bound(&seq_key(seq), Some(true)).map_err(rexie::Error::from)?;
    let mut entries = Vec::new();
    let mut bytes = Vec::new();
    let mut expected = None;
    read_all(journal, Some(after), &mut |seq, value| {
        let damaged = || ReadError::Damaged { place: JOURNAL };
        let value = value.dyn_into::<Array>().map_err(|_| damaged())?;
        let following = whole(&value.get(0), JOURNAL)?;
        if expected.is_some_and(|expected| expected != following) {
            return Err(damaged());
        }
        let part = value.get(1).dyn_into::<Uint8Array>().map_err(|_| damaged())?;
        let length = part.length() as usize;
        let start = bytes.len();
        bytes.resize(start + length, 0);
        part.copy_to(&mut bytes[start..]);
        expected = following.checked_sub(1);
        if expected.is_none() {
            entries.push(Entry { seq, bytes: std::mem::take(&mut bytes) });
        }
        Ok(length)
    })
    .await?;
    if expected.is_some() { Err(damaged) } else { Ok(entries) }
}

/// Hands every value of a store to `take`, in the order of their keys, in batches: one message of
/// everything would be refused by the browser, one value at a time is slow. `take` returns the
/// value's size.
async fn read_all(
    store: &Store,
    range: Option<KeyRange>,
    take: &mut dyn FnMut(u64, JsValue) -> Result<usize, ReadError>,
) -> Result<(), ReadError> {
    let keys = store.get_all_keys(range, None).await?;
    let mut rest = &keys[..];
    let mut batch = FIRST_BATCH;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(batch.min(rest.len()));
        let range = KeyRange::bound(&now[0], &now[now.len() - 1], None, None)
            .map_err(rexie::Error::from)?;
        let mut bytes = 0;
        for (key, value) in now.iter().zip(store.get_all(Some(range), None).await?) {
            bytes += take(whole(key, "key")?, value)?;
        }
        if bytes < BATCH_BYTES.start {
            batch = (batch * 2).min(LARGEST_BATCH);
        } else if bytes > BATCH_BYTES.end {
            batch = (batch / 2).max(1);
        }
        rest = later;
    }
    Ok(())
}

enum ReadError {
    Browser(rexie::Error),
    Damaged { place: &'static str },
}

impl From<rexie::Error> for ReadError {
    fn from(error: rexie::Error) -> Self {
        Self::Browser(error)
    }
}

fn seq_key(seq: u64) -> JsValue {
    JsValue::from_f64(seq as f64)
}

fn whole(value: &JsValue, place: &'static str) -> Result<u64, ReadError> {
    value.as_f64().map(|number| number as u64).ok_or(ReadError::Damaged { place })
}

fn bytes_of(value: JsValue, place: &'static str) -> Result<Vec<u8>, ReadError> {
    let bytes = value.dyn_into::<Uint8Array>().map_err(|_| ReadError::Damaged { place })?;
    Ok(bytes.to_vec())
}

/// What the browser threw, out of idb's wrapping.
fn thrown(error: &idb::Error) -> String {
    use idb::Error::*;
    match error {
        DomException(error) => reason(error),
        AddFailed(error)
        | ClearFailed(error)
        | CountFailed(error)
        | DeleteFailed(error)
        | GetAllFailed(error)
        | GetAllKeysFailed(error)
        | GetFailed(error)
        | GetKeyFailed(error)
        | IndexedDbNotFound(error)
        | IndexedDbOpenFailed(error)
        | ObjectStoreNotFound(error)
        | OpenCursorFailed(error)
        | TransactionOpenFailed(error)
        | UpdateFailed(error) => reason(error),
        other => other.to_string(),
    }
}
