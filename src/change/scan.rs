//! Reading a packed record by hand: what postcard does, for the kinds of value that interactions are made
//! of, without a call for each byte. Anything else is left to postcard, so both always agree.

use super::Stamp;
use super::packed::{CellRef, FieldRef, KeyRef, RecordRef, ValueRef};
use super::stamp::ReplicaId;
use crate::model::{Id, Moment};

struct Scan<'a>(&'a [u8]);

/// `None`: damaged.
pub fn record(bytes: &[u8]) -> Option<RecordRef<'_>> {
    let mut scan = Scan(bytes);
    let (id, base, count) = (scan.id()?, scan.stamp()?, scan.number()?);
    // No cell is shorter than its field, its element, its value and its stamp.
    let mut cells = Vec::with_capacity((count as usize).min(bytes.len() / 4));
    for _ in 0..count {
        let field = match scan.byte()? {
            0 => FieldRef::Builtin(u16::try_from(scan.number()?).ok()?),
            1 => FieldRef::Custom(scan.id()?),
            2 => FieldRef::Unknown(scan.text()?),
            _ => return None,
        };
        let element = if scan.is_some()? { Some(scan.text()?) } else { None };
        let value = if scan.is_some()? { Some(scan.value()?) } else { None };
        let stamp = if scan.is_some()? { Some(scan.stamp()?) } else { None };
        cells.push(CellRef { key: KeyRef { field, element }, value, stamp });
    }
    scan.0.is_empty().then_some(RecordRef { id, base, cells })
}

impl<'a> Scan<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(bytes)
    }

    /// Seven bits a byte, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// The sign in the lowest bit.
    fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn is_some(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    fn id(&mut self) -> Option<Id> {
        let bytes = self.take(16)?.try_into().ok()?;
        Some(Id::from_u128(u128::from_be_bytes(bytes)))
    }

    fn stamp(&mut self) -> Option<Stamp> {
        let (ms, counter) = (self.number()?, u32::try_from(self.number()?).ok()?);
        Some(Stamp { ms, counter, replica: ReplicaId(self.number()?) })
    }

    fn value(&mut self) -> Option<ValueRef<'a>> {
        let before = self.0;
        Some(match self.byte()? {
            0 => ValueRef::Bool(self.is_some()?),
            1 => ValueRef::Int(self.signed()?),
            3 => ValueRef::Text(self.text()?),
            5 => {
                let (utc_ms, offset_min) = (self.signed()?, i16::try_from(self.signed()?).ok()?);
                ValueRef::Moment(Moment { utc_ms, offset_min })
            }
            7 => ValueRef::Ref(self.id()?),
            _ => {
                let (value, rest) = postcard::take_from_bytes(before).ok()?;
                self.0 = rest;
                value
            }
        })
    }
}
