//! One entry of a timeline: an interaction or a note, to read, to correct and to finish.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::now;
use super::log::{delete_interaction, edit_interaction};
use super::{words, zone};
use crate::app::commands;
use crate::app::dialogs::{LogRequest, open_log};
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::choice_label;
use crate::feature::shared::note::NoteDraft;
use crate::feature::shared::value_form::focus_within;
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

/// `by_day`: the heading above names the day, so the entry tells the time alone. What it holds may change
/// while it stands: the menu stays, and with it the focus that a dialog gives back.
#[component]
pub fn EntryView(
    entry: Memo<TimelineEntry>,
    #[prop(into)] by_day: Signal<bool>,
    show_customer: bool,
) -> impl IntoView {
    let schema = use_schema();
    let look = Memo::new(move |_| schema.with(|schema| entry.with(|entry| Look::of(entry, schema))));
    let note = NoteDraft::closed();
    let root = NodeRef::<html::Div>::new();
    let title_id = unique_id("entry");
    let named_by = title_id.clone();
    let customer = move || {
        entry.with(|entry| {
            let href = Route::customer(entry.customer.id).href();
            view! { <a class="entry-customer truncate" href=href>{entry.customer.name.clone()}</a> }
        })
    };
    let title = move || {
        let subject = entry.with(|entry| entry.text(&interaction::SUBJECT).to_owned());
        look.with(|look| {
            let arrow = look.direction.clone().map(|(icon, text)| {
                view! {
                    <span class="entry-direction" data-tip=text.clone()>
                        <IconView icon />
                        <span class="visually-hidden">{text.clone()}</span>
                    </span>
                }
            });
            view! {
                <span class="visually-hidden">{look.channel.clone()} " "</span>
                {arrow}
                <Chip label=look.kind.clone() hue=look.kind_hue />
                {(!subject.is_empty()).then(|| view! { <strong class="entry-subject">{subject}</strong> })}
            }
        })
    };
    let text = Memo::new(move |_| {
        entry.with(|entry| {
            let field = if entry.table == Table::Note { note::TEXT } else { interaction::TEXT };
            entry.text(&field).to_owned()
        })
    });
    let of = Callback::new(move |()| entry.with_untracked(|entry| entry.customer.clone()));
    let to_menu = Callback::new(move |()| focus_within(root, ".entry-head .button"));
    let is_edited = Memo::new(move |_| note.edited.with(Option::is_some));
    let body = move || match is_edited.get() {
        true => note.form(of, to_menu),
        false => text.with(|text| match text.trim() {
            "" => ().into_any(),
            _ => view! { <EntryText text=text.clone() /> }.into_any(),
        }),
    };
    view! {
        <article class="entry" aria-labelledby=named_by>
            <span class=move || format!("entry-icon {}", look.with(|look| look.hue.class()))>
                {move || view! { <IconView icon=look.with(|look| look.icon) /> }}
            </span>
            <div class="entry-body" node_ref=root>
                <header class="entry-head">
                    <span class="entry-title" id=title_id>{title}</span>
                    {show_customer.then_some(customer)}
                    {move || entry.with(|entry| entry_time(entry, by_day.get()))}
                    <EntryMenu entry note />
                </header>
                {body}
                <Foot entry look />
            </div>
        </article>
    }
}

/// What came of it, in a line.
#[component]
fn Foot(entry: Memo<TimelineEntry>, look: Memo<Look>) -> impl IntoView {
    let stars =
        Memo::new(move |_| match entry.with(|entry| entry.value(&interaction::SATISFACTION).cloned()) {
            Some(Value::Int(stars @ 1..=5)) => Some(stars as u8),
            _ => None,
        });
    let details = Memo::new(move |_| {
        entry.with(|entry| {
            let minutes = match entry.value(&interaction::MINUTES) {
                Some(Value::Int(minutes)) => u32::try_from(*minutes).ok().filter(|minutes| *minutes > 0),
                _ => None,
            };
            let by = entry.by.as_ref().map(|by| by.name.clone());
            let all = [minutes.map(format::minutes), by].into_iter().flatten();
            all.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ")
        })
    });
    let due = Memo::new(move |_| entry.with(|entry| entry.value(&interaction::FOLLOW_UP)?.as_date()));
    let outcome = Memo::new(move |_| look.with(|look| look.outcome.clone()));
    let any = Memo::new(move |_| {
        let said = stars.with(Option::is_some) || due.with(Option::is_some) || outcome.with(Option::is_some);
        said || details.with(|details| !details.is_empty())
    });
    move || {
        any.get().then(|| {
            view! {
                <footer class="entry-foot">
                    {move || outcome.get().map(|(label, hue)| view! { <Chip label hue dot=true /> })}
                    {move || stars.get().map(|value| view! { <Stars value /> })}
                    {move || {
                        details.with(|text| {
                            (!text.is_empty()).then(|| view! { <span class="small quiet">{text.clone()}</span> })
                        })
                    }}
                    {move || due.get().map(|due| view! { <FollowUp entry due /> })}
                </footer>
            }
        })
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
fn EntryMenu(entry: Memo<TimelineEntry>, note: NoteDraft) -> impl IntoView {
    let is_note = entry.with_untracked(|entry| entry.table == Table::Note);
    let entries = move || {
        let mut items: Vec<MenuEntry> = Vec::new();
        let edit = move || match is_note {
            true => entry.with_untracked(|entry| note.edit(entry)),
            false => edit_interaction(entry.get_untracked()),
        };
        items.push(MenuItem::new(tr("Edit"), edit).icon(Icon::Edit).into());
        if !is_note {
            let customer = move || Some(entry.with_untracked(|entry| entry.customer.id));
            let log = move || open_log(LogRequest { customer: customer() });
            items.push(MenuItem::new(tr("Log another"), log).icon(Icon::Plus).into());
        }
        items.push(MenuEntry::Line);
        let delete = move || entry.with_untracked(delete_interaction);
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
fn FollowUp(entry: Memo<TimelineEntry>, due: Date) -> impl IntoView {
    let done = Memo::new(move |_| {
        entry.with(|entry| entry.value(&interaction::FOLLOW_UP_DONE) == Some(&Value::Bool(true)))
    });
    let late_days = now().date().days() - due.days();
    let class = move || {
        let hue = match (done.get(), late_days) {
            (true, _) => Hue::Green,
            (_, 1..) => Hue::Red,
            (_, 0) => Hue::Amber,
            _ => Hue::Grey,
        };
        format!("check chip entry-follow-up {}", hue.class())
    };
    let day = format::day(&due.to_string());
    let text = move || match (done.get(), late_days) {
        (true, _) => tr_with("Followed up (was due {day})", &[("day", &day)]),
        (_, late @ 1..) => {
            let late = tr_n("{n} day late", "{n} days late", late as usize);
            tr_with("Follow up by {day}: {late}", &[("day", &day), ("late", &late)])
        }
        (_, 0) => tr("Follow up today").to_owned(),
        _ => tr_with("Follow up by {day}", &[("day", &day)]),
    };
    // What the box shows while the answer is on its way.
    let ticked = RwSignal::new(false);
    Effect::new(move || ticked.set(done.get()));
    let tick = move |now_done: bool| {
        ticked.set(now_done);
        let (id, name) = entry.with_untracked(|entry| (entry.id, entry.customer.name.clone()));
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
        <label class=class>
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
