//! Keys: they run the actions that name them, and `?` lists them.
//!
//! Keys without Ctrl act only where nothing is typed, and can be switched off (settings, appearance).

use std::time::Duration;

use gloo_storage::{LocalStorage, Storage};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

use super::actions::{Action, Actions, use_actions};
use super::dialogs;
use crate::text::tr;
use crate::ui::{Dialog, DialogBody, DialogKind, Kbd};

/// How long the first of two letters waits for the second.
const SECOND_KEY: Duration = Duration::from_millis(1200);
const SINGLE_KEYS: &str = "clientele.single-keys";

/// Whether keys without Ctrl are wanted: a preference of this browser.
pub fn single_keys_wanted() -> bool {
    LocalStorage::get(SINGLE_KEYS).unwrap_or(true)
}

pub fn want_single_keys(wanted: bool) {
    if let Err(error) = LocalStorage::set(SINGLE_KEYS, wanted) {
        leptos::logging::warn!("the preference {SINGLE_KEYS} could not be kept: {error}");
    }
}

/// Runs actions by their keys, as long as the calling component is shown.
pub(super) fn listen(actions: Actions) {
    let pending = StoredValue::new(None::<(String, TimeoutHandle)>);
    let listener = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented() || event.is_composing() || event.repeat() {
            return;
        }
        let Some(pressed) = pressed(&event) else { return };
        let first = pending.try_update_value(Option::take).flatten();
        if let Some((_, timer)) = &first {
            timer.clear();
        }
        let chord = pressed.contains(' ');
        if !chord && (!single_keys_wanted() || typed_into(&event) || dialog_is_open()) {
            return;
        }
        // The browser undoes what is typed in a field, and keeps its keys in a dialog.
        if chord && pressed != "Ctrl K" && (typed_into(&event) || dialog_is_open()) {
            return;
        }
        let wanted = match &first {
            Some((first, _)) if !chord => format!("{first} {pressed}"),
            _ => pressed.clone(),
        };
        let all = untrack(|| actions.all());
        if let Some(action) = all.iter().find(|action| action.keys.contains(&wanted.as_str())) {
            event.prevent_default();
            run(action);
            return;
        }
        let begins = format!("{pressed} ");
        if !chord && all.iter().any(|action| action.keys.iter().any(|keys| keys.starts_with(&begins))) {
            let forget = set_timeout_with_handle(move || pending.set_value(None), SECOND_KEY);
            if let Ok(timer) = forget {
                pending.set_value(Some((pressed, timer)));
            }
        }
    });
    on_cleanup(move || listener.remove());
}

/// Runs an action, or says why it cannot be done.
pub(super) fn run(action: &Action) {
    match &action.blocked {
        None => action.run.run(()),
        Some(reason) => super::toast(crate::ui::Toast::info(reason.clone())),
    }
}

/// The keys as actions name them: `L`, `?`, `Ctrl Shift Z`. A Mac's Command is Ctrl.
fn pressed(event: &KeyboardEvent) -> Option<String> {
    let key = event.key();
    if key.chars().count() != 1 || key == " " || event.alt_key() {
        return None;
    }
    let key = key.to_uppercase();
    Some(match (event.ctrl_key() || event.meta_key(), event.shift_key()) {
        (true, true) => format!("Ctrl Shift {key}"),
        (true, false) => format!("Ctrl {key}"),
        (false, true) if key.chars().all(char::is_alphabetic) => return None,
        (false, _) => key,
    })
}

fn typed_into(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("input, textarea, select, [contenteditable], [role=menu], [role=listbox]")
            .is_ok_and(|it| it.is_some())
    })
}

fn dialog_is_open() -> bool {
    document().query_selector("dialog:modal").is_ok_and(|dialog| dialog.is_some())
}

/// All keys, with what they do.
#[component]
pub fn Help() -> impl IntoView {
    let actions = use_actions();
    let rows = move || {
        let row = |action: Action| {
            let keys = action.keys.iter().map(|keys| view! { <Kbd keys=*keys /> }).collect_view();
            view! {
                <div class="help-row">
                    <dt>{action.label}</dt>
                    <dd>{keys}</dd>
                </div>
            }
        };
        actions.all().into_iter().filter(|action| !action.keys.is_empty()).map(row).collect_view()
    };
    view! {
        <Dialog open=dialogs::help_open() title=tr("Keyboard shortcuts") kind=DialogKind::Wide light=true>
            <DialogBody>
                <dl class="help">{rows}</dl>
                <p class="quiet small">
                    {tr("Two letters are pressed one after the other. On a Mac, Ctrl is the Command key.")}
                </p>
            </DialogBody>
        </Dialog>
    }
}
