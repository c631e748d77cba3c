//! What the journeys share with `cargo xtask`.

pub mod dist;
pub mod seal;
pub mod server;
