//! How the engine fares: starting, ready or broken; what long work it does; whether all is saved.

use leptos::prelude::*;

use crate::platform::service_worker;
use crate::wire::{Event, Problem, client};

#[derive(Clone, Debug, PartialEq)]
pub enum Engine {
    /// The worker loads the data.
    Starting,
    Ready,
    /// The data could not be opened, or cannot be written any more.
    Broken(Problem),
}

/// Long work under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    pub what: String,
    pub done: u32,
    pub total: u32,
}

impl Progress {
    /// 0 to 1.
    pub fn share(&self) -> f64 {
        f64::from(self.done) / f64::from(self.total.max(1))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Saved {
    /// Everything that was done is on disk.
    All,
    Saving,
    /// The last command was refused.
    Not,
}

struct Status {
    engine: ArcRwSignal<Engine>,
    /// The data was shown once: a later fault is told beside it, not instead of it.
    was_ready: ArcRwSignal<bool>,
    progress: ArcRwSignal<Option<Progress>>,
    outdated: ArcRwSignal<bool>,
    update_ready: ArcRwSignal<bool>,
    under_way: ArcRwSignal<u32>,
    refused: ArcRwSignal<bool>,
}

thread_local! {
    static STATUS: Status = Status {
        engine: ArcRwSignal::new(Engine::Starting),
        was_ready: ArcRwSignal::new(false),
        progress: ArcRwSignal::new(None),
        outdated: ArcRwSignal::new(false),
        update_ready: ArcRwSignal::new(false),
        under_way: ArcRwSignal::new(0),
        refused: ArcRwSignal::new(false),
    };
}

pub fn use_engine() -> Signal<Engine> {
    STATUS.with(|status| status.engine.read_only().into())
}

/// Whether the data has been opened since the page began.
pub fn use_was_ready() -> Signal<bool> {
    STATUS.with(|status| status.was_ready.read_only().into())
}

pub fn use_progress() -> Signal<Option<Progress>> {
    STATUS.with(|status| status.progress.read_only().into())
}

/// Whether another tab runs a newer version.
pub fn use_outdated() -> Signal<bool> {
    STATUS.with(|status| status.outdated.read_only().into())
}

/// Whether a new build of the program waits for the user's word.
pub fn use_update_ready() -> Signal<bool> {
    STATUS.with(|status| status.update_ready.read_only().into())
}

/// Makes the page work offline and hears of new builds. Called once.
pub(super) fn follow_updates() {
    let ready = STATUS.with(|status| status.update_ready.clone());
    service_worker::register(move || ready.set(true));
}

pub fn use_saved() -> Signal<Saved> {
    let (under_way, refused) =
        STATUS.with(|status| (status.under_way.read_only(), status.refused.read_only()));
    Signal::derive(move || match (under_way.get(), refused.get()) {
        (0, false) => Saved::All,
        (0, true) => Saved::Not,
        _ => Saved::Saving,
    })
}

/// Starts the engine and listens to it. Called once.
pub fn start(engine_address: &str) {
    client::listen(hear);
    if let Err(problem) = client::start(engine_address) {
        fail(problem);
    }
}

/// The engine could not be started at all.
pub fn fail(problem: Problem) {
    hear(&Event::Fault(problem));
}

fn hear(event: &Event) {
    STATUS.with(|status| match event {
        Event::Ready => {
            status.was_ready.set(true);
            status.engine.set(Engine::Ready);
        }
        Event::Fault(problem) => {
            status.progress.set(None);
            status.engine.set(Engine::Broken(problem.clone()));
        }
        Event::Progress { what, done, total } => {
            let progress = Progress { what: what.clone(), done: *done, total: *total };
            status.progress.set((done < total).then_some(progress));
        }
        Event::Outdated => status.outdated.set(true),
        Event::Listening | Event::Changed(_) => {}
    });
}

/// Counts a command as under way until it is dropped.
pub(super) struct UnderWay;

impl UnderWay {
    pub(super) fn begin() -> Self {
        STATUS.with(|status| status.under_way.update(|n| *n += 1));
        UnderWay
    }

    pub(super) fn end(self, saved: bool) {
        STATUS.with(|status| status.refused.set(!saved));
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        STATUS.with(|status| {
            status.under_way.update(|n| *n = n.saturating_sub(1));
            if status.under_way.get_untracked() == 0 {
                status.progress.set(None);
            }
        });
    }
}
