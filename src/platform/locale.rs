//! What the browser knows of the user's country and of currencies.

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::*;

/// The user's country as two letters, where their language says one ("de-AT") or makes it likely ("de").
pub fn region() -> Option<String> {
    let language = web_sys::window()?.navigator().language()?;
    let locale = construct("Locale", &Array::of1(&language.into()))?;
    let maximize: Function = get(&locale, "maximize")?.dyn_into().ok()?;
    get(&maximize.call0(&locale).ok()?, "region")?.as_string()
}

/// The name of a currency in the user's language: "Euro".
pub fn currency_name(code: &str) -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"currency".into()).ok()?;
    let names = construct("DisplayNames", &Array::of2(&Array::new(), &options))?;
    let of: Function = get(&names, "of")?.dyn_into().ok()?;
    of.call1(&names, &code.into()).ok()?.as_string()
}

/// An object of `Intl`; `None` where the browser does not have that one.
fn construct(class: &str, arguments: &Array) -> Option<JsValue> {
    let intl = get(&js_sys::global(), "Intl")?;
    let class: Function = get(&intl, class)?.dyn_into().ok()?;
    Reflect::construct(&class, arguments).ok()
}

fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(object, &key.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}
