//! Full-text search: folded words, the last one as a prefix, one typo forgiven.

use rustc_hash::FxHashMap;

use super::bitmap::Bitmap;
use crate::change::Record;
use crate::model::{Address, Field, FieldKind, Table, Value, fold, words};

/// The words of one table and the rows they stand in.
#[derive(Default)]
pub struct Index {
    codes: FxHashMap<Box<str>, u32>,
    terms: Vec<Box<str>>,
    /// By term: rows in ascending order.
    rows: Vec<Vec<u32>>,
    /// Terms in the order of their spelling; the tail that came later is unsorted.
    sorted: Vec<u32>,
    /// How many rows have been read.
    read: u32,
}

/// The words that full-text search finds a record by.
fn record_words(table: Table, record: &Record, with: &mut dyn FnMut(&str)) {
    let mut read = |text: &str| {
        let folded = fold(text);
        // An address or a phone number is also found written as one.
        words(&folded).for_each(&mut *with);
    };
    for def in table.fields().filter(|def| def.searched) {
        let field = Field::Builtin(def.code);
        if !def.kind.is_set() {
            if let Some(text) = record.value(&field).and_then(Value::as_text) {
                read(text);
            }
            continue;
        }
        for (element, value) in record.elements(&field) {
            match (def.kind, value) {
                (FieldKind::Tags, _) => read(element),
                (FieldKind::Phones, Value::Contact(point)) => {
                    read(&point.value);
                    read(element);
                }
                (_, Value::Contact(point)) => read(&point.value),
                (_, Value::Address(address)) => {
                    let Address { street, city, region, postal_code, country, .. } = address;
                    [street, city, region, postal_code, country].into_iter().for_each(|part| read(part));
                }
                _ => {}
            }
        }
    }
    // The workspace's own text fields.
    for (key, value, _) in record.cells() {
        if let (Field::Custom(_), Some(Value::Text(text))) = (&key.field, value) {
            read(text);
        }
    }
}

fn term_set(table: Table, record: &Record) -> Vec<String> {
    let mut found = Vec::new();
    if record.is_alive() {
        record_words(table, record, &mut |word| found.push(word.to_owned()));
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl Index {
    pub fn read(&self) -> u32 {
        self.read
    }

    /// Reads the next row while the index is being built.
    pub fn append(&mut self, table: Table, record: &Record) {
        let row = self.read;
        self.read += 1;
        if !record.is_alive() {
            return;
        }
        record_words(table, record, &mut |word| {
            let code = match self.codes.get(word) {
                Some(code) => *code,
                None => {
                    let code = self.terms.len() as u32;
                    self.terms.push(word.into());
                    self.codes.insert(word.into(), code);
                    self.rows.push(Vec::new());
                    code
                }
            };
            let rows = &mut self.rows[code as usize];
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        });
    }

    /// Brings a row that was read up to date with what the record has become.
    pub fn update(&mut self, table: Table, row: u32, before: Option<&Record>, after: &Record) {
        if row == self.read {
            return self.append(table, after);
        }
        if row > self.read {
            return;
        }
        let old = before.map(|record| term_set(table, record)).unwrap_or_default();
        let new = term_set(table, after);
        for word in old.iter().filter(|word| new.binary_search(word).is_err()) {
            if let Some(code) = self.codes.get(word.as_str())
                && let Ok(at) = self.rows[*code as usize].binary_search(&row)
            {
                self.rows[*code as usize].remove(at);
            }
        }
        for word in new.iter().filter(|word| old.binary_search(word).is_err()) {
            let code = *self.codes.entry(word.as_str().into()).or_insert_with(|| {
                self.terms.push(word.as_str().into());
                self.rows.push(Vec::new());
                self.terms.len() as u32 - 1
            });
            let rows = &mut self.rows[code as usize];
            if let Err(at) = rows.binary_search(&row) {
                rows.insert(at, row);
            }
        }
    }

    /// Sorts in the terms that came since, for prefixes.
    pub fn settle(&mut self) {
        if self.sorted.len() < self.terms.len() {
            self.sorted.extend(self.sorted.len() as u32..self.terms.len() as u32);
            let terms = &self.terms;
            self.sorted.sort_unstable_by(|a, b| terms[*a as usize].cmp(&terms[*b as usize]));
        }
    }

    /// The rows that hold the word, exactly or (when it is the one being typed) as a prefix; when
    /// there is none, words one typo away.
    pub fn find(&self, word: &str, prefix: bool, len: u32) -> Found {
        let mut found = Found { rows: Bitmap::none(len), typo: false };
        if let Some(code) = self.codes.get(word) {
            self.add(*code, &mut found.rows);
        }
        if prefix {
            let term = |code: &u32| &*self.terms[*code as usize];
            let from = self.sorted.partition_point(|code| term(code) < word);
            for code in self.sorted[from..].iter().take_while(|code| term(code).starts_with(word)) {
                self.add(*code, &mut found.rows);
            }
        }
        let length = word.chars().count();
        if found.rows.is_empty() && length >= 4 {
            found.typo = true;
            let letters: Vec<char> = word.chars().collect();
            for (code, term) in (0..).zip(&self.terms) {
                // A typo in a word still being typed: compare as much as was typed.
                if one_typo(&letters, term, prefix) {
                    self.add(code, &mut found.rows);
                }
            }
        }
        found
    }

    fn add(&self, code: u32, rows: &mut Bitmap) {
        for row in &self.rows[code as usize] {
            rows.set(*row, true);
        }
    }
}

pub struct Found {
    pub rows: Bitmap,
    /// Nothing held the word itself; these hold one that differs by a letter.
    pub typo: bool,
}

/// Whether one letter missing, too much, wrong, or swapped with its neighbour makes the two the
/// same (Damerau-Levenshtein distance 1). As a prefix, only the beginning of `term` is compared.
fn one_typo(word: &[char], term: &str, prefix: bool) -> bool {
    let mut buffer = [' '; 40];
    let mut length = 0;
    for c in term.chars() {
        if length == buffer.len() || (!prefix && length > word.len() + 1) {
            break;
        }
        buffer[length] = c;
        length += 1;
    }
    let term = &buffer[..length];
    if term.len() + 1 < word.len() || (!prefix && term.len() > word.len() + 1) {
        return false;
    }
    let same = word.iter().zip(term).take_while(|(a, b)| a == b).count();
    let (rest, other) = (&word[same..], &term[same..]);
    let ends = |rest: &[char], other: &[char]| if prefix { other.starts_with(rest) } else { rest == other };
    if rest.is_empty() {
        return prefix || other.len() <= 1;
    }
    let wrong = !other.is_empty() && ends(&rest[1..], &other[1..]);
    let too_much = ends(&rest[1..], other);
    let missing = !other.is_empty() && ends(rest, &other[1..]);
    let swapped = rest.len() > 1
        && other.len() > 1
        && rest[0] == other[1]
        && rest[1] == other[0]
        && ends(&rest[2..], &other[2..]);
    wrong || too_much || missing || swapped
}

/// A piece of `text` around the first place where one of the folded words begins, and which bytes
/// of the piece match; `None` when none does.
pub fn snippet(text: &str, wanted: &[String]) -> Option<(String, Vec<(u32, u32)>)> {
    const BEFORE: usize = 40;
    const LENGTH: usize = 160;
    let mut marks = Vec::new();
    let mut word_start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), word_start) {
            (true, None) => word_start = Some(at),
            (false, Some(start)) => {
                let folded = fold(&text[start..at]);
                let letters = |word: &String| word.chars().collect::<Vec<_>>();
                let matched = wanted.iter().any(|word| {
                    folded.starts_with(word.as_str())
                        || (word.chars().count() >= 4 && one_typo(&letters(word), &folded, true))
                });
                if matched {
                    marks.push((start, at));
                }
                word_start = None;
            }
            _ => {}
        }
    }
    let first = marks.first()?.0;
    let from = text[..first].char_indices().rev().take(BEFORE).last().map_or(first, |(at, _)| at);
    // Begin at a word.
    let from =
        text[from..first].find(char::is_whitespace).filter(|_| from > 0).map_or(from, |at| from + at + 1);
    let to = text[from..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| from + at);
    let mut piece = String::new();
    if from > 0 {
        piece.push('…');
    }
    let shift = piece.len();
    piece.extend(text[from..to].chars().map(|c| if c.is_control() { ' ' } else { c }));
    if to < text.len() {
        piece.push('…');
    }
    // A control character and the space in its place are one byte each only in ASCII.
    let same_length = piece.len() >= shift + (to - from);
    let marks = marks
        .into_iter()
        .filter(|(start, end)| same_length && *start >= from && *end <= to)
        .map(|(start, end)| ((start - from + shift) as u32, (end - from + shift) as u32))
        .collect();
    Some((piece, marks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typo(word: &str, term: &str, prefix: bool) -> bool {
        one_typo(&word.chars().collect::<Vec<_>>(), term, prefix)
    }

    #[test]
    fn one_letter_may_be_wrong() {
        for term in ["smith", "smit", "smthi", "smiths", "smyth", "sith", "asmith"] {
            assert_eq!(typo("smith", term, false), !["smthi"].contains(&term), "{term}");
        }
        assert!(typo("smiht", "smith", false));
        assert!(!typo("smith", "smart", false));
        assert!(typo("smoth", "smithson", true));
        assert!(!typo("smoth", "smithson", false));
    }

    #[test]
    fn snippets_mark_what_was_found() {
        let text = "She asked whether the INVOICE of Müller could be paid later.";
        let (piece, marks) = snippet(text, &["muller".into(), "invo".into()]).unwrap();
        let marked: Vec<&str> = marks.iter().map(|(a, b)| &piece[*a as usize..*b as usize]).collect();
        assert_eq!(marked, ["INVOICE", "Müller"]);
        assert_eq!(snippet(text, &["nothing".into()]), None);
    }
}
