//! A sample company to try Clientele with, and made-up crowds to see how it holds.
//!
//! Everybody in here is invented: addresses end in domains that can never exist (RFC 2606), phone
//! numbers come from the ranges that regulators keep free for fiction. The same seed and the same
//! day give the same company. Every record carries its table's sample field, so that all of it can
//! be removed and nothing else.

mod crowd;
mod people;
mod random;
mod sample;
mod texts;

pub use crowd::generate;
pub use sample::sample;

#[cfg(test)]
mod tests;
