//! The features, one folder each: thin views over questions and commands of the wire.

pub mod rules; // the editor that filters and segments share
pub mod shared;
