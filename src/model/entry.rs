//! What a person types into a field, and the value that means.
//!
//! A form keeps text until it is valid; `parse_entry` reads it, `entry_text` writes a value back into
//! the same field. How values are shown to be read is the page's matter.

use std::fmt;

use super::{Currency, Date, FieldKind, Id, Moment, Money, Value, digits};

/// The text does not mean a value of that kind.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryError {
    Email,
    Phone,
    Date,
    Moment,
    WholeNumber,
    Number,
    /// "1,234": one thousand, or one and a bit?
    Ambiguous,
    /// More decimals than the currency has, or no number.
    Money,
    /// Neither the field nor the workspace says in which currency.
    NoCurrency,
    Link,
    Language,
    /// A set or structure, which one line of text cannot hold.
    NotText,
}

impl EntryError {
    /// What to tell the person (English; shown through `text::tr`).
    pub fn message(self) -> &'static str {
        match self {
            EntryError::Email => "An e-mail address looks like name@example.com.",
            EntryError::Phone => "A phone number has at least three digits.",
            EntryError::Date => "A date is a day between the years 0001 and 9999, such as 2026-03-31.",
            EntryError::Moment => "Give both a day and a time.",
            EntryError::WholeNumber => "A whole number, such as 12.",
            EntryError::Number => "A number, such as 12.5.",
            EntryError::Ambiguous => "Write it without a separator for thousands.",
            EntryError::Money => "An amount, such as 12.50, with no more decimals than the currency has.",
            EntryError::NoCurrency => "Choose a currency for this workspace in the settings first.",
            EntryError::Link => "A web address looks like https://example.com.",
            EntryError::Language => "A language tag, such as en or pt-BR.",
            EntryError::NotText => "This cannot be typed as one value.",
        }
    }
}

impl fmt::Display for EntryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl std::error::Error for EntryError {}

/// Reads what was typed. Nothing but spaces means "no value".
pub fn parse_entry(
    kind: FieldKind,
    text: &str,
    currency: Option<Currency>,
) -> Result<Option<Value>, EntryError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Ok(None);
    }
    let value = match kind {
        FieldKind::Text | FieldKind::Choice(_) => Value::text(trimmed),
        FieldKind::LongText => Value::text(text.trim_end()),
        FieldKind::Link => Value::Text(parse_link(trimmed)?),
        FieldKind::Language => Value::Text(parse_language(trimmed)?),
        FieldKind::Int => {
            let plain = plain_number(trimmed)?;
            Value::Int(plain.parse().map_err(|_| EntryError::WholeNumber)?)
        }
        FieldKind::Number => {
            let number: f64 = plain_number(trimmed)?.parse().map_err(|_| EntryError::Number)?;
            Value::Number(if number.is_finite() { number } else { return Err(EntryError::Number) })
        }
        FieldKind::Bool => match trimmed {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err(EntryError::NotText),
        },
        FieldKind::Date => Value::Date(trimmed.parse::<Date>().map_err(|_| EntryError::Date)?),
        FieldKind::Moment => Value::Moment(trimmed.parse::<Moment>().map_err(|_| EntryError::Moment)?),
        FieldKind::Money => {
            let currency = currency.ok_or(EntryError::NoCurrency)?;
            let plain = plain_number(trimmed).map_err(|error| match error {
                EntryError::Ambiguous => error,
                _ => EntryError::Money,
            })?;
            Value::Money(Money::parse(&plain, currency).ok_or(EntryError::Money)?)
        }
        FieldKind::Ref(_) => Value::Ref(trimmed.parse::<Id>().map_err(|_| EntryError::NotText)?),
        FieldKind::Tags
        | FieldKind::Emails
        | FieldKind::Phones
        | FieldKind::Addresses
        | FieldKind::Consents
        | FieldKind::Picks(_)
        | FieldKind::Json => return Err(EntryError::NotText),
    };
    Ok(Some(value))
}

/// A value as the person would type it: what `parse_entry` reads.
pub fn entry_text(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Number(value) => value.to_string(),
        Value::Text(text) | Value::Json(text) => text.clone(),
        Value::Date(date) => date.to_string(),
        Value::Moment(moment) => moment.to_string(),
        Value::Money(money) => money.to_string().split(' ').next().unwrap_or_default().to_owned(),
        Value::Ref(id) => id.to_string(),
        Value::Contact(point) => point.value.clone(),
        Value::Address(address) => address.parts().collect::<Vec<_>>().join(", "),
        Value::Consent(consent) => consent.given.to_string(),
    }
}

/// An address of the shape that mail can be sent to; trimmed, its case as typed.
pub fn parse_email(text: &str) -> Result<String, EntryError> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@').ok_or(EntryError::Email)?;
    let plain = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>(),;:\"@".contains(c))
    };
    let labels: Vec<&str> = domain.split('.').collect();
    let good = plain(local) && labels.len() > 1 && labels.iter().all(|label| plain(label));
    if good { Ok(text.to_owned()) } else { Err(EntryError::Email) }
}

/// A number that can be dialled; trimmed, its spelling kept.
pub fn parse_phone(text: &str) -> Result<String, EntryError> {
    let text = text.trim();
    let count = digits(text).bytes().filter(u8::is_ascii_digit).count();
    if count >= 3 { Ok(text.to_owned()) } else { Err(EntryError::Phone) }
}

/// A web address; `https://` is added where no scheme is given, and no other scheme is taken, so that
/// a link never runs a script.
fn parse_link(text: &str) -> Result<String, EntryError> {
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
        None => ("https".to_owned(), text),
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let name = host.split(':').next().unwrap_or_default();
    let good = (scheme == "http" || scheme == "https")
        && !text.contains(char::is_whitespace)
        && (name == "localhost" || name.contains('.'))
        && name.split('.').all(|label| !label.is_empty());
    if good { Ok(format!("{scheme}://{rest}")) } else { Err(EntryError::Link) }
}

fn parse_language(text: &str) -> Result<String, EntryError> {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let good = (2..=8).contains(&first.len())
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    if good { Ok(text.to_owned()) } else { Err(EntryError::Language) }
}

/// A typed number with a point for its decimals and nothing between its thousands. Of two kinds of
/// separator the last is the decimal one; a comma alone is one too, unless three digits follow it.
fn plain_number(text: &str) -> Result<String, EntryError> {
    let text: String =
        text.chars().filter(|c| !c.is_whitespace() && !['\u{2019}', '\'', '_'].contains(c)).collect();
    let decimal_at = match (text.rfind(','), text.rfind('.')) {
        (Some(comma), Some(point)) => Some(comma.max(point)),
        (Some(_), None) if text.matches(',').count() > 1 => {
            return regrouped(&text, ',').ok_or(EntryError::Number);
        }
        (Some(comma), None) if text.len() - comma == 4 => return Err(EntryError::Ambiguous),
        (comma, None) => comma,
        (None, Some(_)) if text.matches('.').count() > 1 => {
            return regrouped(&text, '.').ok_or(EntryError::Number);
        }
        (None, point) => point,
    };
    let plain = match decimal_at {
        None => text,
        Some(at) => {
            let group = if text.as_bytes()[at] == b',' { '.' } else { ',' };
            let whole = if text[..at].contains(group) {
                regrouped(&text[..at], group)
            } else {
                Some(text[..at].to_owned())
            };
            format!("{}.{}", whole.ok_or(EntryError::Number)?, &text[at + 1..])
        }
    };
    let digits = plain.strip_prefix('-').unwrap_or(&plain);
    let good = digits.bytes().filter(|b| *b == b'.').count() <= 1
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.starts_with(|c: char| c.is_ascii_digit());
    if good { Ok(plain) } else { Err(EntryError::Number) }
}

/// "1.234.567" without its separators, when they stand where thousands end.
fn regrouped(text: &str, separator: char) -> Option<String> {
    let mut groups = text.split(separator);
    let first = groups.next()?.trim_start_matches('-');
    let good = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    good.then(|| text.replace(separator, ""))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn read(kind: FieldKind, text: &str) -> Result<Option<Value>, EntryError> {
        parse_entry(kind, text, Currency::new("EUR"))
    }

    #[test]
    fn what_is_written_back_reads_the_same() {
        for (kind, text) in [
            (FieldKind::Text, "Ada"),
            (FieldKind::Int, "-12"),
            (FieldKind::Number, "12.5"),
            (FieldKind::Bool, "true"),
            (FieldKind::Date, "0001-01-01"),
            (FieldKind::Money, "12.50"),
            (FieldKind::Link, "https://example.com/a?b#c"),
            (FieldKind::Language, "pt-BR"),
        ] {
            let value = read(kind, text).unwrap().unwrap();
            assert_eq!(entry_text(&value), text);
            assert_eq!(read(kind, &entry_text(&value)), Ok(Some(value)));
        }
        assert_eq!(read(FieldKind::Number, "  "), Ok(None));
    }

    #[test]
    fn numbers_are_read_as_people_write_them_or_not_at_all() {
        for (text, number) in [
            ("1.234.567,5", 1_234_567.5),
            ("1,234.5", 1234.5),
            ("12,5", 12.5),
            ("1 234,50", 1234.5),
            ("1,234,567", 1_234_567.0),
        ] {
            assert_eq!(read(FieldKind::Number, text), Ok(Some(Value::Number(number))), "{text}");
        }
        assert_eq!(read(FieldKind::Number, "1,234"), Err(EntryError::Ambiguous));
        for wrong in ["x", "1e3", "--1", ".5", "1.2.3", "1,2,3", "12,34.5", "NaN"] {
            assert!(read(FieldKind::Number, wrong).is_err(), "{wrong}");
        }
        assert_eq!(read(FieldKind::Int, "1.5"), Err(EntryError::WholeNumber));
        assert_eq!(read(FieldKind::Money, "1.999"), Err(EntryError::Money));
        assert_eq!(parse_entry(FieldKind::Money, "1", None), Err(EntryError::NoCurrency));
    }

    #[test]
    fn addresses_have_a_shape() {
        assert_eq!(parse_email(" Ada@Example.co.uk ").unwrap(), "Ada@Example.co.uk");
        for wrong in ["", "a", "a@", "@b.c", "a@b", "a b@c.d", "a@b..c", "a@b@c.d", "Ada <a@b.c>"] {
            assert_eq!(parse_email(wrong), Err(EntryError::Email), "{wrong}");
        }
        assert_eq!(parse_phone(" +49 30 12 ").unwrap(), "+49 30 12");
        assert_eq!(parse_phone("12"), Err(EntryError::Phone));
    }

    #[test]
    fn a_link_is_a_web_address() {
        assert_eq!(read(FieldKind::Link, "example.com"), Ok(Some(Value::text("https://example.com"))));
        assert_eq!(
            read(FieldKind::Link, "HTTP://example.com:80/x"),
            Ok(Some(Value::text("http://example.com:80/x")))
        );
        for wrong in [
            "javascript:alert(1)",
            "javascript://example.com",
            "nonsense",
            "https://a b.c",
            "https://",
            "data://x.y",
        ] {
            assert_eq!(read(FieldKind::Link, wrong), Err(EntryError::Link), "{wrong}");
        }
    }
}
