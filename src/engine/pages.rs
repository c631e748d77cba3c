//! Packed records in memory, page by page as they are stored.
//!
//! A page that was read is kept as it came: a record takes its bytes and four more. What is written
//! later stands behind it, until a page is half out of date and is packed anew.

use crate::change::{Unreadable, pack_records, unpack_records};

/// Records a page.
pub const PAGE_ROWS: u32 = 1024;

#[derive(Default)]
pub struct Pages {
    pages: Vec<PackedPage>,
    rows: u32,
}

#[derive(Default)]
struct PackedPage {
    bytes: Vec<u8>,
    /// Of each record: where it begins, and how long it is.
    places: Vec<(u32, u32)>,
    outdated_bytes: usize,
}

impl Pages {
    pub fn len(&self) -> u32 {
        self.rows
    }

    pub fn get(&self, row: u32) -> &[u8] {
        self.pages[(row / PAGE_ROWS) as usize].get((row % PAGE_ROWS) as usize)
    }

    pub fn push(&mut self, record: &[u8]) {
        if self.rows.is_multiple_of(PAGE_ROWS) {
            self.pages.push(PackedPage::default());
        }
        if let Some(page) = self.pages.last_mut() {
            page.push(record);
        }
        self.rows += 1;
        if self.rows.is_multiple_of(PAGE_ROWS)
            && let Some(page) = self.pages.last_mut()
        {
            page.bytes.shrink_to_fit();
            page.places.shrink_to_fit();
        }
    }

    pub fn replace(&mut self, row: u32, record: &[u8]) {
        self.pages[(row / PAGE_ROWS) as usize].replace((row % PAGE_ROWS) as usize, record);
    }

    /// Appends the records of a stored page.
    pub fn load(&mut self, page: Vec<u8>) -> Result<(), Unreadable> {
        let start = page.as_ptr() as usize;
        let records = unpack_records(&page)?;
        if !self.rows.is_multiple_of(PAGE_ROWS) || records.len() > PAGE_ROWS as usize {
            records.into_iter().for_each(|record| self.push(record));
            return Ok(());
        }
        let place = |record: &[u8]| ((record.as_ptr() as usize - start) as u32, record.len() as u32);
        let mut places: Vec<(u32, u32)> = records.into_iter().map(place).collect();
        places.shrink_to_fit();
        self.rows += places.len() as u32;
        self.pages.push(PackedPage { bytes: page, places, outdated_bytes: 0 });
        Ok(())
    }

    /// Drops the records from `rows` on.
    pub fn truncate(&mut self, rows: u32) {
        self.rows = self.rows.min(rows);
        self.pages.truncate(self.rows.div_ceil(PAGE_ROWS) as usize);
        if let (Some(page), used @ 1..) = (self.pages.last_mut(), self.rows % PAGE_ROWS) {
            page.places.truncate(used as usize);
        }
    }

    /// A page as it is to be stored.
    pub fn stored(&self, page: u32) -> Vec<u8> {
        self.pages[page as usize].packed()
    }

    pub fn bytes(&self) -> u64 {
        self.pages.iter().map(|page| (page.bytes.len() - page.outdated_bytes) as u64).sum()
    }
}

impl PackedPage {
    fn get(&self, at: usize) -> &[u8] {
        let (from, length) = self.places[at];
        &self.bytes[from as usize..][..length as usize]
    }

    fn push(&mut self, record: &[u8]) {
        self.places.push((self.bytes.len() as u32, record.len() as u32));
        self.bytes.extend_from_slice(record);
    }

    fn replace(&mut self, at: usize, record: &[u8]) {
        self.outdated_bytes += self.places[at].1 as usize;
        self.places[at] = (self.bytes.len() as u32, record.len() as u32);
        self.bytes.extend_from_slice(record);
        if self.outdated_bytes * 2 > self.bytes.len() {
            let mut fresh = PackedPage::default();
            (0..self.places.len()).for_each(|at| fresh.push(self.get(at)));
            *self = fresh;
        }
    }

    fn packed(&self) -> Vec<u8> {
        pack_records((0..self.places.len()).map(|at| self.get(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_replaced_is_stored_and_read_again() {
        let mut pages = Pages::default();
        let record = |row: u32, turn: u32| format!("record {row}, written {turn}");
        for row in 0..PAGE_ROWS + 10 {
            pages.push(record(row, 0).as_bytes());
        }
        for turn in 1..5 {
            for row in (0..PAGE_ROWS + 10).step_by(3) {
                pages.replace(row, record(row, turn).as_bytes());
            }
        }
        let mut loaded = Pages::default();
        for page in 0..2 {
            loaded.load(pages.stored(page)).unwrap();
        }
        assert_eq!((loaded.len(), loaded.bytes() > pages.bytes()), (PAGE_ROWS + 10, true));
        for row in 0..PAGE_ROWS + 10 {
            let turn = if row.is_multiple_of(3) { 4 } else { 0 };
            assert_eq!(pages.get(row), record(row, turn).as_bytes());
            assert_eq!(loaded.get(row), pages.get(row));
        }
        loaded.truncate(PAGE_ROWS + 1);
        loaded.push(b"another");
        assert_eq!((loaded.len(), loaded.get(PAGE_ROWS + 1)), (PAGE_ROWS + 2, &b"another"[..]));
    }

    #[test]
    fn a_page_after_one_that_is_not_full_joins_it() {
        let mut pages = Pages::default();
        for record in [&b"one"[..], b"two"] {
            pages.load(pack_records([record].into_iter())).unwrap();
        }
        assert_eq!((pages.len(), pages.get(1)), (2, &b"two"[..]));
        assert!(pages.load(b"\x01\xff".to_vec()).is_err());
        assert_eq!(pages.len(), 2);
    }
}
