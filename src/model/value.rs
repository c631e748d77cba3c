use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Date, Id, Moment};

/// What one cell of a record can hold. Variants are only ever appended: their order is how they
/// are stored.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Value {
    Bool(bool),
    Int(i64),
    /// Always finite.
    Number(f64),
    /// Free text, a link, or the key of a choice.
    Text(String),
    Date(Date),
    Moment(Moment),
    Money(Money),
    /// Another record.
    Ref(Id),
    /// An e-mail address or phone number; the element of a set.
    Contact(ContactPoint),
    /// A postal address; the element of a set.
    Address(Address),
    /// Consent to one channel; the element of a set.
    Consent(Consent),
    /// A structure that is always written whole (a rule, a layout), as JSON text.
    Json(String),
}

impl Value {
    pub fn text(text: impl Into<String>) -> Self {
        Value::Text(text.into())
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) | Value::Json(text) => Some(text),
            Value::Contact(point) => Some(&point.value),
            _ => None,
        }
    }

    pub fn as_ref_id(&self) -> Option<Id> {
        if let Value::Ref(id) = self { Some(*id) } else { None }
    }

    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self { Some(*value) } else { None }
    }

    /// Integers and numbers as a float; money in major units.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Number(value) => Some(*value),
            Value::Money(money) => Some(money.major()),
            _ => None,
        }
    }

    /// The calendar day of a date or moment.
    pub fn as_date(&self) -> Option<Date> {
        match self {
            Value::Date(date) => Some(*date),
            Value::Moment(moment) => Some(moment.date()),
            _ => None,
        }
    }

    pub fn as_moment(&self) -> Option<Moment> {
        if let Value::Moment(moment) = self { Some(*moment) } else { None }
    }
}

/// An exact amount: minor units ("cents") of an ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub struct Money {
    pub currency: Currency,
    pub minor: i64,
}

/// Three capital letters of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// `None` unless the code is three ASCII letters.
    pub fn new(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.trim().as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphabetic).then(|| Currency(bytes.map(|b| b.to_ascii_uppercase())))
    }

    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits after the decimal separator (ISO 4217, table A.1).
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
            | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = &'static str;
    fn try_from(code: String) -> Result<Self, Self::Error> {
        Currency::new(&code).ok_or("a currency is three letters of ISO 4217, such as EUR")
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl Money {
    /// For display and comparison only; sums stay in minor units.
    pub fn major(self) -> f64 {
        self.minor as f64 / 10f64.powi(self.currency.decimals() as i32)
    }

    /// Reads "1234.5" (a point, no grouping) exactly. `None` with more digits than the currency has.
    pub fn parse(amount: &str, currency: Currency) -> Option<Self> {
        let (sign, digits) = match amount.trim().strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, amount.trim()),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let decimals = currency.decimals() as usize;
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) {
            return None;
        }
        let significant = fraction.trim_end_matches('0');
        if significant.len() > decimals {
            return None;
        }
        let minor: i64 = format!("{whole}{significant:0<decimals$}").parse().ok()?;
        Some(Money { currency, minor: sign * minor })
    }
}

impl fmt::Display for Money {
    /// "12.50 EUR": exact, and what `parse` reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.decimals() as usize;
        let unit = 10u64.pow(decimals as u32);
        let (sign, minor) = (if self.minor < 0 { "-" } else { "" }, self.minor.unsigned_abs());
        write!(f, "{sign}{}", minor / unit)?;
        if decimals > 0 {
            write!(f, ".{:0decimals$}", minor % unit)?;
        }
        write!(f, " {}", self.currency.code())
    }
}

/// An e-mail address or a phone number with what it is for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ContactPoint {
    pub value: String,
    /// "work", "home", anything.
    pub label: String,
    /// The lowest rank is the one to use first.
    pub rank: i32,
}

/// A postal address with what it is for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Address {
    #[serde(default)]
    pub label: String,
    #[serde(default)]
    pub rank: i32,
    /// May have several lines.
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub city: String,
    #[serde(default)]
    pub region: String,
    #[serde(default)]
    pub postal_code: String,
    #[serde(default)]
    pub country: String,
}

impl Address {
    /// The filled parts in writing order.
    pub fn parts(&self) -> impl Iterator<Item = &str> {
        [&self.street, &self.postal_code, &self.city, &self.region, &self.country]
            .into_iter()
            .map(String::as_str)
            .filter(|part| !part.trim().is_empty())
    }
}

/// Whether a customer agreed to be contacted on a channel, and when they said so.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Consent {
    pub given: bool,
    pub on: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        let eur = Currency::new("eur").unwrap();
        for (text, minor) in [("0.10", 10), ("1234.5", 123_450), ("-7", -700), ("19.990", 1999)] {
            assert_eq!(Money::parse(text, eur), Some(Money { currency: eur, minor }), "{text}");
        }
        for wrong in ["", "-", "1.999", "1,5", "1e3", ".5", "99999999999999999999"] {
            assert_eq!(Money::parse(wrong, eur), None, "{wrong}");
        }
        assert_eq!(Money { currency: eur, minor: -5 }.to_string(), "-0.05 EUR");
        assert_eq!(Money { currency: Currency::new("JPY").unwrap(), minor: 1200 }.to_string(), "1200 JPY");
        assert_eq!(Currency::new("€"), None);
    }
}
