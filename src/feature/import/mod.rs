//! Bringing a file: contacts as CSV or vCards, or a Clientele file that merges with what is here.
//!
//! The engine reads, plans and imports; these views show the plan, let it be corrected, and say what
//! came of it. They never parse a file themselves, and nothing is written before the button is pressed.

mod brought;
mod columns;
mod csv;
mod drop;
mod merge;
mod outcome;
mod page;
mod planner;
mod preview;
mod reading;
mod remarks;
mod select;
mod targets;

pub use brought::ACCEPTED;
pub use drop::FileDrop;
pub use page::ImportPage;
