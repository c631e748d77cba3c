//! Time zones as a draft names them: an IANA name, or a fixed offset where the name is not known.

use crate::model::Moment;
use crate::platform::clock;

/// The zone this browser is in.
pub fn own() -> String {
    let here = || fixed(clock::offset_minutes(clock::now_ms()));
    clock::time_zone().unwrap_or_else(here)
}

/// The zone a moment was written in, whose name may have been kept beside it.
pub fn of(moment: Moment, kept: &str) -> String {
    if offset(kept, moment.utc_ms) == Some(moment.offset_min) {
        kept.to_owned()
    } else if clock::offset_minutes(moment.utc_ms) == moment.offset_min {
        own()
    } else {
        fixed(moment.offset_min)
    }
}

/// `+05:30`, as in ISO 8601.
pub fn fixed(offset_min: i16) -> String {
    let sign = if offset_min < 0 { '-' } else { '+' };
    let minutes = offset_min.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What clocks there show at that instant, in minutes east of UTC.
pub fn offset(zone: &str, at_ms: i64) -> Option<i16> {
    if clock::time_zone().is_some_and(|own| own == zone) {
        return Some(clock::offset_minutes(at_ms));
    }
    read_fixed(zone).or_else(|| if zone.is_empty() { None } else { clock::offset_minutes_in(zone, at_ms) })
}

fn read_fixed(zone: &str) -> Option<i16> {
    let (hours, minutes) = zone.strip_prefix(['+', '-'])?.split_once(':')?;
    let minutes = hours.parse::<i16>().ok()?.checked_mul(60)?.checked_add(minutes.parse().ok()?)?;
    Some(if zone.starts_with('-') { -minutes } else { minutes })
}
