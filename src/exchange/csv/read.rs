//! Rows of a CSV text, with the line each begins on.
//!
//! Fields are taken apart by the `csv` crate (RFC 4180, rows of any length). What it does not say,
//! that a quote was opened and never closed, is found here, and costs one row rather than the rest
//! of the file.

use csv::{ReaderBuilder, StringRecord};

/// What separates fields, most usual first.
pub const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// How much of a file is looked at to recognise its delimiter.
const SNIFFED_BYTES: usize = 64 * 1024;

/// After so many quotes that were never closed, the rest of the file is one broken row.
const MAX_RECOVERIES: u32 = 100;

/// One row as it stands in the file.
pub struct Row<'r> {
    /// The line it begins on, from 1.
    pub line: u32,
    pub fields: Result<&'r StringRecord, UnclosedQuote>,
}

/// A quote was opened in the row and never closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct UnclosedQuote;

/// The delimiter that cuts the first rows most evenly into more than one field.
/// Excel's own first line "sep=;" decides at once.
pub fn sniff_delimiter(text: &str) -> u8 {
    if let Some(said) = said_delimiter(text) {
        return said;
    }
    let mut end = text.len().min(SNIFFED_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut start = &text[..end];
    if end < text.len() {
        start = start.rfind(['\n', '\r']).map_or(start, |at| &start[..at]);
    }
    let evenness = |delimiter: u8| {
        let mut widths: Vec<usize> = Vec::new();
        each(start, delimiter, &mut |row: Row| {
            widths.extend(row.fields.ok().map(StringRecord::len));
            widths.len() < 100
        });
        let usual = widths
            .iter()
            .copied()
            .max_by_key(|width| (widths.iter().filter(|w| *w == width).count(), *width));
        let usual = usual.filter(|width| *width > 1)?;
        let even = widths.iter().filter(|width| **width == usual).count();
        Some((even * 1000 / widths.len(), usual))
    };
    // Of equals, the first in the order above.
    let best = DELIMITERS.into_iter().rev().max_by_key(|delimiter| evenness(*delimiter).unwrap_or_default());
    best.filter(|delimiter| evenness(*delimiter).is_some()).unwrap_or(b',')
}

fn said_delimiter(text: &str) -> Option<u8> {
    let rest = text.strip_prefix("sep=")?.as_bytes();
    let delimiter = *rest.first()?;
    (matches!(rest.get(1), None | Some(b'\r' | b'\n')) && delimiter.is_ascii()).then_some(delimiter)
}

/// Shows every row in order until `show` returns false. Blank lines are no rows.
pub fn each(text: &str, delimiter: u8, show: &mut dyn FnMut(Row) -> bool) {
    let mut from = 0;
    let mut line = 1;
    if said_delimiter(text).is_some() {
        from = text.find('\n').map_or(text.len(), |at| at + 1);
        line = 2;
    }
    let mut recoveries = 0;
    while from < text.len() {
        let rest = &text[from..];
        let unclosed = unclosed_quote(rest.as_bytes(), delimiter);
        let good = &rest[..unclosed.as_ref().map_or(rest.len(), |unclosed| unclosed.row)];
        let Some(next) = each_closed(good, line, delimiter, show) else { return };
        let Some(Unclosed { row: at, looked_to_the_end }) = unclosed else { return };
        if !show(Row { line: next, fields: Err(UnclosedQuote) }) {
            return;
        }
        recoveries += u32::from(looked_to_the_end);
        let Some(end) = rest[at..].find('\n').filter(|_| recoveries < MAX_RECOVERIES) else { return };
        from += at + end + 1;
        line = next + 1;
    }
}

/// The rows of a text whose quotes are all closed; the line after it, or `None` when `show` had enough.
fn each_closed(text: &str, first_line: u32, delimiter: u8, show: &mut dyn FnMut(Row) -> bool) -> Option<u32> {
    let bytes = text.as_bytes();
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(bytes);
    let mut record = StringRecord::new();
    let (mut line, mut counted) = (first_line, 0);
    // Reading UTF-8 from memory, rows of any length: there is nothing left that could fail.
    while let Ok(true) = reader.read_record(&mut record) {
        let mut start = record.position().map_or(counted, |position| position.byte() as usize);
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) {
            start += 1; // the reader counts blank lines to the row after them
        }
        line += line_ends(&bytes[counted..start]);
        counted = start;
        if !show(Row { line, fields: Ok(&record) }) {
            return None;
        }
    }
    Some(line + line_ends(&bytes[counted..]))
}

/// "\n", "\r\n", or a "\r" alone.
fn line_ends(bytes: &[u8]) -> u32 {
    let lone = |at: usize| bytes[at] == b'\n' || bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    (0..bytes.len()).filter(|at| lone(*at)).count() as u32
}

struct Unclosed {
    /// Where its row begins.
    row: usize,
    looked_to_the_end: bool,
}

/// A quote that is open at the end; or one that runs over a line end and stops before something
/// else than a separator: then it was the next quoted value's mark that stopped it.
fn unclosed_quote(bytes: &[u8], delimiter: u8) -> Option<Unclosed> {
    #[derive(PartialEq)]
    enum At {
        FieldStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }
    let mut at = At::FieldStart;
    let mut row = 0;
    let mut over_lines = false;
    for (index, byte) in bytes.iter().enumerate() {
        at = match (at, *byte) {
            (At::Quoted, b'"') => At::QuoteInQuoted,
            (At::Quoted, byte) => {
                over_lines |= byte == b'\n';
                At::Quoted
            }
            (At::QuoteInQuoted, b'"') => At::Quoted,
            (_, b'\n' | b'\r') => {
                row = index + 1;
                At::FieldStart
            }
            (_, byte) if byte == delimiter => At::FieldStart,
            (At::FieldStart, b'"') => {
                over_lines = false;
                At::Quoted
            }
            (At::QuoteInQuoted, byte) if over_lines && byte != b' ' => {
                return Some(Unclosed { row, looked_to_the_end: false });
            }
            _ => At::Plain,
        };
    }
    (at == At::Quoted).then_some(Unclosed { row, looked_to_the_end: true })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        each(text, sniff_delimiter(text), &mut |row: Row| {
            let fields =
                row.fields.map_or(vec!["UNCLOSED".to_owned()], |r| r.iter().map(str::to_owned).collect());
            rows.push((row.line, fields));
            true
        });
        rows
    }

    fn lines(text: &str) -> Vec<u32> {
        rows(text).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn delimiters_are_told_apart_by_even_rows() {
        assert_eq!(sniff_delimiter("a,b\n1,2\n"), b',');
        assert_eq!(sniff_delimiter("name;note\nA;\"x, y, z\"\nB;1,5\n"), b';');
        assert_eq!(sniff_delimiter("a\tb\n1, 2\t3\n"), b'\t');
        assert_eq!(sniff_delimiter("a|b|c\n1|2|3"), b'|');
        assert_eq!(sniff_delimiter("name\nDoe, Jane\nBob\n"), b',');
        assert_eq!(sniff_delimiter("sep=|\na,b|c\n"), b'|');
        assert_eq!(sniff_delimiter(""), b',');
    }

    #[test]
    fn lines_are_those_of_the_file() {
        assert_eq!(lines("a,b\n\n\n1,\"two\nlines\"\n3,4\n"), [1, 4, 6]);
        assert_eq!(lines("a,b\r\n1,2\r\n\r\n3,4"), [1, 2, 4]);
        assert_eq!(lines("a,b\r1,2\r3,4\r"), [1, 2, 3]);
        assert_eq!(lines("sep=,\r\na,b\r\n"), [2]);
        assert_eq!(lines("\n\n"), [] as [u32; 0]);
    }

    #[test]
    fn an_unclosed_quote_costs_its_row_only() {
        let text = "a,b\n1,\"open\n2,fine\n3,\"closed\"\n";
        assert_eq!(
            rows(text)[1..],
            [
                (2, vec!["UNCLOSED".to_owned()]),
                (3, vec!["2".into(), "fine".into()]),
                (4, vec!["3".into(), "closed".into()]),
            ]
        );
        assert_eq!(
            rows("a,b\n1,x\n2,\"open\n3,y\n4,z"),
            [
                (1, vec!["a".to_owned(), "b".into()]),
                (2, vec!["1".into(), "x".into()]),
                (3, vec!["UNCLOSED".into()]),
                (4, vec!["3".into(), "y".into()]),
                (5, vec!["4".into(), "z".into()]),
            ]
        );
        let hostile = "\"a\n".repeat(10_001);
        assert!(rows(&hostile).len() < 20_000);
    }
}
