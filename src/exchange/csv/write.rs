//! Tables for spreadsheets: RFC 4180 with CRLF.
//!
//! A spreadsheet runs what begins with `=`, `+`, `-` or `@` as a formula, and a name may have been
//! typed by a stranger. Such a value gets an apostrophe in front, which spreadsheets take as "this
//! is text", unless it is a plain number or phone number ("-12.5", "+49 30 1234"), which can do no
//! harm and which other programs want unchanged. Reading a file takes the apostrophe off again.

/// Whether the file begins with a byte order mark. Excel needs it to see that the file is UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    With,
    Without,
}

/// The rows as one file, the head being one of them.
pub fn write<R, F>(rows: impl IntoIterator<Item = R>, mark: Mark) -> Vec<u8>
where
    R: IntoIterator<Item = F>,
    F: AsRef<str>,
{
    let mut out = Vec::new();
    if mark == Mark::With {
        out.extend_from_slice(b"\xef\xbb\xbf");
    }
    let mut writer =
        csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(&mut out);
    for row in rows {
        // Writing rows of any length into memory cannot fail.
        let _ = writer.write_record(row.into_iter().map(|value| harmless(value.as_ref())));
    }
    drop(writer);
    out
}

fn harmless(value: &str) -> String {
    let formula = value.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let number = value.len() > 1
        && value.chars().skip(1).all(|c| c.is_ascii_digit() || " ().,/x'\u{a0}-".contains(c))
        && value.starts_with(['+', '-'])
        && !(value.starts_with('-') && value[1..].contains(['-', '/', '(']));
    if formula && !number { format!("'{value}") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_and_cannot_run() {
        let bytes = write([vec!["a", "b,c"], vec!["say \"hi\"", "two\nlines"], vec!["", "é"]], Mark::With);
        assert_eq!(
            String::from_utf8_lossy(&bytes),
            "\u{feff}a,\"b,c\"\r\n\"say \"\"hi\"\"\",\"two\nlines\"\r\n,é\r\n"
        );
        for (value, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("-", "'-"),
            ("-12.5", "-12.5"),
            ("+49 (30) 1234-5", "+49 (30) 1234-5"),
            ("jane", "jane"),
            ("-1-1", "'-1-1"),
            ("+1+1", "'+1+1"),
        ] {
            assert_eq!(harmless(value), written);
        }
    }
}
