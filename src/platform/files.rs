//! Files a person brings: choosing one and reading it (page), decoding its text (worker).

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement, TextDecoder, TextDecoderOptions};

use super::PlatformError;

/// Asks for one file, such as `pick(".csv,text/csv")`; `None` when the person changes their mind.
/// To be called from a click, or the browser shows nothing.
pub async fn pick(accept: &str) -> Result<Option<File>, PlatformError> {
    const WHAT: &str = "to choose a file";
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or(PlatformError::Missing { what: WHAT })?;
    let body = document.body().ok_or(PlatformError::Missing { what: WHAT })?;
    let input: HtmlInputElement =
        document.create_element("input").map_err(PlatformError::when(WHAT))?.unchecked_into();
    input.set_type("file");
    input.set_accept(accept);
    input.set_hidden(true);
    // In the document, because Safari forgets an input that is nowhere.
    body.append_child(&input).map_err(PlatformError::when(WHAT))?;

    let event = |name: &'static str| {
        Promise::new(&mut |resolve, _| {
            // Adding a listener to an element that exists does not fail.
            let _ = input.add_event_listener_with_callback(name, &resolve);
        })
    };
    let answered = Promise::race(&Array::of2(&event("change"), &event("cancel")));
    input.click();
    let answered = JsFuture::from(answered).await.map_err(PlatformError::when(WHAT));
    input.remove();
    answered?;
    Ok(input.files().and_then(|files| files.get(0)))
}

/// The file's bytes, outside of this page's own memory: to be handed on to the worker.
pub async fn read(file: &File) -> Result<Uint8Array, PlatformError> {
    let buffer =
        JsFuture::from(file.array_buffer()).await.map_err(PlatformError::when("to read the file"))?;
    Ok(Uint8Array::new(&buffer))
}

/// The text in `bytes`, read as the encoding with that label ("utf-8", "windows-1252", ...); an
/// error where the bytes are no text in it.
pub fn decode(bytes: &[u8], label: &str) -> Result<String, PlatformError> {
    const WHAT: &str = "to read the text";
    let options = TextDecoderOptions::new();
    options.set_fatal(true);
    let decoder =
        TextDecoder::new_with_label_and_options(label, &options).map_err(PlatformError::when(WHAT))?;
    decoder.decode_with_js_u8_array(&Uint8Array::from(bytes)).map_err(PlatformError::when(WHAT))
}
