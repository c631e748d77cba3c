//! The editor for rules, which filters and segments share, and rules in words.
//!
//! What is typed lives in a `DraftTree`; the rule that the caller holds changes only when every
//! condition is finished. Nothing in here asks the engine who fulfils a rule: the caller does.

mod condition;
mod editor;
mod labels;
mod names;
mod operand;

pub use editor::RuleEditor;
pub use names::{Names, use_rule_text};
