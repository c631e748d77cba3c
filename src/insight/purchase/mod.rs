//! Purchases to come: models of how often customers buy and when they silently stop.
//!
//! All of them see a customer as three figures ([`Summary`]) and count purchase *days*, not invoices. Times
//! are weeks. A model forecasts; whether its forecasts are worth showing is decided in `choice`, which has
//! it compete with simple rules.

pub mod beta_geometric;
pub mod fit;
pub mod forecast;
pub mod nbd;
pub mod pareto_nbd;
pub mod rows;
pub mod spend;
pub mod summary;

pub use fit::{Fit, fit};
pub use forecast::Forecast;
pub use rows::Rows;
pub use summary::{Histories, Purchase, Spend, Summary};
