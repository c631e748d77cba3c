//! What can go wrong in storage, by what a person can do about it.

use std::fmt;

use super::FORMAT_VERSION;

/// Nothing was written when one of these comes back from a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageError {
    /// No space left: free some, or export and tidy up.
    Quota,
    /// Another tab with an older Clientele does not let go: close it.
    Blocked,
    /// The browser gives no storage (private mode, a policy, a damaged profile): work in memory,
    /// export what can be read.
    Unavailable { reason: String },
    /// The browser undid the write: try again.
    Aborted { reason: String },
    /// A newer Clientele wrote this workspace: reload to get it.
    NewerFormat { found: u32 },
    /// The workspace was erased from outside while it was open (the browser's "clear site data"):
    /// what this tab holds in memory is the last copy.
    Lost,
    /// What is stored cannot be understood: export what can be read, restore from a file.
    Damaged { place: &'static str },
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Quota => write!(f, "There is no space left in this browser's storage."),
            Self::Blocked => {
                write!(f, "Another tab with an older version of Clientele is open. Close it.")
            }
            Self::Unavailable { reason } => {
                write!(f, "This browser does not let Clientele keep data here ({reason}).")
            }
            Self::Aborted { reason } => {
                write!(f, "The browser did not save the change ({reason}).")
            }
            Self::NewerFormat { found } => write!(
                f,
                "This workspace was written by a newer version of Clientele (format {found}, this \
                 version reads up to {FORMAT_VERSION}). Reload the page."
            ),
            Self::Lost => write!(f, "The browser has erased this workspace while it was open."),
            Self::Damaged { place } => write!(f, "The stored data is damaged ({place})."),
        }
    }
}

impl std::error::Error for StorageError {}
