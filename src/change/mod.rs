//! The one write path: transactions of stamped changes, and how they merge.
//!
//! Every cell of every record is a last-writer-wins register under a hybrid logical clock. Sets
//! merge element by element because each element is a cell of its own. So merging is commutative,
//! associative and idempotent, and nothing here ever needs to know what a field means.

mod packed;
mod record;
mod scan;
mod stamp;
mod transaction;

pub use packed::{
    CellRef, FieldRef, KeyRef, RecordRef, Unreadable, ValueRef, pack_new_record, pack_record, pack_records,
    pack_transaction, read_record, unpack_record, unpack_records, unpack_transaction,
};
pub use record::{Cell, Record};
pub use stamp::{Clock, NotAStamp, ReplicaId, Seen, Stamp};
pub use transaction::{CellEdit, Edit, Label, Transaction};
