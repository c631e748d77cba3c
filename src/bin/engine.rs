//! The worker's entry: hosts the engine.

#[cfg(target_arch = "wasm32")]
fn main() {
    clientele::platform::panic::tell_console();
    clientele::host::start();
}

/// Host builds test the engine as a library.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
