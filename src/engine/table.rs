//! One table in memory: packed records in the order of the journal, and columns over them.

use std::collections::BTreeSet;

use hashbrown::HashTable;
use rustc_hash::FxHashMap;

use super::bitmap::Bitmap;
use super::column::Column;
use super::derive;
use super::pages::{PAGE_ROWS, Pages};
use super::test::{Cell, Test};
use crate::change::{
    FieldRef, Record, RecordRef, Unreadable, ValueRef, pack_record, read_record, unpack_record,
};
use crate::model::{Field, FieldKind, Id, Table};

#[derive(Default)]
struct Columns {
    all: Vec<(Field, FieldKind, Column)>,
    place: FxHashMap<Field, usize>,
    /// The same for the schema's own fields, by code: asked for each cell that is read.
    by_code: Vec<Option<usize>>,
}

impl Columns {
    fn insert(&mut self, field: Field, kind: FieldKind, column: Column) {
        if let Some(at) = self.place.get(&field) {
            self.all[*at] = (field, kind, column);
            return;
        }
        let at = self.all.len();
        if let Field::Builtin(code) = field {
            self.by_code.resize(self.by_code.len().max(usize::from(code) + 1), None);
            self.by_code[usize::from(code)] = Some(at);
        }
        self.place.insert(field.clone(), at);
        self.all.push((field, kind, column));
    }

    fn get(&self, field: &Field) -> Option<(FieldKind, &Column)> {
        let (_, kind, column) = &self.all[*self.place.get(field)?];
        Some((*kind, column))
    }

    fn builtin(&mut self, code: u16) -> Option<(FieldKind, &mut Column)> {
        let at = self.by_code.get(usize::from(code)).copied().flatten()?;
        let (_, kind, column) = &mut self.all[at];
        Some((*kind, column))
    }
}

pub struct TableData {
    ids: Vec<Id>,
    /// Rows by the hash of their ids.
    rows: HashTable<u32>,
    packed: Pages,
    alive: Bitmap,
    columns: Columns,
    /// No column is derived from several cells.
    is_plain: bool,
    dirty_pages: BTreeSet<u32>,
    /// Grows with every write.
    revision: u64,
}

impl TableData {
    pub fn new(table: Table) -> Self {
        // Small tables are read whole whenever they are used.
        let columned = matches!(table, Table::Customer | Table::Interaction);
        let mut columns = Columns::default();
        let fields = table
            .fields()
            .filter(|def| columned && derive::is_own(def))
            // Texts of interactions are long, mostly different, and rarely filtered by.
            .filter(|def| table != Table::Interaction || def.kind != FieldKind::Text);
        for def in fields {
            if let Some(column) = Column::new(def.kind) {
                columns.insert(Field::Builtin(def.code), def.kind, column);
            }
        }
        TableData {
            ids: Vec::new(),
            rows: HashTable::new(),
            packed: Pages::default(),
            alive: Bitmap::none(0),
            columns,
            is_plain: table == Table::Interaction,
            dirty_pages: BTreeSet::new(),
            revision: 0,
        }
    }

    /// Rows, the deleted ones too.
    pub fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    pub fn row(&self, id: Id) -> Option<u32> {
        self.rows.find(hash(id), |row| self.ids[*row as usize] == id).copied()
    }

    pub fn id(&self, row: u32) -> Id {
        self.ids[row as usize]
    }

    pub fn alive(&self) -> &Bitmap {
        &self.alive
    }

    pub fn revision(&self) -> u64 {
        self.revision
    }

    pub fn packed_bytes(&self) -> u64 {
        self.packed.bytes()
    }

    pub fn record(&self, row: u32) -> Record {
        // Rows were readable when they came in.
        unpack_record(self.packed.get(row)).unwrap_or_else(|_| Record::new(self.id(row), []))
    }

    /// The record where it lies; `None` never happens to rows that came in.
    pub fn record_ref(&self, row: u32) -> Option<RecordRef<'_>> {
        read_record(self.packed.get(row)).ok()
    }

    pub fn find(&self, id: Id) -> Option<Record> {
        self.row(id).map(|row| self.record(row))
    }

    /// Every record, the deleted ones too.
    pub fn records(&self) -> impl Iterator<Item = Record> {
        (0..self.len()).map(|row| self.record(row))
    }

    pub fn living(&self) -> impl Iterator<Item = Record> {
        self.alive.iter().map(|row| self.record(row))
    }

    /// Replaces or appends a record; its row.
    pub fn put(&mut self, record: &Record) -> u32 {
        let packed = pack_record(record);
        let Some(row) = self.row(record.id) else { return self.push(record.id, &packed) };
        self.packed.replace(row, &packed);
        self.index(row, record);
        self.dirty_pages.insert(row / PAGE_ROWS);
        row
    }

    /// Appends a record that is not here yet; its row.
    pub fn push(&mut self, id: Id, packed: &[u8]) -> u32 {
        self.packed.push(packed);
        let row = self.add(id);
        let plain = if self.is_plain { read_record(packed).ok() } else { None };
        if plain.is_some_and(|plain| index_plain(&plain, row, &mut self.columns)) {
            self.alive.set(row, true);
            self.revision += 1;
        } else {
            self.index(row, &self.record(row));
        }
        self.dirty_pages.insert(row / PAGE_ROWS);
        row
    }

    /// Gives the next row to an id.
    fn add(&mut self, id: Id) -> u32 {
        let row = self.len();
        self.ids.push(id);
        let ids = &self.ids;
        self.rows.insert_unique(hash(id), row, |row| hash(ids[*row as usize]));
        row
    }

    fn index(&mut self, row: u32, record: &Record) {
        self.revision += 1;
        self.alive.set(row, record.is_alive());
        for (field, kind, column) in &mut self.columns.all {
            derive::cells(record, field, *kind, &mut |cells| column.set(row, *kind, cells.iter().copied()));
        }
    }

    /// Appends the records of a stored page.
    pub fn load_page(&mut self, page: Vec<u8>) -> Result<(), Unreadable> {
        self.packed.load(page)?;
        let read = self.index_loaded();
        if read.is_err() {
            // What was readable stays.
            self.packed.truncate(self.len());
        }
        read
    }

    fn index_loaded(&mut self) -> Result<(), Unreadable> {
        for row in self.len()..self.packed.len() {
            let packed = self.packed.get(row);
            if self.is_plain {
                let record = read_record(packed)?;
                let id = record.id;
                if index_plain(&record, row, &mut self.columns) {
                    self.alive.set(row, true);
                    self.revision += 1;
                    self.add(id);
                    continue;
                }
            }
            let record = unpack_record(packed)?;
            self.add(record.id);
            self.index(row, &record);
        }
        Ok(())
    }

    /// The pages that differ from what is stored, numbered.
    pub fn dirty_pages(&self) -> impl Iterator<Item = (u32, Vec<u8>)> {
        self.dirty_pages.iter().map(|page| (*page, self.packed.stored(*page)))
    }

    pub fn pages_stored(&mut self) {
        self.dirty_pages.clear();
    }

    pub fn column(&self, field: &Field) -> Option<&Column> {
        self.columns.get(field).map(|(_, column)| column)
    }

    /// Makes sure that the workspace's own fields have columns of their present kind.
    pub fn ensure_columns(&mut self, own: &[(Field, FieldKind)]) {
        for (field, kind) in own {
            if self.columns.get(field).is_some_and(|(of, _)| of == *kind) {
                continue;
            }
            let Some(mut column) = Column::new(*kind) else { continue };
            for row in 0..self.len() {
                let record = self.record(row);
                derive::cells(&record, field, *kind, &mut |cells| {
                    column.set(row, *kind, cells.iter().copied())
                });
            }
            self.columns.insert(field.clone(), *kind, column);
        }
    }

    /// The rows for which the test holds, by column where there is one, else record by record.
    pub fn select(&self, field: &Field, kind: FieldKind, test: &Test) -> Bitmap {
        if let Some((of, column)) = self.columns.get(field)
            && of == kind
        {
            return column.select(test, self.len());
        }
        Bitmap::from_fn(self.len(), |row| derive::holds(&self.record(row), field, kind, test))
    }
}

fn hash(id: Id) -> u64 {
    // Its random bits are hash enough; ids that are derived from words are random all over.
    let bits = id.to_u128();
    ((bits >> 64) as u64 ^ bits as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32)
}

/// Puts a new row into columns that take single cells as they are. Whether that is all there is to
/// it: a record that was once deleted says in another way whether it is alive.
fn index_plain(record: &RecordRef<'_>, row: u32, columns: &mut Columns) -> bool {
    for cell in &record.cells {
        let (FieldRef::Builtin(code), None) = (&cell.key.field, cell.key.element) else { continue };
        if Field::Builtin(*code) == Field::ALIVE {
            return false;
        }
        let Some((kind, column)) = columns.builtin(*code) else { continue };
        let Some(cell) = cell.value.as_ref().and_then(scalar) else { continue };
        if !matches!(cell, Cell::Text(text) if text.trim().is_empty()) {
            column.set(row, kind, std::iter::once(cell));
        }
    }
    true
}

fn scalar<'a>(value: &ValueRef<'a>) -> Option<Cell<'a>> {
    Some(match value {
        ValueRef::Bool(value) => Cell::Bool(*value),
        ValueRef::Int(value) => Cell::Number(*value as f64),
        ValueRef::Number(value) => Cell::Number(*value),
        ValueRef::Text(text) | ValueRef::Json(text) => Cell::Text(text),
        ValueRef::Date(date) => Cell::Day(*date),
        ValueRef::Moment(moment) => Cell::Instant(moment.utc_ms, moment.date()),
        ValueRef::Money(money) => Cell::Money(*money),
        ValueRef::Ref(id) => Cell::Ref(*id),
        ValueRef::Contact(..) | ValueRef::Address(..) | ValueRef::Consent(..) => return None,
    })
}
