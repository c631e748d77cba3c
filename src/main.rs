//! The page's entry: mounts the app.

#[cfg(target_arch = "wasm32")]
fn main() {
    clientele::platform::service_worker::register(|| {});
    leptos::mount::mount_to_body(|| "Clientele");
}

/// Host builds compile the pure modules only; the page exists in a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
