use leptos::prelude::*;
use leptos::task::spawn_local;

use super::columns::Columns;
use super::outcome::CsvOutcome;
use super::planner::Planner;
use super::preview::Preview;
use super::reading::{Existing, Reading};
use super::remarks::Remarks;
use crate::app::{self, status};
use crate::text::{tr, tr_n, tr_stored, tr_with};
use crate::ui::{self, Button, ButtonKind, Icon, IconView, Skeleton};
use crate::wire::{
    ColumnTarget, CsvPlan, CsvReport, CsvRow, CsvSettings, FileInfo, FileKind, ImportCsv, Problem,
};

use super::page::Told;

/// What was imported, with what the plan had said about it: afterwards the same file plans to nothing.
#[derive(Clone)]
pub struct Imported {
    pub report: CsvReport,
    pub companies: u32,
    pub remarks: Vec<CsvRow>,
}

/// A CSV file: how it is read, what its columns are, what would come of it, and the button.
#[component]
pub fn CsvImport(file: FileInfo) -> impl IntoView {
    let planner = Planner::begin(file.file);
    let imported = RwSignal::new(None::<Imported>);
    let has_plan = Memo::new(move |_| planner.plan.with(Option::is_some));
    let is_table = file.kind == FileKind::Csv;
    let steps = move |name: String| match has_plan.get() {
        false => view! { <First planner /> }.into_any(),
        true => view! {
            <div class="content">
                <div class="page wide">
                    <Head name planner />
                    <Unplanned planner />
                    {is_table.then(|| view! { <Reading planner /> })}
                    <Columns planner />
                    <Existing planner />
                    <Preview planner />
                    <Remarks planner />
                </div>
            </div>
            <Bar planner imported />
        }
        .into_any(),
    };
    let again = move || imported.set(None);
    move || match imported.get() {
        Some(imported) => view! { <CsvOutcome imported again /> }.into_any(),
        None => steps(file.name.clone()).into_any(),
    }
}

/// Before the first plan has come.
#[component]
fn First(planner: Planner) -> impl IntoView {
    let body = move || match planner.problem.get() {
        Some(problem) => view! { <Told problem /> }.into_any(),
        None => view! { <Skeleton lines=9 /> }.into_any(),
    };
    view! { <div class="content"><div class="page wide">{body}</div></div> }
}

#[component]
fn Head(name: String, planner: Planner) -> impl IntoView {
    let size = move || {
        let (rows, columns) = planner
            .plan
            .with(|plan| plan.as_ref().map_or((0, 0), |plan| (plan.rows as usize, plan.headers.len())));
        tr_with(
            "{rows}, {columns}",
            &[
                ("rows", &tr_n("{n} row", "{n} rows", rows)),
                ("columns", &tr_n("{n} column", "{n} columns", columns)),
            ],
        )
    };
    view! {
        <div class="import-file">
            <IconView icon=Icon::File large=true />
            <div class="grow">
                <h2 class="truncate">{name}</h2>
                <p class="quiet">{size}</p>
            </div>
        </div>
    }
}

/// Why there is no plan of the latest settings.
#[component]
fn Unplanned(planner: Planner) -> impl IntoView {
    move || planner.problem.get().map(|problem| view! { <Told problem /> })
}

/// What would happen in a few words, and the button that does it. Always in sight.
#[component]
fn Bar(planner: Planner, imported: RwSignal<Option<Imported>>) -> impl IntoView {
    let importing = RwSignal::new(false);
    let refused = RwSignal::new(None::<Problem>);
    let progress = status::use_progress();

    let customers =
        Memo::new(move |_| planner.plan.with(|plan| plan.as_ref().map_or(0, |plan| plan.new + plan.changed)));
    let label = move || match customers.get() as usize {
        0 => tr("Import").to_owned(),
        n => tr_n("Import {n} customer", "Import {n} customers", n),
    };
    let blocked = Memo::new(move |_| match importing.get() {
        true => Some(tr("The import is under way.").to_owned()),
        false => planner.settings.with(|settings| {
            planner.plan.with(|plan| {
                why_not(
                    settings.as_ref()?,
                    plan.as_ref()?,
                    planner.problem.get().is_some(),
                    planner.behind.get(),
                )
            })
        }),
    });
    let import = move || {
        let (Some(settings), Some(plan)) = (planner.settings.get_untracked(), planner.plan.get_untracked())
        else {
            return;
        };
        importing.set(true);
        refused.set(None);
        spawn_local(async move {
            let answer = app::attempt(ImportCsv { file: planner.file, settings }).await;
            importing.try_set(false);
            match answer {
                Ok(report) => {
                    let CsvPlan { companies, remarks, .. } = plan;
                    imported.try_set(Some(Imported { report, companies, remarks }));
                }
                Err(problem) => {
                    refused.try_set(Some(problem));
                }
            }
        });
    };
    let state = move || match importing.get() {
        true => {
            let label = move || {
                progress
                    .get()
                    .map_or_else(|| tr("Importing…").to_owned(), |progress| tr_stored(&progress.what))
            };
            let share = move || progress.with(|progress| progress.as_ref().map(status::Progress::share));
            view! { <ui::Progress label=Signal::derive(label) share=Signal::derive(share) /> }.into_any()
        }
        false => {
            view! { <p class="quiet">{move || planner.plan.with(|plan| plan.as_ref().map(summary))}</p> }
                .into_any()
        }
    };
    view! {
        <footer class="import-bar">
            {move || refused.get().map(|problem| view! { <Told problem /> })}
            <div class="import-bar-row">
                <div class="grow" role="status">{state}</div>
                <Button
                    label=Signal::derive(label)
                    icon=Icon::Import
                    kind=ButtonKind::Primary
                    disabled_reason=blocked
                    on_click=import
                />
            </div>
        </footer>
    }
}

/// Why the file cannot be imported as it is.
fn why_not(settings: &CsvSettings, plan: &CsvPlan, problem: bool, behind: bool) -> Option<String> {
    let nameless = settings
        .columns
        .iter()
        .position(|target| matches!(target, ColumnTarget::NewField(name, _) if name.trim().is_empty()));
    if let Some(at) = nameless {
        let column = plan.headers.get(at).cloned().unwrap_or_default();
        return Some(tr_with(
            "The new field for the column “{column}” needs a name.",
            &[("column", &column)],
        ));
    }
    if problem {
        return Some(tr("The file cannot be read like this.").to_owned());
    }
    if behind {
        return Some(tr("The preview is being made.").to_owned());
    }
    if plan.new + plan.changed > 0 {
        return None;
    }
    Some(match plan {
        CsvPlan { rows: 0, .. } => tr("The file has no rows.").to_owned(),
        _ if settings.columns.iter().all(|target| *target == ColumnTarget::Skip) => {
            tr("No column is imported. Say what at least one of them is.").to_owned()
        }
        CsvPlan { unchanged: 1.., broken: 0, skipped: 0, .. } => {
            tr("Nothing would change: everything in this file is here already.").to_owned()
        }
        CsvPlan { broken, rows, .. } if broken == rows => {
            tr("No row can be imported. The remarks below say why.").to_owned()
        }
        _ => tr("No row would add or change anything.").to_owned(),
    })
}

fn summary(plan: &CsvPlan) -> String {
    let parts = [
        (plan.new, tr_n("{n} new", "{n} new", plan.new as usize)),
        (plan.changed, tr_n("{n} changed", "{n} changed", plan.changed as usize)),
        (plan.unchanged, tr_n("{n} already here", "{n} already here", plan.unchanged as usize)),
        (plan.skipped, tr_n("{n} skipped", "{n} skipped", plan.skipped as usize)),
        (plan.broken, tr_n("{n} broken", "{n} broken", plan.broken as usize)),
    ];
    let told: Vec<String> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
    told.join(" · ")
}
