//! One customer beside the list: enough to know them and to correct a field, without leaving.

use leptos::prelude::*;

use crate::app::dialogs::{LogRequest, open_log};
use crate::app::live::{Live, live};
use crate::app::parts::later;
use crate::app::workspace::use_schema;
use crate::feature::parts::Daily;
use crate::feature::shared::cell::choice_label;
use crate::model::{ChoiceList, Id, Rule, Table, customer, interaction};
use crate::platform::clock;
use crate::route::Route;
use crate::text::tr;
use crate::ui::{Attributes, Avatar, Banner, Button, ButtonKind, Hue, Icon, LinkButton, Skeleton, format};
use crate::wire::{GetRecord, GetTimeline, RecordView, TimelineEntry};

use super::edit::restore;
use super::fields::FieldRow;
use super::record::{Facts, shown_fields};
use super::state::ListState;

const LATEST: u32 = 5;

#[component]
pub fn Peek(state: ListState) -> impl IntoView {
    let id = Memo::new(move |_| state.page.with(|page| page.peek));
    // Escape closes the panel, unless something in it or above it wanted the key.
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        let modal = document().query_selector("dialog[open]").is_ok_and(|open| open.is_some());
        if event.key() == "Escape" && !event.default_prevented() && !modal && id.get_untracked().is_some() {
            state.peek(None);
        }
    });
    on_cleanup(move || keys.remove());
    move || id.get().map(|id| later(move |part: Daily| (part.peek)(state, id)))
}

#[component]
pub fn PeekPanel(state: ListState, id: Id) -> impl IntoView {
    let answer =
        live(&[Table::Customer, Table::Interaction, Table::Note, Table::Member, Table::Segment], move || {
            Some(GetRecord { table: Table::Customer, id })
        });
    let record = Memo::new(move |_| answer.with(|answer| answer.ready().cloned().flatten()));
    let there = Memo::new(move |_| record.with(Option::is_some));
    let body = move || {
        if there.get() {
            // Kept while it is there, so that an edit in it survives an answer.
            let record = Signal::derive(move || record.get());
            return view! { <Content record /> }.into_any();
        }
        answer.with(|answer| match answer {
            Live::Loading => view! { <Skeleton lines=8 /> }.into_any(),
            Live::Failed(problem) => {
                view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> }
                    .into_any()
            }
            Live::Ready(_) => {
                view! { <p class="quiet">{tr("This customer is not in this workspace.")}</p> }.into_any()
            }
        })
    };
    let name = Signal::derive(move || {
        record.with(|record| record.as_ref().map(|record| record.name.clone()).unwrap_or_default())
    });
    let square = move || record.with(|record| record.as_ref().is_some_and(is_company));
    view! {
        <aside class="side-panel customer-peek" aria-label=move || name.get()>
            <header class="dialog-header">
                {move || view! { <Avatar name id=id.to_string() square=square() /> }}
                <h2 class="truncate">
                    <a href=Route::customer(id).href()>{name}</a>
                </h2>
                <Button
                    label=tr("Log interaction")
                    icon=Icon::Chat
                    kind=ButtonKind::Ghost
                    icon_only=true
                    keys="L"
                    on_click=move || open_log(LogRequest { customer: Some(id) })
                />
                <LinkButton
                    label=tr("Open the whole record")
                    href=Route::customer(id).href()
                    icon=Icon::ArrowOut
                    kind=ButtonKind::Ghost
                    icon_only=true
                />
                <Button
                    label=tr("Close")
                    icon=Icon::X
                    kind=ButtonKind::Ghost
                    icon_only=true
                    on_click=move || state.peek(None)
                />
            </header>
            <div class="dialog-body">{body}</div>
        </aside>
    }
}

#[component]
fn Content(record: Signal<Option<RecordView>>) -> impl IntoView {
    let schema = use_schema();
    // The panel draws this only while there is a record; the last one stands in for the moment between.
    let Some(first) = record.get_untracked() else { return ().into_any() };
    let id = first.id;
    let record: Signal<RecordView> = Memo::new(move |last: Option<&RecordView>| {
        record.get().or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    })
    .into();
    let alive = Memo::new(move |_| record.with(|record| record.alive));
    let fields = Memo::new(move |_| schema.with(|schema| shown_fields(schema, record)));
    view! {
        <div class="stack gap-4">
            {move || {
                (!alive.get())
                    .then(|| {
                        view! {
                            <Banner text=tr("This customer is in the bin.") boxed=true>
                                <Button
                                    label=tr("Restore")
                                    small=true
                                    on_click=move || restore(id, record.with_untracked(|record| record.name.clone()))
                                />
                            </Banner>
                        }
                    })
            }}
            <Facts record />
            <Attributes>
                <For each=move || fields.get() key=|info| info.field.clone() let(info)>
                    <FieldRow record info />
                </For>
            </Attributes>
            <Latest customer=id />
        </div>
    }
    .into_any()
}

/// What happened last.
#[component]
pub fn Latest(customer: Id) -> impl IntoView {
    let schema = use_schema();
    let latest = live(&[Table::Interaction, Table::Note], move || {
        Some(GetTimeline {
            customer: Some(customer),
            with_people: true,
            filter: Rule::default(),
            text: String::new(),
            by_due: false,
            offset: 0,
            limit: LATEST,
        })
    });
    let entry = move |entry: &TimelineEntry| {
        let list = if entry.table == Table::Note { ChoiceList::NoteKind } else { ChoiceList::Channel };
        let (kind, subject, text) = match entry.table {
            Table::Note => (entry.text(&crate::model::note::KIND), "", entry.text(&crate::model::note::TEXT)),
            _ => (
                entry.text(&interaction::CHANNEL),
                entry.text(&interaction::SUBJECT),
                entry.text(&interaction::TEXT),
            ),
        };
        let kind = schema.with_untracked(|schema| choice_label(schema, list, kind));
        let words = if subject.is_empty() { text } else { subject }.to_owned();
        let when = format::relative(entry.at.utc_ms, clock::now_ms());
        view! {
            <li class="peek-entry">
                <span class="truncate grow">{words}</span>
                <span class="small quiet figures">{kind} " · " {when}</span>
            </li>
        }
    };
    let entries = move || {
        latest.with(|latest| match latest.ready() {
            Some(timeline) if timeline.entries.is_empty() => {
                view! { <p class="quiet">{tr("Nothing logged yet.")}</p> }.into_any()
            }
            Some(timeline) => {
                view! { <ul>{timeline.entries.iter().map(entry).collect::<Vec<_>>()}</ul> }.into_any()
            }
            None => view! { <Skeleton lines=3 /> }.into_any(),
        })
    };
    view! {
        <section class="stack gap-2" aria-label=tr("Latest")>
            <h3>{tr("Latest")}</h3>
            {entries}
        </section>
    }
}

pub fn is_company(record: &RecordView) -> bool {
    record.value(&customer::KIND).and_then(|kind| kind.as_text()) == Some("company")
}
