//! Moves the focus to what has just been drawn, and never away from where the user has put it meanwhile.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen::JsCast;

/// Focuses what `find` gives, as soon as what the caller has just changed is drawn.
pub fn focus_drawn(find: impl FnOnce() -> Option<Element> + 'static) {
    let before = document().active_element();
    // Effects have drawn by then. Not at the next frame, which on a busy machine comes after the first
    // letters were typed: they would go on in another field.
    let focus = move || {
        let now = document().active_element();
        if now != before && now.is_some_and(|now| takes_text(&now)) {
            return;
        }
        if let Some(element) = find().and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
            // Fails only for an element outside of the document.
            let _ = element.focus();
        }
    };
    set_timeout(focus, Duration::ZERO);
}

fn takes_text(element: &Element) -> bool {
    element.matches("input, textarea, select").unwrap_or(false)
}
