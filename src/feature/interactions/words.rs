//! How interactions are drawn: the hue and icon of a channel, a direction, the name of an offset.

use crate::feature::shared::cell;
use crate::model::{ChoiceList, Schema};
use crate::ui::{Hue, Icon};

pub fn hue(schema: &Schema, list: ChoiceList, key: &str) -> Hue {
    schema.choice(list, key).map_or(Hue::Grey, |choice| cell::hue(&choice.hue))
}

pub fn channel_icon(key: &str) -> Icon {
    match key {
        "phone" => Icon::Phone,
        "email" => Icon::Mail,
        "meeting" => Icon::Meeting,
        "chat" => Icon::Chat,
        "social" => Icon::Share,
        "post" => Icon::Post,
        "web" => Icon::Globe,
        "in_person" => Icon::Handshake,
        _ => Icon::More,
    }
}

pub fn direction_icon(key: &str) -> Option<Icon> {
    match key {
        "out" => Some(Icon::ArrowOut),
        "in" => Some(Icon::ArrowIn),
        _ => None,
    }
}

/// `UTC+2`, `UTC-3:30`, `UTC`.
pub fn offset_name(offset_min: i16) -> String {
    let sign = if offset_min < 0 { '\u{2212}' } else { '+' };
    let (hours, minutes) = (offset_min.unsigned_abs() / 60, offset_min.unsigned_abs() % 60);
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}
