//! Gives the person a file.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::{PlatformError, clock};

/// How long the browser may take to begin with the download before its source is freed.
const KEEP_MS: i32 = 60_000;

/// Saves `bytes` as a file named `name`.
pub fn save_bytes(name: &str, media_type: &str, bytes: &[u8]) -> Result<(), PlatformError> {
    save(name, media_type, &[Uint8Array::from(bytes)])
}

/// Saves `parts`, one after the other, as one file named `name`.
pub fn save(name: &str, media_type: &str, parts: &[Uint8Array]) -> Result<(), PlatformError> {
    const WHAT: &str = "the download";
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(PlatformError::Missing { what: WHAT })?;
    let body = document.body().ok_or(PlatformError::Missing { what: WHAT })?;

    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts: Array = parts.iter().map(JsValue::from).collect();
    let blob =
        Blob::new_with_u8_array_sequence_and_options(&parts, &options).map_err(PlatformError::when(WHAT))?;
    let url = Url::create_object_url_with_blob(&blob).map_err(PlatformError::when(WHAT))?;

    let link: HtmlAnchorElement =
        document.create_element("a").map_err(PlatformError::when(WHAT))?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.set_hidden(true);
    // In the document, because Firefox ignores a click on a link that is nowhere.
    body.append_child(&link).map_err(PlatformError::when(WHAT))?;
    link.click();
    link.remove();

    let free = Closure::once_into_js(move || {
        // Only a malformed address is refused, and this one is the browser's.
        let _ = Url::revoke_object_url(&url);
    });
    clock::set_timeout(free.unchecked_ref(), KEEP_MS);
    Ok(())
}
