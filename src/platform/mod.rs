//! The only glue to web-sys: what Clientele asks of a browser, each thing in a file.
//!
//! Nothing here knows a customer, and nothing here panics on what a browser or a person can cause:
//! it comes back as a [`PlatformError`].

pub mod address;
pub mod channel;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod files;
pub mod ids;
pub mod locale;
pub mod locks;
pub mod online;
pub mod panic;
pub mod persist;
pub mod random;
pub mod service_worker;
pub mod visible;
pub mod worker;

use std::fmt;

use wasm_bindgen::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlatformError {
    /// This browser, or this way of opening the page (no https), does not offer it.
    Missing { what: &'static str },
    /// The browser or the person refused.
    Failed { what: &'static str, reason: String },
}

impl PlatformError {
    /// For `map_err`: names what was tried and keeps what the browser said.
    fn when(what: &'static str) -> impl Fn(JsValue) -> Self {
        move |error| Self::Failed { what, reason: reason(&error) }
    }
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { what } => write!(f, "This browser does not offer {what} here."),
            Self::Failed { what, reason } => write!(f, "The browser refused {what} ({reason})."),
        }
    }
}

impl std::error::Error for PlatformError {}

/// What a thrown value says of itself.
pub fn reason(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        // A DOMException is an Error in every engine's prototype chain, and has both.
        Some(error) => format!("{}: {}", error.name(), error.message()),
        None => error.as_string().unwrap_or_else(|| format!("{error:?}")),
    }
}

#[wasm_bindgen]
extern "C" {
    /// The navigator of a page or of a worker: web-sys has two types for what is used here alike.
    type AnyNavigator;

    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: AnyNavigator;

    #[wasm_bindgen(method, getter)]
    fn locks(this: &AnyNavigator) -> Option<locks::LockManager>;

    #[wasm_bindgen(method, getter)]
    fn storage(this: &AnyNavigator) -> Option<web_sys::StorageManager>;

    #[wasm_bindgen(method, getter)]
    fn clipboard(this: &AnyNavigator) -> Option<web_sys::Clipboard>;

    #[wasm_bindgen(method, getter, js_name = onLine)]
    fn on_line(this: &AnyNavigator) -> bool;
}
