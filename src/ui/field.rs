//! Form fields. Each has a label, may have a hint, and shows its error beside itself, where assistive
//! technology finds it too. A field holds what was typed, as a draft in `RwSignal<String>`; turning
//! that into a typed value is the form's work.

mod choice;
mod combobox;
mod text;

pub use choice::{Checkbox, Choice, Rating, Segmented, SelectField, Stars, Switch};
pub use combobox::{Combobox, PickOption, TagInput};
pub use text::{DateField, DateTimeField, InputKind, NumberField, TextArea, TextField};

use super::icon::{Icon, IconView};
use super::unique_id;
use leptos::prelude::*;

/// The ids of a field's parts.
#[derive(Clone)]
pub struct FieldIds {
    pub(super) control: String,
    hint: String,
    error: String,
}

impl FieldIds {
    pub(super) fn new() -> FieldIds {
        let control = unique_id("field");
        FieldIds { hint: format!("{control}-hint"), error: format!("{control}-error"), control }
    }

    /// What describes the control now.
    pub(super) fn described_by(
        &self,
        hint: bool,
        error: Signal<Option<String>>,
    ) -> impl Fn() -> Option<String> + Clone + use<> {
        let ids = self.clone();
        move || match (error.with(Option::is_some), hint) {
            (true, true) => Some(format!("{} {}", ids.error, ids.hint)),
            (true, false) => Some(ids.error.clone()),
            (false, true) => Some(ids.hint.clone()),
            (false, false) => None,
        }
    }
}

pub(super) fn invalid(error: Signal<Option<String>>) -> impl Fn() -> Option<&'static str> + Clone {
    move || error.with(Option::is_some).then_some("true")
}

/// Label above, control, then error or hint below.
#[component]
pub(super) fn Frame(
    ids: FieldIds,
    label: String,
    hint: Option<String>,
    error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    /// The label is read out but not shown, where the place itself says what the field is.
    #[prop(optional)]
    hide_label: bool,
    children: Children,
) -> impl IntoView {
    let FieldIds { control, hint: hint_id, error: error_id } = ids;
    view! {
        <div class="field">
            <label for=control class:required=required class:visually-hidden=hide_label>
                {label}
            </label>
            {children()} <Notes hint hint_id error error_id />
        </div>
    }
}

#[component]
pub(super) fn Notes(
    hint: Option<String>,
    hint_id: String,
    error: Signal<Option<String>>,
    error_id: String,
) -> impl IntoView {
    let error_line = move || {
        let id = error_id.clone();
        error.get().map(|text| {
            view! {
                <p class="field-error" id=id>
                    <IconView icon=Icon::Alert />
                    <span>{text}</span>
                </p>
            }
        })
    };
    view! {
        {error_line}
        {hint.map(|hint| view! { <p class="field-hint" id=hint_id>{hint}</p> })}
    }
}
