//! The journal in memory does what every journal must.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

#[path = "storage/suite.rs"]
mod suite;

use clientele::storage::{Memory, StorageError, memory::run_ready};
use suite::{Failure, Workspace};

impl Workspace for Memory {
    type Journal = Memory;

    fn tab(&self) -> Memory {
        self.clone()
    }

    fn fail_after(&self, writes: usize, failure: Failure) {
        let error = match failure {
            Failure::Abort => StorageError::Aborted { reason: "on purpose".to_owned() },
            Failure::Quota => StorageError::Quota,
        };
        Memory::fail_after(self, writes, error);
    }

    fn stop_failing(&self) {
        Memory::stop_failing(self);
    }
}

macro_rules! in_memory {
    ($name:ident) => {
        #[test]
        fn $name() {
            run_ready(suite::$name(Memory::new()));
        }
    };
}

conformance!(in_memory);
