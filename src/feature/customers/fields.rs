//! One field of a customer, shown and edited in place, whatever its kind.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::show_problem;
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::{draw, label, plain, plain_one};
use crate::feature::shared::entry::{EntryField, choice_options, member_options, read_entry, write_entry};
use crate::feature::shared::pick::{CustomerPick, TagPick};
use crate::feature::shared::value_form::not_saved;
use crate::model::{CellKey, FieldInfo, FieldKind, Id, Schema, Table, Value};
use crate::platform::ids::new_id;
use crate::route::Route;
use crate::text::{tr, tr_with};
use crate::ui::{
    Attribute, Button, ButtonKind, Chip, EditEnd, Editable, Hue, Icon, IconView, Menu, MenuEntry, MenuItem,
    PickOption, focus_drawn, unique_id,
};
use crate::wire::{Named, RecordView, Shown};

use super::addresses::Addresses;
use super::consents::Consents;
use super::contacts::Contacts;
use super::edit::{Cells, company_draft, element, save, save_with};

#[component]
pub fn FieldRow(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let term = label(&info.label);
    view! { <Attribute term>{field_value(record, info)}</Attribute> }
}

fn field_value(record: Signal<RecordView>, info: FieldInfo) -> AnyView {
    if info.derived {
        return view! { <ReadOnly record info /> }.into_any();
    }
    match info.kind {
        FieldKind::Choice(_) | FieldKind::Bool | FieldKind::Ref(Table::Member) => {
            view! { <Chosen record info /> }.into_any()
        }
        FieldKind::Ref(Table::Customer) => view! { <Reference record info /> }.into_any(),
        FieldKind::Tags => view! { <Tags record info /> }.into_any(),
        FieldKind::Emails | FieldKind::Phones => view! { <Contacts record info /> }.into_any(),
        FieldKind::Addresses => view! { <Addresses record info /> }.into_any(),
        FieldKind::Consents => view! { <Consents record info /> }.into_any(),
        FieldKind::Ref(_) | FieldKind::Picks(_) | FieldKind::Json => {
            view! { <ReadOnly record info /> }.into_any()
        }
        _ => view! { <Typed record info /> }.into_any(),
    }
}

/// What a record holds, as rows of a list have it.
pub fn shown(schema: &Schema, record: &RecordView, info: &FieldInfo) -> Shown {
    if info.kind.is_set() {
        let elements = record.elements(&info.field).into_iter();
        let values: Vec<_> = elements
            .filter_map(|(element, value)| match info.kind {
                FieldKind::Tags => Some(Value::text(element)),
                // As the engine has it in rows: the channels they agreed to.
                FieldKind::Consents => {
                    matches!(value, Value::Consent(consent) if consent.given).then(|| Value::text(element))
                }
                _ => Some(value.clone()),
            })
            .collect();
        return if values.is_empty() { Shown::Nothing } else { Shown::Many(values) };
    }
    match record.value(&info.field) {
        None => Shown::Nothing,
        Some(Value::Ref(id)) => {
            let name = record.name_of(*id).map(str::to_owned);
            let name =
                name.or_else(|| schema.member(*id).map(|member| member.name.clone())).unwrap_or_default();
            Shown::Link(Named { id: *id, name })
        }
        Some(value) => Shown::One(value.clone()),
    }
}

#[component]
fn ReadOnly(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let schema = use_schema();
    let value = Memo::new({
        let info = info.clone();
        move |_| schema.with(|schema| record.with(|record| shown(schema, record, &info)))
    });
    move || schema.with(|schema| value.with(|value| draw(schema, &info, value)))
}

/// A value that is typed.
#[component]
fn Typed(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let schema = use_schema();
    let info = StoredValue::new(info);
    let value =
        Memo::new(move |_| record.with(|record| info.with_value(|info| record.value(&info.field).cloned())));
    let draft = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    // What could not be saved is there again when the editor is opened the next time.
    let unsaved = RwSignal::new(false);

    let view = move || {
        let text = value.with(|value| {
            let value = value.as_ref()?;
            Some(schema.with(|schema| info.with_value(|info| plain_one(schema, info, value))))
        });
        let note = unsaved.get().then(|| view! { <Chip label=tr("Not saved") hue=Hue::Red /> });
        match text {
            Some(text) => view! { <span class="pre-line value">{text}</span> {note} }.into_any(),
            None => view! { <span class="quiet value">{tr("Add")}</span> {note} }.into_any(),
        }
    };
    let editor = move || view! { <EntryField info=info.get_value() value=draft error hide_label=true /> };
    let on_start = move |()| {
        error.set(None);
        if !unsaved.get_untracked() {
            draft.set(write_entry(value.get_untracked().as_ref()));
        }
    };
    let on_end = move |(how,): (EditEnd,)| {
        if how == EditEnd::Cancel {
            unsaved.set(false);
            return true;
        }
        let now = value.get_untracked();
        let read = schema.with_untracked(|schema| {
            info.with_value(|info| {
                draft.with_untracked(|draft| read_entry(schema, info, draft, now.as_ref()))
            })
        });
        match read {
            Err(problem) => {
                let why = tr(problem.message());
                match how {
                    EditEnd::Leave => draft.with_untracked(|draft| not_saved(draft, why)),
                    _ => error.set(Some(why.to_owned())),
                }
                false
            }
            Ok(new) => {
                if new != now || unsaved.get_untracked() {
                    let key = CellKey::from(info.with_value(|info| info.field.clone()));
                    let saving = save(record, vec![(key, new)]);
                    spawn_local(async move {
                        unsaved.try_set(saving.await.inspect_err(show_problem).is_err());
                    });
                }
                true
            }
        }
    };
    let follow = move || {
        let is_link = info.with_value(|info| info.kind == FieldKind::Link);
        let address = value.with(|value| value.as_ref()?.as_text().map(str::to_owned)).filter(|_| is_link)?;
        // Data from elsewhere may hold anything.
        address.starts_with("http").then(|| {
            view! {
                <a
                    class="button ghost small icon-only"
                    href=address
                    target="_blank"
                    rel="noopener noreferrer"
                    aria-label=tr("Open the link")
                    data-tip=tr("Open the link")
                >
                    <IconView icon=Icon::ArrowOut />
                </a>
            }
        })
    };
    let name = info.with_value(|info| label(&info.label));
    view! {
        <div class="value-row">
            <div class="grow">
                <Editable label=name view editor on_start on_end />
            </div>
            {follow}
        </div>
    }
}

/// A value that is chosen from a few: a menu, written as soon as it is chosen.
#[component]
fn Chosen(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let name = label(&info.label);
    view! { <ChosenButton record info name class="editable-value" /> }
}

/// The stage of the record's head and every chosen field: the value is the button.
#[component]
pub fn ChosenButton(
    record: Signal<RecordView>,
    info: FieldInfo,
    #[prop(into)] name: String,
    class: &'static str,
) -> impl IntoView {
    let schema = use_schema();
    let id = unique_id("value");
    let info = StoredValue::new(info);
    let value = Memo::new(move |_| {
        schema.with(|schema| record.with(|record| info.with_value(|info| shown(schema, record, info))))
    });
    let choose = move |value: Option<Value>| {
        let key = CellKey::from(info.with_value(|info| info.field.clone()));
        let saving = save(record, vec![(key, value)]);
        spawn_local(async move {
            // Nothing was typed that could be lost.
            let _ = saving.await.inspect_err(show_problem);
        });
    };
    let entries = Signal::derive(move || {
        let chosen = match value.get() {
            Shown::One(value) => write_entry(Some(&value)),
            Shown::Link(named) => named.id.to_string(),
            _ => String::new(),
        };
        let kind = info.with_value(|info| info.kind);
        let options = schema.with(|schema| match kind {
            FieldKind::Choice(list) => choice_options(schema, list, &chosen),
            FieldKind::Bool => vec![("true".into(), tr("Yes").into()), ("false".into(), tr("No").into())],
            _ => member_options(schema),
        });
        let mut entries: Vec<MenuEntry> = options
            .into_iter()
            .map(|(key, text)| {
                let checked = key == chosen;
                let pick = move || {
                    let read = schema.with_untracked(|schema| {
                        info.with_value(|info| read_entry(schema, info, &key, None))
                    });
                    // Keys of the schema's own lists are always readable.
                    if let Ok(value) = read {
                        choose(value);
                    }
                };
                MenuItem::new(text, pick).checked(checked).into()
            })
            .collect();
        if !chosen.is_empty() {
            entries.push(MenuEntry::Line);
            entries.push(MenuItem::new(tr("Clear"), move || choose(None)).icon(Icon::X).into());
        }
        entries
    });
    let face = move || match value.get() {
        Shown::Nothing => view! { <span class="quiet">{tr("Choose")}</span> }.into_any(),
        value => schema.with(|schema| info.with_value(|info| draw(schema, info, &value))),
    };
    let full_name = {
        let name = name.clone();
        move || {
            let text =
                schema.with(|schema| value.with(|value| info.with_value(|info| plain(schema, info, value))));
            match text.as_str() {
                "" => tr_with("{field}: choose", &[("field", &name)]),
                text => format!("{name}: {text}"),
            }
        }
    };
    view! {
        <div class="editable">
            <button type="button" class=class popovertarget=id.clone() aria-haspopup="menu" aria-label=full_name>
                {face}
                <IconView icon=Icon::ChevronDown />
            </button>
            <Menu id label=name entries />
        </div>
    }
}

/// Another customer, most often the company somebody works at; one can be made on the way.
#[component]
fn Reference(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let schema = use_schema();
    let info = StoredValue::new(info);
    let value = Memo::new(move |_| {
        schema.with(|schema| record.with(|record| info.with_value(|info| shown(schema, record, info))))
    });
    let name = info.with_value(|info| label(&info.label));
    let editing = RwSignal::new(false);
    let picked = RwSignal::new(None::<PickOption>);
    let created = StoredValue::new(None::<(Id, String)>);
    let root = NodeRef::<leptos::html::Div>::new();

    let start = move |_| {
        picked.set(match value.get_untracked() {
            Shown::Link(named) => Some(PickOption::new(named.id.to_string(), named.name)),
            _ => None,
        });
        editing.set(true);
        focus_drawn(move || root.try_get_untracked().flatten()?.query_selector("input").ok().flatten());
    };
    let create = move |text: String| {
        let id = new_id();
        created.set_value(Some((id, text.clone())));
        PickOption::new(id.to_string(), text)
    };
    // Choosing is all there is to do: it is written at once.
    Effect::new(move |before: Option<Option<PickOption>>| {
        let now = picked.get();
        if !editing.get_untracked() || before.as_ref() == Some(&now) || before.is_none() {
            return now;
        }
        let was = match value.get_untracked() {
            Shown::Link(named) => Some(named.id),
            _ => None,
        };
        let id = now.as_ref().and_then(|option| option.key.parse::<Id>().ok());
        if id == was {
            return now;
        }
        editing.set(false);
        let key = CellKey::from(info.with_value(|info| info.field.clone()));
        let company = created.get_value().filter(|(made, _)| Some(*made) == id);
        let others = company.map(|(id, name)| company_draft(id, &name)).into_iter().collect();
        let saving = save_with(record, vec![(key, id.map(Value::Ref))], others);
        spawn_local(async move {
            let _ = saving.await.inspect_err(show_problem);
        });
        now
    });
    let reading = {
        let name = name.clone();
        move || {
            let edit = tr_with("Edit {what}", &[("what", &name)]);
            match value.get() {
                Shown::Link(named) => {
                    let text = if named.name.is_empty() { tr("Deleted").to_owned() } else { named.name };
                    view! {
                        <div class="value-row">
                            <a class="grow value" href=Route::customer(named.id).href()>{text}</a>
                            <Button label=edit icon=Icon::Edit kind=ButtonKind::Ghost small=true icon_only=true on_click=start />
                        </div>
                    }
                    .into_any()
                }
                _ => view! {
                    <button type="button" class="editable-value" aria-description=edit on:click=move |_| start(())>
                        <span class="quiet">{tr("Add")}</span>
                    </button>
                }
                .into_any(),
            }
        }
    };
    view! {
        <div
            class="editable"
            node_ref=root
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() && editing.get_untracked() {
                    event.stop_propagation();
                    editing.set(false);
                }
            }
        >
            {move || match editing.get() {
                false => reading().into_any(),
                true => {
                    view! {
                        <div class="value-row">
                            <div class="grow">
                                <CustomerPick
                                    label=name.clone()
                                    value=picked
                                    companies=true
                                    create=create
                                    hide_label=true
                                />
                            </div>
                            <Button
                                label=tr("Cancel")
                                icon=Icon::X
                                kind=ButtonKind::Ghost
                                small=true
                                icon_only=true
                                on_click=move || editing.set(false)
                            />
                        </div>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

/// A set of words, written one by one as they are added and removed.
#[component]
fn Tags(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let name = label(&info.label);
    let field = info.field.clone();
    let stored = Memo::new({
        let field = field.clone();
        move |_| -> Vec<String> {
            record.with(|record| record.elements(&field).into_iter().map(|(tag, _)| tag.to_owned()).collect())
        }
    });
    let value = RwSignal::new(Vec::<PickOption>::new());
    Effect::new(move || value.set(stored.get().into_iter().map(PickOption::text).collect()));
    Effect::new({
        let field = field.clone();
        move || {
            let now: Vec<String> = value.get().into_iter().map(|option| option.key).collect();
            let was = stored.get_untracked();
            let added = now.iter().filter(|tag| !was.contains(tag)).map(|tag| (tag, Some(Value::Bool(true))));
            let removed = was.iter().filter(|tag| !now.contains(tag)).map(|tag| (tag, None));
            let cells: Cells =
                added.chain(removed).map(|(tag, value)| (element(&field, tag), value)).collect();
            if cells.is_empty() {
                return;
            }
            let saving = save(record, cells);
            spawn_local(async move {
                if saving.await.inspect_err(show_problem).is_err() {
                    // The chips show what is stored.
                    let Some(stored) = stored.try_get_untracked() else { return };
                    value.try_set(stored.into_iter().map(PickOption::text).collect());
                }
            });
        }
    });
    view! { <TagPick label=name field value hide_label=true /> }
}
