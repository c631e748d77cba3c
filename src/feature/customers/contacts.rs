//! The e-mail addresses or phone numbers of a customer: any number, each with a label, the first one
//! is the one to use.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::{show_problem, toast};
use crate::feature::shared::cell::{label, mail_link, phone_link};
use crate::model::{ContactPoint, FieldInfo, FieldKind, Value, parse_email, parse_phone};
use crate::platform::clipboard;
use crate::text::tr;
use crate::ui::{
    Button, ButtonKind, Chip, Hue, Icon, InputKind, MenuButton, MenuEntry, MenuItem, TextField, Toast,
    unique_id,
};
use crate::wire::RecordView;

use super::edit::{Cells, element, email_element, phone_element, save};

/// The row that is being edited.
#[derive(Clone, PartialEq)]
enum Edited {
    New,
    Element(String),
}

#[component]
pub fn Contacts(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let kind = info.kind;
    let name = label(&info.label);
    let field = StoredValue::new(info.field);
    let points = Memo::new(move |_| -> Vec<(String, ContactPoint)> {
        record.with(|record| {
            let elements = field.with_value(|field| record.elements(field).into_iter());
            elements
                .filter_map(|(element, value)| match value {
                    Value::Contact(point) => Some((element.to_owned(), point.clone())),
                    _ => None,
                })
                .collect()
        })
    });
    let edited = RwSignal::new(None::<Edited>);
    let draft = PointDraft::default();

    let write = move |cells: Cells| {
        spawn_local(async move {
            let _ = save(record, cells).await.inspect_err(show_problem);
        });
    };
    let remove = move |key: String| write(vec![(field.with_value(|field| element(field, &key)), None)]);
    let make_first = move |key: String, point: ContactPoint| {
        let lowest =
            points.with_untracked(|points| points.iter().map(|(_, point)| point.rank).min()).unwrap_or(0);
        let point = ContactPoint { rank: lowest - 1, ..point };
        write(vec![(field.with_value(|field| element(field, &key)), Some(Value::Contact(point)))]);
    };
    let submit = move || {
        let Some(which) = edited.get_untracked() else { return };
        match draft.cells(kind, &which, &points.get_untracked(), &field.get_value()) {
            Err(message) => draft.error.set(Some(message)),
            Ok(cells) if cells.is_empty() => edited.set(None),
            // Closed only when it is written: what was typed stays until then.
            Ok(cells) => spawn_local(async move {
                match save(record, cells).await {
                    Ok(()) => drop(edited.try_set(None)),
                    Err(problem) => drop(draft.error.try_set(Some(problem.to_string()))),
                }
            }),
        }
    };
    let open = move |which: Edited, point: ContactPoint| {
        draft.value.set(point.value);
        draft.label.set(point.label);
        draft.error.set(None);
        edited.set(Some(which));
    };

    let row = move |(key, point): (String, ContactPoint), is_first: bool, many: bool| {
        let link = if kind == FieldKind::Emails { mail_link(&point.value) } else { phone_link(&point.value) };
        let entries = {
            let (key, point) = (key.clone(), point.clone());
            Signal::derive(move || {
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
                let (edit_key, edit_point) = (key.clone(), point.clone());
                let edit = move || open(Edited::Element(edit_key.clone()), edit_point.clone());
                let mut entries: Vec<MenuEntry> = vec![
                    MenuItem::new(tr("Edit"), edit).icon(Icon::Edit).into(),
                    MenuItem::new(tr("Copy"), copy).icon(Icon::Copy).into(),
                ];
                if !is_first {
                    let (key, point) = (key.clone(), point.clone());
                    let first = move || make_first(key.clone(), point.clone());
                    entries.push(MenuItem::new(tr("Make primary"), first).icon(Icon::Star).into());
                }
                entries.push(MenuEntry::Line);
                let key = key.clone();
                entries.push(
                    MenuItem::new(tr("Remove"), move || remove(key.clone()))
                        .icon(Icon::Trash)
                        .danger()
                        .into(),
                );
                entries
            })
        };
        let label =
            (!point.label.is_empty()).then(|| view! { <Chip label=point.label.clone() hue=Hue::Grey /> });
        let primary = (is_first && many).then(|| view! { <span class="small quiet">{tr("Primary")}</span> });
        let menu_label = crate::text::tr_with("Actions for {what}", &[("what", &point.value)]);
        view! {
            <div class="value-row">
                <span class="grow value contact">{link} {label} {primary}</span>
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
    let rows = move || {
        let points = points.get();
        let many = points.len() > 1;
        let row = |(at, (key, point)): (usize, (String, ContactPoint))| {
            if edited.get() == Some(Edited::Element(key.clone())) {
                return view! { <PointForm kind draft submit cancel=move || edited.set(None) /> }.into_any();
            }
            row((key, point), at == 0, many).into_any()
        };
        points.into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let add = move || match edited.get() {
        Some(Edited::New) => {
            view! { <PointForm kind draft submit cancel=move || edited.set(None) /> }.into_any()
        }
        _ => {
            let text = if kind == FieldKind::Emails { tr("Add e-mail") } else { tr("Add phone") };
            view! {
                <Button
                    label=text
                    icon=Icon::Plus
                    kind=ButtonKind::Ghost
                    small=true
                    on_click=move || open(Edited::New, ContactPoint::default())
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="set-values" role="group" aria-label=name>
            {rows}
            {add}
        </div>
    }
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
        which: &Edited,
        points: &[(String, ContactPoint)],
        field: &crate::model::Field,
    ) -> Result<Cells, String> {
        let (value, key) = read_point(kind, &self.value.get_untracked())?;
        let label = self.label.with_untracked(|label| label.trim().to_owned());
        let old = match which {
            Edited::New => None,
            Edited::Element(old) => points.iter().find(|(key, _)| key == old),
        };
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
            Some((old, _)) if *old != key => cells.push((element(field, old), None)),
            _ => {}
        }
        cells.push((element(field, &key), Some(Value::Contact(point))));
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

#[component]
fn PointForm(
    kind: FieldKind,
    draft: PointDraft,
    submit: impl Fn() + Copy + Send + Sync + 'static,
    cancel: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (text, input) = if kind == FieldKind::Emails {
        (tr("E-mail"), InputKind::Email)
    } else {
        (tr("Phone"), InputKind::Phone)
    };
    view! {
        <form
            class="value-form"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    cancel();
                }
            }
        >
            <TextField label=text value=draft.value kind=input error=draft.error autofocus=true />
            <PointLabel value=draft.label />
            <div class="row">
                <Button label=tr("Save") kind=ButtonKind::Primary small=true submit=true />
                <Button label=tr("Cancel") kind=ButtonKind::Ghost small=true on_click=cancel />
            </div>
        </form>
    }
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
