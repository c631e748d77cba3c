//! What was done: the transactions in order, lean, for undo, redo and the history.

use crate::change::{Label, Stamp, Transaction, pack_transaction, unpack_transaction};
use crate::model::Id;

/// Naming the workspace is no step to take back: what comes after stands on it.
pub const START_WORKSPACE: &str = "Start workspace";

#[derive(Default)]
pub struct Log {
    entries: Vec<Entry>,
}

pub struct Entry {
    pub stamp: Stamp,
    pub label: Label,
    pub author: Option<Id>,
    pub undoes: Option<Stamp>,
    pub records: u32,
    /// Done in another browser, and came in a file: part of the history, not of undo.
    pub foreign: bool,
    packed: Box<[u8]>,
}

impl Entry {
    pub fn transaction(&self) -> Option<Transaction> {
        unpack_transaction(&self.packed).ok()
    }

    pub fn packed(&self) -> &[u8] {
        &self.packed
    }
}

impl Log {
    /// Takes note of a transaction and of the history that came with it.
    pub fn note(&mut self, transaction: &Transaction) {
        for foreign in &transaction.history {
            if !self.entries.iter().any(|entry| entry.stamp == foreign.stamp) {
                self.push(foreign, true);
            }
        }
        self.push(transaction, false);
    }

    fn push(&mut self, transaction: &Transaction, foreign: bool) {
        let lean = Transaction { history: Vec::new(), ..transaction.lean() };
        self.entries.push(Entry {
            stamp: transaction.stamp,
            label: transaction.label.clone(),
            author: transaction.author,
            undoes: transaction.undoes,
            records: transaction.edits.len() as u32,
            foreign,
            packed: pack_transaction(&lean).into_boxed_slice(),
        });
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn find(&self, stamp: Stamp) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.stamp == stamp)
    }

    /// What undo and redo would take back now: redo takes back an undo.
    pub fn next(&self) -> Next<'_> {
        let (mut done, mut undone): (Vec<&Entry>, Vec<&Entry>) = (Vec::new(), Vec::new());
        for entry in
            self.entries.iter().filter(|entry| !entry.foreign && entry.label.action != START_WORKSPACE)
        {
            let is_last =
                |stack: &[&Entry]| stack.last().is_some_and(|last| Some(last.stamp) == entry.undoes);
            if entry.undoes.is_none() {
                done.push(entry);
                undone.clear();
            } else if is_last(&done) {
                done.pop();
                undone.push(entry);
            } else if is_last(&undone) {
                undone.pop();
                done.push(entry);
            }
        }
        Next { undo: done.pop(), redo: undone.pop() }
    }
}

pub struct Next<'a> {
    pub undo: Option<&'a Entry>,
    pub redo: Option<&'a Entry>,
}
