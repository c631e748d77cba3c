//! Writing cells of one customer.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::{attempt, commit};
use crate::model::{CellKey, Field, Id, Table, Value, customer, digits};
use crate::wire::{Commit, Draft, Label, Problem, RecordView};

pub type Cells = Vec<(CellKey, Option<Value>)>;

/// Writes without a word: an edit in place is seen where it was made.
pub fn save(record: Signal<RecordView>, cells: Cells) -> impl Future<Output = Result<(), Problem>> + use<> {
    save_with(record, cells, Vec::new())
}

/// The same, together with records made on the way.
pub fn save_with(
    record: Signal<RecordView>,
    cells: Cells,
    others: Vec<Draft>,
) -> impl Future<Output = Result<(), Problem>> + use<> {
    // Now: by the time this is awaited, the page may be gone.
    let (id, name) = record.with_untracked(|record| (record.id, record.name.clone()));
    let mut drafts = others;
    drafts.push(Draft { table: Table::Customer, id, cells });
    async move { attempt(Commit { label: Label::new("Edit customer", name), drafts }).await.map(drop) }
}

/// One write with a notice that offers to undo it.
pub fn commit_with_notice(action: &'static str, subject: String, drafts: Vec<Draft>) {
    spawn_local(async move {
        // A refusal is shown as a notice by `commit` itself.
        let _ = commit(Commit { label: Label::new(action, subject), drafts }).await;
    });
}

pub fn archive(id: Id, name: String, archived: bool) {
    let action = if archived { "Archive customer" } else { "Unarchive customer" };
    let value = archived.then_some(Value::Bool(true));
    commit_with_notice(action, name, vec![Draft::new(Table::Customer, id).set(customer::ARCHIVED, value)]);
}

pub fn delete(id: Id, name: String) {
    commit_with_notice("Delete customer", name, vec![Draft::delete(Table::Customer, id)]);
}

pub fn restore(id: Id, name: String) {
    commit_with_notice("Restore customer", name, vec![Draft::restore(Table::Customer, id)]);
}

/// What makes two spellings of an e-mail address one element.
pub fn email_element(address: &str) -> String {
    address.trim().to_lowercase()
}

/// What makes two spellings of a phone number one element.
pub fn phone_element(number: &str) -> String {
    digits(number)
}

/// A company that is made while somebody is said to work there.
pub fn company_draft(id: Id, name: &str) -> Draft {
    Draft::new(Table::Customer, id)
        .set(customer::KIND, Some(Value::text("company")))
        .set(customer::NAME, Some(Value::text(name.trim())))
}

pub fn element(field: &Field, element: &str) -> CellKey {
    CellKey::element(field.clone(), element)
}
