use serde::{Deserialize, Serialize};

use super::{Seen, Stamp};
use crate::model::{CellKey, Id, Table, Value};

/// What the user did, for undo and the history: a phrase, and what it was done to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Label {
    /// English, shown through `text::tr`: "Log interaction", "Edit customer".
    pub action: String,
    /// A name or file name; may be empty.
    pub subject: String,
}

impl Label {
    pub fn new(action: &str, subject: impl Into<String>) -> Self {
        Label { action: action.into(), subject: subject.into() }
    }
}

/// What one action wrote: the unit of the journal, of undo, of history, and of what replicas exchange.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Transaction {
    /// Its identity, and the stamp of every edit that names none of its own.
    pub stamp: Stamp,
    pub label: Label,
    /// The member who did it.
    pub author: Option<Id>,
    /// The transaction that this one takes back.
    pub undoes: Option<Stamp>,
    /// What the writer had seen when it wrote.
    pub seen: Seen,
    pub edits: Vec<Edit>,
    /// Transactions of others that came in a file: part of the history, not to be applied again.
    pub history: Vec<Transaction>,
}

/// The cells of one record that a transaction wrote.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Edit {
    pub table: Table,
    pub id: Id,
    /// It did not exist before.
    pub created: bool,
    pub cells: Vec<CellEdit>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CellEdit {
    pub key: CellKey,
    pub value: Option<Value>,
    /// What the cell held, for undo and history.
    pub before: Option<Value>,
    /// When it was written, if not with this transaction: a colleague's write that came in a file.
    pub stamp: Option<Stamp>,
}

impl Transaction {
    pub fn stamp_of(&self, cell: &CellEdit) -> Stamp {
        cell.stamp.unwrap_or(self.stamp)
    }

    /// What is worth keeping once pages hold the outcome: taking a creation back needs only its
    /// id, so the cells of what it created go.
    pub fn lean(&self) -> Self {
        let lean =
            |edit: &Edit| Edit { cells: if edit.created { Vec::new() } else { edit.cells.clone() }, ..*edit };
        Transaction {
            stamp: self.stamp,
            label: self.label.clone(),
            author: self.author,
            undoes: self.undoes,
            seen: self.seen.clone(),
            edits: self.edits.iter().map(lean).collect(),
            history: self.history.iter().map(Transaction::lean).collect(),
        }
    }
}
