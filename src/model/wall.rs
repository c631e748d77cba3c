//! What a clock on the wall says, and which instant it means. Where clocks are turned forward an
//! hour does not exist, where they are turned back one happens twice.

use super::{Date, Moment};

const DAY_MS: i64 = 86_400_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WallTime {
    Once(Moment),
    /// The clock was turned back: the hour before and the hour after.
    Twice {
        first: Moment,
        second: Moment,
    },
    /// The clock was turned forward past this time; `instead` is as long after the turn as this
    /// time would have been.
    Never {
        instead: Moment,
    },
}

/// The instant at `minute_of_day` on `date`, in a zone whose clocks show `offset_at(utc_ms)`
/// minutes east of UTC.
pub fn wall_time(date: Date, minute_of_day: u16, offset_at: impl Fn(i64) -> i16) -> WallTime {
    let local_ms = Moment::at(date, minute_of_day, 0).utc_ms;
    // No zone is further than a day from UTC, and no two turns are that close to each other.
    let before = offset_at(local_ms - DAY_MS);
    let after = offset_at(local_ms + DAY_MS);
    let with = |offset| {
        Some(Moment::at(date, minute_of_day, offset)).filter(|m| offset_at(m.utc_ms) == m.offset_min)
    };
    match (with(before), with(after).filter(|_| before != after)) {
        (Some(first), Some(second)) => WallTime::Twice { first, second },
        (Some(moment), None) | (None, Some(moment)) => WallTime::Once(moment),
        (None, None) => {
            let instead = Moment { offset_min: after, ..Moment::at(date, minute_of_day, before) };
            WallTime::Never { instead }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Central Europe in 2026: summer from March 29 to October 25, both turns at 01:00 UTC.
    fn berlin(utc_ms: i64) -> i16 {
        let turn = |text: &str| text.parse::<Moment>().unwrap().utc_ms;
        let summer = turn("2026-03-29T01:00:00Z")..turn("2026-10-25T01:00:00Z");
        if summer.contains(&utc_ms) { 120 } else { 60 }
    }

    fn at(date: &str, hour: u16, minute: u16) -> WallTime {
        wall_time(date.parse().unwrap(), hour * 60 + minute, berlin)
    }

    fn moment(text: &str) -> Moment {
        text.parse().unwrap()
    }

    #[test]
    fn most_times_happen_once() {
        for (date, hour, minute, expected) in [
            ("2026-01-05", 9, 30, "2026-01-05T09:30:00+01:00"),
            ("2026-07-05", 0, 0, "2026-07-05T00:00:00+02:00"),
            ("2026-03-29", 1, 59, "2026-03-29T01:59:00+01:00"),
            ("2026-03-29", 3, 0, "2026-03-29T03:00:00+02:00"),
            ("2026-10-25", 1, 59, "2026-10-25T01:59:00+02:00"),
            ("2026-10-25", 3, 0, "2026-10-25T03:00:00+01:00"),
        ] {
            assert_eq!(at(date, hour, minute), WallTime::Once(moment(expected)), "{expected}");
        }
    }

    #[test]
    fn a_skipped_hour_is_told() {
        let instead = moment("2026-03-29T03:30:00+02:00");
        assert_eq!(at("2026-03-29", 2, 30), WallTime::Never { instead });
    }

    #[test]
    fn a_repeated_hour_is_told() {
        let (first, second) = (moment("2026-10-25T02:30:00+02:00"), moment("2026-10-25T02:30:00+01:00"));
        assert_eq!(at("2026-10-25", 2, 30), WallTime::Twice { first, second });
        assert_eq!(second.utc_ms - first.utc_ms, 3_600_000);
    }
}
