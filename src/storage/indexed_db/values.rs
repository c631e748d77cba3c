//! What is inside the stores, and reading it in bulk.

use std::ops::Range;

use js_sys::{Array, Uint8Array};
use rexie::{KeyRange, Store};
use wasm_bindgen::prelude::*;

use super::{
    Entry, Meta,
    migrations::{JOURNAL, META, META_KEY},
};
use crate::platform::reason;

/// Values are read in batches that grow and shrink to about this size.
const BATCH_BYTES: Range<usize> = 4 * 1024 * 1024..32 * 1024 * 1024;
const FIRST_BATCH: usize = 8;
const LARGEST_BATCH: usize = 1024;

/// The one value in [`META`].
pub(super) struct MetaValue {
    /// Random, given when the database was made. A database erased and made again has another one.
    pub(super) epoch: String,
    pub(super) meta: Meta,
}

impl MetaValue {
    pub(super) async fn read(store: &Store) -> Result<Self, ReadError> {
        let value = store.get(META_KEY.into()).await?;
        value.as_ref().and_then(Self::parse).ok_or(ReadError::Damaged { place: META })
    }

    pub(super) fn parse(value: &JsValue) -> Option<Self> {
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

    pub(super) fn to_value(&self) -> JsValue {
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
pub(super) async fn read_entries(journal: &Store, seq: u64) -> Result<Vec<Entry>, ReadError> {
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
pub(super) async fn read_all(
    store: &Store,
    range: Option<KeyRange>,
    take: &mut dyn FnMut(u64, JsValue) -> Result<usize, ReadError>,
) -> Result<(), ReadError> {
    let keys = store.get_all_keys(range, None).await?;
    let mut rest = &keys[..];
    let mut batch = FIRST_BATCH;
    while !rest.is_empty() {
        let (now, later) = rest.split_at(batch.min(rest.len()));
        let range = KeyRange::bound(&now[0], &now[now.len() - 1], None, None).map_err(rexie::Error::from)?;
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

pub(super) enum ReadError {
    Browser(rexie::Error),
    Damaged { place: &'static str },
}

impl From<rexie::Error> for ReadError {
    fn from(error: rexie::Error) -> Self {
        Self::Browser(error)
    }
}

pub(super) fn seq_key(seq: u64) -> JsValue {
    JsValue::from_f64(seq as f64)
}

pub(super) fn whole(value: &JsValue, place: &'static str) -> Result<u64, ReadError> {
    value.as_f64().map(|number| number as u64).ok_or(ReadError::Damaged { place })
}

pub(super) fn bytes_of(value: JsValue, place: &'static str) -> Result<Vec<u8>, ReadError> {
    let bytes = value.dyn_into::<Uint8Array>().map_err(|_| ReadError::Damaged { place })?;
    Ok(bytes.to_vec())
}

/// What the browser threw, out of idb's wrapping.
pub(super) fn thrown(error: &idb::Error) -> String {
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

pub(super) fn thrown_through_rexie(error: &rexie::Error) -> String {
    match error {
        rexie::Error::IdbError(error) => thrown(error),
        other => other.to_string(),
    }
}
