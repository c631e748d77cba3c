//! Hybrid logical clocks (Kulkarni, Demirbas et al., 2014): stamps that order writes like a wall
//! clock where clocks agree, and never contradict what a replica had already seen.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::model::Moment;

/// One writer: a tab's slot in a browser.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReplicaId(pub u64);

impl fmt::Display for ReplicaId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}

impl FromStr for ReplicaId {
    type Err = NotAStamp;
    fn from_str(text: &str) -> Result<Self, NotAStamp> {
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            return Err(NotAStamp);
        }
        u64::from_str_radix(text, 16).map(ReplicaId).map_err(|_| NotAStamp)
    }
}

/// When a cell was written, and by whom. Ordered by time, then counter, then replica.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Stamp {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub ms: u64,
    /// Orders writes within one millisecond.
    pub counter: u32,
    pub replica: ReplicaId,
}

impl Stamp {
    /// Before anything was written.
    pub const ZERO: Stamp = Stamp { ms: 0, counter: 0, replica: ReplicaId(0) };

    pub fn moment(self) -> Moment {
        Moment { utc_ms: self.ms as i64, offset_min: 0 }
    }
}

/// "2026-03-31T12:00:00.123Z/0/1f2e": the time, the counter and the replica.
impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.moment(), self.counter, self.replica)
    }
}

/// The text was no stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAStamp;

impl fmt::Display for NotAStamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a stamp is written 2026-03-31T12:00:00.123Z/0/1f2e")
    }
}

impl std::error::Error for NotAStamp {}

impl FromStr for Stamp {
    type Err = NotAStamp;

    fn from_str(text: &str) -> Result<Self, NotAStamp> {
        let mut parts = text.split('/');
        let (Some(time), Some(counter), Some(replica), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotAStamp);
        };
        let time: Moment = time.parse().map_err(|_| NotAStamp)?;
        Ok(Stamp {
            ms: u64::try_from(time.utc_ms).map_err(|_| NotAStamp)?,
            counter: counter.parse().map_err(|_| NotAStamp)?,
            replica: replica.parse()?,
        })
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.ms, self.counter, self.replica.0).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Stamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return String::deserialize(deserializer)?.parse().map_err(D::Error::custom);
        }
        let (ms, counter, replica) = Deserialize::deserialize(deserializer)?;
        Ok(Stamp { ms, counter, replica: ReplicaId(replica) })
    }
}

/// The clock of one replica.
#[derive(Clone, Debug)]
pub struct Clock {
    replica: ReplicaId,
    last: Stamp,
}

impl Clock {
    /// How far ahead of the local clock a foreign stamp may be before it is held back: a day, so
    /// that a colleague's wrong time zone still merges and a broken clock does not win for years.
    pub const MAX_AHEAD_MS: u64 = 24 * 3600 * 1000;

    pub fn new(replica: ReplicaId) -> Self {
        Clock { replica, last: Stamp::ZERO }
    }

    /// A stamp later than every stamp this clock has given or observed.
    pub fn tick(&mut self, now_ms: u64) -> Stamp {
        let (ms, counter) =
            if now_ms > self.last.ms { (now_ms, 0) } else { (self.last.ms, self.last.counter + 1) };
        self.last = Stamp { ms, counter, replica: self.replica };
        self.last
    }

    /// Takes note of somebody else's stamp.
    pub fn observe(&mut self, stamp: Stamp) {
        self.last = self.last.max(stamp);
    }

    pub fn is_too_far_ahead(stamp: Stamp, now_ms: u64) -> bool {
        stamp.ms > now_ms.saturating_add(Self::MAX_AHEAD_MS)
    }
}

/// What a replica has seen: the latest stamp of every other (a version vector). Whoever writes a
/// cell without having seen another write of it is in conflict with that write.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Seen(Vec<(ReplicaId, Stamp)>);

impl Seen {
    pub fn note(&mut self, stamp: Stamp) {
        match self.0.binary_search_by_key(&stamp.replica, |(replica, _)| *replica) {
            Ok(at) => self.0[at].1 = self.0[at].1.max(stamp),
            Err(at) => self.0.insert(at, (stamp.replica, stamp)),
        }
    }

    pub fn merge(&mut self, other: &Seen) {
        for (_, stamp) in &other.0 {
            self.note(*stamp);
        }
    }

    pub fn contains(&self, stamp: Stamp) -> bool {
        let at = self.0.binary_search_by_key(&stamp.replica, |(replica, _)| *replica);
        at.is_ok_and(|at| self.0[at].1 >= stamp)
    }

    /// The latest stamp of each replica.
    pub fn stamps(&self) -> impl Iterator<Item = Stamp> {
        self.0.iter().map(|(_, stamp)| *stamp)
    }
}

impl FromIterator<Stamp> for Seen {
    fn from_iter<I: IntoIterator<Item = Stamp>>(stamps: I) -> Self {
        let mut seen = Seen::default();
        stamps.into_iter().for_each(|stamp| seen.note(stamp));
        seen
    }
}

impl Serialize for Seen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.stamps())
    }
}

impl<'de> Deserialize<'de> for Seen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Stamp>::deserialize(deserializer).map(|stamps| stamps.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_never_goes_back() {
        let mut clock = Clock::new(ReplicaId(1));
        let first = clock.tick(1000);
        let second = clock.tick(900);
        assert!(second > first);
        clock.observe(Stamp { ms: 5000, counter: 7, replica: ReplicaId(2) });
        assert!(clock.tick(2000) > Stamp { ms: 5000, counter: 7, replica: ReplicaId(9) });
        assert_eq!(clock.tick(6000), Stamp { ms: 6000, counter: 0, replica: ReplicaId(1) });
    }

    #[test]
    fn stamps_are_read_as_written() {
        let stamp = Stamp { ms: 1_774_958_400_123, counter: 4, replica: ReplicaId(0x1f2e) };
        assert_eq!(stamp.to_string(), "2026-03-31T12:00:00.123Z/4/1f2e");
        assert_eq!(stamp.to_string().parse(), Ok(stamp));
        for wrong in
            ["", "2026-03-31T12:00:00Z", "2026-03-31T12:00:00Z/1/xyz", "1960-01-01T00:00:00Z/0/1", "a/b/c/d"]
        {
            assert_eq!(wrong.parse::<Stamp>(), Err(NotAStamp), "{wrong}");
        }
    }

    #[test]
    fn seen_knows_the_past_of_each_replica() {
        let stamp = |ms, replica| Stamp { ms, counter: 0, replica: ReplicaId(replica) };
        let seen: Seen = [stamp(5, 1), stamp(3, 1), stamp(9, 2)].into_iter().collect();
        assert!(seen.contains(stamp(4, 1)) && seen.contains(stamp(9, 2)));
        assert!(!seen.contains(stamp(6, 1)) && !seen.contains(stamp(1, 3)));
    }
}
