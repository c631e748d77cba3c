//! A timeline: entries by day, the latest first, more of them as one scrolls. One for a customer,
//! one for everybody.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use super::draft::now;
use super::entry::EntryView;
use super::filters::FilterBar;
use super::storage;
use crate::app::dialogs::{LogRequest, open_log};
use crate::app::live::{Live, live};
use crate::app::router::{current_route, replace, use_route};
use crate::model::{Date, FollowUp, Id, Moment, Table, TimelineFilter, Value, interaction};
use crate::platform::clock;
use crate::platform::visible::Watch;
use crate::route::{Route, TimelinePage};
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::{Banner, Button, ButtonKind, EmptyState, Hue, Icon, Skeleton, Switch, format};
use crate::wire::{GetTimeline, Timeline, TimelineEntry};

/// How many entries are asked for at once.
const STEP: u32 = 60;
const AHEAD_PX: u32 = 800;
const TYPING: Duration = Duration::from_millis(200);
/// Older entries stand under their month, not their day.
const DAYS_BY_DAY: i32 = 45;

/// Everything that happened with one customer, and for a company with its people too. Its filter
/// lives in the address of the customer's page.
#[component]
pub fn CustomerTimeline(customer: Id, #[prop(into)] is_company: Signal<bool>) -> impl IntoView {
    let with_people = RwSignal::new(storage::with_people());
    Effect::new(move || storage::remember_with_people(with_people.get()));
    let people =
        move || is_company.get().then(|| view! { <Switch label=tr("With its people") value=with_people /> });
    view! {
        <TimelineView
            customer=Some(customer)
            with_people=Signal::derive(move || is_company.get() && with_people.get())
            extra=people
        />
    }
}

/// `customer`: whose; `None` is everybody's interactions.
#[component]
pub fn TimelineView(
    customer: Option<Id>,
    #[prop(optional, into)] with_people: Signal<bool>,
    /// Stands beside the count.
    #[prop(optional, into)]
    extra: ViewFn,
) -> impl IntoView {
    let route = use_route();
    let page = Memo::new(move |last: Option<&TimelinePage>| {
        // While another page is being entered, this one is still there for a moment.
        route.with(|route| page_in(route, customer)).or_else(|| last.cloned()).unwrap_or_default()
    });
    let filter = Memo::new(move |_| page.with(|page| TimelineFilter::from_rule(&page.filter)));
    let text = typed_text(page, customer);
    let on_filter = move |filter: TimelineFilter| {
        // With what was typed, which may not have reached the address yet.
        let text = text.with_untracked(|text| text.trim().to_owned());
        replace_page(customer, TimelinePage { filter: filter.to_rule(), text });
    };
    let on_clear = move || {
        text.set(String::new());
        replace_page(customer, TimelinePage::default());
    };

    // Promises stand in the order in which they are due.
    let by_due = Memo::new(move |_| filter.with(|it| matches!(it.follow_up, FollowUp::Due | FollowUp::Open)));
    // A new question begins at the top again.
    let limit = RwSignal::new(STEP);
    let asked = Memo::new(move |_| (page.get(), with_people.get()));
    Effect::new(move |was: Option<()>| {
        asked.track();
        if was.is_some() {
            limit.set(STEP);
        }
    });
    let answer = live(&[Table::Interaction, Table::Note, Table::Customer, Table::Member], move || {
        let (page, with_people) = asked.get();
        let TimelinePage { filter, text } = page;
        let by_due = by_due.get();
        Some(GetTimeline { customer, with_people, filter, text, by_due, offset: 0, limit: limit.get() })
    });
    let items = Memo::new(move |_| {
        let by_due = by_due.get_untracked();
        answer.with(|answer| answer.ready().map(|it| items_of(it, by_due)).unwrap_or_default())
    });
    let counts = Memo::new(move |_| {
        answer.with(|answer| answer.ready().map(|it| (it.total, it.all, it.entries.len())))
    });
    let more = move || counts.get().is_some_and(|(total, _, shown)| shown < total as usize);

    let count = move || {
        let (total, all, _) = counts.get().filter(|(_, all, _)| *all > 0)?;
        let entries = tr_n("{n} entry", "{n} entries", all as usize);
        Some(match total == all {
            true => entries,
            false => tr_with("{shown} of {all}", &[("shown", &number(f64::from(total))), ("all", &entries)]),
        })
    };
    let draw = move |item: Item| match item {
        Item::Heading(text) => view! { <li class="timeline-heading"><h3>{text}</h3></li> }.into_any(),
        Item::Entry { entry, by_day } => {
            let (table, id, show_customer) = (entry.table, entry.id, customer != Some(entry.customer.id));
            // As it is now, for as long as it is there.
            let now = Memo::new(move |last: Option<&(TimelineEntry, bool)>| {
                let now = items.with(|items| items.iter().find_map(|item| item.entry_of(table, id)));
                now.or_else(|| last.cloned()).unwrap_or_else(|| ((*entry).clone(), by_day))
            });
            let entry = Memo::new(move |_| now.with(|(entry, _)| entry.clone()));
            let by_day = Signal::derive(move || now.with(|(_, by_day)| *by_day));
            view! { <li class="timeline-item"><EntryView entry by_day show_customer /></li> }.into_any()
        }
    };
    let state = move || match counts.get() {
        Some((0, all, _)) => Some(view! { <Nothing customer all on_clear /> }.into_any()),
        Some(_) => None,
        None => answer.with(|answer| match answer {
            Live::Failed(problem) => Some(
                view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> }
                    .into_any(),
            ),
            _ => Some(view! { <Waiting /> }.into_any()),
        }),
    };
    view! {
        <section class="timeline-section" aria-label=tr("Timeline")>
            <FilterBar filter on_change=on_filter on_clear text />
            <div class="timeline-count">
                <span class="small quiet figures" role="status">{count}</span>
                {move || extra.run()}
            </div>
            <ol class="timeline">
                <For each=move || items.get() key=Item::key children=draw />
            </ol>
            {state}
            <Show when=more>
                <More on_more=move || limit.update(|limit| *limit += STEP) />
            </Show>
        </section>
    }
}

/// Asks for more as soon as it comes near the window.
#[component]
fn More(#[prop(into)] on_more: Callback<()>) -> impl IntoView {
    let button = NodeRef::<html::Div>::new();
    let watch = StoredValue::new_local(None::<Watch>);
    Effect::new(move || {
        if let Some(button) = button.get() {
            watch.set_value(Some(Watch::new(&button, AHEAD_PX, move || on_more.run(()))));
        }
    });
    view! {
        <div node_ref=button class="timeline-more">
            <Button label=tr("Show more") kind=ButtonKind::Ghost on_click=on_more />
        </div>
    }
}

#[component]
fn Nothing(customer: Option<Id>, all: u32, #[prop(into)] on_clear: Callback<()>) -> impl IntoView {
    if all > 0 {
        return view! {
            <EmptyState icon=Icon::Filter title=tr("Nothing matches") text=tr("No entry fits this search and these filters.")>
                <Button label=tr("Clear filters") on_click=on_clear />
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <EmptyState
            icon=Icon::Chat
            title=tr("Nothing logged yet")
            text=tr("Calls, e-mails, meetings and everything else you log stands here, the latest first.")
        >
            <Button
                label=tr("Log interaction")
                icon=Icon::Plus
                keys="L"
                on_click=move || open_log(LogRequest { customer })
            />
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Waiting() -> impl IntoView {
    let row = || {
        view! {
            <div class="entry">
                <span class="entry-icon hue-grey"></span>
                <div class="entry-body stack gap-2"><Skeleton lines=2 /></div>
            </div>
        }
    };
    view! { <div class="timeline" aria-hidden="true">{row()} {row()} {row()}</div> }
}

/// A line of the list. An entry that changes stays the same line.
#[derive(Clone, PartialEq)]
enum Item {
    Heading(String),
    Entry { entry: Box<TimelineEntry>, by_day: bool },
}

impl Item {
    fn key(&self) -> (String, Option<(Table, Id)>) {
        match self {
            Item::Heading(text) => (text.clone(), None),
            Item::Entry { entry, .. } => (String::new(), Some((entry.table, entry.id))),
        }
    }

    fn entry_of(&self, table: Table, id: Id) -> Option<(TimelineEntry, bool)> {
        match self {
            Item::Entry { entry, by_day } if (entry.table, entry.id) == (table, id) => {
                Some(((**entry).clone(), *by_day))
            }
            _ => None,
        }
    }
}

fn items_of(timeline: &Timeline, by_due: bool) -> Vec<Item> {
    let today = now().date();
    let mut items = Vec::with_capacity(timeline.entries.len() * 2);
    let mut last = String::new();
    for entry in &timeline.entries {
        let due = entry.value(&interaction::FOLLOW_UP).and_then(Value::as_date).filter(|_| by_due);
        let day = day_of(entry);
        // Under the day it is due, an entry tells its own day as well.
        let by_day = due.is_none() && today.days() - day.days() <= DAYS_BY_DAY;
        let heading = match due {
            Some(due) => tr_with("Due {day}", &[("day", &due_day(due, today))]),
            None if by_day => day_heading(day, today),
            None => month_heading(day),
        };
        if heading != last {
            items.push(Item::Heading(heading.clone()));
            last = heading;
        }
        items.push(Item::Entry { entry: Box::new(entry.clone()), by_day });
    }
    items
}

/// The day on the reader's clock; a note has a day of its own.
fn day_of(entry: &TimelineEntry) -> Date {
    match entry.table {
        Table::Note => entry.at.date(),
        _ => Moment { offset_min: clock::offset_minutes(entry.at.utc_ms), ..entry.at }.date(),
    }
}

fn day_heading(day: Date, today: Date) -> String {
    match today.days() - day.days() {
        0 => tr("Today").to_owned(),
        1 => tr("Yesterday").to_owned(),
        _ => format::day_long(&day.to_string()),
    }
}

/// In the middle of "Due …".
fn due_day(due: Date, today: Date) -> String {
    match due.days() - today.days() {
        0 => tr("today").to_owned(),
        1 => tr("tomorrow").to_owned(),
        -1 => tr("yesterday").to_owned(),
        _ => format::day_long(&due.to_string()),
    }
}

fn month_heading(day: Date) -> String {
    // Noon in UTC is the same day in nearly all zones, and the same month wherever that matters.
    let first = Date::new(day.year(), day.month(), 15).unwrap_or(day);
    format::month(Moment::at(first, 12 * 60, 0).utc_ms)
}

/// What was typed into the search, written to the address when the typing pauses.
fn typed_text(page: Memo<TimelinePage>, customer: Option<Id>) -> RwSignal<String> {
    let text = RwSignal::new(page.with_untracked(|page| page.text.clone()));
    Effect::new(move || {
        let shown = page.with(|page| page.text.clone());
        text.maybe_update(|text| {
            let differs = text.trim() != shown;
            if differs {
                *text = shown;
            }
            differs
        });
    });
    let write = StoredValue::new_local(debounce(TYPING, move |typed: String| {
        let now = page.get_untracked();
        if now.text != typed {
            replace_page(customer, TimelinePage { text: typed, ..now });
        }
    }));
    Effect::new(move |was: Option<()>| {
        let typed = text.with(|text| text.trim().to_owned());
        if was.is_some() {
            write.update_value(|write| write(typed));
        }
    });
    text
}

fn page_in(route: &Route, customer: Option<Id>) -> Option<TimelinePage> {
    match (route, customer) {
        (Route::Customer { id, timeline }, Some(customer)) if *id == customer => Some(timeline.clone()),
        (Route::Interactions(timeline), None) => Some(timeline.clone()),
        _ => None,
    }
}

/// Only while its page is shown: a pause in the typing may end after the page was left.
fn replace_page(customer: Option<Id>, timeline: TimelinePage) {
    if page_in(&current_route(), customer).is_none() {
        return;
    }
    replace(match customer {
        Some(id) => Route::Customer { id, timeline },
        None => Route::Interactions(timeline),
    });
}
