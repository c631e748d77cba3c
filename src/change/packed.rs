//! Records and transactions as bytes in pages and journal.
//!
//! The first byte names the format. A released format is read for ever; see `tests/fixtures`.

use std::fmt;

use serde::{Serialize, de::DeserializeOwned};

use super::{Record, Transaction};

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

/// One record as it lies in memory: the format is this build's.
pub fn unpack_record(bytes: &[u8]) -> Result<Record, Unreadable> {
    postcard::from_bytes(bytes).map_err(|_| Unreadable::Damaged)
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
