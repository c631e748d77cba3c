//! Groups: customers who resemble each other in chosen features, how many such groups there are, whether they would
//! be found again, and what sets each apart.

pub mod describe;
pub mod k_means;
pub mod mixture;
pub mod number;
pub mod points;
