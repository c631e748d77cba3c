//! The control that a value of a field is typed or chosen in, by the schema alone.

use leptos::prelude::*;

use crate::app::workspace::use_schema;
use crate::model::{
    ChoiceList, EntryError, FieldInfo, FieldKind, Moment, Schema, Table, Value, entry_text, parse_entry,
};
use crate::platform::clock;
use crate::text::{tr, tr_with};
use crate::ui::{
    DateField, DateTimeField, InputKind, NumberField, SelectField, TextArea, TextField, format,
    language_name, languages,
};

use super::cell::label;

/// What was typed into the control of a field, as the value it means. `now` is what the field holds:
/// an amount keeps its currency.
pub fn read_entry(
    schema: &Schema,
    info: &FieldInfo,
    text: &str,
    now: Option<&Value>,
) -> Result<Option<Value>, EntryError> {
    if info.kind == FieldKind::Moment && !text.trim().is_empty() {
        let utc_ms = format::from_local_input(text).ok_or(EntryError::Moment)?;
        return Ok(Some(Value::Moment(Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) })));
    }
    let currency = match now {
        Some(Value::Money(money)) => Some(money.currency),
        _ => schema.currency_of(&info.field),
    };
    parse_entry(info.kind, text, currency)
}

/// A value as the control of its field holds it.
pub fn write_entry(value: Option<&Value>) -> String {
    match value {
        Some(Value::Moment(moment)) => format::to_local_input(moment.utc_ms),
        Some(value) => entry_text(value),
        None => String::new(),
    }
}

/// The control for one field that is no set. References to customers are chosen in a picker of their own.
#[component]
pub fn EntryField(
    info: FieldInfo,
    value: RwSignal<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let schema = use_schema();
    let name = label(&info.label);
    match info.kind {
        FieldKind::LongText => view! { <TextArea label=name value error hide_label /> }.into_any(),
        FieldKind::Choice(list) => {
            let options = Signal::derive(move || {
                schema.with(|schema| choice_options(schema, list, &value.get_untracked()))
            });
            view! { <SelectField label=name value options error hide_label empty=tr("None") /> }.into_any()
        }
        FieldKind::Ref(Table::Member) => {
            let options = Signal::derive(move || schema.with(member_options));
            view! { <SelectField label=name value options error hide_label empty=tr("Nobody") /> }.into_any()
        }
        FieldKind::Bool => {
            let options =
                vec![("true".to_owned(), tr("Yes").to_owned()), ("false".to_owned(), tr("No").to_owned())];
            view! { <SelectField label=name value options=Signal::stored(options) error hide_label empty=tr("Not said") /> }
                .into_any()
        }
        FieldKind::Language => {
            let options = Signal::derive(move || language_options(&value.get_untracked()));
            view! { <SelectField label=name value options error hide_label empty=tr("Not said") /> }
                .into_any()
        }
        FieldKind::Date => view! { <DateField label=name value error hide_label /> }.into_any(),
        FieldKind::Moment => view! { <DateTimeField label=name value error hide_label /> }.into_any(),
        FieldKind::Money => match schema.with_untracked(|schema| schema.currency_of(&info.field)) {
            Some(currency) => {
                let hint = tr_with("in {currency}", &[("currency", currency.code())]);
                view! { <NumberField label=name value error hide_label hint=hint /> }.into_any()
            }
            None => view! { <NumberField label=name value error hide_label /> }.into_any(),
        },
        FieldKind::Int | FieldKind::Number => {
            view! { <NumberField label=name value error hide_label /> }.into_any()
        }
        FieldKind::Link => {
            view! { <TextField label=name value kind=InputKind::Url error hide_label /> }.into_any()
        }
        _ => view! { <TextField label=name value error hide_label /> }.into_any(),
    }
}

/// Key and label of what can be chosen: hidden choices are offered only where they are chosen already.
pub fn choice_options(schema: &Schema, list: ChoiceList, chosen: &str) -> Vec<(String, String)> {
    let choices = schema.choices(list).into_iter().filter(|choice| !choice.hidden || choice.key == chosen);
    let mut options: Vec<_> = choices.map(|choice| (choice.key.clone(), label(&choice.label))).collect();
    if !chosen.is_empty() && options.iter().all(|(key, _)| key != chosen) {
        // A value of a file or a newer version that no list has.
        options.push((chosen.to_owned(), chosen.to_owned()));
    }
    options
}

pub fn member_options(schema: &Schema) -> Vec<(String, String)> {
    schema.members.iter().map(|member| (member.id.to_string(), member.name.clone())).collect()
}

fn language_options(chosen: &str) -> Vec<(String, String)> {
    let mut options = languages();
    if !chosen.is_empty() && options.iter().all(|(tag, _)| tag != chosen) {
        options.insert(0, (chosen.to_owned(), language_name(chosen)));
    }
    options
}
