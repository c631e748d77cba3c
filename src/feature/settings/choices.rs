use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fields::RowButtons;
use super::rename::Rename;
use crate::app;
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::{hue, label};
use crate::model::{Choice, ChoiceList, CustomKind, Schema, Table, Value, choice, fold, words};
use crate::route::{Route, Settings};
use crate::text::{tr, tr_with};
use crate::ui::{
    Button, ButtonKind, Card, EmptyState, Hue, Icon, MenuButton, MenuEntry, MenuItem, TextField,
};
use crate::wire::{Commit, Draft, Label};

const BUILT_IN: [ChoiceList; 8] = [
    ChoiceList::Stage,
    ChoiceList::Source,
    ChoiceList::Outcome,
    ChoiceList::Channel,
    ChoiceList::InteractionKind,
    ChoiceList::Direction,
    ChoiceList::NoteKind,
    ChoiceList::CustomerKind,
];

/// The values that can be chosen in each list: renamed, recoloured, reordered, hidden, and added to.
#[component]
pub(super) fn ChoiceSettings(list: ChoiceList) -> impl IntoView {
    let schema = use_schema();
    let choices = Memo::new(move |_| schema.with(|schema| schema.choices(list)));
    let title = Memo::new(move |_| schema.with(|schema| list_label(schema, list)));
    let lists = move || {
        let own = schema.with(|schema| {
            let own = schema.custom_fields.iter().filter(|field| field.kind == CustomKind::Choice);
            own.map(|field| ChoiceList::Custom(field.id)).collect::<Vec<_>>()
        });
        let link = |other: ChoiceList| {
            let text = schema.with(|schema| list_label(schema, other));
            let href = Route::Settings(Settings::Choices(other)).href();
            view! {
                <a class="nav-item" href=href aria-current=(other == list).then_some("page")>
                    {text}
                </a>
            }
        };
        BUILT_IN.into_iter().chain(own).map(link).collect_view()
    };
    let rows = move || {
        let all = choices.get();
        if all.is_empty() {
            return view! {
                <EmptyState
                    icon=Icon::Tag
                    title=tr("No values yet")
                    text=tr("Add the first below: it can then be chosen on every customer.")
                />
            }
            .into_any();
        }
        let stored = StoredValue::new(all.clone());
        let row = move |(at, choice)| view! { <ChoiceRow list at choice all=stored /> };
        view! { <ul class="rows">{all.into_iter().enumerate().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="choice-settings">
            <nav class="nav" aria-label=tr("Lists")>
                {lists}
            </nav>
            <Card title flush=true>
                {rows} {list.is_open().then(|| view! { <AddChoice list choices /> })}
            </Card>
        </div>
    }
}

fn list_label(schema: &Schema, list: ChoiceList) -> String {
    match list {
        ChoiceList::CustomerKind => tr("Kinds of customer").to_owned(),
        ChoiceList::Stage => tr("Stages").to_owned(),
        ChoiceList::Source => tr("Sources").to_owned(),
        ChoiceList::Channel => tr("Channels").to_owned(),
        ChoiceList::Direction => tr("Directions").to_owned(),
        ChoiceList::InteractionKind => tr("Kinds of interaction").to_owned(),
        ChoiceList::Outcome => tr("Outcomes").to_owned(),
        ChoiceList::NoteKind => tr("Kinds of note").to_owned(),
        ChoiceList::Custom(id) => schema
            .custom_fields
            .iter()
            .find(|field| field.id == id)
            .map_or_else(|| tr("A field that was deleted").to_owned(), |field| field.label.clone()),
    }
}

#[component]
fn ChoiceRow(list: ChoiceList, at: usize, choice: Choice, all: StoredValue<Vec<Choice>>) -> impl IntoView {
    let name = label(&choice.label);
    let last = all.with_value(Vec::len) - 1;
    let choice = StoredValue::new(choice);
    let change = move |action: &'static str, change: &dyn Fn(&mut Choice)| {
        let mut changed = choice.get_value();
        change(&mut changed);
        write(action, label(&changed.label), vec![override_draft(list, &changed)]);
    };
    let rename = move |new: String| change("Rename choice", &|choice| choice.label = new.clone().into());
    let hues = Signal::derive(move || {
        let now = hue(&choice.with_value(|choice| choice.hue.to_string()));
        let entry = |hue: Hue| {
            let recolour = move || change("Recolour choice", &|choice| choice.hue = hue.name().into());
            MenuEntry::from(MenuItem::new(hue_label(hue), recolour).checked(hue == now))
        };
        Hue::ALL.map(entry).to_vec()
    });
    let move_by = move |step: isize| {
        let mut order = all.get_value();
        let to = at.saturating_add_signed(step).min(order.len() - 1);
        order.swap(at, to);
        let mut drafts = Vec::new();
        for (place, mut choice) in (0..).zip(order) {
            if choice.order != place {
                choice.order = place;
                drafts.push(override_draft(list, &choice));
            }
        }
        write("Reorder choices", choice.with_value(|choice| label(&choice.label)), drafts);
    };
    let hidden = choice.with_value(|choice| choice.hidden);
    let show_or_hide = move || {
        let action = if hidden { "Show choice" } else { "Hide choice" };
        change(action, &|choice| choice.hidden = !hidden);
    };
    let (hide_label, hide_icon) = match hidden {
        true => (tr_with("Offer {what} again", &[("what", &name)]), Icon::EyeOff),
        false => (
            tr_with("Hide {what}: it stays where it is used, and is no longer offered", &[("what", &name)]),
            Icon::Eye,
        ),
    };
    let hue_now = hue(&choice.with_value(|choice| choice.hue.to_string()));
    view! {
        <li class="rows-item" class:quiet=hidden>
            <div class="grow">
                <Rename label=tr("Name of the choice") name=name.clone() on_rename=rename hue=hue_now />
            </div>
            <MenuButton
                label=tr_with("Colour of {what}", &[("what", &name)])
                entries=hues
                icon=Icon::Tag
                kind=ButtonKind::Ghost
                small=true
                icon_only=true
                align_end=true
            />
            <RowButtons name=name first={at == 0} last={at == last} up=move || move_by(-1) down=move || move_by(1) />
            <Button label=hide_label icon=hide_icon kind=ButtonKind::Ghost small=true icon_only=true on_click=show_or_hide />
        </li>
    }
}

#[component]
fn AddChoice(list: ChoiceList, choices: Memo<Vec<Choice>>) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let add = move || {
        let text = name.with_untracked(|name| name.trim().to_owned());
        let all = choices.get_untracked();
        if text.is_empty() {
            return error.set(Some(tr("A name is needed.").to_owned()));
        }
        if all.iter().any(|choice| label(&choice.label) == text) {
            return error.set(Some(tr("There is a choice of that name.").to_owned()));
        }
        error.set(None);
        let choice = Choice {
            key: new_key(&text, &all),
            label: text.clone().into(),
            hue: Hue::of(&text).name().into(),
            order: all.iter().map(|choice| choice.order).max().unwrap_or(-1) + 1,
            hidden: false,
        };
        write("Add choice", text, vec![override_draft(list, &choice)]);
        name.set(String::new());
    };
    view! {
        <form
            class="rows-add row no-wrap"
            on:submit=move |event| {
                event.prevent_default();
                add();
            }
        >
            <div class="grow">
                <TextField label=tr("New choice") value=name error hide_label=true placeholder=tr("New choice") />
            </div>
            <Button label=tr("Add") icon=Icon::Plus submit=true />
        </form>
    }
}

fn hue_label(hue: Hue) -> &'static str {
    match hue {
        Hue::Grey => tr("Grey"),
        Hue::Indigo => tr("Indigo"),
        Hue::Blue => tr("Blue"),
        Hue::Teal => tr("Teal"),
        Hue::Green => tr("Green"),
        Hue::Amber => tr("Amber"),
        Hue::Orange => tr("Orange"),
        Hue::Red => tr("Red"),
        Hue::Pink => tr("Pink"),
        Hue::Violet => tr("Violet"),
    }
}

/// What records will hold for a new choice: its name in plain letters, unlike any other key.
pub(super) fn new_key(label: &str, others: &[Choice]) -> String {
    let folded = fold(label);
    let key = words(&folded).collect::<Vec<_>>().join("_");
    let key = if key.is_empty() { "choice".to_owned() } else { key };
    let is_free = |key: &String| others.iter().all(|other| other.key != *key);
    let numbered = (2..).map(|n| format!("{key}_{n}"));
    std::iter::once(key.clone()).chain(numbered).find(is_free).unwrap_or(key)
}

/// A choice is written whole: what the program brings has no record to fall back to, field by field.
pub(super) fn override_draft(list: ChoiceList, value: &Choice) -> Draft {
    let list_key = serde_json::Value::String(list.key()).to_string();
    Draft::new(Table::Choice, list.record_id(&value.key))
        .set(choice::LIST, Some(Value::Json(list_key)))
        .set(choice::KEY, Some(Value::text(&value.key)))
        .set(choice::LABEL, Some(Value::text(value.label.as_ref())))
        .set(choice::HUE, Some(Value::text(value.hue.as_ref())))
        .set(choice::ORDER, Some(Value::Int(value.order)))
        .set(choice::HIDDEN, Some(Value::Bool(value.hidden)))
}

fn write(action: &str, subject: impl Into<String>, drafts: Vec<Draft>) {
    let commit = Commit { label: Label::new(action, subject), drafts };
    spawn_local(async move {
        app::commit(commit).await;
    });
}
