//! How words are compared: without accents, case or punctuation.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case without accents: "Ève Müller" becomes "eve muller". ß, æ, ø and their like are
/// spelled out, because they have no decomposition.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => folded.push_str("ss"),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'đ' | 'ð' => folded.push('d'),
            'ł' => folded.push('l'),
            'ı' => folded.push('i'),
            'þ' => folded.push_str("th"),
            _ => folded.push(c),
        }
    }
    folded
}

/// The folded words of a text: runs of letters and digits.
pub fn words(folded: &str) -> impl Iterator<Item = &str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The digits of a phone number with a leading "+" if it had one: what makes two spellings of a
/// number the same. An extension ("x404", "ext. 12") is kept, behind an "x".
pub fn digits(phone: &str) -> String {
    let mut key = String::with_capacity(phone.len());
    for c in phone.trim().chars() {
        match c {
            '0'..='9' => key.push(c),
            '+' if key.is_empty() => key.push(c),
            'x' | 'X' if !key.is_empty() && !key.contains('x') => key.push('x'),
            _ => {}
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_removes_case_and_accents() {
        assert_eq!(fold("Ève MÜLLER, Straße Øresund Łódź"), "eve muller, strasse oresund lodz");
        assert_eq!(words(&fold("Jean-Luc O'Neill")).collect::<Vec<_>>(), ["jean", "luc", "o", "neill"]);
    }

    #[test]
    fn phone_keys_ignore_spelling() {
        assert_eq!(digits("(415) 293-3313"), digits("415.293.3313"));
        assert_eq!(digits("+49 (0)30 1234"), "+490301234");
        assert_eq!(digits("605.848.8461 x404"), "6058488461x404");
        assert_eq!(digits("605.848.8461 ext. 404"), "6058488461x404");
    }
}
