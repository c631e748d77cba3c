//! One table in memory: packed records in the order of the journal, and columns over them.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::bitmap::Bitmap;
use super::column::Column;
use super::derive;
use super::test::Test;
use crate::change::{Record, Unreadable, pack_record, pack_records, unpack_record, unpack_records};
use crate::model::{Field, FieldKind, Id, Table};

/// Records a page.
pub const PAGE_ROWS: u32 = 1024;

pub struct TableData {
    ids: Vec<Id>,
    rows: FxHashMap<Id, u32>,
    packed: Vec<Box<[u8]>>,
    alive: Bitmap,
    columns: FxHashMap<Field, (FieldKind, Column)>,
    dirty_pages: BTreeSet<u32>,
    /// Grows with every write.
    revision: u64,
}

impl TableData {
    pub fn new(table: Table) -> Self {
        // Small tables are read whole whenever they are used.
        let columned = matches!(table, Table::Customer | Table::Interaction);
        let columns = table
            .fields()
            .filter(|def| columned && derive::is_own(def))
            // Texts of interactions are long, mostly different, and rarely filtered by.
            .filter(|def| table != Table::Interaction || def.kind != FieldKind::Text)
            .filter_map(|def| Some((Field::Builtin(def.code), (def.kind, Column::new(def.kind)?))))
            .collect();
        TableData {
            ids: Vec::new(),
            rows: FxHashMap::default(),
            packed: Vec::new(),
            alive: Bitmap::none(0),
            columns,
            dirty_pages: BTreeSet::new(),
            revision: 0,
        }
    }

    /// Rows, the deleted ones too.
    pub fn len(&self) -> u32 {
        self.ids.len() as u32
    }

    pub fn row(&self, id: Id) -> Option<u32> {
        self.rows.get(&id).copied()
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
        self.packed.iter().map(|packed| packed.len() as u64).sum()
    }

    pub fn record(&self, row: u32) -> Record {
        // Rows were readable when they came in.
        unpack_record(&self.packed[row as usize]).unwrap_or_else(|_| Record::new(self.id(row), []))
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
        let row = match self.row(record.id) {
            Some(row) => {
                self.packed[row as usize] = packed;
                row
            }
            None => self.append(record.id, packed),
        };
        self.dirty_pages.insert(row / PAGE_ROWS);
        self.index(row, record);
        row
    }

    fn append(&mut self, id: Id, packed: Box<[u8]>) -> u32 {
        let row = self.len();
        self.ids.push(id);
        self.rows.insert(id, row);
        self.packed.push(packed);
        row
    }

    fn index(&mut self, row: u32, record: &Record) {
        self.revision += 1;
        self.alive.set(row, record.is_alive());
        for (field, (kind, column)) in &mut self.columns {
            derive::cells(record, field, *kind, &mut |cells| column.set(row, *kind, cells.iter().copied()));
        }
    }

    /// Appends the records of a stored page.
    pub fn load_page(&mut self, page: &[u8]) -> Result<(), Unreadable> {
        for packed in unpack_records(page)? {
            let record = unpack_record(packed)?;
            let row = self.append(record.id, packed.into());
            self.index(row, &record);
        }
        Ok(())
    }

    /// The pages that differ from what is stored, numbered.
    pub fn dirty_pages(&self) -> impl Iterator<Item = (u32, Vec<u8>)> {
        self.dirty_pages.iter().map(|page| {
            let from = (page * PAGE_ROWS) as usize;
            let to = (from + PAGE_ROWS as usize).min(self.packed.len());
            (*page, pack_records(self.packed[from..to].iter().map(|packed| &**packed)))
        })
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
            if self.columns.get(field).is_some_and(|(of, _)| of == kind) {
                continue;
            }
            let Some(mut column) = Column::new(*kind) else { continue };
            for row in 0..self.len() {
                let record = self.record(row);
                derive::cells(&record, field, *kind, &mut |cells| {
                    column.set(row, *kind, cells.iter().copied())
                });
            }
            self.columns.insert(field.clone(), (*kind, column));
        }
    }

    /// The rows for which the test holds, by column where there is one, else record by record.
    pub fn select(&self, field: &Field, kind: FieldKind, test: &Test) -> Bitmap {
        if let Some((of, column)) = self.columns.get(field)
            && *of == kind
        {
            return column.select(test, self.len());
        }
        Bitmap::from_fn(self.len(), |row| derive::holds(&self.record(row), field, kind, test))
    }
}
