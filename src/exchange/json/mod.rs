//! The Clientele file: a whole workspace as JSON that a person can read.
//!
//! ```json
//! {
//! "format": "clientele",
//! "version": 1,
//! "program": "Clientele 0.1.0",
//! "workspace": "Harbour Lane",
//! "exported": "2026-03-31T12:00:00Z",
//! "seen": {"1f2e": "2026-03-31T11:59:00.123Z/0/1f2e"},
//! "customers": [
//! {"id":"01H…","stamp":"…","first_name":"Ada","tags":["vip"],"changed":{"first_name":"…"},"cleared":["notes"]}
//! ],
//! "history": [],
//! "check": "…"
//! }
//! ```
//!
//! One record a line. `stamp` is when all of its cells were written, `changed` names those written
//! later, `cleared` those that hold nothing any more; a cell is named by its field's key, and an
//! element of a set by "key/element". Cells whose value is not of its field's type, or whose field
//! this version does not know, stand in `other`, `custom` or under their own name, and come back
//! exactly. `check` is over everything before it: a file that was changed by hand is refused until
//! that line is taken out, so that nothing is ever changed by accident and nobody is locked out.
//!
//! A field that a newer version adds keeps version 1; whatever an older one would misread raises it.

mod cell;
mod read;
mod write;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use read::read;
pub use write::write;

use crate::change::{Record, Seen, Transaction};
use crate::model::{Moment, Table};

const FORMAT: &str = "clientele";
const VERSION: u64 = 1;

/// What a Clientele file says.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Document {
    /// The workspace's name.
    pub workspace: String,
    pub exported: Option<Moment>,
    /// By table in the file's order, each by id.
    pub records: Vec<(Table, Record)>,
    pub seen: Seen,
    /// Oldest first.
    pub history: Vec<Transaction>,
}

/// Whether these are the first bytes of a JSON file rather than of a table.
pub fn looks_like_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// The tables in the order of the file, and what their lists are called.
const SECTIONS: [(Table, &str); 9] = [
    (Table::Workspace, "workspaces"),
    (Table::Member, "members"),
    (Table::CustomField, "custom_fields"),
    (Table::Choice, "choices"),
    (Table::Customer, "customers"),
    (Table::Note, "notes"),
    (Table::Interaction, "interactions"),
    (Table::Segment, "segments"),
    (Table::View, "views"),
];

/// Keys of a record that are no fields.
const RESERVED: [&str; 7] = ["id", "stamp", "changed", "cleared", "custom", "other", "alive"];

/// Sixty-four bits over all bytes. Every step can be undone, so one changed byte always shows.
fn check_sum(bytes: &[u8]) -> String {
    let mut sum = 0xcbf2_9ce4_8422_2325u64 ^ bytes.len() as u64;
    let (chunks, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    for chunk in chunks.iter().chain(std::iter::once(&last)) {
        sum = (sum ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    format!("{sum:016x}")
}
