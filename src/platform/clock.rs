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

/// The IANA names of the zones this browser knows, where it tells them.
pub fn time_zones() -> Vec<String> {
    let zones = supported_values_of("timeZone").unwrap_or_default();
    zones.iter().filter_map(|zone| zone.as_string()).collect()
}

/// How far clocks in the zone of that IANA name are from UTC at that instant, east positive; `None`
/// for a name this browser does not know.
pub fn offset_minutes_in(zone: &str, at_ms: i64) -> Option<i16> {
    let how = Object::new();
    let parts = ["year", "month", "day", "hour", "minute", "second"].map(|part| (part, "numeric"));
    // Formatted as en-US, the parts come in a known order, whatever the person's own language is.
    for (name, value) in
        parts.into_iter().chain([("timeZone", zone), ("hourCycle", "h23"), ("calendar", "gregory")])
    {
        Reflect::set(&how, &name.into(), &value.into()).ok()?;
    }
    let format = checked_format(&Array::of1(&"en-US".into()), &how)?;
    let written =
        format.format().call1(&JsValue::UNDEFINED, &JsValue::from_f64(at_ms as f64)).ok()?.as_string()?;
    let numbers: Vec<f64> = written
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .collect();
    let [month, day, year, hour, minute, second] = numbers[..] else { return None };
    let local = Date::new(&JsValue::from_f64(0.0));
    // By its setter, because Date.UTC takes the years 0 to 99 for those of the twentieth century.
    local.set_utc_full_year_with_month_date(year as u32, month as i32 - 1, day as i32);
    let local_ms = local.get_time() + ((hour * 60.0 + minute) * 60.0 + second) * 1000.0;
    let at_second_ms = at_ms.div_euclid(1000) * 1000;
    Some(((local_ms - at_second_ms as f64) / 60_000.0).round() as i16)
}

/// `Intl` throws at a zone it does not know; js-sys's own constructor would not catch that.
fn checked_format(locales: &Array, how: &Object) -> Option<Intl::DateTimeFormat> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let class: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
    Reflect::construct(&class, &Array::of2(locales, how)).ok()?.dyn_into().ok()
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

    #[wasm_bindgen(catch, js_namespace = Intl, js_name = supportedValuesOf)]
    fn supported_values_of(key: &str) -> Result<Array, JsValue>;
}
