//! Different words, numbered in the order of their first use: in one piece of memory, found by hash
//! and by spelling.
//!
//! Columns keep a code a row instead of a word, and search its terms. Hundreds of thousands of words
//! would otherwise be as many allocations, twice.

use std::cell::{Ref, RefCell};
use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::model::fold;

#[derive(Default)]
pub struct Words {
    /// Each word, followed by its folded form where that is another one.
    text: String,
    /// By code: where the word begins, and where it ends.
    places: Vec<(u32, u32)>,
    index: HashTable<u32>,
    order: RefCell<Order>,
}

/// By folded form, then by the word itself.
#[derive(Default)]
pub struct Order {
    /// Codes in that order.
    pub codes: Vec<u32>,
    /// By code: its place in that order.
    pub ranks: Vec<u32>,
}

fn hash(word: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(word)
}

impl Words {
    pub fn len(&self) -> u32 {
        self.places.len() as u32
    }

    /// The word's code; new words get the next one. `exact` words are their own folded form.
    pub fn code(&mut self, word: &str, exact: bool) -> u32 {
        let hash_of = hash(word);
        if let Some(code) = self.index.find(hash_of, |code| self.word(*code) == word) {
            return *code;
        }
        let code = self.len();
        let start = self.text.len() as u32;
        self.text.push_str(word);
        self.places.push((start, self.text.len() as u32));
        if !exact {
            let folded = fold(word);
            if folded != word {
                self.text.push_str(&folded);
            }
        }
        let (text, places) = (&self.text, &self.places);
        self.index.insert_unique(hash_of, code, |code| {
            let (from, to) = places[*code as usize];
            hash(&text[from as usize..to as usize])
        });
        code
    }

    pub fn find(&self, word: &str) -> Option<u32> {
        self.index.find(hash(word), |code| self.word(*code) == word).copied()
    }

    /// Empty for a code that was never given.
    pub fn word(&self, code: u32) -> &str {
        let (from, to) = self.places.get(code as usize).copied().unwrap_or_default();
        &self.text[from as usize..to as usize]
    }

    pub fn folded(&self, code: u32) -> &str {
        let Some((_, from)) = self.places.get(code as usize).copied() else { return "" };
        let to = self.places.get(code as usize + 1).map_or(self.text.len(), |(next, _)| *next as usize);
        if to == from as usize { self.word(code) } else { &self.text[from as usize..to] }
    }

    /// All codes with their words, as written.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (0..self.len()).map(|code| (code, self.word(code)))
    }

    /// The order of all words. Words that came since it was last asked for are merged in.
    pub fn order(&self) -> Ref<'_, Order> {
        let known = self.order.borrow().codes.len() as u32;
        if known < self.len() {
            let key = |code: u32| (self.folded(code), self.word(code));
            let mut new: Vec<u32> = (known..self.len()).collect();
            new.sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
            let mut order = self.order.borrow_mut();
            let before = std::mem::take(&mut order.codes);
            let mut merged = Vec::with_capacity(self.len() as usize);
            let mut rest = &before[..];
            for code in new {
                let at = rest.partition_point(|other| key(*other) < key(code));
                merged.extend_from_slice(&rest[..at]);
                merged.push(code);
                rest = &rest[at..];
            }
            merged.extend_from_slice(rest);
            order.ranks = vec![0; merged.len()];
            for (rank, code) in (0..).zip(&merged) {
                order.ranks[*code as usize] = rank;
            }
            order.codes = merged;
        }
        self.order.borrow()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_ordered_as_they_come() {
        let mut words = Words::default();
        for (code, word) in ["Zoë", "ann", "Ann", "", "zoe"].into_iter().enumerate() {
            assert_eq!(words.code(word, false), code as u32);
        }
        assert_eq!(words.code("ann", false), 1);
        assert_eq!((words.word(0), words.folded(0), words.folded(1)), ("Zoë", "zoe", "ann"));
        assert_eq!((words.word(9), words.folded(9)), ("", ""));
        assert_eq!(words.find("Ann"), Some(2));
        assert_eq!(words.find("ANN"), None);
        assert_eq!(words.order().codes, [3, 2, 1, 0, 4]);
        words.code("Bob", false);
        assert_eq!(words.order().codes, [3, 2, 1, 5, 0, 4]);
        assert_eq!(words.order().ranks, [4, 2, 1, 0, 5, 3]);
    }
}
