//! Whether there is a network. Clientele works without; it only says so.

use wasm_bindgen::prelude::*;

use super::{NAVIGATOR, PlatformError};

pub fn is_online() -> bool {
    NAVIGATOR.with(|navigator| navigator.on_line())
}

/// Calls back until dropped.
pub struct Watch {
    on_change: Closure<dyn Fn()>,
}

impl Watch {
    pub fn start(on_change: impl Fn(bool) + 'static) -> Result<Self, PlatformError> {
        let window = web_sys::window().ok_or(PlatformError::Missing { what: "network state" })?;
        let on_change = Closure::<dyn Fn()>::new(move || on_change(is_online()));
        for event in EVENTS {
            window
                .add_event_listener_with_callback(event, on_change.as_ref().unchecked_ref())
                .map_err(PlatformError::when("network state"))?;
        }
        Ok(Self { on_change })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let Some(window) = web_sys::window() else { return };
        for event in EVENTS {
            // Removing what was added does not fail.
            let _ =
                window.remove_event_listener_with_callback(event, self.on_change.as_ref().unchecked_ref());
        }
    }
}

const EVENTS: [&str; 2] = ["online", "offline"];
