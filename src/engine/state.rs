//! The state: a fold over the journal. Two tabs that applied the same entries hold the same state.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::bitmap::Bitmap;
use super::column::Column;
use super::log::Log;
use super::table::TableData;
use crate::change::{Edit, Record, Seen, Transaction, Unreadable, pack_new_record, unpack_transaction};
use crate::model::{
    Choice, ChoiceList, Currency, CustomField, CustomKind, Date, Field, FieldKind, Id, Member, Schema, Table,
    Value, choice, custom_field, customer, interaction, member, note, workspace,
};

const NONE: u32 = u32::MAX;

pub struct State {
    tables: Vec<TableData>,
    interactions: Interactions,
    /// The rows of a customer's notes.
    notes_of: FxHashMap<Id, Vec<u32>>,
    schema: Schema,
    seen: Seen,
    log: Log,
}

/// What a customer's interactions come to. Rows are of the interaction table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    pub count: u32,
    first: u32,
    last: u32,
    last_in: u32,
    last_out: u32,
    satisfaction_sum: u32,
    satisfaction_count: u32,
    /// The earliest follow-up that is not done.
    pub due: Option<Date>,
}

impl Facts {
    const NOTHING: Facts = Facts {
        count: 0,
        first: NONE,
        last: NONE,
        last_in: NONE,
        last_out: NONE,
        satisfaction_sum: 0,
        satisfaction_count: 0,
        due: None,
    };

    pub fn mean_satisfaction(&self) -> Option<f64> {
        (self.satisfaction_count > 0)
            .then(|| f64::from(self.satisfaction_sum) / f64::from(self.satisfaction_count))
    }

    /// The interaction row that the field speaks of.
    pub fn row_of(&self, field: &Field) -> Option<u32> {
        let row = match field {
            f if *f == customer::LAST_CONTACT => self.last,
            f if *f == customer::FIRST_CONTACT => self.first,
            f if *f == customer::LAST_INBOUND => self.last_in,
            f if *f == customer::LAST_OUTBOUND => self.last_out,
            _ => NONE,
        };
        (row != NONE).then_some(row)
    }
}

/// The columns that facts are made of.
struct Counted<'a> {
    alive: &'a Bitmap,
    at: Option<&'a Column>,
    direction: Option<&'a Column>,
    satisfaction: Option<&'a Column>,
    due: Option<&'a Column>,
    done: Option<&'a Column>,
}

impl<'a> Counted<'a> {
    fn of(table: &'a TableData) -> Self {
        Counted {
            alive: table.alive(),
            at: table.column(&interaction::AT),
            direction: table.column(&interaction::DIRECTION),
            satisfaction: table.column(&interaction::SATISFACTION),
            due: table.column(&interaction::FOLLOW_UP),
            done: table.column(&interaction::FOLLOW_UP_DONE),
        }
    }

    /// Adds one more interaction, entered later than those before.
    fn add(&self, row: u32, facts: &mut Facts) {
        if !self.alive.contains(row) {
            return;
        }
        facts.count += 1;
        let when = |row: u32| self.at.and_then(|at| at.instant(row));
        if let Some(now) = when(row) {
            // Of two at the same time the one that was entered later counts as the later.
            let later = |than: u32| than == NONE || Some(now) >= when(than);
            if facts.first == NONE || Some(now) < when(facts.first) {
                facts.first = row;
            }
            if later(facts.last) {
                facts.last = row;
            }
            match self.direction.and_then(|direction| direction.word(row)) {
                Some("in") if later(facts.last_in) => facts.last_in = row,
                Some("out") if later(facts.last_out) => facts.last_out = row,
                _ => {}
            }
        }
        if let Some(score) = self.satisfaction.and_then(|satisfaction| satisfaction.number(row)) {
            facts.satisfaction_sum += score as u32;
            facts.satisfaction_count += 1;
        }
        if let Some(day) = self.due.and_then(|due| due.day(row))
            && !self.done.and_then(|done| done.bool(row)).unwrap_or(false)
        {
            facts.due = Some(facts.due.map_or(day, |due| due.min(day)));
        }
    }
}

/// Which interactions belong to which customer, kept as changes arrive.
#[derive(Default)]
struct Interactions {
    /// By interaction row: the customer's row.
    owner: Vec<u32>,
    /// By customer row: the interaction rows.
    of: Vec<Vec<u32>>,
    facts: Vec<Facts>,
    /// Interaction rows of customers who are not here (yet).
    orphans: FxHashMap<Id, Vec<u32>>,
    stale: BTreeSet<u32>,
}

/// What pages do not hold: kept beside them.
#[derive(Serialize, Deserialize)]
struct Beside {
    seen: Seen,
}

impl Default for State {
    fn default() -> Self {
        State {
            tables: Table::ALL.into_iter().map(TableData::new).collect(),
            interactions: Interactions::default(),
            notes_of: FxHashMap::default(),
            schema: Schema::default(),
            seen: Seen::default(),
            log: Log::default(),
        }
    }
}

impl State {
    pub fn table(&self, table: Table) -> &TableData {
        &self.tables[table as usize]
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    pub fn seen(&self) -> &Seen {
        &self.seen
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Every record of a table, the deleted ones too.
    pub fn records(&self, table: Table) -> impl Iterator<Item = Record> {
        self.table(table).records()
    }

    pub fn record(&self, table: Table, id: Id) -> Option<Record> {
        self.table(table).find(id)
    }

    pub fn facts(&self, customer: u32) -> Facts {
        self.interactions.facts.get(customer as usize).copied().unwrap_or(Facts::NOTHING)
    }

    /// A customer's interactions, the deleted ones too.
    pub fn interactions_of(&self, customer: u32) -> &[u32] {
        self.interactions.of.get(customer as usize).map(Vec::as_slice).unwrap_or_default()
    }

    /// The row of the customer an interaction belongs to.
    pub fn owner_of(&self, interaction: u32) -> Option<u32> {
        self.interactions.owner.get(interaction as usize).copied().filter(|row| *row != NONE)
    }

    pub fn notes_of(&self, customer: Id) -> &[u32] {
        self.notes_of.get(&customer).map(Vec::as_slice).unwrap_or_default()
    }

    /// A column of the interactions; every field asked for has one.
    pub fn interaction_column(&self, field: &Field) -> Option<&Column> {
        self.table(Table::Interaction).column(field)
    }

    // Loading.

    pub fn load_page(&mut self, table: u16, page: Vec<u8>) -> Result<(), Unreadable> {
        let table = Table::ALL.get(usize::from(table)).ok_or(Unreadable::Damaged)?;
        self.tables[*table as usize].load_page(page)
    }

    /// What [`State::beside_pages`] gave.
    pub fn load_beside(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        if !bytes.is_empty() {
            self.seen = postcard::from_bytes::<Beside>(bytes).map_err(|_| Unreadable::Damaged)?.seen;
        }
        Ok(())
    }

    /// Transactions that pages already contain, oldest first.
    pub fn load_history(&mut self, bytes: &[u8]) -> Result<(), Unreadable> {
        self.log.note(&unpack_transaction(bytes)?);
        Ok(())
    }

    /// To be called once all pages are in.
    pub fn pages_loaded(&mut self) {
        self.assign_all();
        for row in 0..self.table(Table::Note).len() {
            self.index_note(row);
        }
        self.rebuild_schema();
    }

    /// Gives every interaction to its customer, and adds up what they come to, in one pass.
    fn assign_all(&mut self) {
        let customers = self.table(Table::Customer);
        let rows = self.table(Table::Interaction).len();
        let refs = self.interaction_column(&interaction::CUSTOMER).and_then(Column::refs);
        let (ids, codes) = refs.unwrap_or_default();
        let owners: Vec<u32> = ids.iter().map(|id| customers.row(*id).unwrap_or(NONE)).collect();
        let owner_of = |row: u32| codes.get(row as usize).and_then(|code| owners.get(*code as usize));

        let mut counts = vec![0usize; customers.len() as usize];
        for owner in (0..rows).filter_map(owner_of).filter(|owner| **owner != NONE) {
            counts[*owner as usize] += 1;
        }
        let mut all = Interactions {
            owner: vec![NONE; rows as usize],
            of: counts.into_iter().map(Vec::with_capacity).collect(),
            facts: vec![Facts::NOTHING; customers.len() as usize],
            ..Interactions::default()
        };
        let counted = Counted::of(self.table(Table::Interaction));
        for row in 0..rows {
            match owner_of(row).copied() {
                Some(NONE) => {
                    let id = ids[codes[row as usize] as usize];
                    all.orphans.entry(id).or_default().push(row);
                }
                Some(owner) => {
                    all.owner[row as usize] = owner;
                    all.of[owner as usize].push(row);
                    counted.add(row, &mut all.facts[owner as usize]);
                }
                None => {}
            }
        }
        self.interactions = all;
    }

    pub fn beside_pages(&self) -> Vec<u8> {
        postcard::to_allocvec(&Beside { seen: self.seen.clone() }).unwrap_or_default()
    }

    /// The pages that differ from what is stored: table, number, bytes.
    pub fn dirty_pages(&self) -> impl Iterator<Item = (u16, u32, Vec<u8>)> {
        self.tables
            .iter()
            .zip(0..)
            .flat_map(|(table, at)| table.dirty_pages().map(move |(no, bytes)| (at, no, bytes)))
    }

    pub fn pages_stored(&mut self) {
        self.tables.iter_mut().for_each(TableData::pages_stored);
    }

    // Changing.

    /// Applies a transaction; the tables it touched.
    pub fn apply(&mut self, transaction: &Transaction) -> BTreeSet<Table> {
        let mut touched = BTreeSet::new();
        for edit in &transaction.edits {
            touched.insert(edit.table);
            let cells = || edit.cells.iter().map(|it| (&it.key, it.value.as_ref(), transaction.stamp_of(it)));
            cells().for_each(|(_, _, stamp)| self.seen.note(stamp));
            let existing = self.record(edit.table, edit.id);
            if existing.is_none()
                && let Some(packed) = pack_new_record(edit.id, cells())
            {
                self.push(edit, &packed);
                continue;
            }
            let mut record = existing.unwrap_or_else(|| Record::new(edit.id, []));
            let mut changed = record.cells().next().is_none();
            for (key, value, stamp) in cells() {
                changed |= record.write(key.clone(), value.cloned(), stamp);
            }
            if changed {
                self.put(edit.table, &record);
            }
        }
        self.seen.note(transaction.stamp);
        self.seen.merge(&transaction.seen);
        self.log.note(transaction);
        if touched.iter().any(|table| {
            matches!(table, Table::CustomField | Table::Choice | Table::Member | Table::Workspace)
        }) {
            self.rebuild_schema();
        }
        self.settle();
        touched
    }

    fn put(&mut self, table: Table, record: &Record) {
        let before = self.table(table).len();
        let row = self.tables[table as usize].put(record);
        let owner = record.value(&interaction::CUSTOMER).and_then(Value::as_ref_id);
        self.placed(table, row, row == before, record.id, owner);
    }

    /// Puts a record that is not here yet.
    fn push(&mut self, edit: &Edit, packed: &[u8]) {
        let row = self.tables[edit.table as usize].push(edit.id, packed);
        let owner = edit.cells.iter().find(|cell| cell.key.field == interaction::CUSTOMER);
        let owner = owner.and_then(|cell| cell.value.as_ref()?.as_ref_id());
        self.placed(edit.table, row, true, edit.id, owner);
    }

    /// A record was written into a row; of an interaction, `owner` is whom it names.
    fn placed(&mut self, table: Table, row: u32, is_new: bool, id: Id, owner: Option<Id>) {
        match table {
            Table::Customer if is_new => self.interactions.customer_added(row, id),
            Table::Interaction => {
                let owner = self.interactions.assign(row, owner, &self.tables[Table::Customer as usize]);
                // What is new only adds to what there was.
                if is_new
                    && let Some(owner) = owner
                    && !self.interactions.stale.contains(&owner)
                {
                    let counted = Counted::of(&self.tables[Table::Interaction as usize]);
                    counted.add(row, &mut self.interactions.facts[owner as usize]);
                } else {
                    self.interactions.stale.extend(owner);
                }
            }
            Table::Note if is_new => self.index_note(row),
            _ => {}
        }
    }

    fn index_note(&mut self, row: u32) {
        let owner = self.table(Table::Note).record(row).value(&note::CUSTOMER).and_then(Value::as_ref_id);
        if let Some(owner) = owner {
            self.notes_of.entry(owner).or_default().push(row);
        }
    }

    /// Brings the facts of customers whose interactions changed up to date.
    fn settle(&mut self) {
        for customer in std::mem::take(&mut self.interactions.stale) {
            let facts = self.compute_facts(customer);
            self.interactions.facts[customer as usize] = facts;
        }
    }

    fn compute_facts(&self, customer: u32) -> Facts {
        let counted = Counted::of(self.table(Table::Interaction));
        let mut facts = Facts::NOTHING;
        self.interactions_of(customer).iter().for_each(|row| counted.add(*row, &mut facts));
        facts
    }

    fn rebuild_schema(&mut self) {
        let mut schema = Schema::default();
        for record in self.table(Table::CustomField).living() {
            let Some(kind) = CustomKind::from_key(record.text(&custom_field::KIND)) else { continue };
            schema.custom_fields.push(CustomField {
                id: record.id,
                label: record.text(&custom_field::LABEL).to_owned(),
                kind,
                order: int(&record, &custom_field::ORDER),
                currency: Currency::new(record.text(&custom_field::CURRENCY)),
            });
        }
        schema.custom_fields.sort_by_key(|field| (field.order, field.id));
        for record in self.table(Table::Choice).living() {
            let list = serde_json::from_str::<String>(record.text(&choice::LIST)).ok();
            let Some(list) = list.and_then(|key| ChoiceList::from_key(&key)) else { continue };
            let own = Choice {
                key: record.text(&choice::KEY).to_owned(),
                label: record.text(&choice::LABEL).to_owned().into(),
                hue: record.text(&choice::HUE).to_owned().into(),
                order: int(&record, &choice::ORDER),
                hidden: record.value(&choice::HIDDEN).and_then(Value::as_bool).unwrap_or(false),
            };
            schema.choices.push((list, own));
        }
        // In an order of their own: rows come in the order of the journal, which is each browser's.
        schema.choices.sort_by(|a, b| (a.0, a.1.order, &a.1.key).cmp(&(b.0, b.1.order, &b.1.key)));
        for record in self.table(Table::Member).living() {
            schema.members.push(Member { id: record.id, name: record.text(&member::NAME).to_owned() });
        }
        schema.members.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        schema.currency = self
            .record(Table::Workspace, workspace_id())
            .and_then(|record| Currency::new(record.text(&workspace::CURRENCY)));
        let own: Vec<(Field, FieldKind)> = schema
            .custom_fields
            .iter()
            .filter_map(|field| Some((Field::Custom(field.id), schema.kind(&Field::Custom(field.id))?)))
            .collect();
        self.tables[Table::Customer as usize].ensure_columns(&own);
        self.schema = schema;
    }
}

/// The one record of the workspace table, the same in every workspace, so that two merge.
pub fn workspace_id() -> Id {
    Id::derived(&["workspace"])
}

fn int(record: &Record, field: &Field) -> i64 {
    if let Some(Value::Int(value)) = record.value(field) { *value } else { 0 }
}

impl Interactions {
    fn customer_added(&mut self, row: u32, id: Id) {
        self.of.resize(row as usize + 1, Vec::new());
        self.facts.resize(row as usize + 1, Facts::NOTHING);
        for orphan in self.orphans.remove(&id).unwrap_or_default() {
            self.owner[orphan as usize] = row;
            self.of[row as usize].push(orphan);
            self.stale.insert(row);
        }
    }

    /// An interaction was written: it belongs to `owner` now. The owner's row, if it is here.
    fn assign(&mut self, row: u32, owner: Option<Id>, customers: &TableData) -> Option<u32> {
        if self.owner.len() <= row as usize {
            self.owner.resize(row as usize + 1, NONE);
        }
        let before = self.owner[row as usize];
        let after = owner.and_then(|id| customers.row(id)).unwrap_or(NONE);
        let here = Some(after).filter(|row| *row != NONE);
        if before == after && after != NONE {
            return here;
        }
        if before != NONE {
            self.stale.insert(before);
            self.of[before as usize].retain(|other| *other != row);
        }
        self.owner[row as usize] = after;
        match (after, owner) {
            (NONE, Some(id)) => {
                let waiting = self.orphans.entry(id).or_default();
                if !waiting.contains(&row) {
                    waiting.push(row);
                }
            }
            (NONE, None) => {}
            _ => self.of[after as usize].push(row),
        }
        here
    }
}
