use leptos::prelude::*;

use super::planner::Planner;
use super::select::{Group, GroupedSelect};
use super::targets;
use crate::app::workspace::use_schema;
use crate::model::{CustomKind, customer};
use crate::text::{tr, tr_with};
use crate::ui::{Card, Chip, Hue, unique_id};
use crate::wire::ColumnTarget;

/// So many of a column's values tell what it is.
const SAMPLES: usize = 3;

/// What is made of each column.
#[component]
pub fn Columns(planner: Planner) -> impl IntoView {
    let schema = use_schema();
    // Drawn anew only when there are other columns: a select keeps the focus while its column changes.
    let columns = Memo::new(move |_| {
        planner.guesses.track();
        planner.plan.with(|plan| {
            plan.as_ref().map(|plan| (plan.headers.clone(), plan.samples.clone())).unwrap_or_default()
        })
    });
    let used = Memo::new(move |_| {
        planner
            .settings
            .with(|settings| settings.as_ref().map(|settings| settings.columns.clone()).unwrap_or_default())
    });
    let groups = Memo::new(move |_| schema.with(|schema| used.with(|used| targets::groups(schema, used))));
    let count = move || {
        let (all, taken) = used
            .with(|used| (used.len(), used.iter().filter(|target| **target != ColumnTarget::Skip).count()));
        tr_with("{taken} of {all} are imported", &[("taken", &taken.to_string()), ("all", &all.to_string())])
    };
    let rows = move || {
        let (headers, samples) = columns.get();
        let samples = samples.into_iter().chain(std::iter::repeat_with(Vec::new));
        let row = |(at, (header, samples)): (usize, (String, Vec<String>))| {
            view! { <ColumnRow planner at header samples used groups /> }
        };
        headers.into_iter().zip(samples).enumerate().map(row).collect_view()
    };
    view! {
        <Card title=tr("What the columns are") flush=true actions=move || view! { <span class="quiet small">{count}</span> }>
            <table class="plain-table import-columns">
                <thead>
                    <tr>
                        <th scope="col">{tr("Column")}</th>
                        <th scope="col">{tr("First values")}</th>
                        <th scope="col">{tr("Becomes")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </Card>
    }
}

#[component]
fn ColumnRow(
    planner: Planner,
    at: usize,
    header: String,
    samples: Vec<String>,
    used: Memo<Vec<ColumnTarget>>,
    groups: Memo<Vec<Group>>,
) -> impl IntoView {
    let schema = use_schema();
    let target = Memo::new(move |_| planner.column(at));
    let key = Memo::new(move |_| target.with(targets::key));
    let label = tr_with("“{column}” becomes", &[("column", &header)]);
    let choose = {
        let header = header.clone();
        move |key: String| {
            let target = schema.with_untracked(|schema| {
                used.with_untracked(|used| targets::target_of(&key, &header, schema, used))
            });
            planner.set_column(at, target);
        }
    };
    let is_new = Memo::new(move |_| target.with(|target| matches!(target, ColumnTarget::NewField(..))));
    let shared = Memo::new(move |_| used.with(|used| shares_a_field(used, at)));
    let shared = move || {
        shared.get().then(|| {
            let text =
                tr("Another column fills this field, too: of a row that has both, only one value is kept.");
            view! { <p class="field-hint">{text}</p> }
        })
    };
    let first = samples
        .iter()
        .take(SAMPLES)
        .map(|value| view! { <span class="import-sample truncate">{value.clone()}</span> })
        .collect_view();
    let nothing =
        samples.is_empty().then(|| view! { <span class="quiet">{tr("All cells are empty")}</span> });
    view! {
        <tr class:skipped=move || target.with(|target| *target == ColumnTarget::Skip)>
            <th scope="row">{header}</th>
            <td>
                <div class="import-samples">{first} {nothing}</div>
            </td>
            <td>
                <div class="stack gap-2">
                    <GroupedSelect label value=key groups on_choose=choose hide_label=true />
                    {move || is_new.get().then(|| view! { <NewField planner at target /> })}
                    {shared}
                </div>
            </td>
        </tr>
    }
}

/// Name and type of a custom field that the import makes.
#[component]
fn NewField(planner: Planner, at: usize, target: Memo<ColumnTarget>) -> impl IntoView {
    let id = unique_id("new-field");
    let error_id = format!("{id}-error");
    let describes = error_id.clone();
    let parts = move || match target.get() {
        ColumnTarget::NewField(name, kind) => (name, kind),
        _ => (String::new(), CustomKind::Text),
    };
    let nameless = Memo::new(move |_| parts().0.trim().is_empty());
    let rename = move |name: String| {
        let (_, kind) = untrack(parts);
        planner.set_column(at, ColumnTarget::NewField(name, kind));
    };
    let retype = move |key: String| {
        let (name, _) = untrack(parts);
        planner.set_column(
            at,
            ColumnTarget::NewField(name, CustomKind::from_key(&key).unwrap_or(CustomKind::Text)),
        );
    };
    let kinds = CustomKind::ALL.map(|kind| (kind.key().to_owned(), tr(kind.label()).to_owned()));
    let kinds = vec![Group { label: String::new(), options: kinds.to_vec() }];
    view! {
        <div class="import-new-field">
            <div class="field">
                <label for=id.clone()>{tr("Name of the field")}</label>
                <input
                    class="input"
                    type="text"
                    id=id
                    autocomplete="off"
                    aria-invalid=move || nameless.get().then_some("true")
                    aria-describedby=move || nameless.get().then(|| describes.clone())
                    prop:value=move || parts().0
                    on:input=move |event| rename(event_target_value(&event))
                />
                {move || {
                    let id = error_id.clone();
                    nameless.get().then(|| view! { <p class="field-error" id=id>{tr("Give the field a name.")}</p> })
                }}
            </div>
            <GroupedSelect
                label=tr("Type")
                value=Signal::derive(move || parts().1.key().to_owned())
                groups=Signal::stored(kinds)
                on_choose=retype
            />
            <Chip label=tr("Is added to the workspace") hue=Hue::Indigo />
        </div>
    }
}

/// Whether another column writes the same field, which holds one value.
fn shares_a_field(used: &[ColumnTarget], at: usize) -> bool {
    let Some(ColumnTarget::Field(field)) = used.get(at) else { return false };
    // Tags are added up, and notes stand one below the other.
    if [customer::TAGS, customer::NOTES].contains(field) {
        return false;
    }
    used.iter()
        .enumerate()
        .any(|(other, target)| other != at && *target == ColumnTarget::Field(field.clone()))
}
