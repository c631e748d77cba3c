//! The first run: says at once what this is and where the data lives, asks for names, and offers three
//! ways to begin. Also what stands here when the data could not be opened, or is gone.

mod begin;
mod failed;

pub use begin::Welcome;
pub use failed::OpeningFailed;
