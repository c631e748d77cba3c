//! Purchases to come: models of how often customers buy and when they silently stop.
//!
//! All of them see a customer as three figures ([`Summary`]) and count purchase *days*, not invoices. Times
//! are weeks. A model forecasts; whether its forecasts are worth showing is decided in `choice`, which has
//! it compete with simple rules.

pub mod backtest;
pub mod beta_geometric;
pub mod choice;
pub mod fit;
pub mod forecast;
pub mod interval;
pub mod method;
pub mod nbd;
pub mod pareto_nbd;
pub mod recalibration;
pub mod rows;
pub mod score;
#[cfg(test)]
pub(in crate::insight) mod simulate;
pub mod snapshot;
pub mod spend;
pub mod summary;
pub mod value;

pub use fit::{Fit, fit};
pub use forecast::Forecast;
pub use rows::Rows;
pub use snapshot::Snapshot;
pub use summary::{Histories, Purchase, Spend, Summary};
