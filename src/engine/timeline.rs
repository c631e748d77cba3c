//! Timelines: one customer's, one company's, or everybody's interactions, latest first.

use rustc_hash::FxHashMap;

use super::bitmap::Bitmap;
use super::list::text_matches;
use super::query::Query;
use super::{Engine, derive};
use crate::change::Record;
use crate::model::{Id, Moment, Now, Op, Rule, Table, Value, customer, fold, interaction, note, words};
use crate::wire::{GetTimeline, Named, Problem, Timeline, TimelineEntry};

impl Engine {
    pub(super) fn timeline(&self, ask: &GetTimeline, now: Now) -> Result<Timeline, Problem> {
        let query = self.query(now);
        let interactions = self.state.table(Table::Interaction);
        let at = self.state.interaction_column(&interaction::AT);
        let customers = self.timeline_customers(ask, &query);

        // Everything, as (when, table, row); notes count as of the day they name.
        let mut all: Vec<(i64, Table, u32)> = Vec::new();
        let entry =
            |row: u32| (at.and_then(|at| at.instant(row)).unwrap_or(i64::MIN), Table::Interaction, row);
        match &customers {
            Some(rows) => {
                for row in rows {
                    let own = self.state.interactions_of(*row).iter().copied();
                    all.extend(own.filter(|row| interactions.alive().contains(*row)).map(entry));
                    let notes = self.state.table(Table::Note);
                    let id = self.state.table(Table::Customer).id(*row);
                    for row in self.state.notes_of(id).iter().filter(|row| notes.alive().contains(**row)) {
                        all.push((note_moment(&notes.record(*row)).utc_ms, Table::Note, *row));
                    }
                }
            }
            None => all.extend(interactions.alive().iter().map(entry)),
        }
        let total = all.len() as u32;

        if !ask.filter.is_everybody() {
            let matching: Bitmap = query.select(Table::Interaction, &ask.filter)?;
            all.retain(|(_, table, row)| *table == Table::Interaction && matching.contains(*row));
        }
        let folded = fold(&ask.text);
        let wanted: Vec<String> = words(&folded).map(str::to_owned).collect();
        if !wanted.is_empty() {
            all.retain(|(_, table, row)| {
                let record = self.state.table(*table).record(*row);
                match table {
                    Table::Note => {
                        let text = fold(record.text(&note::TEXT));
                        wanted.iter().all(|word| text.contains(word.as_str()))
                    }
                    _ => text_matches(&record, &wanted),
                }
            });
        }
        if ask.by_due {
            let due = |(at, table, row): &(i64, Table, u32)| {
                let record = self.state.table(*table).record(*row);
                let due = record.value(&interaction::FOLLOW_UP).and_then(Value::as_date);
                (due.map_or(i32::MAX, |due| due.days()), *at, *row)
            };
            all.sort_by_cached_key(due);
        } else {
            all.sort_unstable_by(|a, b| b.cmp(a));
        }
        let window = all.iter().skip(ask.offset as usize).take(ask.limit as usize);
        let mut names = Names::new(query);
        Ok(Timeline {
            total: all.len() as u32,
            all: total,
            entries: window.map(|(_, table, row)| self.entry(&mut names, *table, *row)).collect(),
        })
    }

    fn timeline_customers(&self, ask: &GetTimeline, query: &Query<'_>) -> Option<Vec<u32>> {
        let id = ask.customer?;
        let customers = self.state.table(Table::Customer);
        let mut rows: Vec<u32> = customers.row(id).into_iter().collect();
        if ask.with_people {
            let works_here = Rule::field(customer::COMPANY, Op::Is(Value::Ref(id)));
            rows.extend(
                query
                    .select(Table::Customer, &works_here)
                    .iter()
                    .flat_map(|rows| rows.iter().collect::<Vec<_>>()),
            );
        }
        Some(rows)
    }

    fn entry(&self, names: &mut Names<'_>, table: Table, row: u32) -> TimelineEntry {
        let record = self.state.table(table).record(row);
        let (owner, at) = match table {
            Table::Note => (record.value(&note::CUSTOMER), note_moment(&record)),
            _ => {
                let at = record.value(&interaction::AT).and_then(Value::as_moment);
                (record.value(&interaction::CUSTOMER), at.unwrap_or(record.base.moment()))
            }
        };
        let nobody = Named { id: record.id, name: String::new() };
        let by = record
            .value(&interaction::HANDLED_BY)
            .and_then(Value::as_ref_id)
            .filter(|_| table == Table::Interaction);
        TimelineEntry {
            table,
            id: record.id,
            at,
            customer: owner.and_then(Value::as_ref_id).map_or(nobody, |id| names.of(Table::Customer, id)),
            by: by.map(|id| names.of(Table::Member, id)),
            cells: record
                .cells()
                .filter(|(key, ..)| key.element.is_none())
                .filter_map(|(key, value, _)| Some((key.field.clone(), value?.clone())))
                .collect(),
        }
    }

    /// A customer's living notes, for the record page.
    pub(super) fn notes(&self, customer: &Record, query: &Query<'_>) -> Vec<TimelineEntry> {
        let notes = self.state.table(Table::Note);
        let rows = self.state.notes_of(customer.id).iter().filter(|row| notes.alive().contains(**row));
        let mut names = Names::new(*query);
        let mut entries: Vec<_> = rows.map(|row| self.entry(&mut names, Table::Note, *row)).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.id)));
        entries
    }

    /// Who works at a company, by name.
    pub(super) fn people(&self, company: &Record, query: &Query<'_>) -> Vec<Named> {
        if !derive::is_company(company) {
            return Vec::new();
        }
        let works_here = Rule::field(customer::COMPANY, Op::Is(Value::Ref(company.id)));
        let Ok(rows) = query.select(Table::Customer, &works_here) else { return Vec::new() };
        let rows = self.sorted(rows.iter().collect(), &[], query.now);
        let customers = self.state.table(Table::Customer);
        rows.into_iter().map(|row| query.named(Table::Customer, customers.id(row))).collect()
    }
}

/// Who a timeline speaks of: a few people, over and over.
struct Names<'a> {
    query: Query<'a>,
    known: FxHashMap<(Table, Id), Named>,
}

impl<'a> Names<'a> {
    fn new(query: Query<'a>) -> Self {
        Names { query, known: FxHashMap::default() }
    }

    fn of(&mut self, table: Table, id: Id) -> Named {
        self.known.entry((table, id)).or_insert_with(|| self.query.named(table, id)).clone()
    }
}

/// The start of the day a note names, else when it was written.
fn note_moment(record: &Record) -> Moment {
    match record.value(&note::AT) {
        Some(Value::Date(day)) => Moment::at(*day, 0, 0),
        _ => record.base.moment(),
    }
}
