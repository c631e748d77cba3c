//! The worker's entry: hosts the engine.

/// Says "ready" once it can be spoken to: a message sent earlier would be lost.
#[cfg(target_arch = "wasm32")]
fn main() {
    use wasm_bindgen::JsCast;

    let page: web_sys::DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    page.post_message(&"ready".into()).expect("a string can always be posted");
}

/// Host builds compile the pure modules only; the worker exists in a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
