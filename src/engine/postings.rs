//! The rows that hold one term, in ascending order: as differences, mostly a byte each.
//!
//! Rows are appended while the index is built. What changes later is kept beside, unpacked, until
//! there is enough of it to be worth packing everything anew.

use super::bitmap::Bitmap;

#[derive(Default)]
pub struct Postings {
    /// Each row's distance from the one before (from -1), in groups of seven bits.
    packed: Vec<u8>,
    /// The last packed row, plus one.
    end: u32,
    changes: Option<Box<Changes>>,
}

/// Sorted. What is gone is packed; what was added is not.
#[derive(Default)]
struct Changes {
    added: Vec<u32>,
    gone: Vec<u32>,
}

impl Postings {
    /// Adds a row that is at least as late as all before.
    pub fn append(&mut self, row: u32) {
        if row < self.end {
            // The row said the word before.
            return;
        }
        let mut distance = row + 1 - self.end;
        while distance >= 0x80 {
            self.packed.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        self.packed.push(distance as u8);
        self.end = row + 1;
    }

    pub fn insert(&mut self, row: u32) {
        let changes = self.changes.get_or_insert_default();
        if let Ok(at) = changes.gone.binary_search(&row) {
            changes.gone.remove(at);
        } else if let Err(at) = changes.added.binary_search(&row) {
            changes.added.insert(at, row);
        }
        self.settle();
    }

    pub fn remove(&mut self, row: u32) {
        let changes = self.changes.get_or_insert_default();
        if let Ok(at) = changes.added.binary_search(&row) {
            changes.added.remove(at);
        } else if let Err(at) = changes.gone.binary_search(&row) {
            changes.gone.insert(at, row);
        }
        self.settle();
    }

    /// Packs the changes in once they are many in proportion, so that each costs little on the whole.
    fn settle(&mut self) {
        let count = self.changes.as_ref().map_or(0, |changes| changes.added.len() + changes.gone.len());
        if count < 256 || count * 8 < self.packed.len() {
            return;
        }
        let mut rows = Vec::new();
        self.each(|row| rows.push(row));
        rows.sort_unstable();
        *self = Postings::default();
        rows.into_iter().for_each(|row| self.append(row));
    }

    /// Every row, once.
    fn each(&self, mut with: impl FnMut(u32)) {
        let none = Changes::default();
        let changes = self.changes.as_deref().unwrap_or(&none);
        let mut gone = changes.gone.iter().peekable();
        let (mut end, mut distance, mut shift) = (0u32, 0u32, 0);
        for byte in &self.packed {
            distance |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 != 0 {
                shift += 7;
                continue;
            }
            end += distance;
            (distance, shift) = (0, 0);
            if gone.next_if_eq(&&(end - 1)).is_none() {
                with(end - 1);
            }
        }
        changes.added.iter().for_each(|row| with(*row));
    }

    pub fn add_to(&self, rows: &mut Bitmap) {
        self.each(|row| rows.set(row, true));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_hold_what_a_set_holds(
            first in proptest::collection::btree_set(0..3_000u32, 0..900),
            changes in proptest::collection::vec((0..3_000u32, any::<bool>()), 0..900),
        ) {
            let (mut postings, mut set) = (Postings::default(), BTreeSet::new());
            for row in first {
                postings.append(row);
                postings.append(row);
                set.insert(row);
            }
            for (row, is_in) in changes {
                // As the index does: only what differs is told.
                if is_in && set.insert(row) {
                    postings.insert(row);
                } else if !is_in && set.remove(&row) {
                    postings.remove(row);
                }
            }
            let mut rows = Bitmap::none(3_000);
            postings.add_to(&mut rows);
            prop_assert_eq!(rows.iter().collect::<Vec<_>>(), set.into_iter().collect::<Vec<_>>());
        }
    }
}
