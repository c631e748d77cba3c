use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::use_data_state;
use crate::app::live::Live;
use crate::app::workspace::use_workspace;
use crate::app::{self, router::navigate};
use crate::model::{Moment, Now};
use crate::platform::{clock, download};
use crate::route::Route;
use crate::text::{tr, tr_n, tr_with};
use crate::ui::{Banner, Button, ButtonKind, Card, Hue, Icon, Toast, format};
use crate::wire::{DataState, ExportJson, Hello, Problem, client};

const DAY_MS: i64 = 86_400_000;
/// An export older than this, with changes since, is worth a word.
const OLD_DAYS: i64 = 7;
/// So many changes without an export are worth one sooner.
const MANY_CHANGES: u32 = 30;
/// Until when the reminder is not wanted: a preference of this browser.
const LATER: &str = "clientele.export-reminder-after";

/// Writes everything into a file and gives it to the user.
pub fn export_everything() {
    export(|name| Toast::done(tr("Everything was exported.")).detail(name));
}

/// The same of data that could not be opened whole.
pub fn export_readable() {
    export(|_| {
        Toast::info(tr("What could be read was exported."))
            .detail(tr("Something may be missing: keep it beside your last export."))
    });
}

fn export(told: fn(String) -> Toast) {
    spawn_local(async move {
        let Some(bytes) = app::run(ExportJson).await else { return };
        // Only for the name of the file; without an answer it has a plain one.
        let workspace = client::ask(Hello).await.ok().and_then(|welcome| welcome.workspace);
        let name = file_name(workspace.as_deref().unwrap_or_default());
        match download::save_bytes(&name, "application/json", &bytes) {
            Ok(()) => app::toast(told(name)),
            Err(error) => app::show_problem(&Problem::new(error.to_string())),
        }
    });
}

/// "Acme & Sons" becomes "Acme-Sons-2026-03-31.clientele.json".
fn file_name(workspace: &str) -> String {
    let words: Vec<&str> =
        workspace.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let stem = if words.is_empty() { "clientele".to_owned() } else { words.join("-") };
    let utc_ms = clock::now_ms();
    let today = Now { utc_ms, offset_min: clock::offset_minutes(utc_ms) }.today();
    format!("{stem}-{today}.clientele.json")
}

#[component]
pub(super) fn ExportCard(state: ReadSignal<Live<DataState>>) -> impl IntoView {
    let age =
        move || match state.with(|state| state.ready().map(|state| (state.last_export, state.unexported))) {
            None => String::new(),
            Some((last, unexported)) => told(last, unexported),
        };
    view! {
        <Card title=tr("Export")>
            <div class="stack gap-4">
                <p>
                    {tr("One file with everything: customers, interactions, segments, views, fields and settings, readable by people and by Clientele. It is a backup, a way to another device, and a copy that a colleague can merge.")}
                </p>
                <p class="quiet">{age}</p>
                <div class="row">
                    <Button
                        label=tr("Export everything")
                        icon=Icon::Export
                        kind=ButtonKind::Primary
                        on_click=export_everything
                    />
                    <Button label=tr("Bring a file") icon=Icon::Import on_click=|| navigate(Route::Import) />
                </div>
            </div>
        </Card>
    }
}

fn told(last: Option<Moment>, unexported: u32) -> String {
    let changes = tr_n("{n} change since", "{n} changes since", unexported as usize);
    match (last, unexported) {
        (None, 0) => tr("There is nothing to export yet.").to_owned(),
        (None, _) => tr("Never exported from this browser.").to_owned(),
        (Some(last), 0) => tr_with("Exported {when}; nothing has changed since.", &[("when", &ago(last))]),
        (Some(last), _) => {
            tr_with("Exported {when}; {changes}.", &[("when", &ago(last)), ("changes", &changes)])
        }
    }
}

fn ago(at: Moment) -> String {
    format::relative(at.utc_ms, clock::now_ms())
}

/// Reminds of an export when the last one is old. Stands above every page.
#[component]
pub fn ExportReminder() -> impl IntoView {
    let state = use_data_state();
    let welcome = use_workspace().welcome;
    let until = RwSignal::new(LocalStorage::get::<i64>(LATER).unwrap_or(0));
    let due = Memo::new(move |_| {
        let own = welcome.with(|welcome| welcome.counts.customers > welcome.sample_customers);
        own && clock::now_ms() >= until.get() && state.with(|state| state.ready().is_some_and(is_due))
    });
    let later = move || {
        let after = clock::now_ms() + DAY_MS;
        until.set(after);
        if let Err(error) = LocalStorage::set(LATER, after) {
            leptos::logging::warn!("the preference {LATER} could not be kept: {error}");
        }
    };
    let text = move || {
        let (last, unexported) = state
            .with(|state| state.ready().map_or((None, 0), |state| (state.last_export, state.unexported)));
        let changes = tr_n("{n} change is", "{n} changes are", unexported as usize);
        match last {
            Some(last) => tr_with(
                "Your last export was {when}; {changes} only in this browser.",
                &[("when", &ago(last)), ("changes", &changes)],
            ),
            None => {
                tr_with("Nothing was exported yet; {changes} only in this browser.", &[("changes", &changes)])
            }
        }
    };
    move || {
        due.get().then(|| {
            view! {
                <Banner text=Signal::derive(text) hue=Hue::Amber icon=Icon::Export>
                    <Button label=tr("Export everything") small=true on_click=export_everything />
                    <Button label=tr("Later") small=true kind=ButtonKind::Ghost on_click=later />
                </Banner>
            }
        })
    }
}

fn is_due(state: &DataState) -> bool {
    let old = state.last_export.is_some_and(|last| clock::now_ms() - last.utc_ms > OLD_DAYS * DAY_MS);
    (old && state.unexported > 0) || state.unexported >= MANY_CHANGES
}
