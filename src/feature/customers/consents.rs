//! Whether a customer agreed to be contacted, channel by channel, and since when.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::show_problem;
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::{choice_label, label};
use crate::feature::shared::entry::choice_options;
use crate::model::{ChoiceList, Consent, Date, EntryError, FieldInfo, Value};
use crate::platform::clock;
use crate::text::{tr, tr_with};
use crate::ui::{
    ButtonKind, Chip, DateField, EditEnd, Editable, Hue, Icon, MenuButton, MenuEntry, MenuItem, format,
};
use crate::wire::RecordView;

use super::edit::{element, save};

#[component]
pub fn Consents(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let schema = use_schema();
    let name = label(&info.label);
    let field = StoredValue::new(info.field);
    let consents = Memo::new(move |_| -> Vec<(String, Consent)> {
        record.with(|record| {
            let elements = field.with_value(|field| record.elements(field).into_iter());
            elements
                .filter_map(|(channel, value)| match value {
                    Value::Consent(consent) => Some((channel.to_owned(), consent.clone())),
                    _ => None,
                })
                .collect()
        })
    });
    let write = move |channel: String, consent: Option<Consent>| {
        let cells = vec![(field.with_value(|field| element(field, &channel)), consent.map(Value::Consent))];
        spawn_local(async move {
            let _ = save(record, cells).await.inspect_err(show_problem);
        });
    };
    let row = move |(channel, consent): (String, Consent)| {
        let text = schema.with(|schema| choice_label(schema, ChoiceList::Channel, &channel));
        let (mark, hue) = if consent.given { (tr("Agreed"), Hue::Green) } else { (tr("Refused"), Hue::Red) };
        let entries = {
            let (channel, consent) = (channel.clone(), consent.clone());
            Signal::derive(move || {
                let set = |given: bool| {
                    let channel = channel.clone();
                    move || write(channel.clone(), Some(Consent { given, on: Some(today()) }))
                };
                let clear = {
                    let channel = channel.clone();
                    move || write(channel.clone(), None)
                };
                vec![
                    MenuItem::new(tr("Agreed"), set(true)).checked(consent.given).into(),
                    MenuItem::new(tr("Refused"), set(false)).checked(!consent.given).into(),
                    MenuEntry::Line,
                    MenuItem::new(tr("Remove"), clear).icon(Icon::Trash).danger().into(),
                ]
            })
        };
        let menu_label = tr_with("Consent for {channel}", &[("channel", &text)]);
        view! {
            <div class="value-row">
                <span class="grow value contact">
                    {text.clone()} <Chip label=mark hue=hue />
                </span>
                <Since channel=channel.clone() name=text consent=consent.clone() write />
                <MenuButton
                    label=menu_label
                    entries
                    icon=Icon::More
                    kind=ButtonKind::Ghost
                    small=true
                    icon_only=true
                    align_end=true
                />
            </div>
        }
    };
    let missing = Signal::derive(move || {
        let has = |key: &str| consents.with(|consents| consents.iter().any(|(channel, _)| channel == key));
        let options = schema.with(|schema| choice_options(schema, ChoiceList::Channel, ""));
        let left = options.into_iter().filter(|(key, _)| !has(key));
        left.map(|(key, text)| {
            let add = move || write(key.clone(), Some(Consent { given: true, on: Some(today()) }));
            MenuItem::new(text, add).into()
        })
        .collect::<Vec<MenuEntry>>()
    });
    view! {
        <div class="set-values" role="group" aria-label=name>
            {move || consents.get().into_iter().map(row).collect::<Vec<_>>()}
            {move || {
                missing
                    .with(|missing| !missing.is_empty())
                    .then(|| {
                        view! {
                            <MenuButton
                                label=tr("Add consent")
                                entries=missing
                                icon=Icon::Plus
                                kind=ButtonKind::Ghost
                                small=true
                            />
                        }
                    })
            }}
        </div>
    }
}

/// The day they said so.
#[component]
fn Since(
    channel: String,
    name: String,
    consent: Consent,
    write: impl Fn(String, Option<Consent>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let on = consent.on;
    let written = on.map(|on| on.to_string()).unwrap_or_default();
    let start = {
        let written = written.clone();
        move |()| {
            error.set(None);
            draft.set(written.clone());
        }
    };
    let end = move |(how,): (EditEnd,)| {
        if how == EditEnd::Cancel {
            return true;
        }
        let text = draft.get_untracked();
        let day = match text.trim() {
            "" => None,
            text => match text.parse::<Date>() {
                Ok(day) => Some(day),
                Err(_) => {
                    error.set(Some(tr(EntryError::Date.message()).to_owned()));
                    return false;
                }
            },
        };
        if day != on {
            write(channel.clone(), Some(Consent { on: day, ..consent.clone() }));
        }
        true
    };
    let view = move || match written.as_str() {
        "" => view! { <span class="quiet">{tr("since?")}</span> }.into_any(),
        written => view! { <span class="quiet figures">{format::day(written)}</span> }.into_any(),
    };
    let what = tr_with("Day of the consent for {channel}", &[("channel", &name)]);
    let editor = {
        let what = what.clone();
        move || view! { <DateField label=what.clone() value=draft error hide_label=true /> }
    };
    view! { <Editable label=what view editor on_start=start on_end=end /> }
}

fn today() -> Date {
    let utc_ms = clock::now_ms();
    crate::model::Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) }.date()
}
