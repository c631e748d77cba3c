//! The page's entry: mounts the app.

#[cfg(target_arch = "wasm32")]
fn main() {
    clientele::platform::panic::tell_console();
    #[cfg(debug_assertions)]
    if leptos::prelude::window().location().hash().is_ok_and(|hash| hash.starts_with("#/gallery")) {
        return leptos::mount::mount_to_body(clientele::ui::gallery::Gallery);
    }
    clientele::app::start();
}

/// Host builds compile the pure modules only; the page exists in a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
