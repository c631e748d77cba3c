//! Tells an evicted workspace from one that never was.
//!
//! A browser short of space may erase IndexedDB. The page keeps a small note in localStorage, which
//! is erased less readily: an empty database with a note is an eviction and is told as one. Written
//! by the page alone: a worker has no localStorage.

use gloo_storage::{LocalStorage, Storage, errors::StorageError as NoteError};
use serde::{Deserialize, Serialize};

const KEY: &str = "clientele.canary";

/// What was there when the page last saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canary {
    pub workspace: String,
    pub records: u64,
    pub saved_at_ms: i64,
}

/// `None` when there was no workspace here; a note that cannot be read counts as none.
pub fn read() -> Option<Canary> {
    LocalStorage::get(KEY).ok()
}

pub fn write(canary: &Canary) -> Result<(), NoteError> {
    LocalStorage::set(KEY, canary)
}

/// After a person has erased the workspace, so that it is not taken for an eviction.
pub fn remove() {
    LocalStorage::delete(KEY);
}
