//! The data table: draws the rows in sight of any number of rows.
//!
//! It never holds the data. It says which rows it wants (`TableState::wanted`), the caller gives a
//! [`RowWindow`] when it has them, and rows that have not come yet are drawn as skeletons. Layout, sort,
//! selection and the active row are signals the caller owns, to keep them in an address or a view.

mod grid;
mod head;
mod scroll;

pub use grid::DataTable;

use leptos::prelude::*;
use std::collections::HashSet;
use std::hash::Hash;
use std::ops::Range;

/// A row: it can be told apart by its key and compared, so that only what changed is drawn again.
pub trait TableRow: Clone + PartialEq + Send + Sync + 'static {
    type Key: Clone + Eq + Hash + Send + Sync + 'static;

    fn key(&self) -> Self::Key;
}

/// The rows from `offset` on that the caller has at hand.
#[derive(Clone, Debug, PartialEq)]
pub struct RowWindow<T> {
    pub offset: usize,
    pub rows: Vec<T>,
}

impl<T> Default for RowWindow<T> {
    fn default() -> RowWindow<T> {
        RowWindow { offset: 0, rows: Vec::new() }
    }
}

impl<T> RowWindow<T> {
    pub fn get(&self, index: usize) -> Option<&T> {
        self.rows.get(index.checked_sub(self.offset)?)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    /// Figures.
    End,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub key: String,
    pub title: String,
    pub width_px: f64,
    pub align: Align,
    pub sortable: bool,
}

impl Column {
    pub fn new(key: impl Into<String>, title: impl Into<String>, width_px: f64) -> Column {
        Column { key: key.into(), title: title.into(), width_px, align: Align::Start, sortable: true }
    }

    pub fn end(self) -> Column {
        Column { align: Align::End, ..self }
    }

    pub fn unsortable(self) -> Column {
        Column { sortable: false, ..self }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortBy {
    pub column: String,
    pub descending: bool,
}

/// What is ticked. "All" is kept as all, because nobody lists the keys of 100,000 rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection<K: Eq + Hash> {
    Only(HashSet<K>),
    AllExcept(HashSet<K>),
}

impl<K: Eq + Hash> Default for Selection<K> {
    fn default() -> Selection<K> {
        Selection::Only(HashSet::new())
    }
}

impl<K: Clone + Eq + Hash> Selection<K> {
    pub fn all() -> Selection<K> {
        Selection::AllExcept(HashSet::new())
    }

    pub fn contains(&self, key: &K) -> bool {
        match self {
            Selection::Only(keys) => keys.contains(key),
            Selection::AllExcept(keys) => !keys.contains(key),
        }
    }

    pub fn count(&self, total: usize) -> usize {
        match self {
            Selection::Only(keys) => keys.len(),
            Selection::AllExcept(keys) => total.saturating_sub(keys.len()),
        }
    }

    pub fn set(&mut self, key: K, selected: bool) {
        match (self, selected) {
            (Selection::Only(keys), true) | (Selection::AllExcept(keys), false) => keys.insert(key),
            (Selection::Only(keys), false) | (Selection::AllExcept(keys), true) => keys.remove(&key),
        };
    }

    pub fn toggle(&mut self, key: K) {
        let selected = self.contains(&key);
        self.set(key, !selected);
    }
}

/// The state of one table, owned by its caller.
pub struct TableState<K: Eq + Hash + Send + Sync + 'static> {
    /// Order and widths: the table writes them when a column is moved or resized.
    pub columns: RwSignal<Vec<Column>>,
    /// The first is the main one. The table writes it when a header is pressed.
    pub sort: RwSignal<Vec<SortBy>>,
    pub selection: RwSignal<Selection<K>>,
    /// The row the keyboard is at.
    pub active: RwSignal<Option<usize>>,
    /// The rows the table wants to show soon. Written by the table, in steps of some dozens of rows.
    pub wanted: RwSignal<Range<usize>>,
    /// Ask the table to bring a row into sight; it takes the request away.
    pub reveal: RwSignal<Option<usize>>,
}

impl<K: Eq + Hash + Send + Sync + 'static> Clone for TableState<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K: Eq + Hash + Send + Sync + 'static> Copy for TableState<K> {}

impl<K: Clone + Eq + Hash + Send + Sync + 'static> TableState<K> {
    pub fn new(columns: Vec<Column>) -> TableState<K> {
        TableState {
            columns: RwSignal::new(columns),
            sort: RwSignal::default(),
            selection: RwSignal::default(),
            active: RwSignal::default(),
            wanted: RwSignal::new(0..scroll::STEP_ROWS * 2),
            reveal: RwSignal::default(),
        }
    }
}
