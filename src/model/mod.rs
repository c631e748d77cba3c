//! What Clientele knows about: customers, interactions, segments and the rest.
//!
//! `schema` names every field once; tables, filters, segments, import mapping, merge and JSON all
//! read it from there. Nothing in here knows a browser, a clock or a file.

mod compare;
mod entry;
mod field;
mod id;
mod rule;
pub mod rule_draft; // a rule while it is edited
pub mod rule_text; // a rule in words
mod schema;
mod settings;
mod time;
mod timeline_filter;
mod value;
mod wall;

pub use compare::{digits, fold, words};
pub use entry::{EntryError, entry_text, parse_email, parse_entry, parse_phone};
pub use field::{
    CellKey, ChoiceList, Field, FieldDef, FieldKind, Table, choice, custom_field, customer, interaction,
    member, note, review, segment, view, workspace,
};
pub use id::{Id, NotAnId};
pub use rule::{Comparison, History, Measure, Op, Period, Rule};
pub use schema::{Choice, CustomField, CustomKind, FieldInfo, Member, Schema};
pub use settings::{ColumnLayout, Layout, SortKey};
pub use time::{Date, Moment, NotATime, Now};
pub use timeline_filter::{FollowUp, TimelineFilter, When};
pub use value::{Address, Consent, ContactPoint, Currency, Money, Value};
pub use wall::{WallTime, wall_time};
