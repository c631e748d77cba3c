//! Every word a user reads passes through here, in gettext's manner: the English text is the key.
//!
//! A translation is one JSON file, read once at start and given to [`install`]:
//!
//! ```json
//! { "locale": "de",
//!   "messages": {
//!     "Customers": "Kunden",
//!     "{n} customer": { "one": "{n} Kunde", "other": "{n} Kunden" } } }
//! ```
//!
//! This module must never know a browser: how a number is written and which plural form it takes come
//! from whoever installs them (`ui::format` gives the browser's `Intl`).

use serde::Deserialize;
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

/// The text in the user's language.
pub fn tr(english: &'static str) -> &'static str {
    match lookup(english) {
        Some(Message::One(text)) => text,
        _ => english,
    }
}

/// The text of an English phrase that is data by now: the label of a field, of a choice, of a transaction.
/// What the user named themself is in no translation and stays as it is.
pub fn tr_stored(english: &str) -> String {
    match lookup(english) {
        Some(Message::One(text)) => text.clone(),
        _ => english.to_owned(),
    }
}

/// The text for a number of things; `{n}` becomes the number as the user writes it. The singular is the key.
///
/// ```
/// use clientele::text::tr_n;
/// assert_eq!(tr_n("{n} customer", "{n} customers", 1), "1 customer");
/// assert_eq!(tr_n("{n} customer", "{n} customers", 1200), "1,200 customers");
/// ```
pub fn tr_n(singular: &'static str, plural: &'static str, n: usize) -> String {
    let template = match lookup(singular) {
        Some(Message::Plural(forms)) => {
            let category = (LOCALE.get().plural_category)(n as f64);
            forms.get(category).or_else(|| forms.get("other")).map_or(plural, String::as_str)
        }
        _ if n == 1 => singular,
        _ => plural,
    };
    fill(template, &[("n", &number(n as f64))])
}

/// The text with its `{names}` filled in.
///
/// ```
/// use clientele::text::tr_with;
/// assert_eq!(tr_with("{done} of {all}", &[("done", "3"), ("all", "9")]), "3 of 9");
/// ```
pub fn tr_with(english: &'static str, values: &[(&str, &str)]) -> String {
    fill(tr(english), values)
}

/// A number as the user writes it.
pub fn number(n: f64) -> String {
    (LOCALE.get().number)(n)
}

/// What the browser knows about the user's language.
#[derive(Clone, Copy)]
pub struct Locale {
    pub number: fn(f64) -> String,
    /// The CLDR plural category ("one", "few", "other") in the language of the installed catalogue.
    pub plural_category: fn(f64) -> &'static str,
}

/// Makes `locale` write the numbers from now on.
pub fn set_locale(locale: Locale) {
    LOCALE.set(locale);
}

/// Makes `catalogue` answer from now on. It is kept for the life of the page, which installs one at
/// most: that is what lets [`tr`] hand out plain references.
pub fn install(catalogue: Catalogue) {
    CATALOGUE.set(Some(Box::leak(Box::new(catalogue))));
}

/// The language of the installed translation, or English.
pub fn language() -> &'static str {
    CATALOGUE.get().map_or("en", |catalogue| &catalogue.locale)
}

/// A translation file.
#[derive(Debug, Deserialize)]
pub struct Catalogue {
    locale: String,
    messages: HashMap<String, Message>,
}

impl Catalogue {
    pub fn parse(json: &str) -> Result<Catalogue, BadCatalogue> {
        serde_json::from_str(json).map_err(BadCatalogue)
    }
}

/// The translation file could not be read; says where.
#[derive(Debug)]
pub struct BadCatalogue(serde_json::Error);

impl fmt::Display for BadCatalogue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a translation file: {}", self.0)
    }
}

impl std::error::Error for BadCatalogue {}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Message {
    One(String),
    Plural(HashMap<String, String>),
}

thread_local! {
    static CATALOGUE: Cell<Option<&'static Catalogue>> = const { Cell::new(None) };
    static LOCALE: Cell<Locale> =
        const { Cell::new(Locale { number: english_number, plural_category: english_plural }) };
}

fn lookup(english: &str) -> Option<&'static Message> {
    CATALOGUE.get()?.messages.get(english)
}

/// Fills in one pass, so that a value which itself contains `{n}` stays as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len() + 16);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        let found = tail.find('}').and_then(|close| {
            let value = values.iter().find(|(name, _)| *name == &tail[1..close])?.1;
            Some((value, close))
        });
        match found {
            Some((value, close)) => {
                out.push_str(value);
                rest = &tail[close + 1..];
            }
            None => {
                out.push('{');
                rest = &tail[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn english_number(n: f64) -> String {
    let plain = n.abs().to_string();
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::from(if n < 0.0 { "-" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn english_plural(n: f64) -> &'static str {
    if n == 1.0 { "one" } else { "other" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_catalogue_the_key_is_the_text() {
        assert_eq!(tr("Customers"), "Customers");
        assert_eq!(tr_n("{n} row", "{n} rows", 0), "0 rows");
        assert_eq!(number(-1234567.5), "-1,234,567.5");
    }

    #[test]
    fn values_are_filled_once_and_unknown_names_stay() {
        assert_eq!(tr_with("{a}{b} {c} {", &[("a", "{b}"), ("b", "2")]), "{b}2 {c} {");
    }

    #[test]
    fn a_catalogue_translates_and_chooses_the_plural() {
        let json = r#"{"locale":"de","messages":{"Customers":"Kunden",
            "{n} customer":{"one":"{n} Kunde","other":"{n} Kunden"}}}"#;
        install(Catalogue::parse(json).expect("a catalogue"));
        assert_eq!(language(), "de");
        assert_eq!(tr("Customers"), "Kunden");
        assert_eq!(tr("Segments"), "Segments");
        assert_eq!(tr_n("{n} customer", "{n} customers", 1), "1 Kunde");
        assert_eq!(tr_n("{n} customer", "{n} customers", 5), "5 Kunden");
        CATALOGUE.set(None);
    }

    #[test]
    fn a_bad_file_says_where() {
        let error = Catalogue::parse("{\n\"locale\": 3").expect_err("bad");
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
