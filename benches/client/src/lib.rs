//! What the benchmark's page needs of Rust: the crowd that every adapter gets, and the wire to our
//! own engine. No part of the app; `cargo xtask bench` builds it.
#![cfg(target_arch = "wasm32")]

mod crowd;
mod question;

use clientele::wire::{Event, Message, decode};
use wasm_bindgen::prelude::*;

pub use crowd::Crowd;
pub use question::{Answer, ask};

/// One message of the engine's worker, opened as the app's page opens it.
#[wasm_bindgen]
pub struct Heard {
    number: u32,
    body: Vec<u8>,
    event: String,
}

#[wasm_bindgen]
pub fn hear(bytes: &[u8]) -> Result<Heard, JsError> {
    let heard = |number, body, event: &str| Heard { number, body, event: event.to_owned() };
    Ok(match decode::<Message>(bytes)? {
        Message::Reply { number, body } => heard(number as u32, body, ""),
        Message::Event(Event::Fault(problem)) => return Err(problem.into()),
        Message::Event(Event::Ready) => heard(0, Vec::new(), "ready"),
        Message::Event(Event::Changed(_)) => heard(0, Vec::new(), "changed"),
        Message::Event(_) => heard(0, Vec::new(), "other"),
    })
}

#[wasm_bindgen]
impl Heard {
    /// Which question it answers; 0 for an event.
    #[wasm_bindgen(getter)]
    pub fn number(&self) -> u32 {
        self.number
    }

    #[wasm_bindgen(getter)]
    pub fn event(&self) -> String {
        self.event.clone()
    }

    /// The answer to a question of that kind.
    pub fn answer(&self, kind: &str) -> Result<Answer, JsError> {
        question::answer(kind, &self.body)
    }
}
