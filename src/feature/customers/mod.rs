//! Customers: the list, the record, the form.
//!
//! Thin views over the wire: who is in the list, how it is sorted and what a bulk change touches is
//! the engine's matter. What a field is called, shown and edited as comes from the schema alone.

mod addresses;
mod bulk;
mod columns;
mod consents;
mod contacts;
mod create;
mod edit;
mod fields;
mod filters;
mod form;
mod list;
mod notes;
mod peek;
mod record;
mod rows;
mod set;
mod state;
mod views;

pub use bulk::SelectionBar;
pub use columns::ColumnList;
pub use create::CreateDialog;
pub use filters::FilterPanel;
pub use list::CustomersPage;
pub use peek::PeekPanel;
pub use record::CustomerPage;
pub use rows::{ListQuestion, Rows};
pub use state::ListState;
