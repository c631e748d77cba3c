use serde::{Deserialize, Serialize};

use super::Stamp;
use crate::model::{CellKey, Field, Id, Value};

/// A record: its identity, and its cells in the order of their keys.
///
/// Always in normal form, so that equal content is equal: `base` is the earliest stamp of any cell,
/// and a cell names its own stamp only when it is later.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Record {
    pub id: Id,
    pub base: Stamp,
    cells: Vec<Cell>,
}

#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cell {
    pub key: CellKey,
    /// `None`: cleared, or the element was removed.
    pub value: Option<Value>,
    /// `None`: the record's base stamp.
    pub stamp: Option<Stamp>,
}

impl Record {
    /// A record with these cells; the last of several with the same key by merge order.
    pub fn new(id: Id, cells: impl IntoIterator<Item = (CellKey, Option<Value>, Stamp)>) -> Self {
        let mut record = Record { id, base: Stamp::ZERO, cells: Vec::new() };
        for (key, value, stamp) in cells {
            record.write(key, value, stamp);
        }
        record
    }

    /// Every cell that was ever written, the cleared ones too.
    pub fn cells(&self) -> impl Iterator<Item = (&CellKey, Option<&Value>, Stamp)> {
        self.cells.iter().map(|cell| (&cell.key, cell.value.as_ref(), cell.stamp.unwrap_or(self.base)))
    }

    pub fn get(&self, key: &CellKey) -> Option<(Option<&Value>, Stamp)> {
        let at = self.cells.binary_search_by(|cell| cell.key.cmp(key)).ok()?;
        let cell = &self.cells[at];
        Some((cell.value.as_ref(), cell.stamp.unwrap_or(self.base)))
    }

    /// The value of a field that is no set.
    pub fn value(&self, field: &Field) -> Option<&Value> {
        let at =
            self.cells.binary_search_by(|cell| (&cell.key.field, &cell.key.element).cmp(&(field, &None)));
        self.cells[at.ok()?].value.as_ref()
    }

    pub fn text(&self, field: &Field) -> &str {
        self.value(field).and_then(Value::as_text).unwrap_or_default()
    }

    /// The elements of a set in the order of their keys, without the removed ones.
    pub fn elements(&self, field: &Field) -> impl Iterator<Item = (&str, &Value)> {
        let from = self.cells.partition_point(|cell| cell.key.field < *field);
        self.cells[from..]
            .iter()
            .take_while(move |cell| cell.key.field == *field)
            .filter_map(|cell| Some((cell.key.element.as_deref()?, cell.value.as_ref()?)))
    }

    /// Whether it exists: a deletion is undone by any later write.
    pub fn is_alive(&self) -> bool {
        match self.get(&CellKey::ALIVE) {
            Some((Some(Value::Bool(false)), deleted)) => {
                self.cells().any(|(key, _, stamp)| *key != CellKey::ALIVE && stamp > deleted)
            }
            _ => true,
        }
    }

    /// The latest write.
    pub fn updated(&self) -> Stamp {
        self.cells().map(|(_, _, stamp)| stamp).max().unwrap_or(self.base)
    }

    /// Writes a cell unless what is there wins: the later stamp, and of equal stamps the greater
    /// bytes. Whether the cell has changed.
    pub fn write(&mut self, key: CellKey, value: Option<Value>, stamp: Stamp) -> bool {
        if self.cells.is_empty() {
            self.base = stamp;
            self.cells.push(Cell { key, value, stamp: None });
            return true;
        }
        match self.cells.binary_search_by(|cell| cell.key.cmp(&key)) {
            Ok(at) => {
                let cell = &self.cells[at];
                let here = cell.stamp.unwrap_or(self.base);
                if (stamp, canonical(value.as_ref())) <= (here, canonical(cell.value.as_ref())) {
                    return false;
                }
                let held_base = cell.stamp.is_none();
                self.cells[at].value = value;
                self.cells[at].stamp = Some(stamp).filter(|stamp| *stamp != self.base);
                if held_base {
                    self.rebase();
                }
            }
            Err(at) => {
                self.cells
                    .insert(at, Cell { key, value, stamp: Some(stamp).filter(|stamp| *stamp != self.base) });
                if stamp < self.base {
                    self.rebase();
                }
            }
        }
        true
    }

    /// Restores the normal form after the earliest stamp may have changed.
    fn rebase(&mut self) {
        let earliest = self.cells().map(|(_, _, stamp)| stamp).min().unwrap_or(self.base);
        if earliest == self.base {
            return;
        }
        let before = self.base;
        self.base = earliest;
        for cell in &mut self.cells {
            cell.stamp = Some(cell.stamp.unwrap_or(before)).filter(|stamp| *stamp != earliest);
        }
    }

    /// Takes over every cell of `other` that wins. Whether anything has changed.
    pub fn merge(&mut self, other: &Record) -> bool {
        let mut changed = false;
        for (key, value, stamp) in other.cells() {
            changed |= self.write(key.clone(), value.cloned(), stamp);
        }
        changed
    }
}

/// Bytes that order values the same on every machine, for ties between equal stamps.
fn canonical(value: Option<&Value>) -> Vec<u8> {
    postcard::to_allocvec(&value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::ReplicaId;
    use crate::model::customer;

    fn stamp(ms: u64) -> Stamp {
        Stamp { ms, counter: 0, replica: ReplicaId(1) }
    }

    fn text(text: &str) -> Option<Value> {
        Some(Value::text(text))
    }

    #[test]
    fn the_later_write_wins_whatever_the_order() {
        let mut record =
            Record::new(Id::from_u128(1), [(customer::FIRST_NAME.into(), text("Ada"), stamp(1))]);
        assert!(record.write(customer::FIRST_NAME.into(), text("Ida"), stamp(3)));
        assert!(!record.write(customer::FIRST_NAME.into(), text("Eda"), stamp(2)));
        assert_eq!(record.text(&customer::FIRST_NAME), "Ida");
        assert_eq!(record.base, stamp(3), "the only cell left is the base");
    }

    #[test]
    fn an_edit_after_the_deletion_revives() {
        let mut record =
            Record::new(Id::from_u128(1), [(customer::FIRST_NAME.into(), text("Ada"), stamp(1))]);
        record.write(CellKey::ALIVE, Some(Value::Bool(false)), stamp(5));
        assert!(!record.is_alive());
        record.write(customer::LAST_NAME.into(), text("Byron"), stamp(4));
        assert!(!record.is_alive());
        record.write(customer::LAST_NAME.into(), text("Lovelace"), stamp(6));
        assert!(record.is_alive());
    }

    #[test]
    fn elements_are_cells_of_their_own() {
        let tag = |tag: &str| CellKey::element(customer::TAGS, tag);
        let yes = Some(Value::Bool(true));
        let mut record = Record::new(
            Id::from_u128(1),
            [(tag("vip"), yes.clone(), stamp(1)), (tag("golf"), yes, stamp(1))],
        );
        record.write(tag("vip"), None, stamp(2));
        let tags: Vec<_> = record.elements(&customer::TAGS).map(|(tag, _)| tag).collect();
        assert_eq!(tags, ["golf"]);
    }
}
