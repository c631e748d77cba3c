//! The object stores of every format there ever was, one step a version.
//!
//! A step creates or changes only what it names and keeps everything else. What is inside the
//! values is not upgraded here: pages and entries name their own version and are upgraded when they
//! are read.

use idb::{Database, Error, ObjectStoreParams};
use rexie::{ObjectStore, Rexie, RexieBuilder};

use super::FORMAT_VERSION;

/// Transactions since the pages were written. Key: `seq`, given by IndexedDB. Value: how many parts
/// of the same transaction follow, and this part's bytes.
pub(super) const JOURNAL: &str = "journal";
/// Packed records. Key: table and page number, as one. Value: bytes.
pub(super) const PAGES: &str = "pages";
/// What compaction left of older transactions. Key: `seq`. Value: bytes.
pub(super) const HISTORY: &str = "history";
/// What holds for the workspace as a whole: one value, under [`META_KEY`].
pub(super) const META: &str = "meta";
/// What belongs to this device. Key: a name. Value: bytes.
pub(super) const DEVICE: &str = "device";

pub(super) const ALL: [&str; 5] = [JOURNAL, PAGES, HISTORY, META, DEVICE];

pub(super) const META_KEY: &str = "workspace";

/// Brings the stores from version `from` (0: there are none) to [`FORMAT_VERSION`].
pub(super) fn upgrade(database: &Database, from: u32) -> Result<(), Error> {
    if from < 1 {
        for store in ALL {
            let mut parameters = ObjectStoreParams::new();
            parameters.auto_increment(store == JOURNAL);
            database.create_object_store(store, parameters)?;
        }
    }
    Ok(())
}

/// Opens what [`upgrade`] made. rexie's own upgrade deletes every store that is not declared, so
/// all are, though it has nothing to upgrade unless the database vanished just now.
pub(super) fn upgraded(name: &str) -> RexieBuilder {
    ALL.iter().fold(Rexie::builder(name).version(FORMAT_VERSION), |builder, &store| {
        builder.add_object_store(ObjectStore::new(store).auto_increment(store == JOURNAL))
    })
}
