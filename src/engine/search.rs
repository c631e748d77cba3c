//! Full-text search: folded words, the last one as a prefix, one typo forgiven.

use super::bitmap::Bitmap;
use super::postings::Postings;
use super::table::TableData;
use super::words::Words;
use crate::change::{FieldRef, Record, RecordRef, ValueRef};
use crate::model::{Address, Field, FieldKind, Table, Value, fold, interaction, words};

/// The words of one table and the rows they stand in.
#[derive(Default)]
pub struct Index {
    terms: Words,
    /// By term.
    rows: Vec<Postings>,
    /// How many rows have been read.
    read: u32,
    /// A text while it is taken apart.
    buffer: String,
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

/// As [`record_words`], where the record lies.
fn interaction_words(record: &RecordRef<'_>, buffer: &mut String, with: &mut dyn FnMut(&str)) {
    for cell in &record.cells {
        let (FieldRef::Builtin(code), Some(ValueRef::Text(text))) = (&cell.key.field, &cell.value) else {
            continue;
        };
        if ![interaction::SUBJECT, interaction::TEXT].contains(&Field::Builtin(*code)) {
            continue;
        }
        if !text.is_ascii() {
            words(&fold(text)).for_each(&mut *with);
            continue;
        }
        buffer.clear();
        buffer.push_str(text);
        buffer.make_ascii_lowercase();
        buffer
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .for_each(&mut *with);
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
    pub fn append(&mut self, table: Table, data: &TableData) {
        let row = self.read;
        self.read += 1;
        if !data.alive().contains(row) {
            return;
        }
        let Index { terms, rows, buffer, .. } = self;
        let mut add = |word: &str| {
            let code = terms.code(word, true) as usize;
            if code == rows.len() {
                rows.push(Postings::default());
            }
            rows[code].append(row);
        };
        match data.record_ref(row) {
            // There are very many of these, and of their fields only two are read.
            Some(record) if table == Table::Interaction => interaction_words(&record, buffer, &mut add),
            _ => record_words(table, &data.record(row), &mut add),
        }
    }

    /// Sorts the words that came since, so that the next search need not.
    pub fn settle(&self) {
        drop(self.terms.order());
    }

    /// Brings a row that was read up to date with what the record has become.
    pub fn update(&mut self, table: Table, row: u32, before: Option<&Record>, after: &Record) {
        if row >= self.read {
            return;
        }
        let old = before.map(|record| term_set(table, record)).unwrap_or_default();
        let new = term_set(table, after);
        for word in old.iter().filter(|word| new.binary_search(word).is_err()) {
            if let Some(code) = self.terms.find(word) {
                self.rows[code as usize].remove(row);
            }
        }
        for word in new.iter().filter(|word| old.binary_search(word).is_err()) {
            let code = self.terms.code(word, true) as usize;
            if code == self.rows.len() {
                self.rows.push(Postings::default());
            }
            self.rows[code].insert(row);
        }
    }

    /// The rows that hold the word, exactly or (when it is the one being typed) as a prefix; when
    /// there is none, words one typo away.
    pub fn find(&self, word: &str, prefix: bool, len: u32) -> Found {
        let mut found = Found { rows: Bitmap::none(len), typo: false };
        if prefix {
            let order = self.terms.order();
            let from = order.codes.partition_point(|code| self.terms.word(*code) < word);
            let held = |code: &&u32| self.terms.word(**code).starts_with(word);
            order.codes[from..].iter().take_while(held).for_each(|code| self.add(*code, &mut found.rows));
        } else if let Some(code) = self.terms.find(word) {
            self.add(code, &mut found.rows);
        }
        let letters: Vec<char> = word.chars().collect();
        if letters.len() >= 4 && found.rows.is_empty() {
            found.typo = true;
            for (code, term) in self.terms.iter() {
                // A typo in a word still being typed: compare as much as was typed.
                if one_typo(&letters, term, prefix) {
                    self.add(code, &mut found.rows);
                }
            }
        }
        found
    }

    fn add(&self, code: u32, rows: &mut Bitmap) {
        self.rows[code as usize].add_to(rows);
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
