//! Planning a write: drafts become a transaction of what really changes, or a problem that says
//! where. Nothing is written here.

use rustc_hash::FxHashMap;

use super::derive;
use super::state::State;
use crate::change::{CellEdit, Edit, Label, Record, Stamp, Transaction};
use crate::model::{CellKey, Field, FieldKind, Id, Table, Value, customer, interaction};
use crate::wire::{Draft, Problem};

/// Who writes, and when.
#[derive(Clone, Copy, Debug)]
pub struct Writer {
    pub stamp: Stamp,
    pub author: Option<Id>,
}

impl Writer {
    fn transaction(self, state: &State, label: Label) -> Transaction {
        Transaction {
            stamp: self.stamp,
            label,
            author: self.author,
            undoes: None,
            seen: state.seen().clone(),
            edits: Vec::new(),
            history: Vec::new(),
        }
    }
}

/// The transaction that makes the drafts true. Cells that already hold what is asked are left out.
pub fn commit(
    state: &State,
    writer: Writer,
    label: Label,
    drafts: impl IntoIterator<Item = Draft>,
) -> Result<Transaction, Problem> {
    let mut transaction = writer.transaction(state, label);
    let mut edit_of: FxHashMap<(Table, Id), usize> = FxHashMap::default();
    // Kinds of fields that this same transaction defines are not known yet.
    for draft in drafts {
        let existing = state.record(draft.table, draft.id);
        let at = *edit_of.entry((draft.table, draft.id)).or_insert_with(|| {
            transaction.edits.push(Edit {
                table: draft.table,
                id: draft.id,
                created: existing.is_none(),
                cells: Vec::new(),
            });
            transaction.edits.len() - 1
        });
        for (key, value) in draft.cells {
            if let Some(value) = &value {
                validate(state, draft.table, &key, value)?;
            }
            let edit = &mut transaction.edits[at];
            if let Some(earlier) = edit.cells.iter_mut().find(|cell| cell.key == key) {
                earlier.value = value;
                continue;
            }
            let held = existing.as_ref().and_then(|record| record.get(&key));
            let before = held.and_then(|(value, _)| value.cloned());
            if before == value && key != CellKey::ALIVE {
                continue;
            }
            if key == CellKey::ALIVE && is_alive_as_asked(existing.as_ref(), value.as_ref()) {
                continue;
            }
            edit.cells.push(CellEdit { key, value, before, stamp: None });
        }
    }
    transaction.edits.retain(|edit| !edit.cells.is_empty());
    Ok(transaction)
}

fn is_alive_as_asked(existing: Option<&Record>, value: Option<&Value>) -> bool {
    let asked = value.and_then(Value::as_bool).unwrap_or(true);
    existing.is_none_or(Record::is_alive) == asked
}

/// Whether the value is of the field's kind and within its limits.
fn validate(state: &State, table: Table, key: &CellKey, value: &Value) -> Result<(), Problem> {
    if key.field == Field::ALIVE || matches!(key.field, Field::Unknown(_)) {
        return Ok(());
    }
    let Some(info) = state.schema().field(&key.field) else { return Ok(()) };
    let wrong = |advice: &str| {
        Err(Problem::new("This value does not fit its field.")
            .at(info.label.to_string())
            .advice(advice.to_owned()))
    };
    if info.derived || info.field.def().is_some_and(|def| def.table != table) {
        return wrong("This field is computed and cannot be written.");
    }
    use FieldKind as K;
    let fits = match (info.kind, value) {
        (K::Text | K::LongText | K::Link | K::Language | K::Choice(_), Value::Text(_)) => true,
        (K::Json, Value::Json(_)) => true,
        (K::Int, Value::Int(number)) => {
            if key.field == interaction::SATISFACTION && !(1..=5).contains(number) {
                return wrong("Satisfaction is a number from 1 to 5.");
            }
            if key.field == interaction::MINUTES && *number < 0 {
                return wrong("Minutes cannot be negative.");
            }
            true
        }
        (K::Number, Value::Number(number)) => number.is_finite(),
        (K::Bool, Value::Bool(_)) | (K::Date, Value::Date(_)) => true,
        (K::Moment, Value::Moment(moment)) => {
            if moment.offset_min.unsigned_abs() >= 24 * 60 {
                return wrong("Clocks of a time zone are less than a day away from UTC.");
            }
            true
        }
        (K::Money, Value::Money(_)) | (K::Ref(_), Value::Ref(_)) => true,
        (K::Tags | K::Picks(_), Value::Bool(true)) => {
            key.element.as_deref().is_some_and(|tag| !tag.trim().is_empty())
        }
        (K::Emails | K::Phones, Value::Contact(_)) => key.element.is_some(),
        (K::Addresses, Value::Address(_)) | (K::Consents, Value::Consent(_)) => key.element.is_some(),
        _ => false,
    };
    if !fits {
        return wrong("Its type is another one.");
    }
    if table == Table::Customer && key.field == customer::COMPANY && value.as_ref_id().is_none() {
        return wrong("Choose a company.");
    }
    Ok(())
}

/// The transaction that takes `target` back, as far as nobody has changed its cells since; and how
/// many cells stay as they are because somebody did.
pub fn take_back(state: &State, writer: Writer, target: &Transaction) -> (Transaction, u32) {
    let mut transaction = writer.transaction(state, target.label.clone());
    transaction.undoes = Some(target.stamp);
    let mut skipped = 0;
    for edit in &target.edits {
        let Some(record) = state.record(edit.table, edit.id) else { continue };
        let mut cells = Vec::new();
        if edit.created {
            if record.is_alive() {
                let before = record.get(&CellKey::ALIVE).and_then(|(value, _)| value.cloned());
                cells.push(CellEdit {
                    key: CellKey::ALIVE,
                    value: Some(Value::Bool(false)),
                    before,
                    stamp: None,
                });
            }
        } else {
            for cell in &edit.cells {
                let Some((now, stamp)) = record.get(&cell.key) else { continue };
                // An undo of a later change brings this one's value back under a stamp of its own.
                let restored = || {
                    now == cell.value.as_ref()
                        && state.log().find(stamp).is_some_and(|entry| entry.undoes.is_some())
                };
                if stamp != target.stamp_of(cell) && !restored() {
                    skipped += 1;
                    continue;
                }
                let (value, before) = (cell.before.clone(), now.cloned());
                cells.push(CellEdit { key: cell.key.clone(), value, before, stamp: None });
            }
        }
        if !cells.is_empty() {
            transaction.edits.push(Edit { table: edit.table, id: edit.id, created: false, cells });
        }
    }
    (transaction, skipped)
}

/// A few words that name a record.
pub fn name_of(state: &State, table: Table, id: Id) -> String {
    let Some(record) = state.record(table, id) else { return String::new() };
    name_of_record(state, table, &record)
}

pub fn name_of_record(state: &State, table: Table, record: &Record) -> String {
    let first_text = || {
        let named = table.fields().find(|def| matches!(def.key, "name" | "label"));
        named.map(|def| record.text(&Field::Builtin(def.code)).to_owned()).unwrap_or_default()
    };
    let short = |text: &str| text.lines().next().unwrap_or_default().chars().take(60).collect::<String>();
    match table {
        Table::Customer => derive::display_name(record),
        Table::Interaction => {
            let subject = record.text(&interaction::SUBJECT);
            short(if subject.trim().is_empty() { record.text(&interaction::TEXT) } else { subject })
        }
        Table::Note => short(record.text(&crate::model::note::TEXT)),
        Table::Review => {
            let of = record.text(&crate::model::review::RECORD).parse().ok();
            of.map(|id| name_of(state, Table::Customer, id)).unwrap_or_default()
        }
        _ => first_text(),
    }
}
