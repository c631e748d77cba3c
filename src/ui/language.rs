//! Languages by their BCP 47 tag, named in the user's own language by the browser.

use js_sys::{Array, Function, Intl, Object, Reflect};
use std::cell::OnceCell;
use wasm_bindgen::{JsCast, JsValue};

/// The languages of ISO 639-1 that people write letters in.
const TAGS: &str = "af am ar as az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu ha he hi hr hu hy id ig is it \
    ja ka kk km kn ko ky lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn or pa pl ps pt ro ru rw sd si sk sl so sq sr st sv sw \
    ta te tg th ti tk tr tt ug uk ur uz vi xh yo zh zu";

/// "German" for "de", "Brazilian Portuguese" for "pt-BR"; what is no tag stays as it is.
pub fn language_name(tag: &str) -> String {
    thread_local! {
        static NAMES: OnceCell<Option<(JsValue, Function)>> = const { OnceCell::new() };
    }
    let name = NAMES.with(|names| {
        let (names, of) = names.get_or_init(display_names).as_ref()?;
        // Throws for what is no tag.
        of.call1(names, &tag.into()).ok()?.as_string()
    });
    name.unwrap_or_else(|| tag.to_owned())
}

/// Tag and name of the languages to offer, by name.
pub fn languages() -> Vec<(String, String)> {
    let mut all: Vec<_> = TAGS.split_whitespace().map(|tag| (tag.to_owned(), language_name(tag))).collect();
    all.sort_by_key(|(_, name)| name.to_lowercase());
    all
}

/// `None` in a browser that has no `Intl.DisplayNames`; tags are then shown as they are.
fn display_names() -> Option<(JsValue, Function)> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DisplayNames".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"language".into()).ok()?;
    // The language that numbers and dates are in; DisplayNames alone insists on being told one.
    let resolved = Intl::NumberFormat::new(&Array::new(), &Object::new()).resolved_options();
    let locale = Reflect::get(&resolved, &"locale".into()).ok()?;
    let names = Reflect::construct(&class, &Array::of2(&locale, &options)).ok()?;
    let of = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
    Some((names, of))
}
