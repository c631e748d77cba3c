//! Whether a customer agreed to be contacted, channel by channel, and since when.

use leptos::prelude::*;

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

use super::set::SetEditor;

#[component]
pub fn Consents(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let schema = use_schema();
    let name = label(&info.label);
    let set = SetEditor::new(record, info.field);
    let consents = set.elements(|value| match value {
        Value::Consent(consent) => Some(consent),
        _ => None,
    });
    let write = move |channel: String, consent: Consent| set.write(&channel, Some(Value::Consent(consent)));
    let row = move |at: usize| {
        let Some((channel, consent)) = consents.with(|all| all.get(at).cloned()) else {
            return ().into_any();
        };
        let text = schema.with(|schema| choice_label(schema, ChoiceList::Channel, &channel));
        let (mark, hue) = if consent.given { (tr("Agreed"), Hue::Green) } else { (tr("Refused"), Hue::Red) };
        let option = |mark: &str, given: bool| {
            let channel = channel.clone();
            let set = move || write(channel.clone(), Consent { given, on: Some(today()) });
            MenuItem::new(mark, set).checked(consent.given == given)
        };
        let more = vec![option(tr("Agreed"), true), option(tr("Refused"), false)];
        let menu_label = tr_with("Consent for {channel}", &[("channel", &text)]);
        let face = view! {
            <span class="grow value contact">{text.clone()} <Chip label=mark hue=hue /></span>
            <Since channel=channel.clone() name=text consent=consent.clone() write />
        };
        set.row(channel, face.into_any(), menu_label, None, more)
    };
    let missing = Signal::derive(move || {
        let has = |key: &str| consents.with(|consents| consents.iter().any(|(channel, _)| channel == key));
        let options = schema.with(|schema| choice_options(schema, ChoiceList::Channel, ""));
        let left = options.into_iter().filter(|(key, _)| !has(key));
        left.map(|(key, text)| {
            let add = move || write(key.clone(), Consent { given: true, on: Some(today()) });
            MenuItem::new(text, add).into()
        })
        .collect::<Vec<MenuEntry>>()
    });
    let has_missing = Memo::new(move |_| missing.with(|missing| !missing.is_empty()));
    let add = move || {
        has_missing.get().then(|| {
            view! {
                <MenuButton label=tr("Add consent") entries=missing icon=Icon::Plus kind=ButtonKind::Ghost small=true />
            }
        })
    };
    let keys = Signal::derive(move || consents.with(|all| all.iter().map(|(key, _)| key.clone()).collect()));
    set.view(name, keys, row, || ().into_any(), add.into_any())
}

/// The day they said so.
#[component]
fn Since(
    channel: String,
    name: String,
    consent: Consent,
    write: impl Fn(String, Consent) + Copy + Send + Sync + 'static,
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
            write(channel.clone(), Consent { on: day, ..consent.clone() });
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

pub fn today() -> Date {
    let utc_ms = clock::now_ms();
    crate::model::Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) }.date()
}
