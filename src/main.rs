//! The page's entry: mounts the app.

#[cfg(target_arch = "wasm32")]
fn main() {
    clientele::app::start();
}

/// Host builds compile the pure modules only; the page exists in a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
