//! Rules over columns: which customers (or interactions) a rule lets through.

use super::bitmap::Bitmap;
use super::column::Column;
use super::derive;
use super::state::State;
use super::test::{Cell, Test};
use crate::change::Record;
use crate::model::{
    Comparison, Date, Field, FieldKind, History, Id, Measure, Now, Op, Period, Rule, Table, Value, customer,
    interaction, segment,
};
use crate::wire::{ExplainedRule, Problem, SegmentDraft, Shown};

/// How deep segments may name segments; deeper ones are a circle or as good as one.
const MAX_DEPTH: u8 = 8;

/// Asks rules of a state at a moment.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    pub state: &'a State,
    pub now: Now,
}

impl<'a> Query<'a> {
    /// The rows of living records for which the rule holds.
    pub fn select(&self, table: Table, rule: &Rule) -> Result<Bitmap, Problem> {
        Ok(self.rows(table, rule, 0)?.and(self.state.table(table).alive()))
    }

    /// The customers of a segment: the rule's, without those left out, with those added by hand.
    pub fn members(&self, draft: &SegmentDraft) -> Result<Bitmap, Problem> {
        self.members_at(draft, 0)
    }

    fn members_at(&self, draft: &SegmentDraft, depth: u8) -> Result<Bitmap, Problem> {
        let customers = self.state.table(Table::Customer);
        let mut rows = self.rows(Table::Customer, &draft.rule, depth)?.and(&self.living());
        for (ids, picked) in [(&draft.excluded, false), (&draft.included, true)] {
            for row in ids.iter().filter_map(|id| customers.row(*id)) {
                rows.set(row, picked && customers.alive().contains(row));
            }
        }
        Ok(rows)
    }

    /// Customers who are neither deleted nor archived.
    pub fn living(&self) -> Bitmap {
        let customers = self.state.table(Table::Customer);
        let archived = Test::new(&Op::Is(Value::Bool(true)), FieldKind::Bool, self.now);
        let archived = customers.select(&customer::ARCHIVED, FieldKind::Bool, &archived);
        customers.alive().clone().and_not(&archived)
    }

    fn rows(&self, table: Table, rule: &Rule, depth: u8) -> Result<Bitmap, Problem> {
        let len = self.state.table(table).len();
        Ok(match rule {
            Rule::All(rules) => {
                let mut rows = Bitmap::all(len);
                let is_history = |rule: &&Rule| matches!(rule, Rule::History(_));
                for rule in rules.iter().filter(|rule| !is_history(rule)) {
                    rows = rows.and(&self.rows(table, rule, depth)?);
                }
                // Histories cost the most: they are asked of whoever is left.
                for rule in rules.iter().filter(is_history) {
                    rows = match rule {
                        Rule::History(history) => self.by_history(history, Some(rows), depth)?,
                        _ => rows,
                    };
                }
                rows
            }
            Rule::Any(rules) => {
                let mut rows = Bitmap::none(len);
                for rule in rules {
                    rows = rows.or(&self.rows(table, rule, depth)?);
                }
                rows
            }
            Rule::Not(rule) => self.rows(table, rule, depth)?.complement(),
            Rule::Field { field, op } => self.by_field(table, field, op)?,
            Rule::History(history) => self.by_history(history, None, depth)?,
            Rule::InSegment(id) => self.by_segment(*id, depth)?,
        })
    }

    fn by_field(&self, table: Table, field: &Field, op: &Op) -> Result<Bitmap, Problem> {
        let kind = self.kind_in(table, field)?;
        let test = Test::new(op, kind, self.now);
        let data = self.state.table(table);
        if field.def().is_none_or(derive::is_own) {
            return Ok(data.select(field, kind, &test));
        }
        let people = (*field == customer::PEOPLE).then(|| self.people_counts());
        let met = Bitmap::from_fn(data.len(), |row| {
            self.derived(row, field, people.as_deref()).is_some_and(|cell| test.met_by(cell))
        });
        Ok(if test.negated { met.complement() } else { met })
    }

    fn kind_in(&self, table: Table, field: &Field) -> Result<FieldKind, Problem> {
        let belongs = match field {
            Field::Builtin(_) => field.def().is_some_and(|def| def.table == table),
            Field::Custom(_) => table == Table::Customer,
            Field::Unknown(_) => false,
        };
        self.state.schema().kind(field).filter(|_| belongs).ok_or_else(|| {
            Problem::new("A condition asks for a field that is not there.")
                .at(field.path())
                .advice("Choose another field, or remove the condition.")
        })
    }

    /// A customer's field that needs interactions, other customers or today to tell.
    pub fn derived(&self, row: u32, field: &Field, people: Option<&[u32]>) -> Option<Cell<'static>> {
        let facts = self.state.facts(row);
        if *field == customer::INTERACTIONS {
            return Some(Cell::Number(f64::from(facts.count)));
        }
        if *field == customer::MEAN_SATISFACTION {
            return facts.mean_satisfaction().map(Cell::Number);
        }
        if *field == customer::FOLLOW_UP_DUE {
            return facts.due.map(Cell::Day);
        }
        if *field == customer::AGE {
            let born = self.state.table(Table::Customer).column(&customer::BIRTH_DATE)?.day(row)?;
            return Some(Cell::Number(f64::from(born.years_until(self.now.today()))));
        }
        if *field == customer::PEOPLE {
            let count = people.and_then(|people| people.get(row as usize)).copied().unwrap_or(0);
            return Some(Cell::Number(f64::from(count)));
        }
        let at = self.state.interaction_column(&interaction::AT)?;
        let interaction = facts.row_of(field)?;
        Some(Cell::Instant(at.instant(interaction)?, at.day(interaction)?))
    }

    /// How many living people work at each customer.
    pub fn people_counts(&self) -> Vec<u32> {
        let customers = self.state.table(Table::Customer);
        let mut counts = vec![0; customers.len() as usize];
        let Some((ids, codes)) = customers.column(&customer::COMPANY).and_then(Column::refs) else {
            return counts;
        };
        let rows: Vec<Option<u32>> = ids.iter().map(|id| customers.row(*id)).collect();
        for row in customers.alive().iter() {
            let code = codes.get(row as usize).copied().unwrap_or(u32::MAX);
            if let Some(Some(company)) = rows.get(code as usize) {
                counts[*company as usize] += 1;
            }
        }
        counts
    }

    fn by_segment(&self, id: Id, depth: u8) -> Result<Bitmap, Problem> {
        if depth >= MAX_DEPTH {
            return Err(
                Problem::new("These segments are made of each other.").advice("Take one out of the circle.")
            );
        }
        self.members_at(&self.segment(id)?, depth + 1)
    }

    /// A saved segment as it is made up.
    pub fn segment(&self, id: Id) -> Result<SegmentDraft, Problem> {
        let record = self.state.record(Table::Segment, id).filter(Record::is_alive).ok_or_else(|| {
            Problem::new("The segment is not there.").advice("It may have been deleted: look in the bin.")
        })?;
        segment_draft(&record)
    }

    /// Customers for whom the history holds, `among` some of them or all.
    fn by_history(&self, history: &History, among: Option<Bitmap>, depth: u8) -> Result<Bitmap, Problem> {
        let tallies = self.tallies(history, among.as_ref(), depth)?;
        let tests = Tests::new(&history.measure, self.now);
        let holds = |row: u32| tests.hold(&tallies[row as usize]);
        Ok(Bitmap::from_fn(self.state.table(Table::Customer).len(), |row| match &among {
            Some(among) => among.contains(row) && holds(row),
            None => holds(row),
        }))
    }

    /// What counts for each customer; those who are not `among` may be left uncounted.
    fn tallies(&self, history: &History, among: Option<&Bitmap>, depth: u8) -> Result<Vec<Tally>, Problem> {
        /// A part of the customers so small is looked up one by one.
        const FEW: u32 = 6;
        let mut tallies = vec![Tally::default(); self.state.table(Table::Customer).len() as usize];
        let alive = self.state.table(Table::Interaction).alive();
        let which = match history.which.is_everybody() {
            true => None,
            false => Some(self.rows(Table::Interaction, &history.which, depth)?.and(alive)),
        };
        let counted = which.as_ref().unwrap_or(alive);
        let days = self.state.interaction_column(&interaction::AT).map(Column::days).unwrap_or_default();
        let satisfaction = match history.measure {
            Measure::Satisfaction(..) => self.state.interaction_column(&interaction::SATISFACTION),
            _ => None,
        };
        let within = self.period(history.period).map(|(from, to)| from.days()..=to.days());
        let mut add = |owner: u32, row: u32| {
            let day = days.get(row as usize).copied();
            if within.as_ref().is_some_and(|within| !day.is_some_and(|day| within.contains(&day))) {
                return;
            }
            let score = satisfaction.and_then(|satisfaction| satisfaction.number(row));
            tallies[owner as usize].add(day.and_then(Date::from_days), score);
        };
        match among.filter(|among| among.count() < among.len() / FEW) {
            Some(few) => {
                for owner in few.iter() {
                    let own = self.state.interactions_of(owner).iter();
                    own.filter(|row| counted.contains(**row)).for_each(|row| add(owner, *row));
                }
            }
            None => {
                for row in counted.iter() {
                    if let Some(owner) = self.state.owner_of(row) {
                        add(owner, row);
                    }
                }
            }
        }
        Ok(tallies)
    }

    fn period(&self, period: Period) -> Option<(Date, Date)> {
        let today = self.now.today();
        match period {
            Period::Ever => None,
            Period::LastDays(n) => Some((today.plus_days(-i32::try_from(n).unwrap_or(i32::MAX)), today)),
            Period::Between(from, to) => Some((from, to)),
        }
    }

    /// Whether the rule holds for one customer, condition by condition, and what was found.
    pub fn explain(&self, rule: &Rule, customer: &Record) -> Result<ExplainedRule, Problem> {
        let row = self.state.table(Table::Customer).row(customer.id).unwrap_or(u32::MAX);
        let holds = self.rows(Table::Customer, rule, 0)?.contains(row);
        let parts = match rule {
            Rule::All(rules) | Rule::Any(rules) => {
                rules.iter().map(|rule| self.explain(rule, customer)).collect::<Result<_, _>>()?
            }
            Rule::Not(rule) => vec![self.explain(rule, customer)?],
            _ => Vec::new(),
        };
        let found = match rule {
            Rule::Field { field, .. } => self.shown(row, customer, field),
            Rule::History(history) => match self.tallies(history, None, 0)?.get(row as usize) {
                Some(tally) => tally.shown(&history.measure),
                None => Shown::Nothing,
            },
            _ => Shown::Nothing,
        };
        let rule = match rule {
            Rule::All(_) => Rule::All(Vec::new()),
            Rule::Any(_) => Rule::Any(Vec::new()),
            Rule::Not(_) => Rule::Not(Box::default()),
            condition => condition.clone(),
        };
        Ok(ExplainedRule { rule, holds, found, parts })
    }

    /// What a customer's field holds, for the screen.
    pub fn shown(&self, row: u32, record: &Record, field: &Field) -> Shown {
        let Some(kind) = self.state.schema().kind(field) else { return Shown::Nothing };
        if kind.is_set() {
            let values: Vec<Value> = match kind {
                FieldKind::Tags | FieldKind::Picks(_) => {
                    record.elements(field).map(|(element, _)| Value::text(element)).collect()
                }
                FieldKind::Consents => record
                    .elements(field)
                    .filter(|(_, value)| matches!(value, Value::Consent(consent) if consent.given))
                    .map(|(channel, _)| Value::text(channel))
                    .collect(),
                _ => derive::ranked(record, field).into_iter().cloned().collect(),
            };
            return if values.is_empty() { Shown::Nothing } else { Shown::Many(values) };
        }
        if let FieldKind::Ref(table) = kind {
            return match record.value(field).and_then(Value::as_ref_id) {
                Some(id) => Shown::Link(self.named(table, id)),
                None => Shown::Nothing,
            };
        }
        if !field.def().is_some_and(crate::model::FieldDef::is_derived) {
            return record.value(field).cloned().map_or(Shown::Nothing, Shown::One);
        }
        self.derived_value(row, record, field).map_or(Shown::Nothing, Shown::One)
    }

    pub fn derived_value(&self, row: u32, record: &Record, field: &Field) -> Option<Value> {
        let kind = self.state.schema().kind(field)?;
        let mut value = None;
        if field.def().is_some_and(derive::is_own) {
            derive::cells(record, field, kind, &mut |cells| {
                value = cells.first().and_then(|cell| value_of(*cell, kind))
            });
            return value;
        }
        // The moment itself, with the offset it was written with.
        if let Some(interaction) = self.state.facts(row).row_of(field) {
            return self.state.table(Table::Interaction).record(interaction).value(&interaction::AT).cloned();
        }
        let people = (*field == customer::PEOPLE).then(|| self.people_counts());
        self.derived(row, field, people.as_deref()).and_then(|cell| value_of(cell, kind))
    }

    pub fn named(&self, table: Table, id: Id) -> crate::wire::Named {
        let alive = self.state.record(table, id).is_some_and(|record| record.is_alive());
        let name = if alive { super::plan::name_of(self.state, table, id) } else { String::new() };
        crate::wire::Named { id, name }
    }
}

/// A segment record as rule and hand-picked customers.
pub fn segment_draft(record: &Record) -> Result<SegmentDraft, Problem> {
    let text = record.text(&segment::RULE);
    let rule = if text.is_empty() {
        Rule::default()
    } else {
        serde_json::from_str(text).map_err(|error| {
            Problem::new("This version cannot read the segment's rule.")
                .at(error.to_string())
                .advice("Update Clientele, or write the rule again.")
        })?
    };
    let picks = |field| record.elements(&field).filter_map(|(id, _)| id.parse().ok()).collect();
    Ok(SegmentDraft { rule, included: picks(segment::INCLUDED), excluded: picks(segment::EXCLUDED) })
}

fn value_of(cell: Cell<'_>, kind: FieldKind) -> Option<Value> {
    Some(match cell {
        Cell::Text(text) => Value::text(text),
        Cell::Number(number) if kind == FieldKind::Int => Value::Int(number as i64),
        Cell::Number(number) => Value::Number(number),
        Cell::Day(day) => Value::Date(day),
        Cell::Instant(utc_ms, _) => Value::Moment(crate::model::Moment { utc_ms, offset_min: 0 }),
        Cell::Bool(value) => Value::Bool(value),
        Cell::Ref(id) => Value::Ref(id),
        Cell::Money(money) => Value::Money(money),
    })
}

/// The interactions of one customer that count.
#[derive(Clone, Copy, Default, Debug)]
struct Tally {
    count: u32,
    first: Option<Date>,
    last: Option<Date>,
    satisfaction_sum: f64,
    satisfaction_count: u32,
}

impl Tally {
    fn add(&mut self, day: Option<Date>, score: Option<f64>) {
        self.count += 1;
        if let Some(day) = day {
            self.first = Some(self.first.map_or(day, |first| first.min(day)));
            self.last = Some(self.last.map_or(day, |last| last.max(day)));
        }
        if let Some(score) = score {
            self.satisfaction_sum += score;
            self.satisfaction_count += 1;
        }
    }

    fn mean_satisfaction(&self) -> Option<f64> {
        (self.satisfaction_count > 0).then(|| self.satisfaction_sum / f64::from(self.satisfaction_count))
    }

    fn shown(&self, measure: &Measure) -> Shown {
        let value = match measure {
            Measure::Count(..) => Some(Value::Int(i64::from(self.count))),
            Measure::Last(_) => self.last.map(Value::Date),
            Measure::First(_) => self.first.map(Value::Date),
            Measure::Satisfaction(..) => self.mean_satisfaction().map(Value::Number),
        };
        value.map_or(Shown::Nothing, Shown::One)
    }
}

/// A measure, ready to be asked of many customers.
enum Tests {
    Count(Comparison, u32),
    Last(Test),
    First(Test),
    Satisfaction(Comparison, f64),
}

impl Tests {
    fn new(measure: &Measure, now: Now) -> Self {
        let day = |op: &Op| Test::new(op, FieldKind::Date, now);
        match measure {
            Measure::Count(comparison, n) => Tests::Count(*comparison, *n),
            Measure::Last(op) => Tests::Last(day(op)),
            Measure::First(op) => Tests::First(day(op)),
            Measure::Satisfaction(comparison, score) => Tests::Satisfaction(*comparison, *score),
        }
    }

    fn hold(&self, tally: &Tally) -> bool {
        let day = |test: &Test, day: Option<Date>| {
            day.is_some_and(|day| test.met_by(Cell::Day(day)) != test.negated)
        };
        match self {
            Tests::Count(comparison, n) => comparison.holds(tally.count, *n),
            Tests::Last(test) => day(test, tally.last),
            Tests::First(test) => day(test, tally.first),
            Tests::Satisfaction(comparison, score) => {
                tally.mean_satisfaction().is_some_and(|mean| comparison.holds(mean, *score))
            }
        }
    }
}
