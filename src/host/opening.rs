//! The first screen, kept from the last time: what a page asks while it opens, with its answers.
//!
//! They hold for one build, one place in the journal and one day, and are used for nothing else. So a page
//! shows at once what the engine would answer, while the engine still reads; when it has, it confirms.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::model::Now;
use crate::wire::{Request, encode};

/// So many questions are kept, and so many bytes of answers.
const MOST: usize = 24;
const MOST_BYTES: usize = 512 * 1024;

/// What the answers hold for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The address of the engine's script, which names its content.
    pub build: String,
    pub seq: u64,
    today: i32,
    offset_min: i16,
}

impl Place {
    pub fn new(build: String, seq: u64, now: Now) -> Self {
        Place { build, seq, today: now.today().days(), offset_min: now.offset_min }
    }
}

/// Questions and answers as they go over the wire.
#[derive(Serialize, Deserialize)]
pub struct Opening {
    pub place: Place,
    pub answers: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Opening {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    pub fn is_full(&self) -> bool {
        let bytes: usize = self.answers.iter().map(|(question, answer)| question.len() + answer.len()).sum();
        self.answers.len() >= MOST || bytes >= MOST_BYTES
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        encode(self)
    }
}

/// Answers of the last time, given while the data is being read.
pub struct Early {
    answers: FxHashMap<Vec<u8>, Vec<u8>>,
    /// What was answered so, to be confirmed.
    pub given: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Early {
    pub fn new(opening: Opening) -> Self {
        Early { answers: opening.answers.into_iter().collect(), given: Vec::new() }
    }

    pub fn answer(&mut self, request: &Request) -> Option<Vec<u8>> {
        let (question, answer) = self.answers.get_key_value(&encode(request))?;
        self.given.push((question.clone(), answer.clone()));
        Some(answer.clone())
    }
}

/// Whether the answer depends on nothing but the data and the day, and asking changes nothing. What is
/// found also depends on how far the search index is.
pub fn is_question(request: &Request) -> bool {
    use Request::*;
    if let GetList(list) = request {
        return list.search.is_empty();
    }
    matches!(
        request,
        Hello(_)
            | GetRecord(_)
            | GetTimeline(_)
            | ListSegments(_)
            | GetSegment(_)
            | ListViews(_)
            | ListBin(_)
            | ListReviews(_)
            | ListActivity(_)
            | GetUndo(_)
            | GetDataState(_)
    )
}
