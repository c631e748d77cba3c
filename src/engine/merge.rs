//! Merging a colleague's file: per cell the later write wins; two writes that had not seen each
//! other leave the loser in the review list.

use super::plan::Writer;
use super::query::Query;
use super::read::Review;
use super::{Engine, plan};
use crate::change::{CellEdit, Clock, Edit, Label, Record, Seen, Transaction};
use crate::model::{CellKey, Field, FieldKind, Now, Table, Value};
use crate::wire::{Named, RecordChange, Shown};

/// What another workspace sent.
pub struct Incoming<'a> {
    pub records: &'a [(Table, Record)],
    pub seen: &'a Seen,
    pub history: &'a [Transaction],
}

/// What would come of it.
#[derive(Default)]
pub struct Outlook {
    /// A table: new, changed, deleted, the same.
    pub tables: Vec<(Table, [u32; 4])>,
    pub changes: Vec<RecordChange>,
    pub conflicts: u32,
    pub quarantined: u32,
}

/// How many changed records are shown beforehand, field by field.
const SHOWN_CHANGES: usize = 200;

impl Engine {
    /// The transaction that merges what came in, and what it would change.
    pub(super) fn merge(
        &self,
        incoming: &Incoming<'_>,
        label: Label,
        writer: Writer,
        now: Now,
    ) -> (Transaction, Outlook) {
        let query = self.query(now);
        let mut outlook = Outlook::default();
        let mut transaction = Transaction {
            stamp: writer.stamp,
            label,
            author: writer.author,
            undoes: None,
            seen: self.state.seen().clone(),
            edits: Vec::new(),
            history: Vec::new(),
        };
        transaction.seen.merge(incoming.seen);
        let now_ms = now.utc_ms.max(0) as u64;
        let mut reviews = Vec::new();
        // A workspace without customers takes the settings of what is restored into it.
        let is_new = self.state.table(Table::Customer).len() == 0;
        for (table, theirs) in incoming.records.iter().filter(|(table, _)| *table != Table::Review) {
            let ours = self.state.record(*table, theirs.id);
            let mut cells = Vec::new();
            for (key, value, stamp) in theirs.cells() {
                if Clock::is_too_far_ahead(stamp, now_ms) {
                    outlook.quarantined += 1;
                    continue;
                }
                let held = ours.as_ref().and_then(|ours| ours.get(key));
                let before = held.and_then(|(value, _)| value.cloned());
                if is_new && *table == Table::Workspace && held.is_some_and(|(mine, _)| mine != value) {
                    cells.push(CellEdit { key: key.clone(), value: value.cloned(), before, stamp: None });
                    continue;
                }
                if let Some((mine, at)) = held {
                    let same = mine == value;
                    let unseen = !incoming.seen.contains(at) && !self.state.seen().contains(stamp);
                    if !same && unseen {
                        let (lost, stamp) =
                            if stamp > at { (before.clone(), at) } else { (value.cloned(), stamp) };
                        let (table, record) = (*table, theirs.id);
                        reviews.push(Review { table, record, cell: key.clone(), lost, stamp });
                    }
                    if stamp <= at {
                        continue;
                    }
                }
                cells.push(CellEdit { key: key.clone(), value: value.cloned(), before, stamp: Some(stamp) });
            }
            outlook.count(*table, ours.as_ref(), theirs, &cells, &query);
            if !cells.is_empty() {
                transaction.edits.push(Edit { table: *table, id: theirs.id, created: ours.is_none(), cells });
            }
        }
        outlook.conflicts = reviews.len() as u32;
        for review in reviews {
            let id = review.id();
            if self.state.record(Table::Review, id).is_some() {
                continue;
            }
            let cells = review.cells().into_iter();
            let cells =
                cells.map(|(key, value)| CellEdit { key, value, before: None, stamp: None }).collect();
            transaction.edits.push(Edit { table: Table::Review, id, created: true, cells });
        }
        let known = |stamp| self.state.log().find(stamp).is_some();
        transaction.history = incoming.history.iter().filter(|past| !known(past.stamp)).cloned().collect();
        (transaction, outlook)
    }
}

impl Outlook {
    fn count(
        &mut self,
        table: Table,
        ours: Option<&Record>,
        theirs: &Record,
        cells: &[CellEdit],
        query: &Query<'_>,
    ) {
        let at = match self.tables.iter().position(|(of, _)| *of == table) {
            Some(at) => at,
            None => {
                self.tables.push((table, [0; 4]));
                self.tables.len() - 1
            }
        };
        let counts = &mut self.tables[at].1;
        let Some(ours) = ours else {
            counts[if theirs.is_alive() { 0 } else { 3 }] += 1;
            return;
        };
        let differing: Vec<&CellEdit> = cells.iter().filter(|cell| cell.value != cell.before).collect();
        if differing.is_empty() {
            counts[3] += 1;
            return;
        }
        let mut after = ours.clone();
        after.merge(theirs);
        counts[if ours.is_alive() && !after.is_alive() { 2 } else { 1 }] += 1;
        if self.changes.len() < SHOWN_CHANGES {
            let record = Named { id: ours.id, name: plan::name_of_record(query.state, table, ours) };
            let fields = differing
                .into_iter()
                .filter(|cell| cell.key != CellKey::ALIVE)
                .map(|cell| {
                    let shown = |value: Option<&Value>| show(query, &cell.key.field, value);
                    (cell.key.clone(), shown(cell.before.as_ref()), shown(cell.value.as_ref()))
                })
                .collect();
            self.changes.push(RecordChange { table, record, fields });
        }
    }
}

fn show(query: &Query<'_>, field: &Field, value: Option<&Value>) -> Shown {
    match (value, query.state.schema().kind(field)) {
        (Some(Value::Ref(id)), Some(FieldKind::Ref(table))) => Shown::Link(query.named(table, *id)),
        (Some(value), _) => Shown::One(value.clone()),
        (None, _) => Shown::Nothing,
    }
}
