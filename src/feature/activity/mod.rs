//! What was done in this workspace, by whom and when: the latest first.

use leptos::prelude::*;

use crate::app::actions::use_actions;
use crate::app::live::{Live, live};
use crate::app::{Page, label_text};
use crate::model::Table;
use crate::platform::clock;
use crate::text::{tr, tr_n};
use crate::ui::{Avatar, AvatarSize, Banner, Button, Card, Chip, EmptyState, Hue, Icon, Skeleton, format};
use crate::wire::{ActivityEntry, ListActivity};

/// How many entries are shown, and how many more at a time.
const STEP: u32 = 100;

#[component]
pub fn ActivityPage() -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let entries = live(&Table::ALL, move || Some(ListActivity { limit: limit.get() }));
    let actions = use_actions();
    let body = move || {
        match entries.get() {
        Live::Loading => view! { <Skeleton lines=8 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> }.into_any()
        }
        Live::Ready(entries) if entries.is_empty() => view! {
            <EmptyState
                icon=Icon::History
                title=tr("Nothing has been done yet")
                text=tr("Every change is listed here, with who made it and when, and the latest can be undone.")
            />
        }
        .into_any(),
        Live::Ready(entries) => {
            let more = entries.len() as u32 >= limit.get();
            let rows = days(entries).into_iter().map(|(day, entries)| {
                let rows = entries.into_iter().map(|entry| view! { <Entry entry /> }).collect_view();
                view! {
                    <Card title=day flush=true>
                        <ul class="rows">{rows}</ul>
                    </Card>
                }
            });
            let show_more = more.then(|| {
                let load = move || limit.update(|limit| *limit += STEP);
                view! { <div class="row"><Button label=tr("Show more") on_click=load /></div> }
            });
            view! {
                {rows.collect_view()}
                {show_more}
            }
            .into_any()
        }
    }
    };
    let buttons = move || {
        let (undo, redo) = (actions.undo(), actions.redo());
        [undo, redo].map(|action| {
            let keys = action.keys.first().copied().unwrap_or_default();
            view! {
                <Button
                    label=action.label.clone()
                    icon=action.icon
                    small=true
                    keys=keys
                    disabled_reason=action.blocked.clone()
                    attr:aria-description=action.detail.clone()
                    on_click=action.run
                />
            }
        })
    };
    view! { <Page title=tr("Activity") actions=move || buttons>{body}</Page> }
}

#[component]
fn Entry(entry: ActivityEntry) -> impl IntoView {
    let ActivityEntry { label, at, by, records, undone } = entry;
    let who = by.map(|by| {
        view! {
            <Avatar name=by.name.clone() id=by.id.to_string() size=AvatarSize::Small />
            <span class="truncate">{by.name}</span>
        }
    });
    let size = (records > 1).then(|| tr_n("{n} record", "{n} records", records as usize));
    view! {
        <li class="rows-item">
            <span class="grow" class:struck=undone>{label_text(&label)}</span>
            {undone.then(|| view! { <Chip label=tr("Undone") /> })}
            {size.map(|size| view! { <span class="quiet small figures">{size}</span> })}
            <span class="row no-wrap gap-1 activity-by">{who}</span>
            <time class="quiet small figures" datetime=at.to_string() title=format::date_time_full(at.utc_ms)>
                {format::time(at.utc_ms)}
            </time>
        </li>
    }
}

/// The entries by the day on the user's wall, in their order.
fn days(entries: Vec<ActivityEntry>) -> Vec<(String, Vec<ActivityEntry>)> {
    let mut days: Vec<(String, Vec<ActivityEntry>)> = Vec::new();
    let today = format::date(clock::now_ms());
    for entry in entries {
        let date = format::date(entry.at.utc_ms);
        let day = if date == today { tr("Today").to_owned() } else { date };
        match days.last_mut() {
            Some((last, entries)) if *last == day => entries.push(entry),
            _ => days.push((day, vec![entry])),
        }
    }
    days
}
