//! The chips above a timeline: search, channel, kind, direction, period and the rest. They edit a
//! `TimelineFilter`; where that is kept is the caller's matter.

use leptos::prelude::*;

use super::draft::now;
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::choice_label;
use crate::feature::shared::entry::choice_options;
use crate::model::{ChoiceList, Date, FollowUp, TimelineFilter, When};
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::{Chip, DateField, Icon, IconView, PopoverButton, Segmented, format};

#[component]
pub fn FilterBar(
    #[prop(into)] filter: Signal<TimelineFilter>,
    #[prop(into)] on_change: Callback<(TimelineFilter,)>,
    /// Takes filter and text away at once.
    #[prop(into)]
    on_clear: Callback<()>,
    text: RwSignal<String>,
) -> impl IntoView {
    let change = move |edit: Box<dyn FnOnce(&mut TimelineFilter)>| {
        let mut next = filter.get_untracked();
        edit(&mut next);
        on_change.run((next,));
    };
    let rest = move || {
        let count = filter.with(|filter| filter.rest.len());
        (count > 0).then(|| {
            let label = tr_n("{n} more condition", "{n} more conditions", count);
            view! { <Chip label icon=Icon::Filter on_remove=move || change(Box::new(|filter| filter.rest.clear())) /> }
        })
    };
    let clear = move || {
        (filter.with(|filter| !filter.is_empty()) || text.with(|text| !text.is_empty())).then(|| {
            view! {
                <button type="button" class="button ghost small" on:click=move |_| on_clear.run(())>
                    {tr("Clear")}
                </button>
            }
        })
    };
    view! {
        <div class="filter-bar" role="search">
            <div class="with-icon filter-text">
                <IconView icon=Icon::Search />
                <input
                    type="search"
                    class="input"
                    aria-label=tr("Search these interactions")
                    placeholder=tr("Search")
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </div>
            <Choices
                label=tr("Channel")
                list=ChoiceList::Channel
                chosen=Signal::derive(move || filter.with(|filter| filter.channels.clone()))
                on_change=move |keys| change(Box::new(|filter| filter.channels = keys))
            />
            <Choices
                label=tr("Kind")
                list=ChoiceList::InteractionKind
                chosen=Signal::derive(move || filter.with(|filter| filter.kinds.clone()))
                on_change=move |keys| change(Box::new(|filter| filter.kinds = keys))
            />
            <Choices
                label=tr("Direction")
                list=ChoiceList::Direction
                chosen=Signal::derive(move || filter.with(|filter| filter.directions.clone()))
                on_change=move |keys| change(Box::new(|filter| filter.directions = keys))
            />
            <WhenFilter
                when=Signal::derive(move || filter.with(|filter| filter.when))
                on_change=move |when| change(Box::new(move |filter| filter.when = when))
            />
            <Choices
                label=tr("Outcome")
                list=ChoiceList::Outcome
                chosen=Signal::derive(move || filter.with(|filter| filter.outcomes.clone()))
                on_change=move |keys| change(Box::new(|filter| filter.outcomes = keys))
            />
            <SatisfactionFilter
                chosen=Signal::derive(move || filter.with(|filter| filter.satisfaction.clone()))
                on_change=move |stars| change(Box::new(|filter| filter.satisfaction = stars))
            />
            <FollowUpFilter
                chosen=Signal::derive(move || filter.with(|filter| filter.follow_up))
                on_change=move |follow_up| change(Box::new(move |filter| filter.follow_up = follow_up))
            />
            {rest}
            {clear}
        </div>
    }
}

/// Several values of one list.
#[component]
fn Choices(
    label: &'static str,
    list: ChoiceList,
    chosen: Signal<Vec<String>>,
    #[prop(into)] on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let schema = use_schema();
    let options = move || {
        let options = schema.with(|schema| choice_options(schema, list, ""));
        let unknown = chosen.get().into_iter().filter(|key| !options.iter().any(|(known, _)| known == key));
        let unknown: Vec<_> =
            unknown.map(|key| (schema.with(|schema| choice_label(schema, list, &key)), key)).collect();
        options.into_iter().chain(unknown.into_iter().map(|(label, key)| (key, label))).collect::<Vec<_>>()
    };
    let shown = move || {
        chosen.with(|chosen| {
            schema.with(|schema| match &chosen[..] {
                [] => None,
                [one] => Some(choice_label(schema, list, one)),
                more => Some(number(more.len() as f64)),
            })
        })
    };
    view! {
        <FilterButton label shown=Signal::derive(shown)>
            <Boxes label options=Signal::derive(options) chosen on_change />
        </FilterButton>
    }
}

/// Boxes to tick, in a popover that stays open.
#[component]
fn Boxes(
    label: &'static str,
    options: Signal<Vec<(String, String)>>,
    chosen: Signal<Vec<String>>,
    on_change: Callback<Vec<String>>,
) -> impl IntoView {
    let one = move |(key, text): (String, String)| {
        let this = key.clone();
        let tick = move |on: bool| {
            let mut keys = chosen.get_untracked();
            keys.retain(|other| *other != key);
            if on {
                keys.push(key.clone());
            }
            on_change.run(keys);
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    class="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&this))
                    on:change=move |event| tick(event_target_checked(&event))
                />
                <span>{text}</span>
            </label>
        }
    };
    view! {
        <fieldset class="filter-boxes" aria-label=label>
            <For each=move || options.get() key=|option| option.clone() children=one />
        </fieldset>
    }
}

#[component]
fn SatisfactionFilter(
    chosen: Signal<Vec<i64>>,
    #[prop(into)] on_change: Callback<Vec<i64>>,
) -> impl IntoView {
    let label = tr("Satisfaction");
    let options = Signal::derive(|| {
        (1..=5).map(|n: usize| (n.to_string(), tr_n("{n} star", "{n} stars", n))).collect::<Vec<_>>()
    });
    let keys =
        Signal::derive(move || chosen.with(|chosen| chosen.iter().map(i64::to_string).collect::<Vec<_>>()));
    let on_keys = Callback::new(move |keys: Vec<String>| {
        let mut stars: Vec<i64> = keys.iter().filter_map(|key| key.parse().ok()).collect();
        stars.sort_unstable();
        on_change.run(stars);
    });
    let shown = move || {
        let keys = keys.get();
        (!keys.is_empty()).then(|| keys.join(", "))
    };
    view! {
        <FilterButton label shown=Signal::derive(shown)>
            <Boxes label options chosen=keys on_change=on_keys />
        </FilterButton>
    }
}

#[component]
fn FollowUpFilter(chosen: Signal<FollowUp>, #[prop(into)] on_change: Callback<FollowUp>) -> impl IntoView {
    let all = [FollowUp::Any, FollowUp::Open, FollowUp::Due, FollowUp::Done];
    let key = |follow_up: FollowUp| format!("{follow_up:?}");
    let options: Vec<_> = all.into_iter().map(|one| (key(one), follow_up_label(one).to_owned())).collect();
    let value = linked(Signal::derive(move || key(chosen.get())), move |picked: String| {
        if let Some(one) = all.into_iter().find(|one| key(*one) == picked) {
            on_change.run(one);
        }
    });
    let shown = move || {
        Some(chosen.get()).filter(|one| *one != FollowUp::Any).map(|one| follow_up_label(one).to_owned())
    };
    view! {
        <FilterButton label=tr("Follow-up") shown=Signal::derive(shown)>
            <Segmented label=tr("Follow-up") value options=options.clone() hide_label=true small=true />
        </FilterButton>
    }
}

fn follow_up_label(follow_up: FollowUp) -> &'static str {
    match follow_up {
        FollowUp::Any => tr("Any"),
        FollowUp::Open => tr("Open"),
        FollowUp::Due => tr("Due"),
        FollowUp::Done => tr("Done"),
    }
}

#[component]
fn WhenFilter(when: Signal<When>, #[prop(into)] on_change: Callback<When>) -> impl IntoView {
    let shown = move || match when.get() {
        When::Ever => None,
        When::LastDays(n) => Some(last_days(n)),
        When::Days(from, to) => {
            let day = |date: Date| format::day(&date.to_string());
            match (from.map(day), to.map(day)) {
                (Some(from), Some(to)) => Some(format!("{from} – {to}")),
                (Some(from), None) => Some(tr_with("from {day}", &[("day", &from)])),
                (None, Some(to)) => Some(tr_with("until {day}", &[("day", &to)])),
                (None, None) => None,
            }
        }
    };
    let quick = move || {
        let choice = move |label: String, this: When| {
            view! {
                <button
                    type="button"
                    class="button default small"
                    aria-pressed=move || (when.get() == this).to_string()
                    on:click=move |_| on_change.run(this)
                >
                    {label}
                </button>
            }
        };
        let today = now().date();
        let new_year = Date::new(today.year(), 1, 1);
        view! {
            <div class="row gap-1">
                {choice(tr("Any time").to_owned(), When::Ever)}
                {[7, 30, 90, 365].map(|n| choice(last_days(n), When::LastDays(n))).into_iter().collect::<Vec<_>>()}
                {choice(tr("This year").to_owned(), When::Days(new_year, None))}
            </div>
        }
    };
    let ends = move || match when.get() {
        When::Days(from, to) => (from, to),
        _ => (None, None),
    };
    let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let set = move |from: Option<Date>, to: Option<Date>| {
        on_change.run(match (from, to) {
            (None, None) => When::Ever,
            // Given the wrong way round, the days between are meant all the same.
            (Some(from), Some(to)) if from > to => When::Days(Some(to), Some(from)),
            ends => When::Days(ends.0, ends.1),
        });
    };
    view! {
        <FilterButton label=tr("When") shown=Signal::derive(shown)>
            {move || {
                let from = linked(Signal::derive(move || text(ends().0)), move |typed: String| {
                    if let Some(date) = typed_date(&typed) {
                        set(date, untrack(ends).1);
                    }
                });
                let to = linked(Signal::derive(move || text(ends().1)), move |typed: String| {
                    if let Some(date) = typed_date(&typed) {
                        set(untrack(ends).0, date);
                    }
                });
                view! {
                    <div class="stack filter-when">
                        {quick()}
                        <div class="row gap-2 no-wrap">
                            <DateField label=tr("From") value=from />
                            <DateField label=tr("To") value=to />
                        </div>
                    </div>
                }
            }}
        </FilterButton>
    }
}

fn last_days(n: u32) -> String {
    tr_n("Last {n} day", "Last {n} days", n as usize)
}

/// `Some(None)`: cleared. `None`: no day yet, the person still types.
fn typed_date(typed: &str) -> Option<Option<Date>> {
    if typed.is_empty() { Some(None) } else { typed.parse().ok().map(Some) }
}

/// A draft for a widget, which follows `source` and tells `changed` what the user made of it.
fn linked(source: Signal<String>, changed: impl Fn(String) + 'static) -> RwSignal<String> {
    let draft = RwSignal::new(source.get_untracked());
    Effect::new(move || draft.set(source.get()));
    Effect::new(move |was: Option<String>| {
        let draft = draft.get();
        if was.is_some_and(|was| was != draft) && draft != source.get_untracked() {
            changed(draft.clone());
        }
        draft
    });
    draft
}

/// A button that opens one filter, and tells what it is set to.
#[component]
fn FilterButton(label: &'static str, shown: Signal<Option<String>>, children: ChildrenFn) -> impl IntoView {
    let text = move || match shown.get() {
        Some(value) => tr_with("{filter}: {value}", &[("filter", label), ("value", &value)]),
        None => label.to_owned(),
    };
    view! {
        <span class="filter" class:on=move || shown.with(Option::is_some)>
            <PopoverButton label=Signal::derive(text) small=true children />
        </span>
    }
}
