//! What every feature shows and edits by the schema alone: a field added there appears here without
//! another line.

pub mod cell;
pub mod entry;
pub mod note;
pub mod pick;
pub mod value_form;
