//! Which replica this tab writes as.
//!
//! Stamps order writes by replica where their times are equal, so no two tabs may share an id at
//! the same time. Ids should also be few, because every one stays in the data for ever. So there
//! are a few slots, each with an id of its own that is kept on the device; a tab holds the lock of
//! one slot as long as it lives.

use super::{Journal, StorageError};
use crate::platform::{
    locks::{self, Guard},
    random,
};

/// Tabs beyond these, and browsers without locks, get an id that is used once.
const SLOTS: u8 = 32;

pub struct Replica {
    pub id: u64,
    _slot: Option<Guard>,
}

impl Replica {
    /// An id that no slot keeps.
    pub fn once() -> Result<Self, StorageError> {
        Ok(Replica { id: fresh_id()?, _slot: None })
    }
}

/// Takes the first free slot of the workspace called `name`, until the replica is dropped.
pub async fn claim(journal: &impl Journal, name: &str) -> Result<Replica, StorageError> {
    for slot in 0..SLOTS {
        let guard = match locks::try_hold(&format!("{name}-replica-{slot}")).await {
            Ok(Some(guard)) => guard,
            Ok(None) => continue,
            Err(_) => break,
        };
        let key = format!("replica-{slot}");
        let stored = journal.device_get(&key).await?;
        let id = match stored.and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) => u64::from_le_bytes(bytes),
            None => {
                let id = fresh_id()?;
                journal.device_put(&key, id.to_le_bytes().to_vec()).await?;
                id
            }
        };
        return Ok(Replica { id, _slot: Some(guard) });
    }
    Replica::once()
}

fn fresh_id() -> Result<u64, StorageError> {
    random::random_u64().map_err(|error| StorageError::Unavailable { reason: error.to_string() })
}
