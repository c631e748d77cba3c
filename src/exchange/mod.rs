//! Files in and out: reading, mapping, dry run, writing.
//!
//! Pure: bytes in, drafts or bytes out. It never writes a record itself (whoever calls commits the
//! drafts as one transaction), and has no clock and no randomness: both are passed in.

pub mod csv; // contacts of other programs, tables for spreadsheets
pub mod json; // the Clientele file: everything, readable, mergeable

#[cfg(all(test, not(target_arch = "wasm32")))]
pub(crate) mod book;

use crate::change::{Record, Seen, Transaction};
use crate::model::{Id, Schema, Table};

/// The records that a file is compared with.
pub trait Records {
    fn schema(&self) -> &Schema;

    /// Shows every record of a table that is not deleted.
    fn each(&self, table: Table, show: &mut dyn FnMut(&Record));

    fn record(&self, table: Table, id: Id) -> Option<Record>;
}

/// A workspace with everything that a file of it holds.
pub trait Whole {
    fn name(&self) -> String;

    fn seen(&self) -> &Seen;

    /// Every record of a table, the deleted ones too, by id.
    fn every(&self, table: Table) -> Box<dyn Iterator<Item = Record> + '_>;

    /// What was done, oldest first.
    fn history(&self) -> Box<dyn Iterator<Item = Transaction> + '_>;
}
