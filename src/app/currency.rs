//! Which currencies are offered, and which the user's country uses.

use crate::platform::locale;

/// The codes on offer (ISO 4217), the most traded first; others can be in data.
const OFFERED: [&str; 44] = [
    "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "AUD", "CAD", "HKD", "SGD", "SEK", "NOK", "DKK", "NZD", "INR",
    "KRW", "MXN", "BRL", "ZAR", "TRY", "PLN", "CZK", "HUF", "RON", "BGN", "ISK", "UAH", "RUB", "ILS", "AED",
    "SAR", "KWD", "EGP", "NGN", "KES", "THB", "IDR", "MYR", "PHP", "VND", "TWD", "CLP", "COP", "ARS",
];

/// Countries whose currency is not the euro.
const COUNTRIES: [(&str, &str); 43] = [
    ("US", "USD"),
    ("GB", "GBP"),
    ("CH", "CHF"),
    ("LI", "CHF"),
    ("JP", "JPY"),
    ("CN", "CNY"),
    ("AU", "AUD"),
    ("CA", "CAD"),
    ("HK", "HKD"),
    ("SG", "SGD"),
    ("SE", "SEK"),
    ("NO", "NOK"),
    ("DK", "DKK"),
    ("NZ", "NZD"),
    ("IN", "INR"),
    ("KR", "KRW"),
    ("MX", "MXN"),
    ("BR", "BRL"),
    ("ZA", "ZAR"),
    ("TR", "TRY"),
    ("PL", "PLN"),
    ("CZ", "CZK"),
    ("HU", "HUF"),
    ("RO", "RON"),
    ("IS", "ISK"),
    ("UA", "UAH"),
    ("RU", "RUB"),
    ("IL", "ILS"),
    ("AE", "AED"),
    ("SA", "SAR"),
    ("KW", "KWD"),
    ("EG", "EGP"),
    ("NG", "NGN"),
    ("KE", "KES"),
    ("TH", "THB"),
    ("ID", "IDR"),
    ("MY", "MYR"),
    ("PH", "PHP"),
    ("VN", "VND"),
    ("TW", "TWD"),
    ("CL", "CLP"),
    ("CO", "COP"),
    ("AR", "ARS"),
];

/// The currency of the user's country.
pub fn likely() -> &'static str {
    let country = locale::region().unwrap_or_default();
    COUNTRIES.iter().find(|(code, _)| *code == country).map_or("EUR", |(_, currency)| currency)
}

/// Code and name of each currency on offer, and of `now` should it be another one.
pub fn options(now: Option<&str>) -> Vec<(String, String)> {
    let other = now.filter(|now| !now.is_empty() && !OFFERED.contains(now));
    let option = |code: &str| {
        let text =
            locale::currency_name(code).map_or_else(|| code.to_owned(), |name| format!("{code} · {name}"));
        (code.to_owned(), text)
    };
    other.into_iter().chain(OFFERED).map(option).collect()
}
