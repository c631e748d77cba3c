//! The draft of an interaction: what was typed, as text, and how it becomes typed values or errors
//! beside their fields. The draft mirrors the form; nothing of it is ever stored in the records.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::zone;
use crate::model::{Date, EntryError, Field, Id, Moment, Table, Value, WallTime, interaction, wall_time};
use crate::platform::clock;
use crate::text::tr;
use crate::wire::{Draft, Named, TimelineEntry};

/// Declares the draft, and the form's signals with the same names.
macro_rules! form {
    ($($(#[$doc:meta])* $field:ident: $kind:ty,)*) => {
        #[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
        #[serde(default)]
        pub struct LogDraft { $($(#[$doc])* pub $field: $kind,)* }

        #[derive(Clone, Copy)]
        pub struct LogForm { $(pub $field: RwSignal<$kind>,)* }

        impl LogForm {
            pub fn new(draft: LogDraft) -> Self {
                LogForm { $($field: RwSignal::new(draft.$field),)* }
            }

            /// What the form holds now.
            pub fn draft(&self) -> LogDraft {
                LogDraft { $($field: self.$field.get(),)* }
            }

            pub fn fill(&self, draft: LogDraft) {
                $(self.$field.set(draft.$field);)*
            }
        }
    };
}

form! {
    customer: Option<Named>,
    /// The moment of saving is meant, whatever `at` shows.
    now: bool,
    /// As a `datetime-local` control has it.
    at: String,
    zone: String,
    /// Of two instants that the clock showed alike, the later one.
    second: bool,
    direction: String,
    channel: String,
    kind: String,
    subject: String,
    text: String,
    outcome: String,
    satisfaction: String,
    handled_by: String,
    minutes: String,
    follow_up: String,
    follow_up_done: bool,
}

/// What is wrong, each beside its field.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct LogErrors {
    pub customer: Option<String>,
    pub at: Option<String>,
    pub text: Option<String>,
    pub minutes: Option<String>,
    pub follow_up: Option<String>,
}

impl LogErrors {
    fn is_empty(&self) -> bool {
        *self == LogErrors::default()
    }
}

/// What the date and time in the form mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AtRead {
    Wall(WallTime),
    Missing,
    /// Not in the years 0001 to 9999.
    NoSuchDay,
    NoSuchZone,
}

impl LogDraft {
    /// A draft of nothing yet, now.
    pub fn fresh(customer: Option<Named>, channel: String, direction: String, me: Option<Id>) -> Self {
        let now = now();
        LogDraft {
            customer,
            now: true,
            at: wall_text(now),
            zone: zone::own(),
            direction,
            channel,
            kind: "note".into(),
            handled_by: me.map(|id| id.to_string()).unwrap_or_default(),
            ..LogDraft::default()
        }
    }

    pub fn of(entry: &TimelineEntry) -> Self {
        let text = |field: &Field| entry.text(field).to_owned();
        let number = |field: &Field| match entry.value(field) {
            Some(Value::Int(n)) => n.to_string(),
            _ => String::new(),
        };
        let zone = zone::of(entry.at, entry.text(&interaction::ZONE));
        let (second, at) = match read_at(&wall_text(entry.at), &zone) {
            AtRead::Wall(WallTime::Twice { second, .. }) => {
                (second.utc_ms <= entry.at.utc_ms, wall_text(entry.at))
            }
            _ => (false, wall_text(entry.at)),
        };
        LogDraft {
            customer: Some(entry.customer.clone()),
            now: false,
            at,
            zone,
            second,
            direction: text(&interaction::DIRECTION),
            channel: text(&interaction::CHANNEL),
            kind: text(&interaction::KIND),
            subject: text(&interaction::SUBJECT),
            text: text(&interaction::TEXT),
            outcome: text(&interaction::OUTCOME),
            satisfaction: number(&interaction::SATISFACTION),
            handled_by: entry.by.as_ref().map(|by| by.id.to_string()).unwrap_or_default(),
            minutes: number(&interaction::MINUTES),
            follow_up: match entry.value(&interaction::FOLLOW_UP) {
                Some(Value::Date(date)) => date.to_string(),
                _ => String::new(),
            },
            follow_up_done: entry.value(&interaction::FOLLOW_UP_DONE) == Some(&Value::Bool(true)),
        }
    }

    /// What to write to record `id`: everything of a new one, what differs of one that is there.
    pub fn parse(&self, id: Id, before: Option<&TimelineEntry>) -> Result<Draft, LogErrors> {
        let mut errors = LogErrors::default();
        let cells = self.cells(before, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let was = |field: &Field| before.and_then(|entry| value_in(entry, field));
        let mut draft = Draft::new(Table::Interaction, id);
        for (field, value) in cells {
            if value != was(&field) {
                draft = draft.set(field, value);
            }
        }
        Ok(draft)
    }

    fn cells(&self, before: Option<&TimelineEntry>, errors: &mut LogErrors) -> Vec<(Field, Option<Value>)> {
        let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(Value::text);
        let body = Some(self.text.trim_end()).filter(|text| !text.trim().is_empty()).map(Value::text);
        let customer = self.customer.as_ref().map(|customer| Value::Ref(customer.id));
        if customer.is_none() {
            errors.customer = Some(tr("Choose whom this was with.").to_owned());
        }
        if self.subject.trim().is_empty() && body.is_none() {
            errors.text = Some(tr("Write what happened: a subject or a text.").to_owned());
        }
        let minutes = self.read_minutes(errors);
        let untouched = before.filter(|entry| !self.now && self.same_time(&LogDraft::of(entry)));
        let at = match untouched {
            // With the seconds that the control does not show.
            Some(entry) => Some(entry.at),
            None => self.read_moment(errors),
        };
        let follow_up = match self.follow_up.trim() {
            "" => None,
            day => match day.parse::<Date>() {
                Ok(day) => Some(Value::Date(day)),
                Err(_) => {
                    errors.follow_up = Some(tr(EntryError::Date.message()).to_owned());
                    None
                }
            },
        };
        let done = (self.follow_up_done && follow_up.is_some()).then_some(Value::Bool(true));
        vec![
            (interaction::CUSTOMER, customer),
            (interaction::AT, at.map(Value::Moment)),
            // A zone that was only concluded from the offset is not written into the record.
            (
                interaction::ZONE,
                untouched.map_or_else(|| text(&self.zone), |entry| text(entry.text(&interaction::ZONE))),
            ),
            (interaction::DIRECTION, text(&self.direction)),
            (interaction::CHANNEL, text(&self.channel)),
            (interaction::KIND, text(&self.kind)),
            (interaction::SUBJECT, text(&self.subject)),
            (interaction::TEXT, body),
            (interaction::OUTCOME, text(&self.outcome)),
            // The stars can give nothing but 1 to 5.
            (interaction::SATISFACTION, self.satisfaction.parse().ok().map(Value::Int)),
            (interaction::HANDLED_BY, self.handled_by.parse().ok().map(Value::Ref)),
            (interaction::MINUTES, minutes.map(Value::Int)),
            (interaction::FOLLOW_UP, follow_up),
            (interaction::FOLLOW_UP_DONE, done),
        ]
    }

    fn read_minutes(&self, errors: &mut LogErrors) -> Option<i64> {
        let minutes = self.minutes.trim();
        if minutes.is_empty() {
            return None;
        }
        // More than a month is a slip of the finger.
        let read = minutes.parse().ok().filter(|n| (0..=44_640).contains(n));
        if read.is_none() {
            errors.minutes = Some(tr("A whole number of minutes, such as 15.").to_owned());
        }
        read
    }

    fn same_time(&self, other: &LogDraft) -> bool {
        (&self.at, &self.zone, self.second) == (&other.at, &other.zone, other.second)
    }

    fn read_moment(&self, errors: &mut LogErrors) -> Option<Moment> {
        if self.now {
            return Some(now());
        }
        let problem = match self.read_at() {
            AtRead::Wall(WallTime::Once(moment)) => return Some(moment),
            AtRead::Wall(WallTime::Twice { first, second }) => {
                return Some(if self.second { second } else { first });
            }
            AtRead::Wall(WallTime::Never { .. }) => {
                tr("Clocks were turned forward past this time: it did not exist in this zone.")
            }
            AtRead::Missing => tr("Give both a day and a time."),
            AtRead::NoSuchDay => tr(EntryError::Date.message()),
            AtRead::NoSuchZone => tr("This browser does not know the time zone."),
        };
        errors.at = Some(problem.to_owned());
        None
    }

    pub fn read_at(&self) -> AtRead {
        read_at(&self.at, &self.zone)
    }
}

/// What `2026-03-04T17:30` means in a zone.
pub fn read_at(at: &str, zone: &str) -> AtRead {
    let Some((day, time)) = at.split_once('T') else { return AtRead::Missing };
    let Some((hour, minute)) = time.split_once(':') else { return AtRead::Missing };
    let minute = minute.split(':').next().unwrap_or(minute);
    let (Ok(hour), Ok(minute)) = (hour.parse::<u16>(), minute.parse::<u16>()) else { return AtRead::Missing };
    let Ok(date) = day.parse::<Date>() else { return AtRead::NoSuchDay };
    if hour > 23 || minute > 59 {
        return AtRead::Missing;
    }
    if zone::offset(zone, Moment::at(date, 0, 0).utc_ms).is_none() {
        return AtRead::NoSuchZone;
    }
    let offset_at = |at_ms| zone::offset(zone, at_ms).unwrap_or_default();
    AtRead::Wall(wall_time(date, hour * 60 + minute, offset_at))
}

/// What a `datetime-local` control shows for the moment, on the wall where it happened.
pub fn wall_text(moment: Moment) -> String {
    let mut text = moment.to_string();
    text.truncate("2026-03-04T17:30".len());
    text
}

pub fn now() -> Moment {
    let utc_ms = clock::now_ms();
    Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) }
}

fn value_in(entry: &TimelineEntry, field: &Field) -> Option<Value> {
    if *field == interaction::CUSTOMER {
        return Some(Value::Ref(entry.customer.id));
    }
    if *field == interaction::AT {
        return Some(Value::Moment(entry.at));
    }
    if *field == interaction::HANDLED_BY
        && let Some(by) = &entry.by
    {
        return Some(Value::Ref(by.id));
    }
    entry.value(field).cloned()
}
