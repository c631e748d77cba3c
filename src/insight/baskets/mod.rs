//! Baskets: what is bought together, and so what to offer next.

pub mod fp_growth;
pub mod offer;
pub mod rules;
