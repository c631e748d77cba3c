//! Search and filter of the list: words, people or companies, stages, and the rule editor for the rest.

use leptos::prelude::*;
use std::time::Duration;

use crate::app::parts::later;
use crate::app::workspace::use_schema;
use crate::feature::parts::Groups;
use crate::feature::rules::{RuleEditor, use_rule_text};
use crate::feature::shared::entry::choice_options;
use crate::model::{ChoiceList, Field, Rule, Value, customer};
use crate::route::Route;
use crate::text::{tr, tr_n};
use crate::ui::{
    Button, ButtonKind, Chip, Hue, Icon, IconView, LinkButton, MenuButton, MenuEntry, MenuItem, Segmented,
};

use super::rows::Rows;
use super::state::{ListState, allowed, with_allowed};

/// How long typing rests before the list is asked.
const REST: Duration = Duration::from_millis(150);

#[component]
pub fn FilterBar(state: ListState, rows: Rows) -> impl IntoView {
    let filter = Memo::new(move |_| state.layout.with(|layout| layout.filter.clone()));
    let count = Memo::new(move |_| filter.with(parts).len());
    let label = Signal::derive(move || match count.get() {
        0 => tr("Filter").to_owned(),
        n => tr_n("{n} condition", "{n} conditions", n),
    });
    view! {
        <div class="customers-filters">
            <SearchBox state />
            <Kinds state />
            <Stages state />
            <Button
                label
                icon=Icon::Filter
                small=true
                on_click=move || state.filter_open.update(|open| *open = !*open)
                attr:aria-expanded=move || state.filter_open.get().to_string()
                attr:aria-controls="customers-filter"
            />
            <Chips state filter />
        </div>
        {move || state.filter_open.get().then(|| later(move |part: Groups| (part.filter)(state, rows)))}
    }
}

#[component]
fn SearchBox(state: ListState) -> impl IntoView {
    let typed = RwSignal::new(state.page.with_untracked(|page| page.search.clone()));
    let resting = StoredValue::new(None::<TimeoutHandle>);
    // Back, Forward and "clear" change it from outside.
    Effect::new(move || {
        let search = state.page.with(|page| page.search.clone());
        if typed.with_untracked(|typed| *typed.trim() != search) {
            typed.set(search);
        }
    });
    let stop = move || {
        if let Some(handle) = resting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        stop();
        let tell = move || {
            if let Some(typed) = typed.try_get_untracked() {
                state.set_search(typed.trim().to_owned());
            }
        };
        resting.set_value(set_timeout_with_handle(tell, REST).ok());
    };
    view! {
        <div class="with-icon customers-search">
            <IconView icon=Icon::Search />
            <input
                class="input"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-label=tr("Search in this list")
                placeholder=tr("Search in this list")
                prop:value=typed
                on:input=on_input
            />
        </div>
    }
}

/// Everybody, people, or companies.
#[component]
fn Kinds(state: ListState) -> impl IntoView {
    let value = RwSignal::new(String::new());
    let stored = Memo::new(move |_| match &chosen(state, &customer::KIND)[..] {
        [kind] => kind.clone(),
        _ => String::new(),
    });
    Effect::new(move || value.set(stored.get()));
    Effect::new(move || {
        let now = value.get();
        if now != stored.get_untracked() {
            let values = Some(now).filter(|kind| !kind.is_empty()).map(Value::text).into_iter().collect();
            set_allowed(state, customer::KIND, values);
        }
    });
    let options = vec![
        (String::new(), tr("All").to_owned()),
        ("person".to_owned(), tr("People").to_owned()),
        ("company".to_owned(), tr("Companies").to_owned()),
    ];
    view! { <Segmented label=tr("People or companies") value options=Signal::stored(options) hide_label=true small=true /> }
}

#[component]
fn Stages(state: ListState) -> impl IntoView {
    let schema = use_schema();
    let stages = Memo::new(move |_| chosen(state, &customer::STAGE));
    let options = Memo::new(move |_| schema.with(|schema| choice_options(schema, ChoiceList::Stage, "")));
    let label = Signal::derive(move || {
        let named = |key: &String| {
            options.with(|all| all.iter().find(|(of, _)| of == key).map(|(_, text)| text.clone()))
        };
        match &stages.get()[..] {
            [] => tr("Stage").to_owned(),
            [one] => named(one).unwrap_or_else(|| one.clone()),
            several => tr_n("{n} stage", "{n} stages", several.len()),
        }
    });
    let entries = Signal::derive(move || {
        let now = stages.get();
        let mut entries: Vec<MenuEntry> = options.with(|all| {
            all.iter()
                .map(|(key, text)| {
                    let (key, now) = (key.clone(), now.clone());
                    let checked = now.contains(&key);
                    let toggle = move || {
                        let mut stages = now.clone();
                        match checked {
                            true => stages.retain(|stage| *stage != key),
                            false => stages.push(key.clone()),
                        }
                        set_allowed(state, customer::STAGE, stages.into_iter().map(Value::text).collect());
                    };
                    MenuItem::new(text.clone(), toggle).checked(checked).into()
                })
                .collect()
        });
        if !now.is_empty() {
            entries.push(MenuEntry::Line);
            let any = move || set_allowed(state, customer::STAGE, Vec::new());
            entries.push(MenuItem::new(tr("Any stage"), any).icon(Icon::X).into());
        }
        entries
    });
    view! { <MenuButton label entries icon=Icon::ChevronDown small=true /> }
}

/// The conditions in words, each with a button that takes it away. What the quick filters show is not
/// said twice.
#[component]
fn Chips(state: ListState, filter: Memo<Rule>) -> impl IntoView {
    let said_already = |rule: &Rule| {
        let alone = Rule::All(vec![rule.clone()]);
        allowed(&alone, &customer::STAGE).is_some()
            || allowed(&alone, &customer::KIND).is_some_and(|kinds| kinds.len() == 1)
    };
    let chips = move || {
        let rules = filter.with(parts);
        let shown = rules.into_iter().enumerate().filter(|(_, rule)| !said_already(rule));
        shown.map(|(at, rule)| view! { <RuleChip state at rule /> }).collect::<Vec<_>>()
    };
    view! { <div class="chips">{chips}</div> }
}

#[component]
fn RuleChip(state: ListState, at: usize, rule: Rule) -> impl IntoView {
    let text = use_rule_text(Signal::stored(rule));
    let remove = move || {
        let mut rules = state.layout.with_untracked(|layout| parts(&layout.filter));
        if at < rules.len() {
            rules.remove(at);
        }
        state.set_filter(Rule::All(rules));
    };
    view! { <Chip label=text hue=Hue::Indigo on_remove=remove /> }
}

#[component]
pub fn FilterPanel(state: ListState, rows: Rows) -> impl IntoView {
    let rule = RwSignal::new(state.layout.with_untracked(|layout| layout.filter.clone()));
    let stored = Memo::new(move |_| state.layout.with(|layout| layout.filter.clone()));
    Effect::new(move || {
        let stored = stored.get();
        if rule.with_untracked(|rule| *rule != stored) {
            rule.set(stored);
        }
    });
    Effect::new(move || {
        let now = rule.get();
        if stored.with_untracked(|stored| *stored != now) {
            state.set_filter(now);
        }
    });
    let found = move || rows.total.get().map(|n| tr_n("{n} customer", "{n} customers", n as usize));
    let segment = Signal::derive(move || Route::NewSegment { rule: stored.get() }.href());
    view! {
        <section class="customers-filter-panel" id="customers-filter" aria-label=tr("Filter")>
            <RuleEditor rule />
            <div class="row">
                <span class="quiet figures" role="status">{found}</span>
                <span class="grow"></span>
                {move || {
                    (!stored.with(Rule::is_everybody))
                        .then(|| {
                            view! {
                                <Button
                                    label=tr("Clear")
                                    kind=ButtonKind::Ghost
                                    small=true
                                    on_click=move || state.set_filter(Rule::default())
                                />
                                <LinkButton
                                    label=tr("Make it a segment")
                                    icon=Icon::Segment
                                    href=segment
                                    kind=ButtonKind::Ghost
                                    small=true
                                />
                            }
                        })
                }}
                <Button label=tr("Done") small=true on_click=move || state.filter_open.set(false) />
            </div>
        </section>
    }
}

/// The keys that a quick filter has chosen.
fn chosen(state: ListState, field: &Field) -> Vec<String> {
    let values = state.layout.with(|layout| allowed(&layout.filter, field)).unwrap_or_default();
    values.iter().filter_map(|value| value.as_text().map(str::to_owned)).collect()
}

fn set_allowed(state: ListState, field: Field, values: Vec<Value>) {
    let filter = state.layout.with_untracked(|layout| layout.filter.clone());
    state.set_filter(with_allowed(filter, &field, values));
}

/// The conditions of the outermost group.
fn parts(filter: &Rule) -> Vec<Rule> {
    match filter {
        rule if rule.is_everybody() => Vec::new(),
        Rule::All(rules) => rules.clone(),
        other => vec![other.clone()],
    }
}
