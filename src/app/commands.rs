//! The one way for a screen to do something: ask the engine, say what went wrong, and offer to take
//! it back. Questions that a screen only shows go through `live` instead.

use std::cell::Cell;

use leptos::task::spawn_local;

use super::status::UnderWay;
use crate::text::{tr, tr_n, tr_stored, tr_with};
use crate::ui::{Toast, Toaster};
use crate::wire::{Ask, Commit, Committed, Label, Problem, Redo, Undo, client};

thread_local! {
    static TOASTER: Cell<Option<Toaster>> = const { Cell::new(None) };
    /// How many transactions this page has made: an old toast must not undo a newer one.
    static MADE: Cell<u64> = const { Cell::new(0) };
}

/// Shows a notice, from wherever.
pub fn toast(toast: Toast) {
    if let Some(toaster) = TOASTER.get() {
        toaster.show(toast);
    }
}

pub(super) fn start(toaster: Toaster) {
    TOASTER.set(Some(toaster));
}

/// Shows a problem where no better place is.
pub fn show_problem(problem: &Problem) {
    let detail = [&problem.place, &problem.advice].into_iter().flatten().map(|text| tr_stored(text));
    let detail = detail.collect::<Vec<_>>().join(" ");
    let shown = Toast::error(tr_stored(&problem.what));
    toast(if detail.is_empty() { shown } else { shown.detail(detail) });
}

/// Runs a command. A problem is returned, for a form to show beside its fields.
pub async fn attempt<Q: Ask>(command: Q) -> Result<Q::Answer, Problem> {
    let under_way = UnderWay::begin();
    let answer = client::ask(command).await;
    under_way.end(answer.is_ok());
    if answer.is_ok() {
        MADE.set(MADE.get() + 1);
    }
    answer
}

/// Runs a command. A problem is shown as a toast, and gives `None`.
pub async fn run<Q: Ask>(command: Q) -> Option<Q::Answer> {
    attempt(command).await.inspect_err(show_problem).ok()
}

/// Writes, and offers to undo it.
pub async fn commit(commit: Commit) -> Option<Committed> {
    let committed = run(commit).await?;
    offer_undo(&committed);
    Some(committed)
}

/// Writes without a word: for an edit in place, which is seen where it was made.
pub async fn commit_quietly(commit: Commit) -> Option<Committed> {
    run(commit).await
}

/// Says what was done, with a button that takes it back. For the answer of a command just run.
pub fn offer_undo(committed: &Committed) {
    let made = MADE.get();
    toast(Toast::done(label_text(&committed.label)).action(tr("Undo"), move || {
        if MADE.get() == made {
            undo();
        } else {
            let detail = tr("Something else was done since. Undo takes back the latest first.");
            toast(Toast::info(tr("This is no longer the latest change.")).detail(detail));
        }
    }));
}

/// Takes back the latest change.
pub fn undo() {
    spawn_local(async {
        let Some(undone) = run(Undo).await else { return };
        let text = tr_with("Undone: {what}", &[("what", &label_text(&undone.label))]);
        toast(left_alone(Toast::info(text), &undone).action(tr("Redo"), redo));
    });
}

/// Does again what was undone.
pub fn redo() {
    spawn_local(async {
        let Some(redone) = run(Redo).await else { return };
        let text = tr_with("Redone: {what}", &[("what", &label_text(&redone.label))]);
        toast(left_alone(Toast::info(text), &redone).action(tr("Undo"), undo));
    });
}

fn left_alone(toast: Toast, committed: &Committed) -> Toast {
    match committed.skipped as usize {
        0 => toast,
        n => toast.detail(tr_n(
            "{n} field was changed since and was left alone.",
            "{n} fields were changed since and were left alone.",
            n,
        )),
    }
}

/// What was done, to read: "Edit customer: Ada Lovelace".
pub fn label_text(label: &Label) -> String {
    let action = tr_stored(&label.action);
    if label.subject.is_empty() {
        return action;
    }
    tr_with("{action}: {subject}", &[("action", &action), ("subject", &label.subject)])
}
