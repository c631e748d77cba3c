//! A Clientele file: what merging it would change, and the button that does it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::outcome::Outcome;
use super::page::Told;
use crate::app::live::{Live, live};
use crate::app::workspace::{use_schema, use_workspace};
use crate::app::{self, status};
use crate::feature::shared::cell::{draw, field_label, label as label_of};
use crate::model::{CellKey, ChoiceList, FieldKind, Schema, Table};
use crate::platform::clock;
use crate::route::Route;
use crate::text::{number, tr, tr_n, tr_stored, tr_with};
use crate::ui::{self, Button, ButtonKind, Card, Chip, Hue, Icon, IconView, LinkButton, Skeleton, format};
use crate::wire::{Committed, FileInfo, ImportMerge, MergePlan, PlanMerge, Problem, RecordChange, Shown};

#[component]
pub fn MergeImport(file: FileInfo) -> impl IntoView {
    let number = file.file;
    let name = StoredValue::new(file.name);
    let importing = RwSignal::new(false);
    let merged = RwSignal::new(None::<(Committed, u32)>);
    // While the file is merged, a plan of what is left of it would only be in the way.
    let plan = live(&Table::ALL, move || {
        (!importing.get() && merged.with(Option::is_none)).then_some(PlanMerge { file: number })
    });
    let steps = move || match plan.get() {
        Live::Loading => {
            view! { <div class="content"><div class="page"><Skeleton lines=9 /></div></div> }.into_any()
        }
        Live::Failed(problem) => {
            view! { <div class="content"><div class="page"><Told problem /></div></div> }.into_any()
        }
        Live::Ready(plan) => {
            view! { <Plan name=name.get_value() file=number plan importing merged /> }.into_any()
        }
    };
    move || match merged.get() {
        Some((committed, conflicts)) => view! { <Merged committed conflicts /> }.into_any(),
        None => steps(),
    }
}

#[component]
fn Plan(
    name: String,
    file: u32,
    plan: MergePlan,
    importing: RwSignal<bool>,
    merged: RwSignal<Option<(Committed, u32)>>,
) -> impl IntoView {
    let MergePlan { workspace, exported, tables, changes, conflicts, quarantined } = plan;
    let exported = match exported {
        Some(at) => tr_with(
            "Exported {when} ({exact})",
            &[
                ("when", &format::relative(at.utc_ms, clock::now_ms())),
                ("exact", &format::date_time(at.utc_ms)),
            ],
        ),
        None => tr("It does not say when it was exported.").to_owned(),
    };
    let about = match workspace.is_empty() {
        true => name.clone(),
        false => tr_with("{workspace} in {file}", &[("workspace", &workspace), ("file", &name)]),
    };
    let total: u32 = tables.iter().map(|(_, [new, changed, deleted, _])| new + changed + deleted).sum();
    let first = changes.len();
    view! {
        <div class="content">
            <div class="page">
                <div class="import-file">
                    <IconView icon=Icon::Merge large=true />
                    <div class="grow">
                        <h2 class="truncate">{about}</h2>
                        <p class="quiet">{exported}</p>
                    </div>
                </div>
                <Waiting conflicts quarantined />
                <Counts tables />
                {(first > 0).then(|| view! { <Changes changes /> })}
            </div>
        </div>
        <Bar file total conflicts importing merged />
    }
}

/// What will need a look afterwards, or is held back.
#[component]
fn Waiting(conflicts: u32, quarantined: u32) -> impl IntoView {
    let conflicts = (conflicts > 0).then(|| {
        let text = tr_n(
            "{n} field was changed on both sides without knowing of the other. The later value will show; the other one waits in Merge reviews, where you can take it instead.",
            "{n} fields were changed on both sides without knowing of each other. The later values will show; the others wait in Merge reviews, where you can take them instead.",
            conflicts as usize,
        );
        view! { <ui::Banner text hue=Hue::Amber icon=Icon::Merge boxed=true /> }
    });
    let quarantined = (quarantined > 0).then(|| {
        let text = tr_n(
            "{n} value is held back: it claims to have been written far in the future, so the clock of the device it comes from is wrong. It would win over everything written until then. Set that clock right, change the field there again, and export once more.",
            "{n} values are held back: they claim to have been written far in the future, so the clock of the device they come from is wrong. They would win over everything written until then. Set that clock right, change the fields there again, and export once more.",
            quarantined as usize,
        );
        view! { <ui::Banner text hue=Hue::Red icon=Icon::Clock boxed=true /> }
    });
    view! {
        {conflicts}
        {quarantined}
    }
}

#[component]
fn Counts(tables: Vec<(Table, [u32; 4])>) -> impl IntoView {
    let heads = [tr("New"), tr("Changed"), tr("Deleted"), tr("The same")]
        .map(|head| view! { <th scope="col" class="end">{head}</th> })
        .into_iter()
        .collect_view();
    let row = |(table, counts): (Table, [u32; 4])| {
        let cell = |count: u32| {
            view! { <td class="end figures" class:quiet=count == 0>{number(f64::from(count))}</td> }
        };
        view! {
            <tr>
                <th scope="row">{table_name(table)}</th>
                {counts.map(cell).into_iter().collect_view()}
            </tr>
        }
    };
    let rows = tables
        .into_iter()
        .filter(|(_, counts)| counts.iter().any(|count| *count > 0))
        .map(row)
        .collect_view();
    view! {
        <Card title=tr("What the file has") flush=true>
            <div class="scroll-x" role="region" tabindex="0" aria-label=tr("What the file has")>
                <table class="plain-table">
                    <thead>
                        <tr>
                            <th scope="col">{tr("What")}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Card>
    }
}

#[component]
fn Changes(changes: Vec<RecordChange>) -> impl IntoView {
    let schema = use_schema();
    let one = |change: RecordChange| {
        let RecordChange { table, record, fields } = change;
        let name = match record.name.is_empty() {
            true => tr("Without a name").to_owned(),
            false => record.name,
        };
        let fields = fields.into_iter().map(|(key, before, after)| {
            schema.with_untracked(|schema| field_change(schema, &key, &before, &after))
        });
        let fields = fields.collect_view();
        view! {
            <li class="import-change">
                <p class="row gap-2">
                    <span class="medium">{name}</span>
                    <Chip label=table_name(table) />
                </p>
                <dl class="import-fields">{fields}</dl>
            </li>
        }
    };
    let changes = changes.into_iter().map(one).collect_view();
    view! {
        <Card title=tr("The first changes") flush=true>
            <ul>{changes}</ul>
        </Card>
    }
}

fn field_change(schema: &Schema, key: &CellKey, before: &Shown, after: &Shown) -> AnyView {
    let drawn = |shown: &Shown| match (schema.field(&key.field), shown) {
        (_, Shown::Nothing) => view! { <span class="quiet">{tr("nothing")}</span> }.into_any(),
        (Some(info), shown) => draw(schema, &info, shown),
        // A field of a newer version: it is kept, and there is no way to show it.
        (None, _) => view! { <span class="quiet">{tr("a value")}</span> }.into_any(),
    };
    view! {
        <div class="import-field">
            <dt>{cell_name(schema, key)}</dt>
            <dd>
                <span class="import-before">
                    <span class="visually-hidden">{tr("Before:")}</span>
                    {drawn(before)}
                </span>
                <IconView icon=Icon::ArrowRight />
                <span class="import-after">
                    <span class="visually-hidden">{tr("After:")}</span>
                    {drawn(after)}
                </span>
            </dd>
        </div>
    }
    .into_any()
}

/// The field, and which element of it where the value does not say.
fn cell_name(schema: &Schema, key: &CellKey) -> String {
    let field = field_label(schema, &key.field);
    let (Some(element), Some(info)) = (key.element.as_deref(), schema.field(&key.field)) else {
        return field;
    };
    let element = match info.kind {
        FieldKind::Consents => schema
            .choice(ChoiceList::Channel, element)
            .map_or_else(|| element.to_owned(), |choice| label_of(&choice.label)),
        FieldKind::Tags => element.to_owned(),
        _ => return field,
    };
    tr_with("{name} ({label})", &[("name", &field), ("label", &element)])
}

#[component]
fn Bar(
    file: u32,
    total: u32,
    conflicts: u32,
    importing: RwSignal<bool>,
    merged: RwSignal<Option<(Committed, u32)>>,
) -> impl IntoView {
    let welcome = use_workspace().welcome;
    let refused = RwSignal::new(None::<Problem>);
    let progress = status::use_progress();
    let is_empty = Memo::new(move |_| {
        welcome.with(|welcome| {
            welcome.counts.customers + welcome.counts.interactions + welcome.counts.segments == 0
        })
    });
    let label = move || if is_empty.get() { tr("Restore everything") } else { tr("Merge") }.to_owned();
    // Values that lose wait for a review, which is worth a merge of its own.
    let blocked = move || match (importing.get(), total + conflicts) {
        (true, _) => Some(tr("The merge is under way.").to_owned()),
        (false, 0) => Some(tr("Nothing would change: everything in this file is here already.").to_owned()),
        _ => None,
    };
    let merge = move || {
        importing.set(true);
        refused.set(None);
        spawn_local(async move {
            match app::attempt(ImportMerge { file }).await {
                Ok(committed) => drop(merged.try_set(Some((committed, conflicts)))),
                Err(problem) => drop(refused.try_set(Some(problem))),
            }
            importing.try_set(false);
        });
    };
    let state = move || match importing.get() {
        true => {
            let label = move || {
                progress.get().map_or_else(|| tr("Merging…").to_owned(), |progress| tr_stored(&progress.what))
            };
            let share = move || progress.with(|progress| progress.as_ref().map(status::Progress::share));
            view! { <ui::Progress label=Signal::derive(label) share=Signal::derive(share) /> }.into_any()
        }
        false => {
            let text = tr_n("{n} record would be written", "{n} records would be written", total as usize);
            view! { <p class="quiet">{text}</p> }.into_any()
        }
    };
    view! {
        <footer class="import-bar">
            {move || refused.get().map(|problem| view! { <Told problem /> })}
            <div class="import-bar-row">
                <div class="grow" role="status">{state}</div>
                <Button
                    label=Signal::derive(label)
                    icon=Icon::Merge
                    kind=ButtonKind::Primary
                    disabled_reason=Signal::derive(blocked)
                    on_click=merge
                />
            </div>
        </footer>
    }
}

#[component]
fn Merged(committed: Committed, conflicts: u32) -> impl IntoView {
    // Without those that wait for a review, which are records, too.
    let written = committed.records.saturating_sub(conflicts) as usize;
    let title = tr_n("{n} record was written", "{n} records were written", written);
    let waiting = tr_n("{n} field waits for a review", "{n} fields wait for a review", conflicts as usize);
    let reviews = (conflicts > 0).then(
        || view! { <LinkButton label=tr("Merge reviews") icon=Icon::Merge href=Route::Reviews.href() /> },
    );
    let chips = (conflicts > 0).then_some((waiting, Hue::Amber)).into_iter().collect();
    view! { <Outcome title chips label=committed.label>{reviews}</Outcome> }
}

fn table_name(table: Table) -> &'static str {
    match table {
        Table::Customer => tr("Customers"),
        Table::Interaction => tr("Interactions"),
        Table::Note => tr("Notes"),
        Table::Segment => tr("Segments"),
        Table::View => tr("Views"),
        Table::CustomField => tr("Custom fields"),
        Table::Choice => tr("Choices"),
        Table::Member => tr("Members"),
        Table::Workspace => tr("Settings of the workspace"),
        Table::Review => tr("Merge reviews"),
    }
}
