//! Insight: what customers will do, what they are worth, what they like, and how sure we are.
//!
//! Figures in, figures out. It knows no record, no field and no word of the user's language: whoever calls it
//! numbers the customers, days and goods, and says in words what comes back. No clock and no chance of its own:
//! both are passed in, so that the same data give the same answer on every machine.

pub mod baskets; // what is bought together, and what to offer next
pub mod chance; // who leaves, which lead buys, with reasons
pub mod groups; // customers who resemble each other
pub mod habits; // what customers have done: RFM, rhythm, cohorts
pub mod math; // functions, quadrature, minimisation
pub mod opinions; // satisfaction, and the words that stand out
pub mod purchase; // how often customers buy, when they leave, what they spend
pub mod why; // one customer's forecast in figures that one sentence is made of

#[cfg(test)]
mod reference;
