//! The workspace as every screen needs it: its schema, its name, who sits here, how much there is.

use leptos::prelude::*;

use super::live::{Live, live};
use super::status::{self, Engine};
use crate::model::{Id, Member, Schema, Table};
use crate::wire::{Hello, Problem, Welcome};

/// Provided around every screen once the data is open.
#[derive(Clone, Copy)]
pub struct Workspace {
    pub welcome: Signal<Welcome>,
    /// Changes only when fields, choices, members or the currency do.
    pub schema: Signal<Schema>,
}

pub fn use_workspace() -> Workspace {
    expect_context()
}

pub fn use_schema() -> Signal<Schema> {
    use_workspace().schema
}

/// Who uses this browser.
pub fn use_me() -> Signal<Option<Member>> {
    let Workspace { welcome, schema } = use_workspace();
    Signal::derive(move || {
        let me: Id = welcome.with(|welcome| welcome.me)?;
        schema.with(|schema| schema.member(me).cloned())
    })
}

/// What to show before, and instead of, the workspace.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    Loading,
    Failed(Problem),
    Open,
}

/// Opens the workspace: [`Opened::Open`] means that [`Workspace`] can be used.
pub fn provide_workspace() -> Signal<Opened> {
    let engine = status::use_engine();
    let was_ready = status::use_was_ready();
    let answer = live(&Table::ALL, move || was_ready.get().then_some(Hello));

    let nobody = Welcome {
        schema: Schema::default(),
        workspace: None,
        me: None,
        counts: Default::default(),
        sample_customers: 0,
        memory_only: false,
    };
    // The last welcome stays while the question is asked again, also when that fails.
    let welcome = Memo::new(move |last: Option<&Welcome>| {
        answer
            .with(|answer| answer.ready().cloned())
            .or_else(|| last.cloned())
            .unwrap_or_else(|| nobody.clone())
    });
    let schema = Memo::new(move |_| welcome.with(|welcome| welcome.schema.clone()));
    provide_context(Workspace { welcome: welcome.into(), schema: schema.into() });

    let opened = Memo::new(move |last: Option<&Opened>| match (answer.get(), engine.get()) {
        (Live::Ready(_), _) => Opened::Open,
        _ if last == Some(&Opened::Open) => Opened::Open,
        (Live::Failed(problem), _) | (Live::Loading, Engine::Broken(problem)) => Opened::Failed(problem),
        (Live::Loading, _) => Opened::Loading,
    });
    opened.into()
}
