//! The address of this tab, from `#` on, and its place in the browser's history.

use wasm_bindgen::prelude::*;

use super::PlatformError;

const WHAT: &str = "the address of the page";

/// The part of the address from `#` on; empty when there is none.
pub fn hash() -> String {
    // Taken from the whole address: `location.hash` was decoded by some browsers.
    let href = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.find('#').map(|at| href[at..].to_owned()).unwrap_or_default()
}

/// A new entry of the history, which Back leaves. `hash` begins with `#`.
pub fn push(hash: &str) -> Result<(), PlatformError> {
    let history = history()?;
    history.push_state_with_url(&JsValue::NULL, "", Some(hash)).map_err(PlatformError::when(WHAT))
}

/// Another address for the entry of the history that is shown.
pub fn replace(hash: &str) -> Result<(), PlatformError> {
    let history = history()?;
    history.replace_state_with_url(&JsValue::NULL, "", Some(hash)).map_err(PlatformError::when(WHAT))
}

pub fn back() -> Result<(), PlatformError> {
    history()?.back().map_err(PlatformError::when(WHAT))
}

/// Calls back whenever a link, Back or Forward changed the address, for as long as the page lives.
pub fn on_change(heard: impl Fn() + 'static) -> Result<(), PlatformError> {
    let window = web_sys::window().ok_or(PlatformError::Missing { what: WHAT })?;
    let heard = Closure::<dyn Fn()>::new(heard);
    for event in ["hashchange", "popstate"] {
        window
            .add_event_listener_with_callback(event, heard.as_ref().unchecked_ref())
            .map_err(PlatformError::when(WHAT))?;
    }
    heard.forget();
    Ok(())
}

fn history() -> Result<web_sys::History, PlatformError> {
    web_sys::window().and_then(|window| window.history().ok()).ok_or(PlatformError::Missing { what: WHAT })
}
