//! Interactions: logging them, one customer's timeline, and everybody's.
//!
//! Thin views: what is in a timeline is the engine's matter, what its filter means is
//! `model::TimelineFilter`'s.

mod draft;
mod entry;
mod filters;
mod log;
mod page;
mod storage;
mod timeline;
mod words;
mod zone;

pub use log::{LogDialog, edit_interaction};
pub use page::InteractionsPage;
pub use timeline::CustomerTimeline;
