//! New identities, from this browser's clock and its randomness.

use super::{clock, random};
use crate::model::Id;

/// An identity nothing has yet.
pub fn new_id() -> Id {
    let now_ms = clock::now_ms();
    // Every browser that runs wasm has good random numbers; should one refuse, the plain ones must do.
    let random = random::random_u128().unwrap_or_else(|_| u128::from(js_sys::Math::random().to_bits()) << 16);
    Id::new(now_ms.max(0) as u64, random)
}
