//! The way to the database: opening, letting go, noticing that it is gone, opening again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use idb::{Database, DatabaseEvent, Event, Factory, Query, Request, event::VersionChangeEvent};
use js_sys::{Array, Promise, Reflect};
use rexie::{Rexie, TransactionMode};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::IdbDatabase;

use super::{
    Durability, FORMAT_VERSION, Meta, Notice, StorageError,
    migrations::{self, META, META_KEY},
    transaction::Writing,
    values::{MetaValue, thrown, thrown_through_rexie},
};
use crate::platform::{clock, random, reason};

/// The waits between three tries to open.
const BACKOFF_MS: [i32; 2] = [150, 1_000];

/// An opening that has not answered by then counts as failed: browsers are known to hang here.
const OPEN_LIMIT_MS: i32 = 10_000;

/// Opens the database when it is needed and not open.
pub(super) struct Connector {
    pub(super) name: String,
    notify: Rc<dyn Fn(Notice)>,
    connection: RefCell<Option<Rc<Connection>>>,
    /// Which database this tab's state came from; another one under the same name is not it.
    epoch: RefCell<Option<String>>,
}

pub(super) struct Connection {
    /// `None` only while it is being dropped.
    pub(super) reader: Option<Rexie>,
    pub(super) writer: IdbDatabase,
    /// Told to close, closed by the browser, or found broken. The next call opens another.
    pub(super) dead: Rc<Cell<bool>>,
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

impl Connector {
    pub(super) fn new(name: &str, notify: impl Fn(Notice) + 'static) -> Self {
        Self {
            name: name.to_owned(),
            notify: Rc::new(notify),
            connection: RefCell::default(),
            epoch: RefCell::default(),
        }
    }

    /// Lets go; the next call connects again.
    pub(super) fn close(&self) {
        self.connection.take();
    }

    /// The tab is about to take its state from the database, whichever that is now.
    pub(super) fn begin_anew(&self) {
        self.epoch.take();
        self.close();
    }

    /// Which database this is; empty before the first connection.
    pub(super) fn epoch(&self) -> String {
        self.epoch.borrow().clone().unwrap_or_default()
    }

    pub(super) async fn connect(&self) -> Result<Rc<Connection>, StorageError> {
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
                StorageError::Unavailable { .. } | StorageError::Aborted { .. } => match waits_ms.next() {
                    Some(ms) => clock::sleep(ms).await,
                    None => return Err(error),
                },
                // Trying again would not help.
                _ => return Err(error),
            }
        }
    }

    /// The open connection, if it is any good.
    pub(super) fn living(&self) -> Option<Rc<Connection>> {
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

        let through_rexie = |error| StorageError::Unavailable { reason: thrown_through_rexie(&error) };
        let reader = migrations::upgraded(&self.name).build().await.map_err(through_rexie)?;
        let reader = connection.reader.insert(reader);
        // Only a new database is written to: a write would wait for every tab that is reading.
        let found = match stored_meta(reader).await.map_err(through_rexie)? {
            Some(found) => epoch_of(&found),
            None => found_new(&connection.writer).await?,
        };
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
}

async fn stored_meta(reader: &Rexie) -> rexie::Result<Option<JsValue>> {
    let transaction = reader.transaction(&[META], TransactionMode::ReadOnly)?;
    transaction.store(META)?.get(META_KEY.into()).await
}

/// Gives a new database its epoch, unless another tab has just done so.
async fn found_new(writer: &IdbDatabase) -> Result<String, StorageError> {
    let unavailable = |reason: String| StorageError::Unavailable { reason };
    let bits = random::random_u128().map_err(|error| unavailable(error.to_string()))?;
    let fresh = MetaValue {
        epoch: format!("{bits:032x}"),
        meta: Meta { format_version: FORMAT_VERSION, watermark: 0, state: Vec::new() },
    };
    let writing =
        Writing::begin(writer, &[META], Durability::Relaxed).map_err(|error| unavailable(reason(&error)))?;
    let result = async {
        let store = writing.store(META)?;
        let found = store.get(Query::Key(META_KEY.into()))?.await?;
        if found.is_none() {
            store.put(&fresh.to_value(), Some(&META_KEY.into()))?;
        }
        Ok(found)
    };
    let result = result.await;
    let found = writing.finish(result).await?;
    Ok(found.map_or(fresh.epoch, |found| epoch_of(&found)))
}

/// Damage is told when the value is read. Connecting works, or nobody could wipe it.
fn epoch_of(stored: &JsValue) -> String {
    MetaValue::parse(stored).map(|stored| stored.epoch).unwrap_or_default()
}

fn upgrade(event: &VersionChangeEvent) -> Result<(), idb::Error> {
    migrations::upgrade(&event.database()?, event.old_version()?)
}
