//! The remaining questions: the workspace, one record, suggestions, the bin, reviews, history.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Engine, derive, plan};
use crate::change::Record;
use crate::model::{
    CellKey, Field, FieldKind, Id, Layout, Now, Table, Value, customer, fold, review, view, workspace,
};
use crate::wire::{
    ActivityEntry, BinEntry, Counts, DataState, GetRecord, ListActivity, Named, RecordView, ReviewItem,
    Shown, Suggest, SuggestKind, Suggestion, UndoState, ViewSummary, Welcome,
};

impl Engine {
    pub(super) fn hello(&self, now: Now) -> Welcome {
        let settings = self.state.record(Table::Workspace, super::workspace_id()).filter(Record::is_alive);
        let name =
            settings.map(|record| record.text(&workspace::NAME).to_owned()).filter(|name| !name.is_empty());
        let customers = self.state.table(Table::Customer);
        let sample = customers.column(&customer::SAMPLE);
        let sample =
            customers.alive().iter().filter(|row| sample.and_then(|s| s.bool(*row)) == Some(true)).count();
        Welcome {
            schema: self.state.schema().clone(),
            workspace: name,
            me: self.me.filter(|id| self.state.schema().member(*id).is_some()),
            counts: self.counts(now),
            sample_customers: sample as u32,
            memory_only: self.memory_only,
        }
    }

    fn counts(&self, now: Now) -> Counts {
        let customers = self.state.table(Table::Customer);
        let living = self.query(now).living().count();
        let deleted = self.binned().count() as u32;
        Counts {
            customers: living,
            archived: customers.alive().count() - living,
            interactions: self.state.table(Table::Interaction).alive().count(),
            segments: self.state.table(Table::Segment).alive().count(),
            deleted,
            reviews: self.open_reviews().count() as u32,
        }
    }

    pub(super) fn record_view(&self, ask: &GetRecord, now: Now) -> Option<RecordView> {
        let data = self.state.table(ask.table);
        let row = data.row(ask.id)?;
        let record = data.record(row);
        let query = self.query(now);
        let cells: Vec<(CellKey, Value)> =
            record.cells().filter_map(|(key, value, _)| Some((key.clone(), value?.clone()))).collect();
        let names = cells.iter().filter_map(|(key, value)| {
            let FieldKind::Ref(table) = self.state.schema().kind(&key.field)? else { return None };
            Some(query.named(table, value.as_ref_id()?))
        });
        let names: Vec<Named> = names.collect();
        let of_customer = ask.table == Table::Customer;
        let derived = ask.table.fields().filter(|def| def.is_derived()).filter_map(|def| {
            let field = Field::Builtin(def.code);
            Some((field.clone(), query.derived_value(row, &record, &field)?))
        });
        Some(RecordView {
            table: ask.table,
            id: ask.id,
            name: plan::name_of_record(&self.state, ask.table, &record),
            alive: record.is_alive(),
            derived: derived.collect(),
            cells,
            names,
            people: if of_customer { self.people(&record, &query) } else { Vec::new() },
            segments: if of_customer { self.segments_of(row, now) } else { Vec::new() },
            notes: if of_customer { self.notes(&record, &query) } else { Vec::new() },
        })
    }

    pub(super) fn suggest(&self, ask: &Suggest, now: Now) -> Vec<Suggestion> {
        match &ask.what {
            SuggestKind::Customers => self.suggest_customers(ask, false, now),
            SuggestKind::Companies => self.suggest_customers(ask, true, now),
            SuggestKind::Values(field) => {
                let table = field.def().map_or(Table::Customer, |def| def.table);
                let data = self.state.table(table);
                let wanted = fold(ask.text.trim());
                let counts =
                    data.column(field).map(|column| column.word_counts(data.alive())).unwrap_or_default();
                counts
                    .into_iter()
                    .filter(|(word, _)| fold(word).contains(&wanted))
                    .take(ask.limit as usize)
                    .map(|(word, n)| Suggestion { id: None, label: word.to_owned(), detail: n.to_string() })
                    .collect()
            }
        }
    }

    /// Customers by name while it is being typed; without text the first by name.
    fn suggest_customers(&self, ask: &Suggest, companies: bool, now: Now) -> Vec<Suggestion> {
        let customers = self.state.table(Table::Customer);
        let living = self.query(now).living();
        let kind = customers.column(&customer::KIND);
        let fits = |row: u32| !companies || kind.and_then(|kind| kind.word(row)) == Some("company");
        let rows: Vec<u32> = if ask.text.trim().is_empty() {
            self.sorted(living.iter().filter(|row| fits(*row)).collect(), &[], now)
        } else {
            let found = self.search(&crate::wire::Search { text: ask.text.clone(), limit: 500 });
            found
                .hits
                .iter()
                .filter_map(|hit| customers.row(hit.customer.id))
                .filter(|row| living.contains(*row) && fits(*row))
                .collect()
        };
        rows.into_iter()
            .take(ask.limit as usize)
            .map(|row| {
                let record = customers.record(row);
                Suggestion {
                    id: Some(record.id),
                    label: derive::display_name(&record),
                    detail: self.detail(&record),
                }
            })
            .collect()
    }

    pub(super) fn list_views(&self) -> Vec<ViewSummary> {
        let mut views: Vec<ViewSummary> = self
            .state
            .table(Table::View)
            .living()
            .map(|record| ViewSummary {
                id: record.id,
                name: record.text(&view::NAME).to_owned(),
                // A layout of a newer version shows as the plain table.
                layout: serde_json::from_str::<Layout>(record.text(&view::LAYOUT)).unwrap_or_default(),
            })
            .collect();
        views.sort_by_key(|view| (fold(&view.name), view.id));
        views
    }

    /// Deleted rows that a user may want back; the sample company's come back with the sample.
    fn binned(&self) -> impl Iterator<Item = (Table, u32)> {
        BINNED.into_iter().flat_map(|table| {
            let data = self.state.table(table);
            let gone: Vec<u32> = data.alive().clone().complement().iter().collect();
            let sample = Field::named(table, SAMPLE).and_then(|field| data.column(&field));
            let of_sample = move |row: u32| match sample {
                Some(column) => column.bool(row) == Some(true),
                None => is_sample(table, &data.record(row)),
            };
            gone.into_iter().filter(move |row| !of_sample(*row)).map(move |row| (table, row))
        })
    }

    pub(super) fn list_bin(&self) -> Vec<BinEntry> {
        let mut bin: Vec<BinEntry> = self
            .binned()
            .map(|(table, row)| {
                let record = self.state.table(table).record(row);
                let deleted = record.get(&CellKey::ALIVE).map_or(record.base, |(_, stamp)| stamp);
                BinEntry {
                    table,
                    id: record.id,
                    name: plan::name_of_record(&self.state, table, &record),
                    deleted: deleted.moment(),
                }
            })
            .collect();
        bin.sort_by_key(|entry| std::cmp::Reverse((entry.deleted, entry.id)));
        bin
    }

    fn open_reviews(&self) -> impl Iterator<Item = Record> {
        self.state
            .table(Table::Review)
            .living()
            .filter(|record| record.value(&review::RESOLVED).and_then(Value::as_bool) != Some(true))
    }

    pub(super) fn list_reviews(&self, now: Now) -> Vec<ReviewItem> {
        let query = self.query(now);
        let mut items: Vec<ReviewItem> = self
            .open_reviews()
            .filter_map(|item| {
                let of = Review::read(&item)?;
                let record = self.state.record(of.table, of.record)?;
                let shown = |value: Option<&Value>| match value {
                    Some(Value::Ref(id)) => match self.state.schema().kind(&of.cell.field) {
                        Some(FieldKind::Ref(table)) => Shown::Link(query.named(table, *id)),
                        _ => Shown::Nothing,
                    },
                    Some(value) => Shown::One(value.clone()),
                    None => Shown::Nothing,
                };
                Some(ReviewItem {
                    id: item.id,
                    table: of.table,
                    record: Named {
                        id: of.record,
                        name: plan::name_of_record(&self.state, of.table, &record),
                    },
                    current: shown(record.get(&of.cell).and_then(|(value, _)| value)),
                    other: shown(of.lost.as_ref()),
                    other_written: of.stamp.moment(),
                    cell: of.cell,
                })
            })
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse((item.other_written, item.id)));
        items
    }

    pub(super) fn activity(&self, ask: &ListActivity, now: Now) -> Vec<ActivityEntry> {
        let query = self.query(now);
        let mut undone: FxHashSet<_> = FxHashSet::default();
        // From the latest back: an undo that was itself taken back takes nothing back.
        for entry in self.state.log().entries().iter().rev() {
            if let Some(target) = entry.undoes
                && !undone.contains(&entry.stamp)
            {
                undone.insert(target);
            }
        }
        let mut entries: Vec<_> = self.state.log().entries().iter().collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.stamp));
        let mut names: FxHashMap<Id, Named> = FxHashMap::default();
        entries
            .into_iter()
            .take(ask.limit as usize)
            .map(|entry| ActivityEntry {
                label: match entry.undoes {
                    Some(_) => crate::change::Label::new("Undo", label_text(&entry.label)),
                    None => entry.label.clone(),
                },
                at: entry.stamp.moment(),
                by: entry
                    .author
                    .map(|id| names.entry(id).or_insert_with(|| query.named(Table::Member, id)).clone()),
                records: entry.records,
                undone: undone.contains(&entry.stamp),
            })
            .collect()
    }

    pub(super) fn undo_state(&self) -> UndoState {
        let next = self.state.log().next();
        let label = |entry: Option<&super::log::Entry>| entry.map(|entry| entry.label.clone());
        UndoState { undo: label(next.undo), redo: label(next.redo) }
    }

    pub(super) fn data_state(&self, now: Now) -> DataState {
        let log = self.state.log().entries();
        let transactions = log.len() as u32;
        DataState {
            counts: self.counts(now),
            transactions,
            last_change: log.iter().filter(|entry| !entry.foreign).map(|entry| entry.stamp.moment()).max(),
            last_export: self.exported.map(|exported| exported.at),
            unexported: transactions
                .saturating_sub(self.exported.map_or(0, |exported| exported.transactions)),
            packed_bytes: Table::ALL.into_iter().map(|table| self.state.table(table).packed_bytes()).sum(),
            memory_only: self.memory_only,
        }
    }
}

/// Tables whose deleted records a user may want back.
const BINNED: [Table; 5] = [Table::Customer, Table::Interaction, Table::Note, Table::Segment, Table::View];

/// The field of every table that has one which marks what came with the sample company.
const SAMPLE: &str = "sample";

pub(super) fn is_sample(table: Table, record: &Record) -> bool {
    let field = Field::named(table, SAMPLE);
    field.and_then(|field| record.value(&field)?.as_bool()) == Some(true)
}

fn label_text(label: &crate::change::Label) -> String {
    if label.subject.is_empty() {
        label.action.clone()
    } else {
        format!("{}: {}", label.action, label.subject)
    }
}

/// A value that lost a merge, as its record holds it.
pub(super) struct Review {
    pub table: Table,
    pub record: Id,
    pub cell: CellKey,
    pub lost: Option<Value>,
    pub stamp: crate::change::Stamp,
}

impl Review {
    pub fn read(record: &Record) -> Option<Self> {
        Some(Review {
            table: Table::from_key(record.text(&review::TABLE))?,
            record: record.text(&review::RECORD).parse().ok()?,
            cell: serde_json::from_str(record.text(&review::CELL)).ok()?,
            lost: serde_json::from_str(record.text(&review::LOST)).ok()?,
            stamp: record.text(&review::STAMP).parse().ok()?,
        })
    }

    /// The same on every machine for the same lost write.
    pub fn id(&self) -> Id {
        let path = self.cell.field.path();
        let element = self.cell.element.as_deref().unwrap_or_default();
        Id::derived(&["review", &self.record.to_string(), &path, element, &self.stamp.to_string()])
    }

    pub fn cells(&self) -> Vec<(CellKey, Option<Value>)> {
        let json = |value: Result<String, serde_json::Error>| Some(Value::Json(value.unwrap_or_default()));
        vec![
            (review::TABLE.into(), Some(Value::text(self.table.key()))),
            (review::RECORD.into(), Some(Value::text(self.record.to_string()))),
            (review::CELL.into(), json(serde_json::to_string(&self.cell))),
            (review::LOST.into(), json(serde_json::to_string(&self.lost))),
            (review::STAMP.into(), Some(Value::text(self.stamp.to_string()))),
        ]
    }
}
