use leptos::prelude::*;

use super::brought::{self, Bringing};
use super::csv::CsvImport;
use super::merge::MergeImport;
use crate::app::{Page, PageWidth};
use crate::text::{tr, tr_stored, tr_with};
use crate::ui::{Button, ButtonKind, Icon, IconView, Progress};
use crate::wire::{FileKind, Problem};

#[component]
pub fn ImportPage() -> impl IntoView {
    brought::take_over();
    let open = brought::use_open();
    let is_open = Memo::new(move |_| open.with(Option::is_some));
    let buttons = move || {
        is_open.get().then(|| {
            view! {
                <Button label=tr("Put this file away") icon=Icon::X icon_only=true kind=ButtonKind::Ghost on_click=brought::put_away />
                <Button label=tr("Another file") icon=Icon::File on_click=brought::choose />
            }
        })
    };
    let body = move || match open.get() {
        None => view! { <Choose /> }.into_any(),
        Some(file) if file.kind != FileKind::Clientele => view! { <CsvImport file /> }.into_any(),
        Some(file) => view! { <MergeImport file /> }.into_any(),
    };
    view! {
        <Page title=tr("Import") width=PageWidth::Fill actions=move || view! { {buttons} }>
            <OnItsWay />
            {body}
        </Page>
    }
}

/// The file that is being read, or why it was not taken.
#[component]
fn OnItsWay() -> impl IntoView {
    let bringing = brought::use_bringing();
    move || match bringing.get() {
        Bringing::Nothing => ().into_any(),
        Bringing::Reading(name) => {
            let label = tr_with("Reading {name}…", &[("name", &name)]);
            view! { <div class="import-notice"><Progress label share=None /></div> }.into_any()
        }
        Bringing::Refused(problem) => view! {
            <div class="import-notice">
                <Told problem>
                    <Button label=tr("Choose another file") small=true on_click=brought::choose />
                    <Button
                        label=tr("Close")
                        icon=Icon::X
                        icon_only=true
                        small=true
                        kind=ButtonKind::Ghost
                        on_click=brought::dismiss
                    />
                </Told>
            </div>
        }
        .into_any(),
    }
}

/// A problem with its place and what to do about it.
#[component]
pub fn Told(problem: Problem, #[prop(optional)] children: Option<Children>) -> impl IntoView {
    let Problem { what, place, advice } = problem;
    view! {
        <div class="banner boxed hue-red" role="alert">
            <IconView icon=Icon::Alert />
            <div class="banner-text">
                <p class="medium">{tr_stored(&what)}</p>
                {place.map(|place| view! { <p>{tr_stored(&place)}</p> })}
                {advice.map(|advice| view! { <p>{tr_stored(&advice)}</p> })}
            </div>
            {children.map(|children| children())}
        </div>
    }
}

#[component]
fn Choose() -> impl IntoView {
    let kind = |icon, title: &'static str, text: &'static str| {
        view! {
            <li>
                <IconView icon large=true />
                <div>
                    <h2>{title}</h2>
                    <p class="quiet">{text}</p>
                </div>
            </li>
        }
    };
    view! {
        <div class="content">
            <div class="page">
                <section class="import-choose" aria-labelledby="import-choose">
                    <div class="empty-icon">
                        <IconView icon=Icon::Import large=true />
                    </div>
                    <h2 id="import-choose">{tr("Bring your contacts, or a colleague's changes")}</h2>
                    <p class="quiet">
                        {tr("Choose a file, or drop one anywhere on this page. You see what it would do first; nothing is written before you say so, and one Undo takes all of it back. The file is read in this browser and sent nowhere.")}
                    </p>
                    <Button label=tr("Choose a file…") icon=Icon::File kind=ButtonKind::Primary on_click=brought::choose />
                </section>
                <ul class="import-kinds">
                    {kind(Icon::Columns, tr("Contacts as CSV or vCard"), tr("From another CRM, an address book, a phone or a spreadsheet. Columns are recognised and can be corrected; whoever is there already is found and not added twice."))}
                    {kind(Icon::Merge, tr("A Clientele file"), tr("Everything that somebody exported. Into an empty workspace it restores all of it; into yours it merges field by field, and shows beforehand what would change."))}
                </ul>
            </div>
        </div>
    }
}
