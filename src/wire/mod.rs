//! What page and worker say to each other. Both are built together, so messages are postcard
//! bytes without versions.
//!
//! The page asks ([`Ask`]) and gets one answer; the worker tells ([`Event`]) when tables changed,
//! and whoever shows them asks again.

mod answer;
mod ask;
#[cfg(target_arch = "wasm32")]
pub mod client;

pub use answer::*;
pub use ask::*;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::model::Table;

/// A question or command, and what answers it.
pub trait Ask: Into<Request> {
    type Answer: Serialize + DeserializeOwned + 'static;
}

/// One question on its way to the worker. The answer carries the same number.
#[derive(Serialize, Deserialize)]
pub struct Envelope {
    pub number: u64,
    pub request: Request,
}

/// What comes back from the worker.
#[derive(Serialize, Deserialize)]
pub enum Message {
    /// `body` is the postcard of `Result<Answer, Problem>`.
    Reply {
        number: u64,
        body: Vec<u8>,
    },
    Event(Event),
}

/// What the worker tells without being asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker listens; nothing sent before arrives.
    Listening,
    /// Questions are answered from now on. While the data is still being read, those that were asked at the
    /// last start are answered at once, from what was kept of it; others wait.
    Ready,
    /// These tables differ from what was answered before.
    Changed(Vec<Table>),
    /// Long work: `done` of `total` steps.
    Progress { what: String, done: u32, total: u32 },
    /// The data could not be opened, or cannot be written any more.
    Fault(Problem),
    /// Another tab runs a newer version of the program: this one must be loaded again.
    Outdated,
}

/// Something that did not work, in words for the user: what, where, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    pub what: String,
    /// The line, column, record or field.
    pub place: Option<String>,
    pub advice: Option<String>,
}

impl Problem {
    pub fn new(what: impl Into<String>) -> Self {
        Problem { what: what.into(), place: None, advice: None }
    }

    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)?;
        if let Some(place) = &self.place {
            write!(f, " ({place})")?;
        }
        if let Some(advice) = &self.advice {
            write!(f, " {advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Serialising into memory fails only for maps of unknown length, which no message has.
    postcard::to_allocvec(message).unwrap_or_default()
}

pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    postcard::from_bytes(bytes).map_err(|_| {
        Problem::new("The page and its engine do not understand each other.")
            .advice("Reload the page; if an update is waiting, install it.")
    })
}
