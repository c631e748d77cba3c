//! Puts text on the clipboard.

use wasm_bindgen_futures::JsFuture;

use super::{NAVIGATOR, PlatformError};

pub async fn copy(text: &str) -> Result<(), PlatformError> {
    const WHAT: &str = "the clipboard";
    let clipboard =
        NAVIGATOR.with(|navigator| navigator.clipboard()).ok_or(PlatformError::Missing { what: WHAT })?;
    JsFuture::from(clipboard.write_text(text)).await.map_err(PlatformError::when(WHAT))?;
    Ok(())
}
