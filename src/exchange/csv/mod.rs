//! Contacts as other programs and spreadsheets write them, as CSV or vCards; and tables for spreadsheets.
//!
//! A file is opened once, its settings are guessed and may be corrected, and the plan says what
//! every row would become. Planning writes nothing; the plan's drafts are committed as one
//! transaction by whoever calls.

mod cards;
mod encoding;
mod guess;
mod known;
mod plan;
mod read;
mod value;
mod write;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use crate::exchange::Records;
use crate::model::{Field, Id, Now, Schema};
use crate::text::{tr, tr_with};
use crate::wire::{ColumnTarget, CsvSettings, DateOrder, Duplicates, Problem};

pub use encoding::Encoding;
pub use plan::Plan;
pub use read::DELIMITERS;
pub use write::{Mark, write};

/// The largest file that is taken: what a browser's memory holds twice over.
pub const MAX_BYTES: usize = 200 * 1024 * 1024;

/// Rows that are looked at to guess what columns are.
const LOOKED_AT_ROWS: usize = 2000;

/// A file of contacts in memory.
pub struct Csv {
    content: Content,
}

enum Content {
    Table(Vec<u8>),
    /// Whose columns say what they are.
    Cards(cards::Cards),
}

/// Shows every row, the one that names the columns first if there is one, until told to stop.
type Rows<'a> = &'a dyn Fn(&mut dyn FnMut(read::Row) -> bool);

impl Csv {
    /// Refuses what is no text table: nothing, too much, or a file of another kind.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Problem> {
        let starts = |magic: &[u8]| bytes.starts_with(magic);
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Problem::new(tr("The file is empty.")));
        }
        if bytes.len() > MAX_BYTES {
            let size = crate::text::number((bytes.len() / (1024 * 1024)) as f64);
            return Err(Problem::new(tr_with(
                "The file has {size} MB; 200 MB are taken at most.",
                &[("size", &size)],
            ))
            .advice(tr("Split it into several files and import one after the other.")));
        }
        if starts(b"PK\x03\x04") || starts(b"\xd0\xcf\x11\xe0") {
            return Err(Problem::new(tr("This is a spreadsheet or an archive, not a text file."))
                .advice(tr("Open it in the program that made it and save it as CSV (UTF-8).")));
        }
        let start = &bytes[..bytes.len().min(4096)];
        let unusual = start.iter().filter(|b| **b < 32 && !matches!(**b, b'\n' | b'\r' | b'\t')).count();
        let utf16 = matches!(Encoding::sniff(&bytes), Encoding::Utf16Le | Encoding::Utf16Be);
        if starts(b"%PDF") || !utf16 && unusual * 10 > start.len() {
            return Err(Problem::new(tr("This is not a text file."))
                .advice(tr("Export contacts as CSV from the program they are in.")));
        }
        let content = match cards::looks_like_cards(&bytes) {
            true => Content::Cards(cards::read(&bytes)),
            false => Content::Table(bytes),
        };
        Ok(Csv { content })
    }

    /// vCards, which need no reading of columns.
    pub fn is_cards(&self) -> bool {
        matches!(self.content, Content::Cards(_))
    }

    /// How the file is probably to be read. Never fails: the user sees the outcome and corrects it.
    pub fn guess(&self, schema: &Schema) -> CsvSettings {
        let bytes = match &self.content {
            Content::Table(bytes) => bytes,
            Content::Cards(cards) => {
                return CsvSettings {
                    encoding: Encoding::Utf8.key().to_owned(),
                    delimiter: b',',
                    has_header: true,
                    date_order: DateOrder::YearMonth,
                    columns: cards.targets.clone(),
                    duplicates: Duplicates::Fill,
                };
            }
        };
        let encoding = Encoding::sniff(bytes);
        let text = encoding.decode(bytes).unwrap_or_default();
        self.guess_columns(&text, encoding, read::sniff_delimiter(&text), None, schema)
    }

    /// The settings with columns guessed anew, after encoding, delimiter or header were corrected.
    pub fn guess_again(&self, settings: &CsvSettings, schema: &Schema) -> Result<CsvSettings, Problem> {
        let guessed = match &self.content {
            Content::Cards(_) => self.guess(schema),
            Content::Table(bytes) => {
                let (encoding, text) = text(bytes, settings)?;
                let header = Some(settings.has_header);
                self.guess_columns(&text, encoding, settings.delimiter, header, schema)
            }
        };
        Ok(CsvSettings { duplicates: settings.duplicates, ..guessed })
    }

    fn guess_columns(
        &self,
        text: &str,
        encoding: Encoding,
        delimiter: u8,
        has_header: Option<bool>,
        schema: &Schema,
    ) -> CsvSettings {
        let mut rows: Vec<Vec<String>> = Vec::new();
        read::each(text, delimiter, &mut |row| {
            rows.extend(row.fields.ok().map(|fields| fields.iter().map(str::to_owned).collect()));
            rows.len() <= LOOKED_AT_ROWS
        });
        let first: Vec<String> = rows.first().cloned().unwrap_or_default();
        let has_header = has_header.unwrap_or_else(|| {
            let second = rows.get(1).map(|row| row.iter().map(String::as_str).collect::<Vec<_>>());
            let first: Vec<&str> = first.iter().map(String::as_str).collect();
            guess::is_header(&first, second.as_deref(), schema)
        });
        let body = &rows[usize::from(has_header).min(rows.len())..];
        let width =
            first.len().max(if has_header { 0 } else { body.iter().map(Vec::len).max().unwrap_or_default() });
        let columns: Vec<guess::Column> = (0..width)
            .map(|at| guess::Column {
                header: if has_header { first.get(at).map_or("", String::as_str) } else { "" },
                values: body
                    .iter()
                    .filter_map(|row| Some(row.get(at)?.trim()).filter(|v| !v.is_empty()))
                    .collect(),
            })
            .collect();
        let targets = guess::targets(&columns, schema);
        let dates = columns.iter().zip(&targets).filter(|(_, target)| is_date(target, schema));
        let date_order = value::date_order(dates.flat_map(|(column, _)| column.values.iter().copied()));
        CsvSettings {
            encoding: encoding.key().to_owned(),
            delimiter,
            has_header,
            date_order: date_order.unwrap_or(DateOrder::DayMonth),
            columns: targets,
            duplicates: Duplicates::Fill,
        }
    }

    /// What every row would become. `window`: which rows (from 0) to show in full.
    pub fn plan(
        &self,
        settings: &CsvSettings,
        records: &impl Records,
        now: Now,
        new_id: &mut impl FnMut() -> Id,
        window: Range<u32>,
    ) -> Result<Plan, Problem> {
        let mut plan = |rows: Rows| plan::plan(rows, settings, records, now, new_id, window.clone());
        Ok(match &self.content {
            Content::Table(bytes) => {
                let (_, text) = text(bytes, settings)?;
                plan(&|show| read::each(&text, settings.delimiter, show))
            }
            Content::Cards(cards) => plan(&|show| {
                let heads = std::iter::once((0, &cards.heads));
                let mut rows = heads.chain(cards.rows.iter().map(|(line, fields)| (*line, fields)));
                rows.all(|(line, fields)| show(read::Row { line, fields: Ok(fields) }));
            }),
        })
    }
}

fn text<'a>(bytes: &'a [u8], settings: &CsvSettings) -> Result<(Encoding, Cow<'a, str>), Problem> {
    let encoding = Encoding::from_key(&settings.encoding).ok_or_else(|| {
        Problem::new(tr_with("The encoding {name} is not known.", &[("name", &settings.encoding)]))
    })?;
    if settings.delimiter == b'"'
        || !settings.delimiter.is_ascii()
        || matches!(settings.delimiter, b'\n' | b'\r')
    {
        return Err(Problem::new(tr("This character cannot separate columns.")));
    }
    Ok((encoding, encoding.decode(bytes)?))
}

fn is_date(target: &ColumnTarget, schema: &Schema) -> bool {
    use crate::model::{CustomKind, FieldKind};
    match target {
        ColumnTarget::Field(field) => matches!(schema.kind(field), Some(FieldKind::Date | FieldKind::Moment)),
        ColumnTarget::NewField(_, kind) => *kind == CustomKind::Date,
        _ => false,
    }
}

/// What a column's target is called on the screen.
pub fn target_label(target: &ColumnTarget, schema: &Schema) -> String {
    use crate::wire::AddressPart;
    let name = |field: &Field| schema.field(field).map(|info| info.label.into_owned()).unwrap_or_default();
    let with = |name: &str, label: &str| {
        if label.is_empty() { name.to_owned() } else { format!("{name} ({label})") }
    };
    match target {
        ColumnTarget::Skip => String::new(),
        ColumnTarget::Field(field) => name(field),
        ColumnTarget::Contact(field, label) => with(&name(field), label),
        ColumnTarget::AddressPart(part, label) => {
            let part = match part {
                AddressPart::Street => tr("Street"),
                AddressPart::City => tr("City"),
                AddressPart::Region => tr("Region"),
                AddressPart::PostalCode => tr("Postal code"),
                AddressPart::Country => tr("Country"),
            };
            with(part, label)
        }
        ColumnTarget::Consent(channel) => with(tr("Consent"), channel),
        ColumnTarget::NewField(name, _) => name.clone(),
    }
}
