//! Opinions: how satisfied customers are and how sure that is, and the words that come up more than they did.

pub mod satisfaction;
pub mod words;
