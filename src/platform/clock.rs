//! The time and the time zone, handed to the pure code, which has no clock of its own.

use js_sys::{Array, Date, Function, Intl, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Milliseconds since 1970, UTC.
pub fn now_ms() -> i64 {
    Date::now() as i64
}

/// How far the person's clock is from UTC at that instant, east positive.
pub fn offset_minutes(at_ms: i64) -> i16 {
    let date = Date::new(&JsValue::from_f64(at_ms as f64));
    // JavaScript counts west positive.
    -date.get_timezone_offset() as i16
}

/// The IANA name of the person's time zone, where the browser knows one.
pub fn time_zone() -> Option<String> {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

pub async fn sleep(ms: i32) {
    let waited = Promise::new(&mut |resolve, _| set_timeout(&resolve, ms));
    // A timer's promise is never rejected.
    let _ = JsFuture::from(waited).await;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    pub(super) fn set_timeout(then: &Function, ms: i32);
}
