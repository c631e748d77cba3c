//! One place to type into from anywhere: finds customers by anything written about them, and every
//! action and page by its name.

use leptos::prelude::*;

use super::actions::{Action, use_actions};
use super::dialogs::{self, NewCustomerRequest};
use super::live::live;
use super::router::navigate;
use super::shortcuts;
use crate::model::{Table, fold, words};
use crate::route::{CustomersPage, Route};
use crate::text::{tr, tr_n, tr_with};
use crate::ui::{Avatar, AvatarSize, Dialog, DialogKind, Icon, IconView, Kbd, unique_id};
use crate::wire::{Hit, Search};

/// How many customers are shown; the rest is one more choice.
const MOST_CUSTOMERS: u32 = 8;

#[component]
pub fn Palette() -> impl IntoView {
    let open = dialogs::palette_open();
    view! {
        <Dialog open title=tr("Search and commands") kind=DialogKind::Wide light=true>
            <Finder open />
        </Dialog>
    }
}

/// One line of what was found.
#[derive(Clone)]
enum Found {
    Customer(Hit),
    /// The customer list, searched for what was typed.
    AllCustomers(u32),
    NewCustomer,
    Action(Action),
}

#[component]
fn Finder(open: RwSignal<bool>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let actions = use_actions();
    let query = Memo::new(move |_| typed.with(|typed| typed.trim().to_owned()));
    let answer = live(&[Table::Customer, Table::Interaction, Table::Note], move || {
        let text = query.get();
        (!text.is_empty()).then_some(Search { text, limit: MOST_CUSTOMERS })
    });

    let found = Signal::derive(move || {
        let query = query.get();
        let mut found = Vec::new();
        let results = answer.with(|answer| answer.ready().cloned()).filter(|_| !query.is_empty());
        if let Some(results) = results {
            let more = results.total > results.hits.len() as u32;
            found.extend(results.hits.into_iter().map(Found::Customer));
            if more {
                found.push(Found::AllCustomers(results.total));
            }
        }
        found.extend(matching(actions.all(), &query).into_iter().map(Found::Action));
        if !query.is_empty() {
            found.push(Found::NewCustomer);
        }
        found
    });
    let chosen = RwSignal::new(0usize);
    Effect::new(move || {
        query.track();
        chosen.set(0);
    });

    let choose = move |found: Found| {
        open.set(false);
        match found {
            Found::Customer(hit) => navigate(Route::customer(hit.customer.id)),
            Found::AllCustomers(_) => {
                navigate(Route::Customers(CustomersPage {
                    search: query.get_untracked(),
                    ..Default::default()
                }));
            }
            Found::NewCustomer => {
                dialogs::open_new_customer(NewCustomerRequest { name: query.get_untracked(), company: None })
            }
            Found::Action(action) => shortcuts::run(&action),
        }
    };
    let list_id = unique_id("found");
    let option_id = {
        let list_id = list_id.clone();
        move |at: usize| format!("{list_id}-{at}")
    };
    let on_key = {
        let option_id = option_id.clone();
        move |event: web_sys::KeyboardEvent| {
            let count = found.with_untracked(Vec::len);
            let at = chosen.get_untracked();
            let last = count.saturating_sub(1);
            let to = match event.key().as_str() {
                "Escape" => {
                    event.prevent_default();
                    return open.set(false);
                }
                "ArrowDown" => {
                    if at >= last {
                        0
                    } else {
                        at + 1
                    }
                }
                "ArrowUp" => {
                    if at == 0 {
                        last
                    } else {
                        at - 1
                    }
                }
                "Enter" if !event.is_composing() => {
                    event.prevent_default();
                    if let Some(found) = found.with_untracked(|found| found.get(at).cloned()) {
                        choose(found);
                    }
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            chosen.set(to);
            if let Some(option) = document().get_element_by_id(&option_id(to)) {
                let nearest = web_sys::ScrollIntoViewOptions::new();
                nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
                option.scroll_into_view_with_scroll_into_view_options(&nearest);
            }
        }
    };
    let rows = {
        let option_id = option_id.clone();
        move || {
            let option_id = option_id.clone();
            let row = move |(at, found): (usize, Found)| {
                let this = found.clone();
                view! {
                    <li
                        id=option_id(at)
                        class="found"
                        role="option"
                        aria-selected=move || (chosen.get() == at).to_string()
                        on:pointermove=move |_| {
                            if chosen.get_untracked() != at {
                                chosen.set(at);
                            }
                        }
                        on:click=move |_| choose(this.clone())
                    >
                        <FoundLine found query />
                    </li>
                }
            };
            found.get().into_iter().enumerate().map(row).collect_view()
        }
    };
    let indexing = move || {
        let indexing = answer.with(|answer| answer.ready().is_some_and(|results| results.indexing));
        (indexing && query.with(|query| !query.is_empty()))
            .then(|| view! { <p class="found-note quiet small">{tr("The search is still being prepared: more may be found.")}</p> })
    };
    let said = move || {
        let customers = answer.with(|answer| answer.ready().map_or(0, |results| results.total));
        match query.with(String::is_empty) {
            true => String::new(),
            false => tr_n("{n} customer found", "{n} customers found", customers as usize),
        }
    };
    view! {
        <div class="finder">
            <div class="finder-input">
                <IconView icon=Icon::Search />
                <input
                    type="text"
                    inputmode="search"
                    autofocus=true
                    autocomplete="off"
                    spellcheck="false"
                    enterkeyhint="go"
                    role="combobox"
                    aria-expanded="true"
                    aria-autocomplete="list"
                    aria-controls=list_id.clone()
                    aria-activedescendant=move || option_id(chosen.get())
                    aria-label=tr("Search customers, pages and commands")
                    placeholder=tr("Name, e-mail, what was said, or a command")
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=on_key
                />
            </div>
            <p class="visually-hidden" role="status">{said}</p>
            {indexing}
            <ul class="finder-list" id=list_id role="listbox" aria-label=tr("Found")>
                {rows}
            </ul>
        </div>
    }
}

#[component]
fn FoundLine(found: Found, query: Memo<String>) -> impl IntoView {
    match found {
        Found::Customer(hit) => {
            let Hit { customer, is_company, detail, snippet, .. } = hit;
            view! {
                <Avatar name=customer.name.clone() id=customer.id.to_string() size=AvatarSize::Small square=is_company />
                <span class="found-text">
                    <span class="row gap-2">
                        <span class="medium">{customer.name}</span>
                        <span class="quiet">{detail}</span>
                    </span>
                    {snippet.map(|(text, marks)| view! { <span class="found-snippet quiet small">{marked(&text, &marks)}</span> })}
                </span>
            }
            .into_any()
        }
        Found::AllCustomers(total) => {
            let text = tr_n(
                "Show all {n} customers in the list",
                "Show all {n} customers in the list",
                total as usize,
            );
            view! { <IconView icon=Icon::List /> <span class="found-text">{text}</span> }.into_any()
        }
        Found::NewCustomer => {
            let text = move || tr_with("New customer “{name}”", &[("name", &query.get())]);
            view! { <IconView icon=Icon::UserPlus /> <span class="found-text">{text}</span> }.into_any()
        }
        Found::Action(action) => {
            let Action { label, detail, keys, icon, blocked, .. } = action;
            let is_blocked = blocked.is_some();
            view! {
                <IconView icon />
                <span class="found-text" class:quiet=is_blocked>
                    {label} {detail.or(blocked).map(|detail| view! { <span class="quiet">" · " {detail}</span> })}
                </span>
                {keys.first().map(|keys| view! { <Kbd keys=*keys /> })}
            }
            .into_any()
        }
    }
}

/// The text with its matches marked. A match that does not lie between letters is left unmarked.
fn marked(text: &str, marks: &[(u32, u32)]) -> Vec<AnyView> {
    let mut views = Vec::new();
    let mut from = 0;
    for (start, end) in marks.iter().map(|&(start, end)| (start as usize, end as usize)) {
        if let (Some(before), Some(hit)) = (text.get(from..start), text.get(start..end)) {
            views.push(before.to_owned().into_any());
            views.push(view! { <mark>{hit.to_owned()}</mark> }.into_any());
            from = end;
        }
    }
    views.push(text.get(from..).unwrap_or_default().to_owned().into_any());
    views
}

/// Those whose words begin with every word of the query; those whose label begins so come first.
fn matching(actions: Vec<Action>, query: &str) -> Vec<Action> {
    let query = fold(query);
    let wanted: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<(bool, Action)> = actions
        .into_iter()
        .filter(|action| action.id != "search")
        .filter_map(|action| {
            let label = fold(&action.label);
            let all = format!("{label} {}", fold(action.keywords));
            let hit = wanted.iter().all(|wanted| words(&all).any(|word| word.starts_with(wanted)));
            hit.then(|| (!label.starts_with(&query), action))
        })
        .collect();
    found.sort_by_key(|(late, _)| *late);
    found.into_iter().map(|(_, action)| action).collect()
}
