//! What was deleted, and the way back. Nothing in here is ever deleted for good by itself.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::live::{Live, live};
use crate::app::{self, Page};
use crate::model::Table;
use crate::platform::clock;
use crate::text::{tr, tr_with};
use crate::ui::{Banner, Button, Card, Chip, EmptyState, Hue, Icon, IconView, Skeleton, format};
use crate::wire::{BinEntry, Commit, Draft, Label, ListBin};

#[component]
pub fn BinPage() -> impl IntoView {
    let entries = live(&Table::ALL, || Some(ListBin));
    let body = move || match entries.get() {
        Live::Loading => view! { <Skeleton lines=6 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> }.into_any()
        }
        Live::Ready(entries) if entries.is_empty() => view! {
            <EmptyState
                icon=Icon::Trash
                title=tr("The bin is empty")
                text=tr("What you delete is kept here and can be restored at any time, with all its history.")
            />
        }
        .into_any(),
        Live::Ready(entries) => {
            let rows = entries.into_iter().map(|entry| view! { <Row entry /> }).collect_view();
            let why = tr(
                "Nothing here goes by itself: undo and the copies that colleagues have still need it, and a copy that changed it since brings it back when it is merged. To be rid of data for good, erase the workspace in every browser that has it.",
            );
            view! {
                <p class="quiet">{why}</p>
                <Card title=tr("Deleted") flush=true>
                    <ul class="rows">{rows}</ul>
                </Card>
            }
            .into_any()
        }
    };
    view! { <Page title=tr("Bin")>{body}</Page> }
}

#[component]
fn Row(entry: BinEntry) -> impl IntoView {
    let BinEntry { table, id, name, deleted } = entry;
    let (icon, kind) = described(table);
    let name = if name.is_empty() { tr("Without a name").to_owned() } else { name };
    let when = tr_with("deleted {when}", &[("when", &format::relative(deleted.utc_ms, clock::now_ms()))]);
    let describes = tr_with("Restore {what}", &[("what", &name)]);
    let restore = {
        let name = name.clone();
        move || {
            let commit = Commit {
                label: Label::new("Restore", name.clone()),
                drafts: vec![Draft::restore(table, id)],
            };
            spawn_local(async move {
                app::commit(commit).await;
            });
        }
    };
    view! {
        <li class="rows-item">
            <IconView icon />
            <span class="grow truncate">{name}</span>
            <Chip label=kind />
            <span class="quiet small" title=format::date_time_full(deleted.utc_ms)>{when}</span>
            <Button
                label=tr("Restore")
                icon=Icon::Restore
                small=true
                attr:aria-label=describes
                on_click=restore
            />
        </li>
    }
}

fn described(table: Table) -> (Icon, &'static str) {
    match table {
        Table::Customer => (Icon::User, tr("Customer")),
        Table::Interaction => (Icon::Chat, tr("Interaction")),
        Table::Note => (Icon::Note, tr("Note")),
        Table::Segment => (Icon::Segment, tr("Segment")),
        Table::View => (Icon::List, tr("View")),
        Table::CustomField => (Icon::Columns, tr("Custom field")),
        Table::Choice => (Icon::Tag, tr("Choice")),
        Table::Member => (Icon::User, tr("Member")),
        Table::Workspace => (Icon::Settings, tr("Workspace")),
        Table::Review => (Icon::Merge, tr("Merge review")),
    }
}
