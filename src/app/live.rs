//! Live questions: asked again whenever what they depend on has changed.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::model::Table;
use crate::wire::{Ask, Event, Problem, client};

/// An answer on its way. While a question is asked again, the last answer stays.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Live<T> {
    #[default]
    Loading,
    Ready(T),
    Failed(Problem),
}

impl<T> Live<T> {
    pub fn ready(&self) -> Option<&T> {
        if let Live::Ready(answer) = self { Some(answer) } else { None }
    }
}

/// How often each table has changed since the page began; `Table as usize` is the index.
#[derive(Clone, Copy)]
struct Revisions([RwSignal<u64>; Table::ALL.len()]);

thread_local! {
    static REVISIONS: Cell<Option<Revisions>> = const { Cell::new(None) };
}

fn ask_again(tables: &[Table]) {
    let Some(revisions) = REVISIONS.get() else { return };
    for table in tables {
        revisions.0[*table as usize].update(|n| *n += 1);
    }
}

/// Begins to listen for changes. Called once by the shell, around everything that uses [`live`].
pub fn provide_live() {
    let revisions = Revisions(Table::ALL.map(|_| RwSignal::new(0)));
    provide_context(revisions);
    REVISIONS.set(Some(revisions));
    client::listen(move |event| match event {
        Event::Changed(tables) => ask_again(tables),
        Event::Ready => ask_again(&Table::ALL),
        _ => {}
    });
}

/// A number that grows whenever one of `tables` changes: for whoever keeps answers of their own.
pub fn changes(tables: &'static [Table]) -> Signal<u64> {
    let revisions = expect_context::<Revisions>();
    Signal::derive(move || tables.iter().map(|table| revisions.0[*table as usize].get()).sum())
}

/// The answer to `question`, kept current: asked again when a signal it reads changes, or when one
/// of `tables` does. `None` asks nothing.
pub fn live<Q>(
    tables: &'static [Table],
    question: impl Fn() -> Option<Q> + 'static,
) -> ReadSignal<Live<Q::Answer>>
where
    Q: Ask + 'static,
    Q::Answer: Clone + PartialEq + Send + Sync,
{
    let revisions = expect_context::<Revisions>();
    let (answer, set_answer) = signal(Live::Loading);
    let latest = StoredValue::new(0u64);
    Effect::new(move |_| {
        for table in tables {
            revisions.0[*table as usize].track();
        }
        // An answer to an older question must not replace that of a newer one.
        let turn = latest.get_value() + 1;
        latest.set_value(turn);
        let Some(question) = question() else { return };
        spawn_local(async move {
            let result = client::ask(question).await;
            if latest.try_get_value() != Some(turn) {
                return;
            }
            let next = match result {
                Ok(answer) => Live::Ready(answer),
                Err(problem) => Live::Failed(problem),
            };
            if answer.with_untracked(|now| *now != next) {
                set_answer.set(next);
            }
        });
    });
    answer
}
