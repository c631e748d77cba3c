//! What came of an import, and the ways on: the customers, back, or the next file.

use leptos::html;
use leptos::prelude::*;

use super::brought;
use super::csv::Imported;
use super::preview::{fate_hue, fate_label};
use super::remarks::save_remarks;
use crate::app::commands::undo;
use crate::app::live::{Live, live};
use crate::model::Table;
use crate::route::{CustomersPage, Route};
use crate::text::{number, tr, tr_n};
use crate::ui::{Button, ButtonKind, Chip, Hue, Icon, IconView, LinkButton};
use crate::wire::{CsvReport, GetUndo, Label, RowFate};

#[component]
pub fn CsvOutcome(imported: Imported, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let Imported { report, companies, remarks } = imported;
    let CsvReport { committed, new, changed, unchanged, skipped, broken } = report;
    let counts = [
        (RowFate::New, new),
        (RowFate::Changed, changed),
        (RowFate::Unchanged, unchanged),
        (RowFate::Skipped, skipped),
        (RowFate::Broken, broken),
    ];
    let chips = counts.into_iter().filter(|(_, count)| *count > 0).map(|(fate, count)| {
        (format!("{} {}", number(f64::from(count)), fate_label(fate).to_lowercase()), fate_hue(fate))
    });
    let companies = (companies > 0).then(|| {
        (tr_n("{n} company they work at", "{n} companies they work at", companies as usize), Hue::Teal)
    });
    let chips = chips.chain(companies).collect();
    let remarks = (!remarks.is_empty()).then(|| {
        let label = tr_n("Download {n} remark", "Download {n} remarks", remarks.len());
        view! { <Button label icon=Icon::Download on_click=move || save_remarks(&remarks) /> }
    });
    let title = tr_n("{n} customer was imported", "{n} customers were imported", (new + changed) as usize);
    view! {
        <Outcome title chips label=committed.label>
            {remarks}
            <Button label=tr("Back to this file") icon=Icon::ArrowLeft on_click=again />
        </Outcome>
    }
}

/// `chips`: what was done, in figures; `children`: further buttons.
#[component]
pub fn Outcome(
    #[prop(into)] title: String,
    chips: Vec<(String, Hue)>,
    label: Label,
    children: Children,
) -> impl IntoView {
    let chips = chips.into_iter().map(|(label, hue)| view! { <Chip label hue dot=true /> }).collect_view();
    let heading = NodeRef::<html::H2>::new();
    // The button that had the focus is gone.
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            // Fails only for an element outside of the document.
            let _ = heading.focus();
        }
    });
    view! {
        <div class="content">
            <div class="page">
                <section class="import-choose" aria-labelledby="import-outcome">
                    <div class="import-done hue-green">
                        <IconView icon=Icon::CheckCircle large=true />
                    </div>
                    <h2 id="import-outcome" tabindex="-1" node_ref=heading>{title}</h2>
                    <div class="chips">{chips}</div>
                    <p class="quiet">{tr("It is one change: Undo takes all of it back, also after a reload.")}</p>
                    <div class="row">
                        <LinkButton
                            label=tr("Show customers")
                            icon=Icon::Users
                            kind=ButtonKind::Primary
                            href=Route::Customers(CustomersPage::default()).href()
                        />
                        <Undoing label />
                        {children()}
                        <Button label=tr("Import another file") icon=Icon::File on_click=brought::choose />
                    </div>
                </section>
            </div>
        </div>
    }
}

/// Takes the whole import back, as long as nothing was done since.
#[component]
fn Undoing(label: Label) -> impl IntoView {
    let state = live(&Table::ALL, || Some(GetUndo));
    let is = move |of: fn(&crate::wire::UndoState) -> Option<&Label>| {
        let label = label.clone();
        Memo::new(move |_| {
            state.with(|state| match state {
                Live::Ready(state) => of(state) == Some(&label),
                _ => false,
            })
        })
    };
    let latest = is(|state| state.undo.as_ref());
    let undone = is(|state| state.redo.as_ref());
    let reason = move || {
        (!latest.get())
            .then(|| tr("Something else was done since. Undo takes back the latest first.").to_owned())
    };
    move || {
        match undone.get() {
        true => view! { <Chip label=tr("The import was taken back") hue=Hue::Amber icon=Icon::Undo /> }.into_any(),
        false => view! {
            <Button label=tr("Undo the import") icon=Icon::Undo disabled_reason=Signal::derive(reason) on_click=undo />
        }
        .into_any(),
    }
    }
}
