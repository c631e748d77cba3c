//! A note beside the database, in the other store that browsers have, of what there was. When the
//! database comes up empty and the note is there, the browser threw the data away: that is told as
//! such, never shown as a new workspace.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::workspace::Workspace;
use crate::platform::clock;

const KEY: &str = "clientele.canary";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canary {
    pub workspace: String,
    pub customers: u32,
    pub interactions: u32,
    pub seen_ms: i64,
}

/// What there was when this browser last showed a workspace.
pub fn last_seen() -> Option<Canary> {
    LocalStorage::get(KEY).ok()
}

/// The data was erased on purpose, or its loss has been understood.
pub fn forget() {
    LocalStorage::delete(KEY);
}

/// Keeps the note current, as long as the calling component is shown.
pub(super) fn keep(workspace: Workspace) {
    let seen = Memo::new(move |_| {
        workspace.welcome.with(|welcome| {
            // Data that was never on disk cannot be lost from it.
            let name = welcome.workspace.clone().filter(|_| !welcome.memory_only)?;
            Some((name, welcome.counts.customers, welcome.counts.interactions))
        })
    });
    Effect::new(move || {
        let Some((workspace, customers, interactions)) = seen.get() else { return };
        let canary = Canary { workspace, customers, interactions, seen_ms: clock::now_ms() };
        if let Err(error) = LocalStorage::set(KEY, canary) {
            leptos::logging::warn!("the note {KEY} could not be kept: {error}");
        }
    });
}
