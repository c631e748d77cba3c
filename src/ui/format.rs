//! Dates, numbers and money as the user writes them: the browser's `Intl`, in its locale and time zone.
//!
//! Making an `Intl` formatter costs far more than using it, so each is made once and kept. Nothing here
//! reads the clock: "now" is given.

use crate::text::{self, tr_n};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use std::cell::RefCell;
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};

/// Lets `text` write its numbers through `Intl`. Called once, before anything is drawn.
pub fn install() {
    text::set_locale(text::Locale { number, plural_category });
}

/// `1,234.5`
pub fn number(n: f64) -> String {
    with_number("plain", &[("maximumFractionDigits", 2.into())], n)
}

/// With exactly so many decimals.
pub fn decimal(n: f64, digits: u32) -> String {
    let key = ["d0", "d1", "d2", "d3", "d4"][digits.min(4) as usize];
    let digits = JsValue::from(digits.min(4));
    with_number(key, &[("minimumFractionDigits", digits.clone()), ("maximumFractionDigits", digits)], n)
}

/// `1.2K`, for tight places; give the full number as a title.
pub fn compact(n: f64) -> String {
    with_number("compact", &[("notation", "compact".into()), ("maximumFractionDigits", 1.into())], n)
}

/// `0.42` is `42%`.
pub fn percent(share: f64) -> String {
    let options = [("style", "percent".into()), ("maximumFractionDigits", 1.into())];
    with_number("percent", &options, share)
}

/// An amount in minor units (cents) of an ISO 4217 currency.
pub fn money(minor: i64, currency: &str) -> String {
    let amount = minor as f64 / 10f64.powi(minor_digits(currency) as i32);
    with_number(currency, &[("style", "currency".into()), ("currency", currency.into())], amount)
}

/// How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD.
pub fn minor_digits(currency: &str) -> u32 {
    let options = options(&[("style", "currency".into()), ("currency", currency.into())]);
    // An unknown but well-formed code has two; a malformed one would throw, and is kept out.
    if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_alphabetic()) {
        return 2;
    }
    let resolved = Intl::NumberFormat::new(&locales(), &options).resolved_options();
    Reflect::get(&resolved, &"maximumFractionDigits".into())
        .ok()
        .and_then(|digits| digits.as_f64())
        .map_or(2, |digits| digits as u32)
}

/// `12 MB`
pub fn bytes(n: f64) -> String {
    let (unit, divisor) = match n {
        n if n < 1e3 => ("byte", 1.0),
        n if n < 1e6 => ("kilobyte", 1e3),
        n if n < 1e9 => ("megabyte", 1e6),
        _ => ("gigabyte", 1e9),
    };
    let options = [
        ("style", "unit".into()),
        ("unit", unit.into()),
        ("unitDisplay", "short".into()),
        ("maximumFractionDigits", 1.into()),
    ];
    with_number(unit, &options, n / divisor)
}

/// `Mar 4, 2026`, of a moment in milliseconds since 1970.
pub fn date(ms: i64) -> String {
    with_date("date", &[("dateStyle", "medium")], ms)
}

/// `Mar 4, 2026, 5:30 PM`
pub fn date_time(ms: i64) -> String {
    with_date("date_time", &[("dateStyle", "medium"), ("timeStyle", "short")], ms)
}

/// With weekday, seconds and zone: for titles and histories.
pub fn date_time_full(ms: i64) -> String {
    with_date("full", &[("dateStyle", "full"), ("timeStyle", "long")], ms)
}

/// `5:30 PM`
pub fn time(ms: i64) -> String {
    with_date("time", &[("timeStyle", "short")], ms)
}

/// `March 2026`
pub fn month(ms: i64) -> String {
    with_date("month", &[("month", "long"), ("year", "numeric")], ms)
}

/// A calendar day without a zone (a birthday, a due date) from `2026-03-04`. What is no date stays as it is.
pub fn day(iso: &str) -> String {
    let ms = Date::parse(&format!("{iso}T00:00:00Z"));
    if ms.is_nan() {
        return iso.to_owned();
    }
    with_date("day", &[("dateStyle", "medium"), ("timeZone", "UTC")], ms as i64)
}

/// `Wednesday, March 4, 2026`, like [`day`].
pub fn day_long(iso: &str) -> String {
    let ms = Date::parse(&format!("{iso}T00:00:00Z"));
    if ms.is_nan() {
        return iso.to_owned();
    }
    with_date("day_long", &[("dateStyle", "full"), ("timeZone", "UTC")], ms as i64)
}

/// `3 days ago`, `in 2 hours`, `now`; with words such as "yesterday" where the language has them.
pub fn relative(ms: i64, now_ms: i64) -> String {
    let seconds = (ms - now_ms) as f64 / 1000.0;
    let size = seconds.abs();
    let (value, unit) = match size {
        s if s < 45.0 => (0.0, "second"),
        s if s < 45.0 * 60.0 => (seconds / 60.0, "minute"),
        s if s < 22.0 * 3600.0 => (seconds / 3600.0, "hour"),
        s if s < 26.0 * 86400.0 => (days_between(now_ms, ms), "day"),
        s if s < 320.0 * 86400.0 => (seconds / (30.44 * 86400.0), "month"),
        _ => (seconds / (365.25 * 86400.0), "year"),
    };
    FORMATTERS.with_borrow_mut(|all| {
        let format = all.relative.get_or_insert_with(|| {
            Intl::RelativeTimeFormat::new(&locales(), &options(&[("numeric", "auto".into())]))
        });
        format.format(value.round(), unit).into()
    })
}

/// `1 h 20 min`
pub fn minutes(n: u32) -> String {
    let (hours, rest) = ((n / 60) as usize, (n % 60) as usize);
    match (hours, rest) {
        (0, rest) => tr_n("{n} min", "{n} min", rest),
        (hours, 0) => tr_n("{n} h", "{n} h", hours),
        (hours, rest) => {
            format!("{} {}", tr_n("{n} h", "{n} h", hours), tr_n("{n} min", "{n} min", rest))
        }
    }
}

/// The value a `datetime-local` input takes for this moment, in the user's zone.
pub fn to_local_input(ms: i64) -> String {
    let date = Date::new(&(ms as f64).into());
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}",
        date.get_full_year(),
        date.get_month() + 1,
        date.get_date(),
        date.get_hours(),
        date.get_minutes()
    )
}

/// The moment a `datetime-local` input means, in the user's zone.
pub fn from_local_input(value: &str) -> Option<i64> {
    // Without a zone JavaScript reads date and time as local; a bare date it would read as UTC.
    let ms = Date::parse(value);
    (value.contains('T') && !ms.is_nan()).then_some(ms as i64)
}

/// The CLDR plural category in the language of the installed translation.
fn plural_category(n: f64) -> &'static str {
    let category = FORMATTERS.with_borrow_mut(|all| {
        let rules = all.plural.get_or_insert_with(|| {
            Intl::PluralRules::new(&Array::of1(&text::language().into()), &Object::new())
        });
        String::from(rules.select(n))
    });
    match category.as_str() {
        "zero" => "zero",
        "one" => "one",
        "two" => "two",
        "few" => "few",
        "many" => "many",
        _ => "other",
    }
}

/// Whole calendar days, so that "yesterday" is the day before and not 24 hours ago.
fn days_between(from_ms: i64, to_ms: i64) -> f64 {
    let midnight = |ms: i64| {
        let date = Date::new(&(ms as f64).into());
        Date::utc(f64::from(date.get_full_year()), f64::from(date.get_month()))
            + f64::from(date.get_date()) * 86_400_000.0
    };
    (midnight(to_ms) - midnight(from_ms)) / 86_400_000.0
}

#[derive(Default)]
struct Formatters {
    /// By our name for the options, or the currency's code.
    numbers: HashMap<String, Function>,
    dates: HashMap<&'static str, Function>,
    relative: Option<Intl::RelativeTimeFormat>,
    plural: Option<Intl::PluralRules>,
}

thread_local! {
    static FORMATTERS: RefCell<Formatters> = RefCell::default();
}

fn with_number(key: &str, how: &[(&str, JsValue)], n: f64) -> String {
    FORMATTERS.with_borrow_mut(|all| {
        if !all.numbers.contains_key(key) {
            let format = Intl::NumberFormat::new(&locales(), &options(how)).format();
            all.numbers.insert(key.to_owned(), format);
        }
        call(&all.numbers[key], n)
    })
}

fn with_date(key: &'static str, how: &[(&str, &str)], ms: i64) -> String {
    FORMATTERS.with_borrow_mut(|all| {
        let format = all.dates.entry(key).or_insert_with(|| {
            let how: Vec<_> = how.iter().map(|&(name, value)| (name, value.into())).collect();
            Intl::DateTimeFormat::new(&locales(), &options(&how)).format()
        });
        call(format, ms as f64)
    })
}

/// An invalid date makes `Intl` throw; it is then written as nothing.
fn call(format: &Function, n: f64) -> String {
    format.call1(&JsValue::UNDEFINED, &n.into()).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// None named: the browser's own.
fn locales() -> Array {
    Array::new()
}

fn options(values: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in values {
        // Setting a property of a plain object cannot fail.
        let _ = Reflect::set(object.unchecked_ref(), &(*name).into(), value);
    }
    object
}
