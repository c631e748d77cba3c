//! Habits: what customers have done, counted. No model, nothing to come.

pub mod cohorts;
pub mod preferences;
pub mod rfm;
pub mod rhythm;
pub mod turnover;
