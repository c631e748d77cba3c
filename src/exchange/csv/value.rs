//! What a cell of a file means: dates, numbers, amounts, yes or no, e-mail addresses as people and
//! programs write them. Each reader returns `None` for what it cannot read; nothing is guessed.

use crate::model::{Currency, Date, Moment, Money, fold};
use crate::wire::DateOrder;

/// ISO 8601 (a time after it is ignored), 31/03/2026 in the file's order with any of `/ . -`,
/// 20260331, and dates with an English month name. Two-digit years lie in the hundred years up to
/// `this_year`.
pub fn date(text: &str, order: DateOrder, this_year: i16) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.get(..10).unwrap_or(text).parse::<Date>() {
        let time = &text[10..];
        return (time.is_empty() || time.starts_with(['T', ' '])).then_some(date);
    }
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?);
    }
    let parts: Vec<&str> = text
        .split(|c: char| matches!(c, '/' | '.' | '-' | ',') || c.is_whitespace())
        .filter(|p| !p.is_empty())
        .collect();
    // A time may follow: "3/31/2026 14:05", "Mar 31, 2026 2:05 PM".
    let [a, b, c, rest @ ..] = parts.as_slice() else { return None };
    if !rest.iter().all(|part| part.contains(':') || matches!(fold(part).as_str(), "am" | "pm" | "utc" | "z"))
    {
        return None;
    }
    let (year, month, day) = match (month_name(a), month_name(b)) {
        (Some(month), _) => (*c, Some(month), *b),
        (_, Some(month)) if a.len() == 4 => (*a, Some(month), *c),
        (_, Some(month)) => (*c, Some(month), *a),
        _ => match order {
            _ if a.len() == 4 => (*a, number_of(b), *c),
            DateOrder::DayMonth => (*c, number_of(b), *a),
            DateOrder::MonthDay => (*c, number_of(a), *b),
            DateOrder::YearMonth => (*a, number_of(b), *c),
        },
    };
    let day = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()); // "31st"
    let two_digits = year.len() == 2;
    let mut year: i16 = if two_digits || year.len() == 4 { year.parse().ok()? } else { return None };
    if two_digits {
        year += this_year - this_year.rem_euclid(100);
        if year > this_year {
            year -= 100;
        }
    }
    Date::new(year, month?, number_of(day)?)
}

fn number_of(text: &str) -> Option<i8> {
    (matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn month_name(text: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let folded = fold(text);
    if folded.len() < 3 {
        return None;
    }
    let at = MONTHS
        .iter()
        .position(|month| month.starts_with(&folded) || (folded == "sept" && *month == "september"))?;
    Some(at as i8 + 1)
}

/// A moment as programs write it, else the day as `date` reads it.
pub fn moment(text: &str, order: DateOrder, this_year: i16, offset_min: i16) -> Option<Moment> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| date(text, order, this_year).map(|date| Moment::at(date, 12 * 60, offset_min)))
}

/// Which order the dates of a file are in: the first value that fits only one decides.
pub fn date_order<'a>(values: impl Iterator<Item = &'a str>) -> Option<DateOrder> {
    values.into_iter().find_map(|value| {
        let mut numbers =
            value.trim().split(['/', '.', '-']).map(|part| (part.len(), part.parse::<u16>().ok()));
        let (first, second) = (numbers.next()?, numbers.next()?);
        match (first, second) {
            ((4, Some(_)), _) => Some(DateOrder::YearMonth),
            ((_, Some(13..=31)), (_, Some(1..=12))) => Some(DateOrder::DayMonth),
            ((_, Some(1..=12)), (_, Some(13..=31))) => Some(DateOrder::MonthDay),
            // Only days are written before months with a point between.
            ((1 | 2, Some(1..=12)), (1 | 2, Some(1..=12))) if value.contains('.') => {
                Some(DateOrder::DayMonth)
            }
            _ => None,
        }
    })
}

/// Which mark stands before the decimals of a column: the first value that fits only one decides.
pub fn decimal_mark<'a>(values: impl Iterator<Item = &'a str>) -> char {
    values
        .into_iter()
        .find_map(|value| {
            let last = value.rfind([',', '.'])?;
            let mark = char::from(value.as_bytes()[last]);
            let other = if mark == ',' { '.' } else { ',' };
            let decimals = value[last + 1..].chars().take_while(char::is_ascii_digit).count();
            match value.matches(mark).count() {
                _ if value.contains(other) => Some(mark),
                2.. => Some(other),
                _ if decimals != 3 => Some(mark),
                _ => None,
            }
        })
        .unwrap_or('.')
}

/// The number as Rust writes it: "1 234,50" becomes "1234.50". Groups are of three digits.
fn plain_number(text: &str, decimal: char) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let (mut in_group, mut grouped, mut fraction) = (0, false, false);
    for c in text.trim().replace('−', "-").chars() {
        match c {
            '0'..='9' => {
                plain.push(c);
                in_group += 1;
            }
            '-' if plain.is_empty() => plain.push('-'),
            '+' if plain.is_empty() => {}
            c if c == decimal && !fraction => {
                if grouped && in_group != 3 || in_group == 0 {
                    return None;
                }
                plain.push('.');
                fraction = true;
            }
            ',' | '.' | '\'' | '’' | ' ' | '\u{a0}' | '\u{202f}' if !fraction => {
                if grouped && in_group != 3 || in_group == 0 || in_group > 3 {
                    return None;
                }
                (grouped, in_group) = (true, 0);
            }
            _ => return None,
        }
    }
    let digits = plain.bytes().any(|b| b.is_ascii_digit());
    (digits && !plain.ends_with('.') && (!grouped || fraction || in_group == 3)).then_some(plain)
}

/// A finite number, with groups ("1,234.5", "1 234,5"), a per cent sign, or as "6.0E7".
pub fn number(text: &str, decimal: char) -> Option<f64> {
    let text = text.trim();
    let bare = text.strip_suffix('%').unwrap_or(text).trim_end();
    let scientific = || {
        let like =
            bare.contains(['e', 'E']) && bare.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
        like.then(|| bare.parse().ok())?
    };
    let value: f64 = match plain_number(bare, decimal) {
        Some(plain) => plain.parse().ok()?,
        None => scientific()?,
    };
    value.is_finite().then_some(value)
}

/// An amount with its currency as a symbol or code on either side, or `otherwise` when it has none.
pub fn money(text: &str, decimal: char, otherwise: Option<Currency>) -> Option<Money> {
    const SYMBOLS: [(&str, &str); 20] = [
        ("US$", "USD"),
        ("C$", "CAD"),
        ("A$", "AUD"),
        ("NZ$", "NZD"),
        ("HK$", "HKD"),
        ("R$", "BRL"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("¥", "JPY"),
        ("₹", "INR"),
        ("₩", "KRW"),
        ("₽", "RUB"),
        ("₺", "TRY"),
        ("₪", "ILS"),
        ("₫", "VND"),
        ("₴", "UAH"),
        ("zł", "PLN"),
        ("Kč", "CZK"),
        ("Fr.", "CHF"),
        ("$", ""),
    ];
    let mut text = text.trim();
    // Accountants write a negative amount in brackets.
    let bracketed = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    text = bracketed.unwrap_or(text).trim();
    let minus = text.strip_prefix('-').map(str::trim_start);
    text = minus.unwrap_or(text);
    let mut currency = otherwise;
    let marked = SYMBOLS.iter().find_map(|(symbol, code)| {
        Some((text.strip_prefix(symbol).or_else(|| text.strip_suffix(symbol))?, *code))
    });
    let coded = || {
        let code_at = |code: &str| (code.len() == 3).then(|| Currency::new(code)).flatten();
        let (head, tail) = (text.get(..3)?, text.get(text.len().checked_sub(3)?..)?);
        let before = code_at(head).map(|code| (&text[3..], code));
        before.or_else(|| code_at(tail).map(|code| (&text[..text.len() - 3], code)))
    };
    if let Some((rest, code)) = marked {
        // A bare "$" is the workspace's own dollar, or the American.
        currency = match code {
            "" => otherwise.filter(|own| own.code().ends_with('D')).or_else(|| Currency::new("USD")),
            code => Currency::new(code),
        };
        text = rest;
    } else if let Some((rest, code)) = coded() {
        (text, currency) = (rest, Some(code));
    }
    let currency = currency?;
    let plain = plain_number(text, decimal).or_else(|| {
        let value = number(text, decimal)?; // "6.0E7", in full
        (value.abs() < 1e15).then(|| format!("{value}"))
    })?;
    let amount = Money::parse(&plain, currency)?;
    let negative = minus.is_some() != bracketed.is_some();
    Some(if negative { Money { minor: -amount.minor, ..amount } } else { amount })
}

pub fn yes_no(text: &str) -> Option<bool> {
    match fold(text.trim()).as_str() {
        "yes" | "y" | "true" | "t" | "1" | "x" | "on" | "ja" | "j" | "oui" | "o" | "si" | "sim" | "tak"
        | "da" | "✓" | "✔" | "subscribed" | "opted in" | "opt-in" => Some(true),
        "no" | "n" | "false" | "f" | "0" | "off" | "nein" | "non" | "nao" | "nie" | "nee" | "net" | "-"
        | "unsubscribed" | "opted out" | "opt-out" => Some(false),
        _ => None,
    }
}

/// The address without a name around it ("Jane <jane@example.com>") or "mailto:".
pub fn email(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.rfind('<').and_then(|at| text[at + 1..].strip_suffix('>')).unwrap_or(text);
    let text = text.strip_prefix("mailto:").unwrap_or(text).trim();
    let (name, domain) = text.split_once('@')?;
    let fine = |part: &str| {
        !part.is_empty()
            && !part.contains(|c: char| c.is_whitespace() || c.is_control() || ",;@<>".contains(c))
    };
    (fine(name) && fine(domain) && !domain.starts_with('.') && !domain.ends_with('.')).then_some(text)
}

/// A phone number as written; three digits at least, and no more words than an extension needs.
pub fn phone(text: &str) -> Option<&str> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (digits >= 3 && letters <= 12 && text.len() <= 64 && !text.contains('@')).then_some(text)
}

/// A web address, without a scheme or with one that a browser may open.
pub fn link(text: &str) -> Option<&str> {
    let text = text.trim();
    let scheme = text.split_once(':').map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let fine = match scheme {
        Some((scheme, _)) if matches!(scheme.as_str(), "http" | "https" | "mailto") => true,
        // "example.com:8080/shop" has a port, not a scheme.
        Some((host, rest)) => host.contains('.') && rest.starts_with(|c: char| c.is_ascii_digit()),
        None => text.contains('.'),
    };
    (fine && !text.contains(char::is_whitespace)).then_some(text)
}

/// A BCP 47 tag, or the English name of a language.
pub fn language(text: &str) -> Option<String> {
    const NAMES: [(&str, &str); 32] = [
        ("arabic", "ar"),
        ("bulgarian", "bg"),
        ("chinese", "zh"),
        ("croatian", "hr"),
        ("czech", "cs"),
        ("danish", "da"),
        ("dutch", "nl"),
        ("english", "en"),
        ("estonian", "et"),
        ("finnish", "fi"),
        ("french", "fr"),
        ("german", "de"),
        ("greek", "el"),
        ("hebrew", "he"),
        ("hindi", "hi"),
        ("hungarian", "hu"),
        ("indonesian", "id"),
        ("italian", "it"),
        ("japanese", "ja"),
        ("korean", "ko"),
        ("latvian", "lv"),
        ("lithuanian", "lt"),
        ("norwegian", "no"),
        ("polish", "pl"),
        ("portuguese", "pt"),
        ("romanian", "ro"),
        ("russian", "ru"),
        ("slovak", "sk"),
        ("spanish", "es"),
        ("swedish", "sv"),
        ("turkish", "tr"),
        ("ukrainian", "uk"),
    ];
    let tag = text.trim().replace('_', "-");
    let folded = fold(&tag);
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| *name == folded) {
        return Some((*code).to_owned());
    }
    let mut parts = tag.split('-');
    let first = parts
        .next()
        .filter(|part| matches!(part.len(), 2 | 3) && part.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let mut normal = first.to_ascii_lowercase();
    for part in parts {
        if !matches!(part.len(), 1..=8) || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        normal.push('-');
        match part.len() {
            2 => normal.push_str(&part.to_ascii_uppercase()),
            _ => normal.push_str(part),
        }
    }
    Some(normal)
}

/// First and last name of "Jane van Doe" or "van Doe, Jane". One word is a first name.
pub fn split_name(text: &str) -> (String, String) {
    const PARTICLES: [&str; 16] = [
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "du", "la", "le", "ter", "ten", "bin",
        "al",
    ];
    let tidy = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((last, first)) = text.split_once(',') {
        return (tidy(first), tidy(last));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(mut at) = words.len().checked_sub(1).filter(|at| *at > 0) else {
        return (tidy(text), String::new());
    };
    while at > 1 && PARTICLES.contains(&words[at - 1].to_lowercase().as_str()) {
        at -= 1;
    }
    (words[..at].join(" "), words[at..].join(" "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn dates_as_people_write_them() {
        let read = |text, order| date(text, order, 2026).map(|date| date.to_string());
        for (text, order, expected) in [
            ("2026-03-31", DateOrder::DayMonth, "2026-03-31"),
            ("2024-08-13T18:04:34.666+00:00", DateOrder::DayMonth, "2024-08-13"),
            ("2026/3/1", DateOrder::MonthDay, "2026-03-01"),
            ("03/04/2026", DateOrder::DayMonth, "2026-04-03"),
            ("03/04/2026", DateOrder::MonthDay, "2026-03-04"),
            ("26/3/4", DateOrder::YearMonth, "2026-03-04"),
            ("1.2.68", DateOrder::DayMonth, "1968-02-01"),
            ("1.2.26", DateOrder::DayMonth, "2026-02-01"),
            ("20260331", DateOrder::DayMonth, "2026-03-31"),
            ("March 31st, 2026", DateOrder::DayMonth, "2026-03-31"),
            ("31 Mar 2026", DateOrder::MonthDay, "2026-03-31"),
            ("1-Sept-99", DateOrder::MonthDay, "1999-09-01"),
            ("3/31/2026 2:05 PM", DateOrder::MonthDay, "2026-03-31"),
        ] {
            assert_eq!(read(text, order).as_deref(), Some(expected), "{text}");
        }
        for wrong in [
            "",
            "soon",
            "31/02/2026",
            "13/13/2026",
            "1/2/3",
            "2026-03-31x",
            "ab/cd/2026",
            "é2/03/2026",
            "2026年3月",
        ] {
            assert_eq!(read(wrong, DateOrder::DayMonth), None, "{wrong}");
        }
        assert_eq!(date_order(["1/2/2026", "31/1/2026"].into_iter()), Some(DateOrder::DayMonth));
        assert_eq!(date_order(["1/2/2026", "1/31/2026"].into_iter()), Some(DateOrder::MonthDay));
        assert_eq!(date_order(["", "x", "1.2.2026"].into_iter()), Some(DateOrder::DayMonth));
        assert_eq!(date_order(["1/2/2026"].into_iter()), None);
    }

    #[test]
    fn numbers_and_amounts_are_exact() {
        for (text, mark, expected) in [
            ("1,234.5", '.', 1234.5),
            ("1.234,5", ',', 1234.5),
            ("1 234", '.', 1234.0),
            ("-7", '.', -7.0),
            ("6.0E7", '.', 6.0e7),
            ("12'345.60", '.', 12345.6),
            ("1,234,567", '.', 1_234_567.0),
            ("45 %", '.', 45.0),
        ] {
            assert_eq!(number(text, mark), Some(expected), "{text}");
        }
        for wrong in ["", "-", "1,23", "1,2345", "12 apples", "NaN", "inf", "1..2", "1.", "1e999", "1234,567"]
        {
            assert_eq!(number(wrong, '.'), None, "{wrong}");
        }
        assert_eq!(decimal_mark(["1,234", "1,5"].into_iter()), ',');
        assert_eq!(decimal_mark(["1,234", "2,345.10"].into_iter()), '.');
        assert_eq!(decimal_mark(["1.234.567"].into_iter()), ',');
        let eur = Currency::new("EUR");
        for (text, expected) in [
            ("1,234.50", "1234.50 EUR"),
            ("$12", "12.00 USD"),
            ("12.5 €", "12.50 EUR"),
            ("CHF 9.90", "9.90 CHF"),
            ("1 000 JPY", "1000 JPY"),
            ("-£3", "-3.00 GBP"),
            ("(45.00)", "-45.00 EUR"),
            ("8.48E10", "84800000000.00 EUR"),
        ] {
            assert_eq!(
                money(text, '.', eur).map(|money| money.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
        assert_eq!(money("12", '.', None), None);
        assert_eq!(money("1.005", '.', eur), None);
        assert_eq!(money("é", '.', eur), None);
    }

    #[test]
    fn addresses_names_and_languages() {
        assert_eq!(email("Jane Doe <jane@example.com>"), Some("jane@example.com"));
        assert_eq!(email("mailto:j@x.example "), Some("j@x.example"));
        for wrong in ["", "jane", "@x", "j@", "a b@c.d", "a@b@c", "j@.x"] {
            assert_eq!(email(wrong), None, "{wrong}");
        }
        assert!(phone("1-365-756-9410 x4781").is_some() && phone("n/a").is_none());
        assert!(link("https://a.example").is_some() && link("example.com:80/x").is_some());
        assert!(link("javascript:alert(1)").is_none() && link("no site").is_none());
        assert_eq!(language("German").as_deref(), Some("de"));
        assert_eq!(language("pt_br").as_deref(), Some("pt-BR"));
        assert_eq!(language("nonsense"), None);
        let name = |text| {
            let (a, b) = split_name(text);
            format!("{a}|{b}")
        };
        assert_eq!(name(" Ludwig  van Beethoven"), "Ludwig|van Beethoven");
        assert_eq!(name("Doe, Jane"), "Jane|Doe");
        assert_eq!(name("Plato"), "Plato|");
        assert_eq!(name("Mary Ann Evans"), "Mary Ann|Evans");
    }
}
