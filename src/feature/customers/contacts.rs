//! The e-mail addresses or phone numbers of a customer: any number, each with a label, the first one
//! is the one to use.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::toast;
use crate::feature::shared::cell::{label, mail_link, phone_link};
use crate::feature::shared::value_form::{ValueForm, value_form};
use crate::model::{ContactPoint, FieldInfo, FieldKind, Value, parse_email, parse_phone};
use crate::platform::clipboard;
use crate::text::tr;
use crate::ui::{Chip, Hue, Icon, InputKind, MenuItem, TextField, Toast, unique_id};
use crate::wire::RecordView;

use super::edit::{Cells, email_element, phone_element};
use super::set::{SetEditor, add_button};

/// Stands for the element that is being added.
const NEW: &str = "";

#[component]
pub fn Contacts(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let kind = info.kind;
    let name = label(&info.label);
    let set = SetEditor::new(record, info.field);
    let points = set.elements(|value| match value {
        Value::Contact(point) => Some(point),
        _ => None,
    });
    let draft = PointDraft::default();
    let submit = move || {
        let Some(which) = set.edited.try_get_untracked().flatten() else { return Ok(()) };
        let cells = draft.cells(kind, &which, &points.get_untracked(), set).inspect_err(|message| {
            draft.error.set(Some(message.clone()));
        })?;
        set.submit(cells, draft.error);
        Ok(())
    };
    let form = ValueForm {
        typed: Callback::new(move |()| draft.value.get_untracked()),
        submit: Callback::new(move |()| submit()),
        cancel: Callback::new(move |()| set.close()),
    };
    let open = move |which: String, point: ContactPoint| {
        draft.value.set(point.value);
        draft.label.set(point.label);
        draft.error.set(None);
        set.edited.set(Some(which));
    };
    let row = move |at: usize| {
        let Some((key, point)) = points.with(|points| points.get(at).cloned()) else { return ().into_any() };
        let many = points.with(|points| points.len() > 1);
        let copied = point.value.clone();
        let copy = move || {
            let copied = copied.clone();
            spawn_local(async move {
                match clipboard::copy(&copied).await {
                    Ok(()) => toast(Toast::done(tr("Copied"))),
                    Err(error) => toast(Toast::error(error.to_string())),
                }
            });
        };
        let mut more = vec![MenuItem::new(tr("Copy"), copy).icon(Icon::Copy)];
        if at > 0 {
            let (key, point) = (key.clone(), point.clone());
            let first = move || {
                let lowest = points.with_untracked(|all| all.iter().map(|(_, point)| point.rank).min());
                let point = ContactPoint { rank: lowest.unwrap_or(0) - 1, ..point.clone() };
                set.write(&key, Some(Value::Contact(point)));
            };
            more.push(MenuItem::new(tr("Make primary"), first).icon(Icon::Star));
        }
        let link = if kind == FieldKind::Emails { mail_link(&point.value) } else { phone_link(&point.value) };
        let label =
            (!point.label.is_empty()).then(|| view! { <Chip label=point.label.clone() hue=Hue::Grey /> });
        let primary = (at == 0 && many).then(|| view! { <span class="small quiet">{tr("Primary")}</span> });
        let face = view! { <span class="grow value contact">{link} {label} {primary}</span> }.into_any();
        let menu_label = crate::text::tr_with("Actions for {what}", &[("what", &point.value)]);
        let edit_key = key.clone();
        let edit = Callback::new(move |()| open(edit_key.clone(), point.clone()));
        set.row(key, face, menu_label, Some(edit), more)
    };
    let (text, input, add) = match kind {
        FieldKind::Emails => (tr("E-mail"), InputKind::Email, tr("Add e-mail")),
        _ => (tr("Phone"), InputKind::Phone, tr("Add phone")),
    };
    let fields = move || {
        let fields = view! {
            <TextField label=text value=draft.value kind=input error=draft.error autofocus=true />
            <PointLabel value=draft.label />
        };
        value_form(fields.into_any(), form)
    };
    let keys = Signal::derive(move || points.with(|all| all.iter().map(|(key, _)| key.clone()).collect()));
    let add = add_button(add, move || open(NEW.to_owned(), ContactPoint::default()));
    set.view(name, keys, row, fields, add)
}

/// What is typed for one address or number.
#[derive(Clone, Copy, Default)]
struct PointDraft {
    value: RwSignal<String>,
    label: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl PointDraft {
    /// What to write; an element whose text changes is removed, and another one set, in one go.
    fn cells(
        &self,
        kind: FieldKind,
        which: &str,
        points: &[(String, ContactPoint)],
        set: SetEditor,
    ) -> Result<Cells, String> {
        let (value, key) = read_point(kind, &self.value.get_untracked())?;
        let label = self.label.with_untracked(|label| label.trim().to_owned());
        let old = points.iter().find(|(key, _)| key == which);
        let taken = points.iter().any(|(other, _)| *other == key) && old.is_none_or(|(old, _)| *old != key);
        if taken {
            return Err(tr("This one is there already.").to_owned());
        }
        let last = points.iter().map(|(_, point)| point.rank).max();
        let rank = old.map_or_else(|| last.map_or(0, |rank| rank + 1), |(_, point)| point.rank);
        let point = ContactPoint { value, label, rank };
        let mut cells = Cells::new();
        match old {
            Some((_, was)) if *was == point => return Ok(cells),
            Some((old, _)) if *old != key => cells.push((set.key(old), None)),
            _ => {}
        }
        cells.push((set.key(&key), Some(Value::Contact(point))));
        Ok(cells)
    }
}

/// The address or number and the key of its element, or what is wrong with it.
pub fn read_point(kind: FieldKind, text: &str) -> Result<(String, String), String> {
    let read = if kind == FieldKind::Emails { parse_email(text) } else { parse_phone(text) };
    let value = read.map_err(|error| tr(error.message()).to_owned())?;
    let key = if kind == FieldKind::Emails { email_element(&value) } else { phone_element(&value) };
    Ok((value, key))
}

/// What an address or number is for: free text, the usual words offered.
#[component]
pub fn PointLabel(value: RwSignal<String>, #[prop(optional)] hide_label: bool) -> impl IntoView {
    let (id, list) = (unique_id("label"), unique_id("labels"));
    let usual = [tr("work"), tr("home"), tr("mobile"), tr("main"), tr("billing"), tr("other")];
    view! {
        <div class="field">
            <label for=id.clone() class:visually-hidden=hide_label>{tr("Label")}</label>
            <input
                class="input"
                id=id
                list=list.clone()
                autocomplete="off"
                placeholder=tr("work")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <datalist id=list>{usual.map(|word| view! { <option value=word></option> })}</datalist>
        </div>
    }
}
