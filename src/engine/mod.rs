//! The engine: the state, and what it answers. Plain Rust; the worker around it is thin glue.
//!
//! Reading never writes. A command is planned into a transaction, which the host puts into the
//! journal first and gives back to [`Engine::apply`] in the journal's order.

mod bitmap;
mod column;
mod command;
mod derive;
mod files;
mod list;
mod log;
mod members;
mod merge;
mod pages;
mod plan;
mod postings;
mod query;
mod read;
mod search;
mod segments;
mod state;
mod table;
mod test;
mod timeline;
mod words;

pub use derive::{display_name, is_company, ranked};
pub use plan::{Writer, name_of};
pub use query::segment_draft;
pub use state::{Facts, State, workspace_id};

use std::cell::RefCell;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::change::{Clock, ReplicaId, Transaction};
use crate::model::{Id, Moment, Now, Table};
use crate::wire::{Committed, Problem, Request, encode};

pub struct Engine {
    state: State,
    clock: Clock,
    /// Who uses this browser.
    me: Option<Id>,
    customer_index: search::Index,
    interaction_index: search::Index,
    lists: RefCell<list::Cache>,
    files: files::Files,
    /// Transactions since everything was last exported, and when that was.
    exported: Option<Exported>,
    memory_only: bool,
}

/// The last export of everything from this browser.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, serde::Deserialize)]
pub struct Exported {
    pub at: Moment,
    pub transactions: u32,
}

/// What a request comes to.
pub enum Outcome {
    /// The answer, as the page decodes it.
    Answer(Vec<u8>),
    /// To be written to the journal and applied; then `answer` goes out.
    Write { transaction: Box<Transaction>, answer: Vec<u8> },
    /// Several transactions, one after another, with progress told: too much for one.
    Stream(Stream),
    /// Something the host must do with what the engine cannot reach.
    Host(HostTask),
}

/// A long write in pieces. Each piece is whole; what was written stays when the tab dies.
pub struct Stream {
    pub what: String,
    pub pieces: u32,
    pub next: Box<NextPiece>,
    pub answer: Vec<u8>,
}

/// Plans the next piece, or says that there is none.
pub type NextPiece = dyn FnMut(&mut Engine, Now) -> Result<Option<Transaction>, Problem>;

/// What is kept outside the journal, by the host.
pub enum HostTask {
    /// Everything was exported: note it, then answer with the file.
    NoteExport {
        exported: Exported,
        answer: Vec<u8>,
    },
    Wipe,
}

impl Engine {
    pub fn new(replica: ReplicaId) -> Self {
        Engine {
            state: State::default(),
            clock: Clock::new(replica),
            me: None,
            customer_index: search::Index::default(),
            interaction_index: search::Index::default(),
            lists: RefCell::default(),
            files: files::Files::default(),
            exported: None,
            memory_only: false,
        }
    }

    pub fn state(&self) -> &State {
        &self.state
    }

    /// For loading stored pages, before [`Engine::loaded`].
    pub fn state_mut(&mut self) -> &mut State {
        &mut self.state
    }

    /// Every page is in; entries of the journal may follow.
    pub fn loaded(&mut self) {
        self.state.pages_loaded();
        for stamp in self.state.seen().stamps().collect::<Vec<_>>() {
            self.clock.observe(stamp);
        }
    }

    /// Who uses this browser; kept by the host, on this device.
    pub fn me(&self) -> Option<Id> {
        self.me
    }

    pub fn set_me(&mut self, me: Option<Id>) {
        self.me = me;
    }

    pub fn set_exported(&mut self, exported: Option<Exported>) {
        self.exported = exported;
    }

    pub fn set_memory_only(&mut self, memory_only: bool) {
        self.memory_only = memory_only;
    }

    /// Answers a request, or plans what it writes. `new_id` gives fresh ids.
    pub fn handle(
        &mut self,
        request: Request,
        now: Now,
        new_id: &mut dyn FnMut() -> Id,
    ) -> Result<Outcome, Problem> {
        command::handle(self, request, now, new_id)
    }

    fn writer(&mut self, now: Now) -> Writer {
        Writer { stamp: self.clock.tick(now.utc_ms.max(0) as u64), author: self.me }
    }

    /// Applies the next entry of the journal; the tables it touched.
    pub fn apply(&mut self, transaction: &Transaction) -> BTreeSet<Table> {
        let searched = |table: Table| matches!(table, Table::Customer | Table::Interaction);
        let before: Vec<_> = transaction
            .edits
            .iter()
            .filter(|edit| searched(edit.table) && !edit.created)
            .map(|edit| self.state.record(edit.table, edit.id))
            .collect();
        let touched = self.state.apply(transaction);
        let mut before = before.into_iter();
        for edit in transaction.edits.iter().filter(|edit| searched(edit.table)) {
            let before = if edit.created { None } else { before.next().flatten() };
            let data = self.state.table(edit.table);
            let Some(row) = data.row(edit.id) else { continue };
            let index = match edit.table {
                Table::Customer => &mut self.customer_index,
                _ => &mut self.interaction_index,
            };
            // What is new is read in the background, a slice at a time.
            if row < index.read() {
                index.update(edit.table, row, before.as_ref(), &data.record(row));
            }
        }
        for edit in &transaction.edits {
            for cell in &edit.cells {
                self.clock.observe(transaction.stamp_of(cell));
            }
        }
        self.clock.observe(transaction.stamp);
        touched
    }

    /// Reads up to `rows` more records into the search index; whether any were left.
    pub fn index_some(&mut self, rows: u32) -> bool {
        let mut left = rows;
        for (table, index) in
            [(Table::Customer, &mut self.customer_index), (Table::Interaction, &mut self.interaction_index)]
        {
            let data = self.state.table(table);
            while left > 0 && index.read() < data.len() {
                index.append(table, data);
                left -= 1;
            }
        }
        if !self.is_indexing() {
            self.customer_index.settle();
            self.interaction_index.settle();
        }
        self.is_indexing()
    }

    pub fn is_indexing(&self) -> bool {
        self.customer_index.read() < self.state.table(Table::Customer).len()
            || self.interaction_index.read() < self.state.table(Table::Interaction).len()
    }
}

fn answer<T: Serialize>(value: &T) -> Outcome {
    Outcome::Answer(encode(&Ok::<_, Problem>(value)))
}

fn write(transaction: Transaction, skipped: u32) -> Outcome {
    let committed =
        Committed { label: transaction.label.clone(), records: transaction.edits.len() as u32, skipped };
    write_with(transaction, &committed)
}

/// Nothing to write is done at once.
fn write_with<T: Serialize>(transaction: Transaction, value: &T) -> Outcome {
    let body = encode(&Ok::<_, Problem>(value));
    if transaction.edits.is_empty() && transaction.history.is_empty() {
        return Outcome::Answer(body);
    }
    Outcome::Write { transaction: Box::new(transaction), answer: body }
}
