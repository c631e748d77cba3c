use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use ulid::Ulid;

/// The identity of a record: 128 bits, ordered by creation time, written as a 26-character ULID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u128);

impl Id {
    /// A new identity from the current time (ms since 1970) and 80 random bits.
    pub fn new(now_ms: u64, random: u128) -> Self {
        Id(Ulid::from_parts(now_ms, random).0)
    }

    /// The same identity for the same words on every machine, so that what two replicas create
    /// alike (a built-in stage, a note of a merge) is one record when they meet. FNV-1a, 128 bits.
    pub fn derived(words: &[&str]) -> Self {
        const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
        const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
        let mut hash = OFFSET;
        for word in words {
            for byte in word.as_bytes().iter().chain(&[0xff]) {
                hash = (hash ^ u128::from(*byte)).wrapping_mul(PRIME);
            }
        }
        Id(hash)
    }

    pub const fn from_u128(bits: u128) -> Self {
        Id(bits)
    }

    pub fn to_u128(self) -> u128 {
        self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = [0; ulid::ULID_LEN];
        f.write_str(Ulid(self.0).array_to_str(&mut text))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not a 26-character ULID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id has 26 letters and digits (a ULID)")
    }
}

impl std::error::Error for NotAnId {}

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Ulid::from_string(text).map(|ulid| Id(ulid.0)).map_err(|_| NotAnId)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.to_be_bytes().serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            <[u8; 16]>::deserialize(deserializer).map(|bytes| Id(u128::from_be_bytes(bytes)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trips_and_orders_by_time() {
        let early = Id::new(1, u128::MAX);
        let late = Id::new(2, 0);
        assert!(early < late);
        assert_eq!(late.to_string().parse(), Ok(late));
        assert_eq!("nonsense".parse::<Id>(), Err(NotAnId));
    }

    #[test]
    fn derived_ids_tell_word_boundaries_apart() {
        assert_eq!(Id::derived(&["stage", "lead"]), Id::derived(&["stage", "lead"]));
        assert_ne!(Id::derived(&["ab", "c"]), Id::derived(&["a", "bc"]));
    }
}
