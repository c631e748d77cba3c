//! Segments: the list, the page of one with its rule, members and comparison, and why a customer is
//! in one or not. Who is in a segment is the engine's answer; nothing is counted in here.

mod comparison;
mod draft;
mod form;
mod list;
mod page;
mod preview;
mod templates;
mod why;

pub use list::SegmentsPage;
pub use page::{NewSegmentPage, SegmentPage};
pub use why::WhyInSegment;
