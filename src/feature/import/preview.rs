use leptos::prelude::*;

use super::planner::{PAGE_ROWS, Planner, Shown};
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::{Button, Card, Chip, Dot, Hue, Icon, IconView};
use crate::wire::{CsvPlan, CsvRow, RowFate};

pub const FATES: [RowFate; 5] =
    [RowFate::New, RowFate::Changed, RowFate::Unchanged, RowFate::Skipped, RowFate::Broken];

pub fn fate_label(fate: RowFate) -> &'static str {
    match fate {
        RowFate::New => tr("New"),
        RowFate::Changed => tr("Changed"),
        RowFate::Unchanged => tr("Unchanged"),
        RowFate::Skipped => tr("Skipped"),
        RowFate::Broken => tr("Broken"),
    }
}

pub fn fate_hue(fate: RowFate) -> Hue {
    match fate {
        RowFate::New => Hue::Green,
        RowFate::Changed => Hue::Indigo,
        RowFate::Unchanged => Hue::Grey,
        RowFate::Skipped => Hue::Amber,
        RowFate::Broken => Hue::Red,
    }
}

fn count_of(plan: &CsvPlan, fate: RowFate) -> u32 {
    match fate {
        RowFate::New => plan.new,
        RowFate::Changed => plan.changed,
        RowFate::Unchanged => plan.unchanged,
        RowFate::Skipped => plan.skipped,
        RowFate::Broken => plan.broken,
    }
}

/// What the rows become: how many of each kind, and page by page what each would write.
#[component]
pub fn Preview(planner: Planner) -> impl IntoView {
    let count = move |only: Option<RowFate>| {
        planner.plan.with(|plan| {
            let plan = plan.as_ref();
            plan.map_or(0, |plan| only.map_or(plan.rows, |fate| count_of(plan, fate)))
        })
    };
    let filter = move |only: Option<RowFate>| {
        let chosen = move || planner.shown.with(|shown| shown.only == only);
        let label = only.map_or_else(|| tr("All rows"), fate_label);
        view! {
            <button
                type="button"
                class="import-fate"
                aria-pressed=move || chosen().to_string()
                on:click=move |_| planner.show(Shown { only, offset: 0 })
            >
                {only.map(|fate| view! { <Dot hue=fate_hue(fate) /> })}
                {label}
                <span class="figures medium">{move || number(f64::from(count(only)))}</span>
            </button>
        }
    };
    let filters = std::iter::once(None).chain(FATES.map(Some)).map(filter).collect_view();
    let rows = Memo::new(move |_| {
        planner.plan.with(|plan| plan.as_ref().map(|plan| plan.preview.clone()).unwrap_or_default())
    });
    let total = Memo::new(move |_| planner.shown.with(|shown| count(shown.only)));
    view! {
        <Card title=tr("What becomes of the rows") flush=true>
            <div class="import-fates" role="group" aria-label=tr("Rows to show")>
                {filters}
            </div>
            <Additions planner />
            <div
                class="scroll-x import-preview"
                role="region"
                tabindex="0"
                aria-label=tr("Preview of the rows")
                aria-busy=move || planner.behind.get().to_string()
            >
                {move || rows.with(|rows| table(rows))}
            </div>
            <Paging planner total />
        </Card>
    }
}

/// What the import adds besides the customers of the rows.
#[component]
fn Additions(planner: Planner) -> impl IntoView {
    let added =
        Memo::new(move |_| planner.plan.with(|plan| plan.as_ref().map(additions).unwrap_or_default()));
    move || {
        let added = added.get();
        (!added.is_empty()).then(|| {
            let lines = added.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
            view! {
                <div class="import-additions">
                    <IconView icon=Icon::Plus />
                    <ul>{lines}</ul>
                </div>
            }
        })
    }
}

/// How many of them are named; the rest are counted.
const NAMED_ADDITIONS: usize = 12;

fn additions(plan: &CsvPlan) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.companies > 0 {
        lines.push(tr_n(
            "{n} company is added, because somebody works there.",
            "{n} companies are added, because somebody works there.",
            plan.companies as usize,
        ));
    }
    let mut to: Vec<&str> = plan.additions.iter().map(|(to, _)| to.as_str()).collect();
    to.sort_unstable();
    to.dedup();
    for to in to {
        let names: Vec<&str> =
            plan.additions.iter().filter(|(of, _)| of == to).map(|(_, name)| name.as_str()).collect();
        let mut list = names.iter().take(NAMED_ADDITIONS).copied().collect::<Vec<_>>().join(", ");
        if let Some(more) = names.len().checked_sub(NAMED_ADDITIONS).filter(|more| *more > 0) {
            list = tr_with("{list} and {more} more", &[("list", &list), ("more", &number(more as f64))]);
        }
        lines.push(tr_with("Added to “{list}”: {names}.", &[("list", to), ("names", &list)]));
    }
    lines
}

fn table(rows: &[CsvRow]) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="import-none quiet">{tr("There is no such row.")}</p> }.into_any();
    }
    // The fields of these rows, in the order in which they first appear.
    let mut fields: Vec<&str> = Vec::new();
    for (label, _) in rows.iter().flat_map(|row| &row.values) {
        if !fields.contains(&label.as_str()) {
            fields.push(label);
        }
    }
    let heads =
        fields.iter().map(|label| view! { <th scope="col">{(*label).to_owned()}</th> }).collect_view();
    let body = rows.iter().map(|row| line(row, &fields)).collect_view();
    view! {
        <table class="plain-table">
            <thead>
                <tr>
                    <th scope="col" class="end">{tr("Line")}</th>
                    <th scope="col">{tr("Becomes")}</th>
                    <th scope="col">{tr("Name")}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{body}</tbody>
        </table>
    }
    .into_any()
}

fn line(row: &CsvRow, fields: &[&str]) -> AnyView {
    let cell = |label: &&str| {
        let values: Vec<&str> =
            row.values.iter().filter(|(of, _)| of == label).map(|(_, value)| value.as_str()).collect();
        let text = values.join(", ");
        let title = text.clone();
        view! { <td><span class="import-value truncate" title=title>{text}</span></td> }
    };
    let cells = fields.iter().map(cell).collect_view();
    let reasons =
        row.reasons.iter().map(|reason| view! { <p class="small quiet">{reason.clone()}</p> }).collect_view();
    let name = match row.name.as_str() {
        "" => view! { <span class="quiet">{tr("Without a name")}</span> }.into_any(),
        name => view! { <span class="medium">{name.to_owned()}</span> }.into_any(),
    };
    view! {
        <tr>
            <td class="end figures quiet">{number(f64::from(row.line))}</td>
            <td><Chip label=fate_label(row.fate) hue=fate_hue(row.fate) /></td>
            <td class="import-name">{name} {reasons}</td>
            {cells}
        </tr>
    }
    .into_any()
}

#[component]
fn Paging(planner: Planner, total: Memo<u32>) -> impl IntoView {
    let first = Memo::new(move |_| planner.shown.with(|shown| shown.offset));
    let last = move || (first.get() + PAGE_ROWS).min(total.get());
    let range = move || {
        tr_with(
            "{first} to {last} of {all}",
            &[
                ("first", &number(f64::from(first.get() + 1))),
                ("last", &number(f64::from(last()))),
                ("all", &number(f64::from(total.get()))),
            ],
        )
    };
    let go = move |offset: u32| planner.show(Shown { offset, ..planner.shown.get_untracked() });
    let at_start = move || (first.get() == 0).then(|| tr("These are the first rows.").to_owned());
    let at_end = move || (last() >= total.get()).then(|| tr("These are the last rows.").to_owned());
    let several = Memo::new(move |_| total.get() > PAGE_ROWS);
    move || {
        several.get().then(|| {
            view! {
                <nav class="import-paging" aria-label=tr("Pages of the preview")>
                    <span class="quiet figures grow">{range}</span>
                    <Button
                        label=tr("Earlier rows")
                        icon=Icon::ChevronLeft
                        icon_only=true
                        small=true
                        disabled_reason=Signal::derive(at_start)
                        on_click=move || go(first.get_untracked().saturating_sub(PAGE_ROWS))
                    />
                    <Button
                        label=tr("Later rows")
                        icon=Icon::ChevronRight
                        icon_only=true
                        small=true
                        disabled_reason=Signal::derive(at_end)
                        on_click=move || go(first.get_untracked() + PAGE_ROWS)
                    />
                </nav>
            }
        })
    }
}
