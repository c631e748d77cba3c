//! A defect says where it is: without this a browser tells only "unreachable".

use wasm_bindgen::prelude::*;

/// Tells the console what each panic says, where it was, and how the program got there. Called once,
/// first of all, in the page and in the worker.
pub fn tell_console() {
    std::panic::set_hook(Box::new(|panic| {
        // An error, because it carries the stack.
        console_error(&js_sys::Error::new(&panic.to_string()));
    }));
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(error: &js_sys::Error);
}
