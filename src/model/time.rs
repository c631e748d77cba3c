//! Calendar dates and moments. Civil arithmetic is jiff's; the clock and the time zone come from
//! whoever calls.

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

const DAY_MS: i64 = 86_400_000;
const MINUTE_MS: i64 = 60_000;

/// A day of the calendar, without a time zone: days since 1970-01-01. Years 0001 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(i32);

impl Date {
    /// `None` when there is no such day, or the year is outside 1 to 9999.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if year < 1 {
            return None;
        }
        Some(Date::from_civil(civil::Date::new(year, month, day).ok()?))
    }

    fn from_civil(date: civil::Date) -> Self {
        let epoch = civil::date(1970, 1, 1);
        let days = date.duration_since(epoch).as_hours() / 24;
        Date(days as i32)
    }

    fn civil(self) -> civil::Date {
        let span = jiff::SignedDuration::from_hours(i64::from(self.0) * 24);
        civil::date(1970, 1, 1).saturating_add(span)
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// `None` outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Option<Self> {
        (-719_162..=2_932_896).contains(&days).then_some(Date(days))
    }

    pub fn year(self) -> i16 {
        self.civil().year()
    }

    pub fn month(self) -> i8 {
        self.civil().month()
    }

    pub fn day(self) -> i8 {
        self.civil().day()
    }

    /// The day `days` later (or earlier), held within the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Self {
        Date(self.0.saturating_add(days).clamp(-719_162, 2_932_896))
    }

    /// Whole years from this day to `later`: an age.
    pub fn years_until(self, later: Date) -> i32 {
        let (from, to) = (self.civil(), later.civil());
        let had_birthday = (to.month(), to.day()) >= (from.month(), from.day());
        i32::from(to.year()) - i32::from(from.year()) - i32::from(!had_birthday)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.civil();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

/// The text was no date or moment in ISO 8601.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date is written 2026-03-31, a moment 2026-03-31T14:05:00+02:00")
    }
}

impl std::error::Error for NotATime {}

impl FromStr for Date {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let mut parts = text.split('-');
        let mut next = |len| {
            parts
                .next()
                .filter(|part| part.len() == len && part.bytes().all(|b| b.is_ascii_digit()))
                .ok_or(NotATime)
        };
        let (year, month, day) = (next(4)?, next(2)?, next(2)?);
        if parts.next().is_some() {
            return Err(NotATime);
        }
        let parse = |part: &str| part.parse::<i16>().map_err(|_| NotATime);
        Date::new(parse(year)?, parse(month)? as i8, parse(day)? as i8).ok_or(NotATime)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            Date::from_days(i32::deserialize(deserializer)?).ok_or_else(|| D::Error::custom(NotATime))
        }
    }
}

/// An instant together with the offset of the clock on the wall where it happened.
/// Two moments are ordered by the instant alone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub utc_ms: i64,
    /// Minutes east of UTC.
    pub offset_min: i16,
}

impl Moment {
    /// The calendar day on the wall.
    pub fn date(self) -> Date {
        let local = self.utc_ms.saturating_add(i64::from(self.offset_min) * MINUTE_MS);
        Date((local.div_euclid(DAY_MS)).clamp(-719_162, 2_932_896) as i32)
    }

    /// The moment at `minute_of_day` on `date` where clocks show `offset_min`.
    pub fn at(date: Date, minute_of_day: u16, offset_min: i16) -> Self {
        let local = i64::from(date.0) * DAY_MS + i64::from(minute_of_day) * MINUTE_MS;
        Moment { utc_ms: local - i64::from(offset_min) * MINUTE_MS, offset_min }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.utc_ms.saturating_add(i64::from(self.offset_min) * MINUTE_MS);
        let ms = local.rem_euclid(DAY_MS);
        let (hour, minute, second, milli) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}", self.date())?;
        if milli != 0 {
            write!(f, ".{milli:03}")?;
        }
        if self.offset_min == 0 {
            return f.write_str("Z");
        }
        let (sign, offset) =
            if self.offset_min < 0 { ('-', -self.offset_min) } else { ('+', self.offset_min) };
        write!(f, "{sign}{:02}:{:02}", offset / 60, offset % 60)
    }
}

impl FromStr for Moment {
    type Err = NotATime;

    /// ISO 8601 with an offset ("Z", "+02:00"): a moment without one is ambiguous and refused.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let time_at = text.find(['T', ' ']).ok_or(NotATime)?;
        let zone_at = time_at + text[time_at..].find(['Z', '+', '-']).ok_or(NotATime)?;
        let date: Date = text[..time_at].parse()?;
        let time: civil::Time = text[time_at + 1..zone_at].parse().map_err(|_| NotATime)?;
        let offset_min = match &text[zone_at..] {
            "Z" => 0,
            offset => {
                let sign = if offset.starts_with('-') { -1 } else { 1 };
                let digits: String = offset[1..].chars().filter(|c| *c != ':').collect();
                if digits.len() != 4 && digits.len() != 2 {
                    return Err(NotATime);
                }
                let hours: i16 = digits[..2].parse().map_err(|_| NotATime)?;
                let minutes: i16 =
                    if digits.len() == 4 { digits[2..].parse().map_err(|_| NotATime)? } else { 0 };
                if hours > 23 || minutes > 59 {
                    return Err(NotATime);
                }
                sign * (hours * 60 + minutes)
            }
        };
        let of_day = i64::from(time.hour()) * 3_600_000
            + i64::from(time.minute()) * MINUTE_MS
            + i64::from(time.second()) * 1000
            + i64::from(time.millisecond());
        let local = i64::from(date.0) * DAY_MS + of_day;
        Ok(Moment { utc_ms: local - i64::from(offset_min) * MINUTE_MS, offset_min })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.utc_ms, self.offset_min).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            <(i64, i16)>::deserialize(deserializer).map(|(utc_ms, offset_min)| Moment { utc_ms, offset_min })
        }
    }
}

/// The present, as the caller's clock and time zone have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Now {
    pub utc_ms: i64,
    pub offset_min: i16,
}

impl Now {
    pub fn moment(self) -> Moment {
        Moment { utc_ms: self.utc_ms, offset_min: self.offset_min }
    }

    pub fn today(self) -> Date {
        self.moment().date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip_over_the_whole_calendar() {
        for text in ["0001-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2026-11-22", "9999-12-31"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::from_days(date.days()), Some(date));
        }
        for wrong in ["", "2026-02-30", "2026-2-3", "0000-01-01", "2026-01-01x", "x026-01-01", "2026-01-01-"]
        {
            assert_eq!(wrong.parse::<Date>(), Err(NotATime), "{wrong}");
        }
    }

    #[test]
    fn moments_keep_the_wall_clock_they_were_written_with() {
        let evening: Moment = "2026-03-31T23:30:00-05:00".parse().unwrap();
        assert_eq!(evening.date().to_string(), "2026-03-31");
        assert_eq!(evening.to_string(), "2026-03-31T23:30:00-05:00");
        let same: Moment = "2026-04-01T04:30:00Z".parse().unwrap();
        assert_eq!(evening.utc_ms, same.utc_ms);
        assert_eq!(
            "2024-08-13T18:04:34.666+00:00".parse::<Moment>().unwrap().to_string(),
            "2024-08-13T18:04:34.666Z"
        );
        for wrong in
            ["2026-03-31", "2026-03-31T23:30", "2026-03-31T25:30Z", "2026-03-31T23:30+99:00", "T", "éT+é"]
        {
            assert_eq!(wrong.parse::<Moment>(), Err(NotATime), "{wrong}");
        }
    }

    #[test]
    fn age_counts_birthdays() {
        let born: Date = "2000-02-29".parse().unwrap();
        assert_eq!(born.years_until("2026-02-28".parse().unwrap()), 25);
        assert_eq!(born.years_until("2026-03-01".parse().unwrap()), 26);
    }
}
