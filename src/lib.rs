//! Clientele: a CRM that is a web page.
//!
//! The modules in reading order. The first group is pure: it names no browser
//! type, no clock and no source of randomness (`tests/tidy.rs` holds that line).

pub mod change; // stamps, transactions, merge: the only way anything is written
pub mod demo; // a seeded, reproducible sample company
pub mod engine; // state, indexes, query, search, commands, undo
pub mod exchange; // files in and out: JSON, CSV
pub mod insight; // what customers will do and are worth, and how sure that is
pub mod model; // what Clientele knows about: one schema that names every field
pub mod wire; // what page and worker say to each other

pub mod text; // every word a user reads

pub mod route; // every address of the app: parse and href
pub mod storage; // where transactions are kept: memory, IndexedDB

#[cfg(target_arch = "wasm32")]
pub mod app; // shell, navigation, palette, shortcuts
#[cfg(target_arch = "wasm32")]
pub mod feature; // customers, interactions, segments: thin views
#[cfg(target_arch = "wasm32")]
pub mod host; // the worker: journal and engine, one command at a time
#[cfg(target_arch = "wasm32")]
pub mod platform; // the only glue to web-sys: clock, ids, files, locks
#[cfg(target_arch = "wasm32")]
pub mod ui; // widgets that know no customer
