//! Choosing a customer, and choosing tags, with what is there already on offer.

use leptos::prelude::*;

use crate::app::live::live;
use crate::model::{Field, Table};
use crate::ui::{Combobox, PickOption, TagInput};
use crate::wire::{Suggest, SuggestKind, Suggestion};

const OFFERED: u32 = 8;

/// One customer, found by typing. The key of the option is the customer's id.
#[component]
pub fn CustomerPick(
    #[prop(into)] label: String,
    value: RwSignal<Option<PickOption>>,
    /// Companies alone.
    #[prop(optional)]
    companies: bool,
    /// Makes what was typed into a new one; it is written when the form is.
    #[prop(optional, into)]
    create: Option<Callback<(String,), PickOption>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let what = if companies { SuggestKind::Companies } else { SuggestKind::Customers };
    let options = offered(query, what);
    match create {
        Some(create) => view! { <Combobox label value query options create error hide_label /> }.into_any(),
        None => view! { <Combobox label value query options error hide_label /> }.into_any(),
    }
}

/// Tags, or the words of another field that is a set of them.
#[component]
pub fn TagPick(
    #[prop(into)] label: String,
    field: Field,
    value: RwSignal<Vec<PickOption>>,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let options = offered(query, SuggestKind::Values(field));
    let create = |text: String| PickOption::text(text.trim());
    view! { <TagInput label value query options create=create hide_label /> }
}

fn offered(query: RwSignal<String>, what: SuggestKind) -> Signal<Vec<PickOption>> {
    let answer = live(&[Table::Customer], move || {
        Some(Suggest { what: what.clone(), text: query.get(), limit: OFFERED })
    });
    Signal::derive(move || {
        answer.with(|answer| answer.ready().map(|all| all.iter().map(option).collect()).unwrap_or_default())
    })
}

fn option(suggestion: &Suggestion) -> PickOption {
    let key = suggestion.id.map_or_else(|| suggestion.label.clone(), |id| id.to_string());
    let detail = Some(suggestion.detail.clone()).filter(|detail| !detail.is_empty());
    PickOption { detail, ..PickOption::new(key, suggestion.label.clone()) }
}
