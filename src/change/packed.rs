//! Records and transactions as bytes in pages and journal.
//!
//! The first byte names the format. A released format is read for ever; see `tests/fixtures`.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use serde::Deserialize;

use super::{Record, Stamp, Transaction, scan};
use crate::model::{CellKey, Date, Id, Moment, Money, Value};

const FORMAT: u8 = 1;

/// Stored bytes that this version cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Written by a newer version of the program, which uses this format.
    Newer(u8),
    /// Not what any version wrote.
    Damaged,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Newer(format) => {
                write!(f, "written by a newer version of Clientele (format {format})")
            }
            Unreadable::Damaged => f.write_str("the stored bytes are damaged"),
        }
    }
}

impl std::error::Error for Unreadable {}

pub fn pack_record(record: &Record) -> Box<[u8]> {
    // Serialising into memory fails only for maps of unknown length, which no record has.
    postcard::to_allocvec(record).unwrap_or_default().into_boxed_slice()
}

#[derive(Serialize)]
struct NewRecord<'a> {
    id: Id,
    base: Stamp,
    cells: Vec<NewCell<'a>>,
}

#[derive(Serialize)]
struct NewCell<'a> {
    key: &'a CellKey,
    value: Option<&'a Value>,
    stamp: Option<Stamp>,
}

/// A record of these cells, packed without being made first. `None` when it has no cell, or several
/// with the same key.
pub fn pack_new_record<'a>(
    id: Id,
    cells: impl Iterator<Item = (&'a CellKey, Option<&'a Value>, Stamp)>,
) -> Option<Vec<u8>> {
    let mut cells: Vec<_> =
        cells.map(|(key, value, stamp)| NewCell { key, value, stamp: Some(stamp) }).collect();
    cells.sort_unstable_by(|a, b| a.key.cmp(b.key));
    if cells.windows(2).any(|pair| pair[0].key == pair[1].key) {
        return None;
    }
    let base = cells.iter().filter_map(|cell| cell.stamp).min()?;
    for cell in &mut cells {
        cell.stamp = cell.stamp.filter(|stamp| *stamp != base);
    }
    postcard::to_allocvec(&NewRecord { id, base, cells }).ok()
}

/// One record as it lies in memory: the format is this build's.
pub fn unpack_record(bytes: &[u8]) -> Result<Record, Unreadable> {
    postcard::from_bytes(bytes).map_err(|_| Unreadable::Damaged)
}

/// A packed record, read where it lies: for passing over very many of them. Texts are borrowed, and
/// what only whole records need is skipped.
#[derive(Debug, PartialEq, Deserialize)]
pub struct RecordRef<'a> {
    pub id: Id,
    pub base: Stamp,
    #[serde(borrow)]
    pub cells: Vec<CellRef<'a>>,
}

#[derive(Debug, PartialEq, Deserialize)]
pub struct CellRef<'a> {
    #[serde(borrow)]
    pub key: KeyRef<'a>,
    #[serde(borrow)]
    pub value: Option<ValueRef<'a>>,
    pub stamp: Option<Stamp>,
}

/// Mirrors [`crate::model::CellKey`].
#[derive(Debug, PartialEq, Deserialize)]
pub struct KeyRef<'a> {
    #[serde(borrow)]
    pub field: FieldRef<'a>,
    pub element: Option<&'a str>,
}

/// Mirrors [`crate::model::Field`] as it is packed.
#[derive(Debug, PartialEq, Deserialize)]
pub enum FieldRef<'a> {
    Builtin(u16),
    Custom(Id),
    Unknown(&'a str),
}

/// Mirrors [`crate::model::Value`], variant by variant.
#[derive(Debug, PartialEq, Deserialize)]
pub enum ValueRef<'a> {
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(&'a str),
    Date(Date),
    Moment(Moment),
    Money(Money),
    Ref(Id),
    Contact(&'a str, &'a str, i32),
    Address(&'a str, i32, &'a str, &'a str, &'a str, &'a str, &'a str),
    Consent(bool, Option<Date>),
    Json(&'a str),
}

pub fn read_record(bytes: &[u8]) -> Result<RecordRef<'_>, Unreadable> {
    scan::record(bytes).ok_or(Unreadable::Damaged)
}

/// A page: packed records one after another, each as long as the number before it says.
pub fn pack_records<'a>(records: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut page = vec![FORMAT];
    for record in records {
        page.extend_from_slice(&(record.len() as u32).to_le_bytes());
        page.extend_from_slice(record);
    }
    page
}

/// The packed records of a page.
pub fn unpack_records(page: &[u8]) -> Result<Vec<&[u8]>, Unreadable> {
    let mut rest = body(page)?;
    let mut records = Vec::with_capacity(1024);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = u32::from_le_bytes(*length) as usize;
        let (record, after) = after.split_at_checked(length).ok_or(Unreadable::Damaged)?;
        records.push(record);
        rest = after;
    }
    if rest.is_empty() { Ok(records) } else { Err(Unreadable::Damaged) }
}

pub fn pack_transaction(transaction: &Transaction) -> Vec<u8> {
    pack(transaction)
}

pub fn unpack_transaction(bytes: &[u8]) -> Result<Transaction, Unreadable> {
    unpack(bytes)
}

fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    // Appending to a Vec cannot fail.
    postcard::to_extend(value, vec![FORMAT]).unwrap_or_default()
}

fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unreadable> {
    postcard::from_bytes(body(bytes)?).map_err(|_| Unreadable::Damaged)
}

fn body(bytes: &[u8]) -> Result<&[u8], Unreadable> {
    match bytes.split_first() {
        Some((&FORMAT, body)) => Ok(body),
        Some((&format, _)) if format > FORMAT => Err(Unreadable::Newer(format)),
        _ => Err(Unreadable::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::ReplicaId;
    use crate::model::{Address, Consent, ContactPoint, Currency, Field};

    /// Every kind of value, key and stamp, so that the mirrors above cannot drift from what they mirror.
    #[test]
    fn a_record_is_read_where_it_lies() {
        let stamp = |ms| Stamp { ms, counter: 300, replica: ReplicaId(u64::MAX) };
        let money = Money { currency: Currency::new("EUR").unwrap(), minor: -5 };
        let day = Date::new(2026, 3, 31).unwrap();
        let moment = Moment { utc_ms: -1, offset_min: -90 };
        let contact = ContactPoint { value: "a@b".into(), label: "work".into(), rank: -2 };
        let address = Address { city: "Köln".into(), rank: 7, ..Address::default() };
        let values = [
            (Value::Bool(true), ValueRef::Bool(true)),
            (Value::Int(-7), ValueRef::Int(-7)),
            (Value::Number(0.5), ValueRef::Number(0.5)),
            (Value::text("Zoë"), ValueRef::Text("Zoë")),
            (Value::Date(day), ValueRef::Date(day)),
            (Value::Moment(moment), ValueRef::Moment(moment)),
            (Value::Money(money), ValueRef::Money(money)),
            (Value::Ref(Id::from_u128(9)), ValueRef::Ref(Id::from_u128(9))),
            (Value::Contact(contact), ValueRef::Contact("a@b", "work", -2)),
            (Value::Address(address), ValueRef::Address("", 7, "", "Köln", "", "", "")),
            (Value::Consent(Consent { given: true, on: Some(day) }), ValueRef::Consent(true, Some(day))),
            (Value::Json("[]".into()), ValueRef::Json("[]")),
        ];
        let record = Record::new(
            Id::from_u128(1),
            (0..).zip(&values).map(|(code, (value, _))| {
                (Field::Builtin(code).into(), Some(value.clone()), stamp(u64::from(code) + 5))
            }),
        );
        let packed = pack_record(&record);
        let read = read_record(&packed).unwrap();
        assert_eq!(postcard::from_bytes::<RecordRef>(&packed).unwrap(), read);
        for length in 0..packed.len() {
            assert!(read_record(&packed[..length]).is_err());
        }
        assert_eq!((read.id, read.base), (record.id, stamp(5)));
        for ((code, (_, value)), cell) in (0..).zip(values).zip(&read.cells) {
            assert_eq!(cell.key, KeyRef { field: FieldRef::Builtin(code), element: None });
            assert_eq!(cell.value, Some(value));
            assert_eq!(cell.stamp, Some(stamp(u64::from(code) + 5)).filter(|stamp| stamp.ms != 5));
        }

        let (custom, unknown) = (Field::Custom(Id::from_u128(3)), Field::Unknown("x.y".into()));
        let cells = [(CellKey::element(custom, "one"), None, stamp(1)), (unknown.into(), None, stamp(1))];
        let packed = pack_record(&Record::new(Id::from_u128(2), cells));
        let keys: Vec<_> = read_record(&packed).unwrap().cells.into_iter().map(|cell| cell.key).collect();
        let custom = KeyRef { field: FieldRef::Custom(Id::from_u128(3)), element: Some("one") };
        assert_eq!(keys, [custom, KeyRef { field: FieldRef::Unknown("x.y"), element: None }]);
    }
}
