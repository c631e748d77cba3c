//! How a value of any field is drawn, and how it is written as plain text.

use leptos::prelude::*;

use crate::model::{ChoiceList, Field, FieldInfo, FieldKind, Schema, Table, Value, customer, interaction};
use crate::platform::clock;
use crate::route::Route;
use crate::text::{tr, tr_stored, tr_with};
use crate::ui::{Chip, Hue, Icon, IconView, Stars, format, language_name};
use crate::wire::Shown;

/// A label of the schema in the user's language; one that the workspace wrote is shown as it is.
pub fn label(label: &str) -> String {
    tr_stored(label)
}

/// The hue that the schema names.
pub fn hue(name: &str) -> Hue {
    match name {
        "slate" => Hue::Grey,
        "cyan" => Hue::Blue,
        "brown" => Hue::Orange,
        name => Hue::from_name(name).unwrap_or_default(),
    }
}

/// What a choice is called; a key that no list has any more is shown as it is.
pub fn choice_label(schema: &Schema, list: ChoiceList, key: &str) -> String {
    schema.choice(list, key).map_or_else(|| key.to_owned(), |choice| label(&choice.label))
}

pub fn choice_chip(schema: &Schema, list: ChoiceList, key: &str) -> AnyView {
    let of = schema.choice(list, key).map_or(Hue::Grey, |choice| hue(&choice.hue));
    view! { <Chip label=choice_label(schema, list, key) hue=of dot=true /> }.into_any()
}

/// A value in little space: one line of a table or card. Nothing is drawn for no value.
pub fn draw(schema: &Schema, info: &FieldInfo, shown: &Shown) -> AnyView {
    match shown {
        Shown::Nothing => ().into_any(),
        Shown::One(value) => draw_one(schema, info, value),
        Shown::Many(values) => draw_many(schema, info, values),
        Shown::Link(named) => match info.kind {
            FieldKind::Ref(Table::Customer) => {
                // Empty when what it points to is gone.
                let name = if named.name.is_empty() { tr("Deleted").to_owned() } else { named.name.clone() };
                let href = Route::customer(named.id).href();
                view! { <a class="truncate" href=href on:click=stop>{name}</a> }.into_any()
            }
            _ => view! { <span class="truncate">{named.name.clone()}</span> }.into_any(),
        },
    }
}

/// The same as plain text: for titles, descriptions and the clipboard.
pub fn plain(schema: &Schema, info: &FieldInfo, shown: &Shown) -> String {
    match shown {
        Shown::Nothing => String::new(),
        Shown::One(value) => plain_one(schema, info, value),
        Shown::Many(values) => {
            values.iter().map(|value| plain_one(schema, info, value)).collect::<Vec<_>>().join(", ")
        }
        Shown::Link(named) => named.name.clone(),
    }
}

pub fn plain_one(schema: &Schema, info: &FieldInfo, value: &Value) -> String {
    match value {
        Value::Bool(true) => tr("Yes").to_owned(),
        Value::Bool(false) => tr("No").to_owned(),
        Value::Int(n) => format::number(*n as f64),
        Value::Number(n) => format::number(*n),
        Value::Money(money) => format::money(money.minor, money.currency.code()),
        Value::Date(date) => format::day(&date.to_string()),
        Value::Moment(moment) => format::date_time(moment.utc_ms),
        Value::Text(text) => match info.kind {
            FieldKind::Choice(list) => choice_label(schema, list, text),
            // The channels they agreed to.
            FieldKind::Consents => choice_label(schema, ChoiceList::Channel, text),
            FieldKind::Language => language_name(text),
            FieldKind::Link => bare_link(text).to_owned(),
            _ => text.clone(),
        },
        Value::Ref(id) => schema.member(*id).map(|member| member.name.clone()).unwrap_or_default(),
        Value::Contact(point) => point.value.clone(),
        Value::Address(address) => address.parts().collect::<Vec<_>>().join(", "),
        Value::Consent(consent) => tr(if consent.given { "Agreed" } else { "Refused" }).to_owned(),
        Value::Json(text) => text.clone(),
    }
}

fn draw_one(schema: &Schema, info: &FieldInfo, value: &Value) -> AnyView {
    match (info.kind, value) {
        (FieldKind::Choice(list), Value::Text(key)) => choice_chip(schema, list, key),
        (FieldKind::Link, Value::Text(address)) => link(address),
        (_, Value::Text(text)) if info.field == customer::EMAIL => mail_link(text),
        (_, Value::Text(text)) if info.field == customer::PHONE => phone_link(text),
        (_, Value::Moment(moment)) => {
            let (ms, exact) = (moment.utc_ms, format::date_time_full(moment.utc_ms));
            let text = format::relative(ms, clock::now_ms());
            view! { <time class="truncate figures" datetime=moment.to_string() title=exact>{text}</time> }
                .into_any()
        }
        (_, Value::Date(date)) => {
            let late = info.field == customer::FOLLOW_UP_DUE && date.to_string() < today();
            view! {
                <time class="truncate figures" class:overdue=late datetime=date.to_string()>
                    {plain_one(schema, info, value)}
                </time>
            }
            .into_any()
        }
        (_, Value::Bool(given)) => {
            let icon = if *given { Icon::Check } else { Icon::Minus };
            view! { <span class="yes-no"><IconView icon />{plain_one(schema, info, value)}</span> }.into_any()
        }
        (_, Value::Int(stars @ 1..=5)) if info.field == interaction::SATISFACTION => {
            view! { <Stars value=*stars as u8 /> }.into_any()
        }
        (_, Value::Number(mean)) if info.field == customer::MEAN_SATISFACTION => {
            let title = tr_with("{n} of 5 stars", &[("n", &format::decimal(*mean, 1))]);
            view! {
                <span class="mean-stars figures" title=title>
                    <Stars value=mean.round() as u8 />
                    {format::decimal(*mean, 1)}
                </span>
            }
            .into_any()
        }
        (_, Value::Int(_) | Value::Number(_) | Value::Money(_)) => {
            view! { <span class="figures">{plain_one(schema, info, value)}</span> }.into_any()
        }
        (FieldKind::Emails, Value::Contact(point)) => mail_link(&point.value),
        (FieldKind::Phones, Value::Contact(point)) => phone_link(&point.value),
        (FieldKind::Tags, Value::Text(tag)) => {
            view! { <Chip label=tag.clone() hue=Hue::of(tag) /> }.into_any()
        }
        _ => view! { <span class="truncate">{plain_one(schema, info, value)}</span> }.into_any(),
    }
}

fn draw_many(schema: &Schema, info: &FieldInfo, values: &[Value]) -> AnyView {
    if info.kind == FieldKind::Consents {
        let text = plain(schema, info, &Shown::Many(values.to_vec()));
        return view! { <span class="truncate" title=text.clone()>{text.clone()}</span> }.into_any();
    }
    if info.kind == FieldKind::Tags {
        let chips: Vec<_> = values.iter().map(|value| draw_one(schema, info, value)).collect();
        return view! { <span class="cell-tags">{chips}</span> }.into_any();
    }
    let Some(first) = values.first() else { return ().into_any() };
    let all = plain(schema, info, &Shown::Many(values.to_vec()));
    let more = (values.len() > 1).then(|| {
        let more = format!("+{}", values.len() - 1);
        view! { <span class="count" title=all>{more}</span> }
    });
    view! { <span class="cell-many">{draw_one(schema, info, first)} {more}</span> }.into_any()
}

pub fn mail_link(address: &str) -> AnyView {
    let address = address.to_owned();
    view! { <a class="truncate" href=format!("mailto:{address}") on:click=stop>{address.clone()}</a> }
        .into_any()
}

pub fn phone_link(number: &str) -> AnyView {
    // What stands after an "x" is the extension, which a comma dials after a pause.
    let href = format!("tel:{}", crate::model::digits(number).replace('x', ","));
    view! { <a class="truncate figures" href=href on:click=stop>{number.to_owned()}</a> }.into_any()
}

/// Another site: it learns nothing of this page, not even its address. Data from elsewhere may hold
/// anything, so only a web address becomes a link.
pub fn link(address: &str) -> AnyView {
    let text = bare_link(address).to_owned();
    if !address.starts_with("https://") && !address.starts_with("http://") {
        return view! { <span class="truncate">{text}</span> }.into_any();
    }
    view! {
        <a class="truncate" href=address.to_owned() target="_blank" rel="noopener noreferrer" on:click=stop>
            {text}
        </a>
    }
    .into_any()
}

fn bare_link(address: &str) -> &str {
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches('/')
}

/// A link in a row that can be clicked itself is followed, and the row is not.
fn stop(event: leptos::ev::MouseEvent) {
    event.stop_propagation();
}

/// The day on the user's wall, in ISO 8601, which compares as it reads.
fn today() -> String {
    let now_ms = clock::now_ms();
    crate::model::Moment { utc_ms: now_ms, offset_min: clock::offset_minutes(now_ms) }.date().to_string()
}

/// Whether figures belong at the right edge of a column of this field.
pub fn is_figure(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Int | FieldKind::Number | FieldKind::Money)
}

/// The name a field of the schema has on the screen; a field that is gone has its path.
pub fn field_label(schema: &Schema, field: &Field) -> String {
    schema.field(field).map_or_else(|| field.path().into_owned(), |info| label(&info.label))
}
