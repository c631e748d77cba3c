//! What the log dialog remembers in the browser: half-written drafts until the tab is closed, and
//! the channel and direction that were used last.

use gloo_storage::{LocalStorage, SessionStorage, Storage};
use serde::{Deserialize, Serialize};

use super::draft::LogDraft;
use crate::model::Id;

const LAST_USED: &str = "clientele.log.last";
const WITH_PEOPLE: &str = "clientele.timeline.people";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LastUsed {
    pub channel: String,
    pub direction: String,
}

pub fn last_used() -> LastUsed {
    let usual = || LastUsed { channel: "phone".into(), direction: "out".into() };
    LocalStorage::get(LAST_USED).unwrap_or_else(|_| usual())
}

// Refused or full storage costs a convenience and nothing else, so it is not reported.

pub fn remember_used(last: &LastUsed) {
    let _ = LocalStorage::set(LAST_USED, last);
}

/// Whether a company's timeline shows its people's entries too.
pub fn with_people() -> bool {
    LocalStorage::get(WITH_PEOPLE).unwrap_or(true)
}

pub fn remember_with_people(with_people: bool) {
    let _ = LocalStorage::set(WITH_PEOPLE, with_people);
}

/// Each form that can be left half-written keeps its own draft.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DraftOf {
    New { customer: Option<Id> },
    Edit(Id),
}

impl DraftOf {
    fn key(self) -> String {
        match self {
            DraftOf::New { customer: None } => "clientele.log.draft".to_owned(),
            DraftOf::New { customer: Some(id) } => format!("clientele.log.draft.{id}"),
            DraftOf::Edit(id) => format!("clientele.log.edit.{id}"),
        }
    }

    pub fn load(self) -> Option<LogDraft> {
        SessionStorage::get(self.key()).ok()
    }

    pub fn save(self, draft: &LogDraft) {
        let _ = SessionStorage::set(self.key(), draft);
    }

    pub fn forget(self) {
        SessionStorage::delete(self.key());
    }
}
