//! The form of a note, on the customer's page and in the timeline.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::entry::choice_options;
use super::value_form::{ValueForm, value_form};
use crate::app::attempt;
use crate::app::commands::show_problem;
use crate::app::workspace::use_schema;
use crate::model::{ChoiceList, Date, EntryError, Id, Moment, Table, Value, note};
use crate::platform::{clock, ids::new_id};
use crate::text::tr;
use crate::ui::{DateField, Segmented, TextArea};
use crate::wire::{Commit, Draft, Label, Named, TimelineEntry};

/// What is typed into a note, and which note it is.
#[derive(Clone, Copy)]
pub struct NoteDraft {
    /// The note that is being edited; a new one has a new id.
    pub edited: RwSignal<Option<Id>>,
    is_new: RwSignal<bool>,
    kind: RwSignal<String>,
    text: RwSignal<String>,
    since: RwSignal<String>,
    error: RwSignal<Option<String>>,
    day_error: RwSignal<Option<String>>,
}

impl NoteDraft {
    pub fn closed() -> NoteDraft {
        NoteDraft {
            edited: RwSignal::new(None),
            is_new: RwSignal::new(false),
            kind: RwSignal::new("preference".to_owned()),
            text: RwSignal::default(),
            since: RwSignal::default(),
            error: RwSignal::default(),
            day_error: RwSignal::default(),
        }
    }

    pub fn edit(self, entry: &TimelineEntry) {
        self.kind.set(entry.text(&note::KIND).to_owned());
        self.text.set(entry.text(&note::TEXT).to_owned());
        let day = entry.value(&note::AT).and_then(Value::as_date).map(|day| day.to_string());
        self.since.set(day.unwrap_or_default());
        self.open(entry.id, false);
    }

    pub fn add(self) {
        self.since.set(today().to_string());
        self.open(new_id(), true);
    }

    fn open(self, id: Id, is_new: bool) {
        self.error.set(None);
        self.day_error.set(None);
        self.is_new.set(is_new);
        self.edited.set(Some(id));
    }

    pub fn is_new(self) -> bool {
        self.edited.with(Option::is_some) && self.is_new.get()
    }

    /// The form; `of` says whose note it is, `on_close` what has the focus then.
    pub fn form(self, of: Callback<(), Named>, on_close: Callback<()>) -> AnyView {
        let schema = use_schema();
        let options = Signal::derive(move || {
            schema.with(|schema| choice_options(schema, ChoiceList::NoteKind, &self.kind.get_untracked()))
        });
        let close = move || {
            if self.edited.try_set(None).is_none() {
                self.text.set(String::new());
                on_close.run(());
            }
        };
        let submit = move || {
            let Some(id) = self.edited.try_get_untracked().flatten() else { return Ok(()) };
            let draft = self.read(id)?;
            let Named { id: customer, name } = of.run(());
            let is_new = self.is_new.get_untracked();
            let draft = if is_new { draft.set(note::CUSTOMER, Some(Value::Ref(customer))) } else { draft };
            let label = Label::new(if is_new { "Add note" } else { "Edit note" }, name);
            spawn_local(async move {
                match attempt(Commit { label, drafts: vec![draft] }).await {
                    Ok(_) => close(),
                    // The form may be gone with its page.
                    Err(problem) => {
                        if self.error.try_set(Some(problem.to_string())).is_some() {
                            show_problem(&problem);
                        }
                    }
                }
            });
            Ok(())
        };
        let form = ValueForm {
            typed: Callback::new(move |()| self.text.get_untracked()),
            submit: Callback::new(move |()| submit()),
            cancel: Callback::new(move |()| close()),
        };
        let fields = view! {
            <Segmented label=tr("Kind") value=self.kind options hide_label=true small=true />
            <TextArea label=tr("Text") value=self.text error=self.error autofocus=true />
            <DateField label=tr("Since") value=self.since error=self.day_error />
        };
        value_form(fields.into_any(), form)
    }

    /// What to write, or what is wrong, which is also told beside its field.
    fn read(self, id: Id) -> Result<Draft, String> {
        let text = self.text.with_untracked(|text| text.trim().to_owned());
        let nothing = text.is_empty().then(|| tr("Write something first.").to_owned());
        let since = match self.since.with_untracked(|since| since.trim().to_owned()) {
            since if since.is_empty() => Ok(None),
            since => since.parse::<Date>().map(Some),
        };
        let no_day = since.is_err().then(|| tr(EntryError::Date.message()).to_owned());
        self.error.set(nothing.clone());
        self.day_error.set(no_day.clone());
        if let Some(wrong) = nothing.or(no_day) {
            return Err(wrong);
        }
        Ok(Draft::new(Table::Note, id)
            .set(note::KIND, Some(Value::Text(self.kind.get_untracked())))
            .set(note::TEXT, Some(Value::Text(text)))
            .set(note::AT, since.ok().flatten().map(Value::Date)))
    }
}

fn today() -> Date {
    let utc_ms = clock::now_ms();
    Moment { utc_ms, offset_min: clock::offset_minutes(utc_ms) }.date()
}
