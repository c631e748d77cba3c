//! Tells when an element comes into sight, for lists that go on.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// Calls back whenever the element comes into sight, until it is dropped.
pub struct Watch {
    observer: IntersectionObserver,
    _heard: Closure<dyn Fn(Array)>,
}

impl Watch {
    /// `ahead_px`: how far below the window counts as in sight.
    pub fn new(element: &Element, ahead_px: u32, seen: impl Fn() + 'static) -> Self {
        let heard = Closure::new(move |entries: Array| {
            let is_in_sight = |entry: JsValue| {
                Reflect::get(&entry, &"isIntersecting".into()).is_ok_and(|it| it.is_truthy())
            };
            if entries.iter().any(is_in_sight) {
                seen();
            }
        });
        let how = Object::new();
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(&how, &"rootMargin".into(), &format!("0px 0px {ahead_px}px 0px").into());
        let observer = IntersectionObserver::new(heard.as_ref().unchecked_ref(), &how);
        observer.observe(element);
        Watch { observer, _heard: heard }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

#[wasm_bindgen]
extern "C" {
    type IntersectionObserver;

    #[wasm_bindgen(constructor)]
    fn new(heard: &Function, how: &Object) -> IntersectionObserver;

    #[wasm_bindgen(method)]
    fn observe(this: &IntersectionObserver, element: &Element);

    #[wasm_bindgen(method)]
    fn disconnect(this: &IntersectionObserver);
}
