//! Which characters the bytes of a text file are.

use std::borrow::Cow;

use super::Problem;
use crate::text::{tr, tr_with};

/// The encodings that spreadsheets and other programs write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Windows1252,
    Utf16Le,
    Utf16Be,
}

impl Encoding {
    pub const ALL: [Encoding; 4] =
        [Encoding::Utf8, Encoding::Windows1252, Encoding::Utf16Le, Encoding::Utf16Be];

    pub fn key(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
        }
    }

    pub fn from_key(key: &str) -> Option<Self> {
        Encoding::ALL.into_iter().find(|encoding| encoding.key() == key)
    }

    /// By its byte order mark; else UTF-16 when every other byte is zero; else UTF-8 when it is
    /// valid; else Windows-1252, in which any bytes mean something.
    pub fn sniff(bytes: &[u8]) -> Self {
        if bytes.starts_with(&[0xff, 0xfe]) {
            return Encoding::Utf16Le;
        }
        if bytes.starts_with(&[0xfe, 0xff]) {
            return Encoding::Utf16Be;
        }
        let start = &bytes[..bytes.len().min(1024)];
        let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        if start.len() >= 4 {
            if zeros(1) * 4 > start.len() && zeros(0) == 0 {
                return Encoding::Utf16Le;
            }
            if zeros(0) * 4 > start.len() && zeros(1) == 0 {
                return Encoding::Utf16Be;
            }
        }
        if std::str::from_utf8(bytes).is_ok() { Encoding::Utf8 } else { Encoding::Windows1252 }
    }

    /// The text without its byte order mark. Only the wrong choice of encoding is a problem:
    /// what a sniffed encoding cannot say becomes U+FFFD.
    pub fn decode(self, bytes: &[u8]) -> Result<Cow<'_, str>, Problem> {
        Ok(match self {
            Encoding::Utf8 => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
                let text = std::str::from_utf8(bytes).map_err(|error| {
                    let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
                    Problem::new(tr("The file is not UTF-8."))
                        .at(tr_with("line {line}", &[("line", &line.to_string())]))
                        .advice(tr("Choose another encoding, such as Windows-1252."))
                })?;
                Cow::Borrowed(text)
            }
            Encoding::Windows1252 => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            Encoding::Utf16Le => utf16(bytes, u16::from_le_bytes),
            Encoding::Utf16Be => utf16(bytes, u16::from_be_bytes),
        })
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Cow<'static, str> {
    let units = bytes.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Cow::Owned(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

/// Latin-1, except for 0x80 to 0x9f. The five bytes Windows leaves undefined stay the control
/// characters they are in Latin-1, as browsers read them.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_encoding_is_recognised_and_read() {
        let text = "name;town\r\nZoë;Łódź €\r\n";
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let with = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (with(b"\xef\xbb\xbf", text.as_bytes()), Encoding::Utf8),
            (with(&[0xff, 0xfe], &le), Encoding::Utf16Le),
            (with(&[0xfe, 0xff], &be), Encoding::Utf16Be),
            (le, Encoding::Utf16Le),
            (be, Encoding::Utf16Be),
        ] {
            assert_eq!(Encoding::sniff(&bytes), encoding);
            assert_eq!(encoding.decode(&bytes).unwrap(), text);
        }
        let latin = b"Cr\xe9dito \x80 \x96";
        assert_eq!(Encoding::sniff(latin), Encoding::Windows1252);
        assert_eq!(Encoding::Windows1252.decode(latin).unwrap(), "Crédito € –");
        assert_eq!(Encoding::Utf8.decode(b"a\n\xe9").unwrap_err().place.as_deref(), Some("line 2"));
    }
}
