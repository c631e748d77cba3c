//! One transaction: how it begins, what it may wait for, and when it counts.

use std::cell::Cell;

use idb::ObjectStore;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use rexie::TransactionMode;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbTransaction};

use super::{
    Durability, StorageError,
    connection::{Connection, Connector},
    values::{ReadError, thrown, thrown_through_rexie},
};
use crate::platform::reason;

/// How much may be on its way to the browser's storage process before a transaction waits for it.
const IN_FLIGHT_BYTES: usize = 16 * 1024 * 1024;

/// What browsers call having no space left.
const QUOTA: &str = "QuotaExceededError";

impl Connector {
    pub(super) async fn reading(&self, stores: &[&str]) -> Result<rexie::Transaction, StorageError> {
        let begin = |connection: &Connection| {
            let reader = connection.reader.as_ref().ok_or("the connection was closed")?;
            reader
                .transaction(stores, TransactionMode::ReadOnly)
                .map_err(|error| thrown_through_rexie(&error))
        };
        self.begin(begin).await
    }

    pub(super) async fn writing(
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
    async fn begin<T>(&self, begin: impl Fn(&Connection) -> Result<T, String>) -> Result<T, StorageError> {
        let connection = self.connect().await?;
        if let Ok(transaction) = begin(&connection) {
            return Ok(transaction);
        }
        connection.dead.set(true);
        let connection = self.connect().await?;
        begin(&connection).map_err(|reason| StorageError::Unavailable { reason })
    }

    pub(super) fn after_reading<T>(&self, result: Result<T, ReadError>) -> Result<T, StorageError> {
        result.map_err(|error| match error {
            ReadError::Damaged { place } => StorageError::Damaged { place },
            ReadError::Browser(error) => {
                // Opened anew, what could not be read may be readable.
                if let Some(connection) = self.living() {
                    connection.dead.set(true);
                }
                let reason = thrown_through_rexie(&error);
                StorageError::Unavailable { reason }
            }
        })
    }
}

pub(super) struct Writing {
    transaction: IdbTransaction,
    ended: Promise,
    in_flight_bytes: Cell<usize>,
}

impl Writing {
    pub(super) fn begin(
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

    pub(super) fn store(&self, name: &str) -> Result<ObjectStore, idb::Error> {
        idb::Transaction::from(self.transaction.clone()).object_store(name)
    }

    /// Does not wait for the browser unless much is on its way: a put that fails aborts the
    /// transaction, which shows when it ends.
    pub(super) async fn put(
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

    /// Commits, or undoes everything: the one place where a write becomes `Ok`.
    pub(super) async fn finish<T>(self, result: Result<T, idb::Error>) -> Result<T, StorageError> {
        match result {
            Ok(value) => self.ended().await.map(|()| value),
            Err(error) => {
                // Already aborted, when it was a request that failed; then the transaction knows
                // the cause, and the request only that it was aborted.
                let _ = self.transaction.abort();
                match (self.ended().await, thrown(&error)) {
                    (Err(StorageError::Quota), _) => Err(StorageError::Quota),
                    (_, reason) if reason.starts_with(QUOTA) => Err(StorageError::Quota),
                    (_, reason) => Err(StorageError::Aborted { reason }),
                }
            }
        }
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
