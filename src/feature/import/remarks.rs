use leptos::prelude::*;

use super::planner::Planner;
use super::preview::{fate_hue, fate_label};
use crate::app::show_problem;
use crate::exchange::csv::{Mark, write};
use crate::platform::download;
use crate::text::{number, tr, tr_n};
use crate::ui::{Button, Card, Chip, Icon};
use crate::wire::{CsvRow, Problem};

/// Remarks shown before more are asked for.
const SHOWN: usize = 20;

/// Rows that are broken, skipped for a reason, or lose a value: which line, and why.
#[component]
pub fn Remarks(planner: Planner) -> impl IntoView {
    let remarks = Memo::new(move |_| {
        planner.plan.with(|plan| plan.as_ref().map(|plan| plan.remarks.clone()).unwrap_or_default())
    });
    let shown = RwSignal::new(SHOWN);
    let count = Memo::new(move |_| remarks.with(Vec::len));
    let title = move || tr_n("{n} row with a remark", "{n} rows with remarks", count.get());
    let download = move || remarks.with_untracked(|remarks| save_remarks(remarks));
    let rows = move || remarks.with(|remarks| remarks.iter().take(shown.get()).map(remark).collect_view());
    let more = move || {
        (count.get() > shown.get()).then(|| {
            view! {
                <div class="import-paging">
                    <Button label=tr("Show more") small=true on_click=move || shown.update(|n| *n *= 4) />
                </div>
            }
        })
    };
    let any = Memo::new(move |_| count.get() > 0);
    let save = move || view! { <Button label=tr("Download as CSV") icon=Icon::Download small=true on_click=download /> };
    move || {
        any.get().then(|| {
            view! {
                <Card title=Signal::derive(title) flush=true actions=save>
                    <ul>{rows}</ul>
                    {more}
                </Card>
            }
        })
    }
}

fn remark(row: &CsvRow) -> AnyView {
    let reasons = row.reasons.iter().map(|reason| view! { <p>{reason.clone()}</p> }).collect_view();
    view! {
        <li class="import-remark">
            <span class="quiet figures import-remark-line">{line_text(row)}</span>
            <Chip label=fate_label(row.fate) hue=fate_hue(row.fate) />
            <div class="grow">
                {(!row.name.is_empty()).then(|| view! { <p class="medium">{row.name.clone()}</p> })}
                {reasons}
            </div>
        </li>
    }
    .into_any()
}

fn line_text(row: &CsvRow) -> String {
    crate::text::tr_with("Line {n}", &[("n", &number(f64::from(row.line)))])
}

/// Gives the remarks to the user as a table, to mend the file by.
pub fn save_remarks(remarks: &[CsvRow]) {
    let head = [tr("Line"), tr("Becomes"), tr("Name"), tr("Remark")].map(str::to_owned);
    let rows = remarks.iter().map(|row| {
        [row.line.to_string(), fate_label(row.fate).to_owned(), row.name.clone(), row.reasons.join(" ")]
    });
    let bytes = write(std::iter::once(head).chain(rows), Mark::With);
    if let Err(error) = download::save_bytes("import-remarks.csv", "text/csv", &bytes) {
        show_problem(&Problem::new(error.to_string()));
    }
}
