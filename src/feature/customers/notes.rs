//! What a customer prefers, what worries them, and other notes: records of their own, each with the
//! day since when it holds.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::workspace::use_schema;
use crate::app::{attempt, commit};
use crate::feature::shared::cell::choice_chip;
use crate::feature::shared::entry::choice_options;
use crate::model::{ChoiceList, Date, EntryError, Id, Moment, Table, Value, note};
use crate::platform::{clock, ids::new_id};
use crate::text::tr;
use crate::ui::{
    Button, ButtonKind, Card, DateField, Icon, MenuButton, MenuEntry, MenuItem, Segmented, TextArea, format,
};
use crate::wire::{Commit, Draft, Label, RecordView, TimelineEntry};

#[component]
pub fn Notes(record: Signal<RecordView>) -> impl IntoView {
    let schema = use_schema();
    let notes = Memo::new(move |_| record.with(|record| record.notes.clone()));
    // The note that is being edited; a new one has a new id.
    let edited = RwSignal::new(None::<Id>);
    let draft = NoteDraft { kind: RwSignal::new("preference".to_owned()), ..NoteDraft::default() };

    let open = move |entry: Option<TimelineEntry>| {
        draft.error.set(None);
        draft.day_error.set(None);
        match entry {
            Some(entry) => {
                draft.kind.set(entry.text(&note::KIND).to_owned());
                draft.text.set(entry.text(&note::TEXT).to_owned());
                let day = entry.value(&note::AT).and_then(Value::as_date).map(|day| day.to_string());
                draft.since.set(day.unwrap_or_default());
                edited.set(Some(entry.id));
            }
            None => {
                // Text that could not be saved before is there again.
                if draft.since.with_untracked(String::is_empty) {
                    draft.since.set(today().to_string());
                }
                edited.set(Some(new_id()));
            }
        }
    };
    let close = move || {
        draft.text.set(String::new());
        edited.set(None);
    };
    let submit = move || {
        let Some(id) = edited.get_untracked() else { return };
        let Some(cells) = draft.read(id) else { return };
        let (customer, name) = record.with_untracked(|record| (record.id, record.name.clone()));
        let is_new = notes.with_untracked(|notes| notes.iter().all(|entry| entry.id != id));
        let cells = if is_new { cells.set(note::CUSTOMER, Some(Value::Ref(customer))) } else { cells };
        let action = if is_new { "Add note" } else { "Edit note" };
        spawn_local(async move {
            match attempt(Commit { label: Label::new(action, name), drafts: vec![cells] }).await {
                Ok(_) => {
                    draft.text.try_set(String::new());
                    edited.try_set(None);
                }
                Err(problem) => drop(draft.error.try_set(Some(problem.to_string()))),
            }
        });
    };
    let delete = move |id: Id| {
        let name = record.with_untracked(|record| record.name.clone());
        spawn_local(async move {
            let drafts = vec![Draft::delete(Table::Note, id)];
            let _ = commit(Commit { label: Label::new("Delete note", name), drafts }).await;
        });
    };
    let row = move |entry: TimelineEntry| {
        if edited.get() == Some(entry.id) {
            return view! { <li><NoteForm draft submit close /></li> }.into_any();
        }
        let kind = entry.text(&note::KIND).to_owned();
        let since = entry.value(&note::AT).and_then(Value::as_date);
        let text = entry.text(&note::TEXT).to_owned();
        let id = entry.id;
        let entries = Signal::derive(move || {
            let entry = entry.clone();
            vec![
                MenuItem::new(tr("Edit"), move || open(Some(entry.clone()))).icon(Icon::Edit).into(),
                MenuEntry::Line,
                MenuItem::new(tr("Delete"), move || delete(id)).icon(Icon::Trash).danger().into(),
            ]
        });
        view! {
            <li class="note">
                <div class="value-row">
                    <span class="grow row gap-1">
                        {schema.with(|schema| choice_chip(schema, ChoiceList::NoteKind, &kind))}
                        {since
                            .map(|day| {
                                view! { <span class="small quiet figures">{format::day(&day.to_string())}</span> }
                            })}
                    </span>
                    <MenuButton
                        label=tr("Actions for this note")
                        entries
                        icon=Icon::More
                        kind=ButtonKind::Ghost
                        small=true
                        icon_only=true
                        align_end=true
                    />
                </div>
                <p class="pre-line">{text}</p>
            </li>
        }
        .into_any()
    };
    let rows = move || notes.get().into_iter().map(row).collect::<Vec<_>>();
    let adding = move || {
        let id = edited.get()?;
        let is_new = notes.with(|notes| notes.iter().all(|entry| entry.id != id));
        is_new.then(|| view! { <NoteForm draft submit close /> })
    };
    let none = move || {
        (notes.with(Vec::is_empty) && edited.with(Option::is_none)).then(|| {
            view! { <p class="quiet">{tr("Write down what they like, what worries them, and how they want to be treated.")}</p> }
        })
    };
    let actions = move || {
        view! {
            <Button
                label=tr("Add note")
                icon=Icon::Plus
                kind=ButtonKind::Ghost
                small=true
                icon_only=true
                on_click=move || open(None)
            />
        }
    };
    view! {
        <Card title=tr("Preferences and concerns") actions>
            <div class="stack">
                {adding}
                {none}
                <ul class="notes">{rows}</ul>
            </div>
        </Card>
    }
}

#[derive(Clone, Copy, Default)]
struct NoteDraft {
    kind: RwSignal<String>,
    text: RwSignal<String>,
    since: RwSignal<String>,
    error: RwSignal<Option<String>>,
    day_error: RwSignal<Option<String>>,
}

impl NoteDraft {
    /// The cells to write; `None` after telling what is wrong.
    fn read(&self, id: Id) -> Option<Draft> {
        let text = self.text.with_untracked(|text| text.trim().to_owned());
        self.error.set(text.is_empty().then(|| tr("Write something first.").to_owned()));
        let since = match self.since.with_untracked(|since| since.trim().to_owned()) {
            since if since.is_empty() => Ok(None),
            since => since.parse::<Date>().map(Some),
        };
        self.day_error.set(since.is_err().then(|| tr(EntryError::Date.message()).to_owned()));
        let since = since.ok()?;
        (!text.is_empty()).then(|| {
            Draft::new(Table::Note, id)
                .set(note::KIND, Some(Value::Text(self.kind.get_untracked())))
                .set(note::TEXT, Some(Value::Text(text)))
                .set(note::AT, since.map(Value::Date))
        })
    }
}

#[component]
fn NoteForm(
    draft: NoteDraft,
    submit: impl Fn() + Copy + Send + Sync + 'static,
    close: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let schema = use_schema();
    let options = Signal::derive(move || {
        schema.with(|schema| choice_options(schema, ChoiceList::NoteKind, &draft.kind.get_untracked()))
    });
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
                    close();
                } else if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    submit();
                }
            }
        >
            <Segmented label=tr("Kind") value=draft.kind options hide_label=true small=true />
            <TextArea label=tr("Text") value=draft.text error=draft.error autofocus=true />
            <DateField label=tr("Since") value=draft.since error=draft.day_error />
            <div class="row">
                <Button label=tr("Save") kind=ButtonKind::Primary small=true submit=true />
                <Button label=tr("Cancel") kind=ButtonKind::Ghost small=true on_click=close />
            </div>
        </form>
    }
}

fn today() -> Date {
    let utc_ms = clock::now_ms();
    Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) }.date()
}
