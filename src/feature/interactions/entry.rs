//! One entry of a timeline: an interaction or a note, to read, to correct and to finish.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::now;
use super::log::{delete_interaction, edit_interaction};
use super::{words, zone};
use crate::app::commands;
use crate::app::dialogs::{LogRequest, open_log};
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::choice_label;
use crate::model::{ChoiceList, Date, Moment, Schema, Table, Value, interaction, note};
use crate::platform::clock;
use crate::route::Route;
use crate::text::{tr, tr_n, tr_with};
use crate::ui::{
    ButtonKind, Chip, Hue, Icon, IconView, MenuButton, MenuEntry, MenuItem, Stars, format, unique_id,
};
use crate::wire::{Commit, Draft, Label, TimelineEntry};

/// Text that is longer is cut, with a button that shows the rest.
const LINES: usize = 5;
const CHARS: usize = 420;

/// `by_day`: the heading above names the day, so the entry tells the time alone.
#[component]
pub fn EntryView(entry: TimelineEntry, by_day: bool, show_customer: bool) -> impl IntoView {
    let schema = use_schema();
    let is_note = entry.table == Table::Note;
    let what = StoredValue::new(entry.clone());
    let look = Memo::new(move |_| schema.with(|schema| what.with_value(|entry| Look::of(entry, schema))));
    let text = entry.text(if is_note { &note::TEXT } else { &interaction::TEXT }).to_owned();
    let subject = entry.text(&interaction::SUBJECT).to_owned();
    let satisfaction = match entry.value(&interaction::SATISFACTION) {
        Some(Value::Int(stars @ 1..=5)) => Some(*stars as u8),
        _ => None,
    };
    let minutes = match entry.value(&interaction::MINUTES) {
        Some(Value::Int(minutes)) => u32::try_from(*minutes).ok().filter(|minutes| *minutes > 0),
        _ => None,
    };
    let follow_up = match entry.value(&interaction::FOLLOW_UP) {
        Some(Value::Date(due)) => Some(*due),
        _ => None,
    };
    let details = [minutes.map(format::minutes), entry.by.as_ref().map(|by| by.name.clone())];
    let details =
        details.into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    let has_foot = move || look.with(|look| look.outcome.is_some());
    let foot_always = satisfaction.is_some() || follow_up.is_some() || !details.is_empty();
    let time = entry_time(&entry, by_day);
    let customer = show_customer.then(|| {
        let href = Route::customer(entry.customer.id).href();
        view! { <a class="entry-customer truncate" href=href>{entry.customer.name.clone()}</a> }
    });
    let title_id = unique_id("entry");
    view! {
        <article class="entry" aria-labelledby=title_id.clone()>
            <span class=move || format!("entry-icon {}", look.with(|look| look.hue.class()))>
                {move || view! { <IconView icon=look.with(|look| look.icon) /> }}
            </span>
            <div class="entry-body">
                <header class="entry-head">
                    <span class="entry-title" id=title_id.clone()>
                        {move || {
                            look.with(|look| {
                                let arrow = look.direction.clone();
                                view! {
                                    <span class="visually-hidden">{look.channel.clone()} " "</span>
                                    {arrow
                                        .map(|(icon, text)| {
                                            view! {
                                                <span class="entry-direction" data-tip=text.clone()>
                                                    <IconView icon />
                                                    <span class="visually-hidden">{text.clone()}</span>
                                                </span>
                                            }
                                        })}
                                    <Chip label=look.kind.clone() hue=look.kind_hue />
                                }
                            })
                        }}
                        {(!subject.is_empty()).then(|| view! { <strong class="entry-subject">{subject}</strong> })}
                    </span>
                    {customer}
                    {time}
                    <EntryMenu entry=what />
                </header>
                {(!text.trim().is_empty()).then(|| view! { <EntryText text /> })}
                <Show when=move || foot_always || has_foot()>
                    <footer class="entry-foot">
                        {move || {
                            look.with(|look| look.outcome.clone())
                                .map(|(label, hue)| view! { <Chip label hue dot=true /> })
                        }}
                        {satisfaction.map(|value| view! { <Stars value /> })}
                        {(!details.is_empty()).then(|| view! { <span class="small quiet">{details.clone()}</span> })}
                        {follow_up.map(|due| view! { <FollowUp entry=what due /> })}
                    </footer>
                </Show>
            </div>
        </article>
    }
}

/// What depends on the workspace's own names and colours.
#[derive(Clone, PartialEq)]
struct Look {
    icon: Icon,
    hue: Hue,
    channel: String,
    direction: Option<(Icon, String)>,
    kind: String,
    kind_hue: Hue,
    outcome: Option<(String, Hue)>,
}

impl Look {
    fn of(entry: &TimelineEntry, schema: &Schema) -> Self {
        if entry.table == Table::Note {
            let kind = Some(entry.text(&note::KIND)).filter(|key| !key.is_empty()).unwrap_or("note");
            return Look {
                icon: Icon::Note,
                hue: Hue::Grey,
                channel: tr("Note").to_owned(),
                direction: None,
                kind: choice_label(schema, ChoiceList::NoteKind, kind),
                kind_hue: words::hue(schema, ChoiceList::NoteKind, kind),
                outcome: None,
            };
        }
        let channel = entry.text(&interaction::CHANNEL);
        let kind = Some(entry.text(&interaction::KIND)).filter(|key| !key.is_empty()).unwrap_or("note");
        let direction = entry.text(&interaction::DIRECTION);
        let outcome = Some(entry.text(&interaction::OUTCOME)).filter(|key| !key.is_empty());
        Look {
            icon: words::channel_icon(channel),
            hue: words::hue(schema, ChoiceList::Channel, channel),
            channel: choice_label(schema, ChoiceList::Channel, channel),
            direction: words::direction_icon(direction)
                .map(|icon| (icon, choice_label(schema, ChoiceList::Direction, direction))),
            kind: choice_label(schema, ChoiceList::InteractionKind, kind),
            kind_hue: words::hue(schema, ChoiceList::InteractionKind, kind),
            outcome: outcome.map(|key| {
                (choice_label(schema, ChoiceList::Outcome, key), words::hue(schema, ChoiceList::Outcome, key))
            }),
        }
    }
}

fn entry_time(entry: &TimelineEntry, by_day: bool) -> impl IntoView + use<> {
    let at = entry.at;
    // A note is of a day; its time of day means nothing.
    let shown = match (entry.table, by_day) {
        (Table::Note, true) => String::new(),
        (Table::Note, false) => format::day(&at.date().to_string()),
        (_, true) => format::time(at.utc_ms),
        (_, false) => format::date_time(at.utc_ms),
    };
    let title = match entry.table {
        Table::Note => format::day(&at.date().to_string()),
        _ => exact_time(at, entry.text(&interaction::ZONE)),
    };
    view! { <time class="entry-time figures" datetime=at.to_string() title=title>{shown}</time> }
}

/// The instant on the reader's clock with its zone, and on the clock where it happened when that one differs.
fn exact_time(at: Moment, kept_zone: &str) -> String {
    let here = format::date_time_full(at.utc_ms);
    if clock::offset_minutes(at.utc_ms) == at.offset_min {
        return here;
    }
    let there = zone::of(at, kept_zone).replace('_', " ");
    let wall = super::draft::wall_text(at).replace('T', " ");
    let offset = words::offset_name(at.offset_min);
    tr_with(
        "{here} ({wall} there, {zone}, {offset})",
        &[("here", &here), ("wall", &wall), ("zone", &there), ("offset", &offset)],
    )
}

#[component]
fn EntryText(text: String) -> impl IntoView {
    let long = text.lines().count() > LINES || text.chars().count() > CHARS;
    let whole = RwSignal::new(!long);
    let id = unique_id("text");
    view! {
        <p class="entry-text" class:cut=move || !whole.get() id=id.clone()>{text}</p>
        {long
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="button ghost small entry-more"
                        aria-expanded=move || whole.get().to_string()
                        aria-controls=id
                        on:click=move |_| whole.update(|whole| *whole = !*whole)
                    >
                        {move || if whole.get() { tr("Show less") } else { tr("Show all") }}
                    </button>
                }
            })}
    }
}

#[component]
fn EntryMenu(entry: StoredValue<TimelineEntry>) -> impl IntoView {
    let entries = move || {
        let mut items: Vec<MenuEntry> = Vec::new();
        let is_note = entry.with_value(|entry| entry.table == Table::Note);
        if !is_note {
            items.push(
                MenuItem::new(tr("Edit"), move || edit_interaction(entry.get_value()))
                    .icon(Icon::Edit)
                    .into(),
            );
            let log =
                move || open_log(LogRequest { customer: Some(entry.with_value(|entry| entry.customer.id)) });
            items.push(MenuItem::new(tr("Log another"), log).icon(Icon::Plus).into());
            items.push(MenuEntry::Line);
        }
        let delete = move || entry.with_value(delete_interaction);
        items.push(MenuItem::new(tr("Delete"), delete).icon(Icon::Trash).danger().into());
        items
    };
    view! {
        <MenuButton
            label=tr("More actions")
            entries=Signal::derive(entries)
            icon=Icon::More
            kind=ButtonKind::Ghost
            small=true
            icon_only=true
            align_end=true
        />
    }
}

/// A promise to come back, with the box that ticks it off.
#[component]
fn FollowUp(entry: StoredValue<TimelineEntry>, due: Date) -> impl IntoView {
    let done =
        entry.with_value(|entry| entry.value(&interaction::FOLLOW_UP_DONE) == Some(&Value::Bool(true)));
    let late_days = now().date().days() - due.days();
    let hue = match (done, late_days) {
        (true, _) => Hue::Green,
        (_, 1..) => Hue::Red,
        (_, 0) => Hue::Amber,
        _ => Hue::Grey,
    };
    let day = format::day(&due.to_string());
    let text = match (done, late_days) {
        (true, _) => tr_with("Followed up (was due {day})", &[("day", &day)]),
        (_, late @ 1..) => {
            let late = tr_n("{n} day late", "{n} days late", late as usize);
            tr_with("Follow up by {day}: {late}", &[("day", &day), ("late", &late)])
        }
        (_, 0) => tr("Follow up today").to_owned(),
        _ => tr_with("Follow up by {day}", &[("day", &day)]),
    };
    // What the box shows while the answer is on its way.
    let ticked = RwSignal::new(done);
    let tick = move |now_done: bool| {
        ticked.set(now_done);
        let (id, name) = entry.with_value(|entry| (entry.id, entry.customer.name.clone()));
        let value = now_done.then_some(Value::Bool(true));
        let draft = Draft::new(Table::Interaction, id).set(interaction::FOLLOW_UP_DONE, value);
        let label = Label::new(if now_done { "Finish follow-up" } else { "Reopen follow-up" }, name);
        spawn_local(async move {
            if commands::commit(Commit { label, drafts: vec![draft] }).await.is_none() {
                ticked.try_set(!now_done);
            }
        });
    };
    view! {
        <label class=format!("check chip entry-follow-up {}", hue.class())>
            <input
                type="checkbox"
                class="checkbox"
                prop:checked=ticked
                on:change=move |event| tick(event_target_checked(&event))
            />
            <span>{text}</span>
        </label>
    }
}
