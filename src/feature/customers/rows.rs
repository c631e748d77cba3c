//! The rows of the list: only the windows around what is in sight are asked for, a hundred rows at a
//! time, and kept until something changes.

use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::app::live::changes;
use crate::model::{Field, Id, Rule, SortKey, Table};
use crate::ui::{RowWindow, TableRow};
use crate::wire::{GetList, ListRow, Problem, Shown, client};

const WINDOW: u32 = 100;
/// The most windows that one question asks for.
const AT_ONCE: u32 = 5;

/// What the list is asked, without the window.
#[derive(Clone, PartialEq, Debug)]
pub struct ListQuestion {
    pub filter: Rule,
    pub search: String,
    pub sort: Vec<SortKey>,
    pub fields: Vec<Field>,
}

impl ListQuestion {
    pub fn window(&self, offset: u32, limit: u32) -> GetList {
        let ListQuestion { filter, search, sort, fields } = self.clone();
        GetList { filter, search, sort, fields, offset, limit }
    }
}

/// A row with the fields that it answers: the columns may have changed since it was asked for.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub row: ListRow,
    fields: Arc<[Field]>,
}

impl Row {
    /// `None` for a field that was not asked for.
    pub fn cell(&self, field: &Field) -> Option<&Shown> {
        let at = self.fields.iter().position(|of| of == field)?;
        self.row.cells.get(at)
    }
}

impl TableRow for Row {
    type Key = Id;

    fn key(&self) -> Id {
        self.row.id
    }
}

#[derive(Clone, Copy)]
pub struct Rows {
    windows: RwSignal<FxHashMap<u32, Arc<[Row]>>>,
    /// How many match; `None` before the first answer.
    pub total: RwSignal<Option<u32>>,
    /// The search index is still being built: more may match.
    pub indexing: RwSignal<bool>,
    pub problem: RwSignal<Option<Problem>>,
    wanted: Signal<Range<usize>>,
    question: Signal<Option<ListQuestion>>,
    fetch: StoredValue<Fetch>,
}

#[derive(Default)]
struct Fetch {
    /// Grows with each change of the question or of the data: answers to an older one are dropped.
    generation: u64,
    /// Windows that hold what the present generation answered.
    fresh: FxHashSet<u32>,
    asking: bool,
}

/// Keeps the rows around `wanted` at hand. No question is asked while there is none.
pub fn use_rows(question: Signal<Option<ListQuestion>>, wanted: Signal<Range<usize>>) -> Rows {
    let rows = Rows {
        windows: RwSignal::default(),
        total: RwSignal::new(None),
        indexing: RwSignal::new(false),
        problem: RwSignal::new(None),
        wanted,
        question,
        fetch: StoredValue::new(Fetch::default()),
    };
    let changes = changes(&[Table::Customer, Table::Interaction, Table::Member, Table::Segment]);
    Effect::new(move |_| {
        changes.track();
        question.track();
        rows.fetch.update_value(|fetch| {
            fetch.generation += 1;
            fetch.fresh.clear();
        });
        rows.pump();
    });
    Effect::new(move |_| {
        wanted.track();
        rows.pump();
    });
    rows
}

impl Rows {
    /// The rows at hand of those that are wanted.
    pub fn at_hand(self) -> RowWindow<Row> {
        let wanted = windows_of(self.wanted.get());
        self.windows.with(|windows| {
            // One stretch without a gap; what lies beyond a gap is still on its way.
            let mut held = wanted.skip_while(|window| !windows.contains_key(window)).peekable();
            let offset = held.peek().map_or(0, |window| window * WINDOW) as usize;
            let rows =
                held.map_while(|window| windows.get(&window)).flat_map(|rows| rows.iter().cloned()).collect();
            RowWindow { offset, rows }
        })
    }

    /// The row at this place of the list, when it is at hand.
    pub fn row(self, at: usize) -> Option<Row> {
        let at = at as u32;
        self.windows
            .with_untracked(|windows| windows.get(&(at / WINDOW))?.get((at % WINDOW) as usize).cloned())
    }

    pub fn question(self) -> Option<ListQuestion> {
        self.question.get_untracked()
    }

    /// One question at a time: while one is under way the person may scroll past what the next would
    /// have asked for.
    fn pump(self) {
        let Some(question) = self.question.get_untracked() else { return };
        let Some(missing) = self.missing() else { return };
        let generation = self.fetch.with_value(|fetch| fetch.generation);
        self.fetch.update_value(|fetch| fetch.asking = true);
        let window = question.window(missing.start * WINDOW, (missing.end - missing.start) * WINDOW);
        spawn_local(async move {
            let answer = client::ask(window).await;
            // The list may have been left meanwhile.
            let Some(now) = self.fetch.try_with_value(|fetch| fetch.generation) else { return };
            self.fetch.update_value(|fetch| fetch.asking = false);
            if now == generation {
                match answer {
                    Ok(page) => self.keep(missing, question.fields.into(), page),
                    Err(problem) => return self.problem.set(Some(problem)),
                }
            }
            self.pump();
        });
    }

    /// The windows to ask for next: wanted, and not fresh.
    fn missing(self) -> Option<Range<u32>> {
        let wanted = windows_of(self.wanted.get_untracked());
        // Before the first answer nobody knows how many there are; the first window always is asked for.
        let end = self.total.get_untracked().map_or(wanted.end, |total| total.div_ceil(WINDOW)).max(1);
        self.fetch.with_value(|fetch| {
            if fetch.asking {
                return None;
            }
            let first = wanted.start.min(end - 1);
            let mut missing =
                (first..wanted.end.clamp(first + 1, end)).filter(|window| !fetch.fresh.contains(window));
            let start = missing.next()?;
            let end = missing.next_back().unwrap_or(start) + 1;
            Some(start..end.min(start + AT_ONCE))
        })
    }

    fn keep(self, asked: Range<u32>, fields: Arc<[Field]>, page: crate::wire::ListPage) {
        let first_answer = self.fetch.with_value(|fetch| fetch.fresh.is_empty());
        self.fetch.update_value(|fetch| fetch.fresh.extend(asked.clone()));
        self.windows.update(|windows| {
            if first_answer {
                // What an older question answered stays in sight no longer than until now.
                windows.clear();
            }
            let mut rows = page.rows.into_iter().map(|row| Row { row, fields: fields.clone() });
            for window in asked {
                windows.insert(window, rows.by_ref().take(WINDOW as usize).collect());
            }
        });
        self.problem.set(None);
        self.indexing.set(page.indexing);
        self.total.set(Some(page.total));
    }
}

fn windows_of(rows: Range<usize>) -> Range<u32> {
    (rows.start as u32 / WINDOW)..(rows.end as u32).div_ceil(WINDOW)
}
