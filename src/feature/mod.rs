//! The features, one folder each: thin views over questions and commands of the wire.

pub mod shared;
