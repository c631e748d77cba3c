//! Whether the browser promises to keep this site's data, and how much there is.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

use super::{NAVIGATOR, PlatformError};

const WHAT: &str = "lasting storage";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub used_bytes: u64,
    pub quota_bytes: u64,
}

/// Whether the promise was given.
pub async fn persisted() -> Result<bool, PlatformError> {
    answer(manager()?.persisted()).await.map(|kept| kept.is_truthy())
}

/// Asks for the promise. Firefox asks the person; others decide by themselves. Pages only.
pub async fn persist() -> Result<bool, PlatformError> {
    answer(manager()?.persist()).await.map(|kept| kept.is_truthy())
}

pub async fn estimate() -> Result<Estimate, PlatformError> {
    let estimate = answer(manager()?.estimate()).await?;
    let bytes = |key: &str| -> Result<u64, PlatformError> {
        let value = Reflect::get(&estimate, &key.into()).map_err(PlatformError::when(WHAT))?;
        value.as_f64().map(|bytes| bytes as u64).ok_or(PlatformError::Missing { what: WHAT })
    };
    Ok(Estimate { used_bytes: bytes("usage")?, quota_bytes: bytes("quota")? })
}

fn manager() -> Result<StorageManager, PlatformError> {
    NAVIGATOR.with(|navigator| navigator.storage()).ok_or(PlatformError::Missing { what: WHAT })
}

async fn answer(promise: Result<Promise, JsValue>) -> Result<JsValue, PlatformError> {
    let promise = promise.map_err(PlatformError::when(WHAT))?;
    JsFuture::from(promise).await.map_err(PlatformError::when(WHAT))
}
