//! Randomness for ids, in a page and in a worker.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::PlatformError;

pub fn random_u128() -> Result<u128, PlatformError> {
    let array = Uint8Array::new_with_length(16);
    get_random_values(&array).map_err(PlatformError::when("random numbers"))?;
    let mut bytes = [0; 16];
    array.copy_to(&mut bytes);
    Ok(u128::from_le_bytes(bytes))
}

pub fn random_u64() -> Result<u64, PlatformError> {
    Ok(random_u128()? as u64)
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(array: &Uint8Array) -> Result<JsValue, JsValue>;
}
