//! A small form in place of a value that one text does not hold: an address, a note.

use leptos::html;
use leptos::prelude::*;

use crate::app::toast;
use crate::text::{tr, tr_with};
use crate::ui::{Button, ButtonKind, Toast, focus_drawn};

/// What the form does; all of it outlives the form.
#[derive(Clone, Copy)]
pub struct ValueForm {
    /// What is typed, in one line; blank when nothing would be missed.
    pub typed: Callback<(), String>,
    /// Writes what is typed, unless the form was closed; or says what is wrong with it.
    pub submit: Callback<(), Result<(), String>>,
    pub cancel: Callback<()>,
}

/// Fields with Save and Cancel; Escape cancels, Ctrl+Enter saves. When the page around it is left, what was
/// typed is saved, or told when it cannot be: nothing that was typed is lost in silence.
pub fn value_form(fields: AnyView, form: ValueForm) -> AnyView {
    let ValueForm { typed, submit, cancel } = form;
    on_cleanup(move || {
        let typed = typed.run(());
        if typed.trim().is_empty() {
            return;
        }
        if let Err(why) = submit.run(()) {
            not_saved(&typed, &why);
        }
    });
    view! {
        <form
            class="value-form"
            on:submit=move |event| {
                event.prevent_default();
                // What is wrong is shown beside its field.
                let _ = submit.run(());
            }
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() {
                    event.stop_propagation();
                    cancel.run(());
                } else if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    let _ = submit.run(());
                }
            }
        >
            {fields}
            <div class="row">
                <Button label=tr("Save") kind=ButtonKind::Primary small=true submit=true />
                <Button label=tr("Cancel") kind=ButtonKind::Ghost small=true on_click=move || cancel.run(()) />
            </div>
        </form>
    }
    .into_any()
}

/// Tells what was typed and could not be saved when its place was left.
pub fn not_saved(typed: &str, why: &str) {
    toast(Toast::error(tr_with("Not saved: “{text}”", &[("text", typed)])).detail(why));
}

/// Gives the focus to the first of `selector` within `root`, once what changed is drawn: for after a form or
/// a row that had the focus is gone.
pub fn focus_within(root: NodeRef<html::Div>, selector: &'static str) {
    focus_drawn(move || root.try_get_untracked().flatten()?.query_selector(selector).ok().flatten());
}
