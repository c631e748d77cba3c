//! Why a customer is in a segment or is not: the rule as a tree, what holds and what was found.

use leptos::prelude::*;

use super::form::customer_options;
use super::preview::{TABLES, settled};
use crate::app::live::{Live, live};
use crate::app::workspace::use_schema;
use crate::feature::rules::Names;
use crate::feature::shared::cell;
use crate::model::{Id, Rule, Schema, Table, Value};
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::{Banner, Combobox, Hue, Icon, IconView, PickOption, Skeleton, format};
use crate::wire::{ExplainSegment, ExplainedRule, Explanation, GetSegment, Named, SegmentDraft, Shown};

/// Why the customer is in the segment or is not, as the segment is stored.
#[component]
pub fn WhyInSegment(#[prop(into)] segment: Signal<Id>, #[prop(into)] customer: Signal<Id>) -> impl IntoView {
    let view = live(&[Table::Segment], move || Some(GetSegment { id: segment.get() }));
    let draft = Signal::derive(move || view.with(|view| Some(view.ready()?.as_ref()?.draft.clone())));
    let names = Signal::derive(move || {
        view.with(|view| {
            view.ready().and_then(Option::as_ref).map(|view| view.names.clone()).unwrap_or_default()
        })
    });
    let gone = move || view.with(|view| view.ready().is_some_and(Option::is_none));
    view! {
        {move || gone().then(|| view! { <p class="quiet">{tr("This segment was deleted.")}</p> })}
        <Answer draft customer=Signal::derive(move || Some(customer.get())) names />
    }
}

/// Asks for a customer and explains a segment that may still be edited.
#[component]
pub fn WhyPanel(draft: Memo<SegmentDraft>, names: Signal<Vec<Named>>) -> impl IntoView {
    let chosen = RwSignal::new(None::<PickOption>);
    let query = RwSignal::new(String::new());
    let options = customer_options(query);
    let draft = settled(draft);
    let customer = Signal::derive(move || chosen.with(|chosen| chosen.as_ref()?.key.parse().ok()));
    view! {
        <div class="stack gap-4">
            <div class="segment-who">
                <Combobox
                    label=tr("Customer")
                    value=chosen
                    query
                    options
                    placeholder=tr("Choose a customer…")
                    hint=tr("Shows for each condition whether it holds, and what was found.")
                />
            </div>
            <Answer draft=Signal::derive(move || Some(draft.get())) customer names />
        </div>
    }
}

#[component]
fn Answer(
    draft: Signal<Option<SegmentDraft>>,
    customer: Signal<Option<Id>>,
    names: Signal<Vec<Named>>,
) -> impl IntoView {
    let schema = use_schema();
    let names = Names::new(names);
    let answer =
        live(TABLES, move || Some(ExplainSegment { draft: draft.get()?, customer: customer.get()? }));
    move || {
        customer.get()?;
        Some(match answer.get() {
            Live::Loading => view! { <Skeleton lines=4 /> }.into_any(),
            Live::Failed(problem) => {
                view! { <Banner text=problem.to_string() hue=Hue::Red boxed=true /> }.into_any()
            }
            Live::Ready(explanation) => view! { <ExplanationView explanation schema names /> }.into_any(),
        })
    }
}

#[component]
fn ExplanationView(explanation: Explanation, schema: Signal<Schema>, names: Names) -> impl IntoView {
    let Explanation { member, by_hand, rule } = explanation;
    let verdict = match (member, by_hand) {
        (true, Some(true)) => tr("In the segment: added by hand, whatever the rule says."),
        (false, Some(false)) => tr("Not in the segment: left out by hand, whatever the rule says."),
        (true, _) => tr("In the segment: the rule is fulfilled."),
        (false, _) => tr("Not in the segment: the rule is not fulfilled."),
    };
    view! {
        <div class="why" role="status">
            <p class="why-verdict" class:yes=member>
                <IconView icon=if member { Icon::CheckCircle } else { Icon::Ban } />
                <strong>{verdict}</strong>
            </p>
            <ul class="why-tree">
                <ExplainedView explained=rule schema names />
            </ul>
        </div>
    }
}

#[component]
fn ExplainedView(explained: ExplainedRule, schema: Signal<Schema>, names: Names) -> impl IntoView {
    let ExplainedRule { rule, holds, found, parts } = explained;
    let is_group = matches!(rule, Rule::All(_) | Rule::Any(_) | Rule::Not(_));
    let said = found_text(&rule, &found, &schema.get_untracked());
    let words = {
        let rule = rule.clone();
        move || match &rule {
            Rule::All(_) => tr("All of these:").to_owned(),
            Rule::Any(_) => tr("Any of these:").to_owned(),
            Rule::Not(_) => tr("Not:").to_owned(),
            rule => schema.with(|schema| names.describe(rule, schema)),
        }
    };
    let everybody = is_group && parts.is_empty() && holds;
    let parts: Vec<_> = parts
        .into_iter()
        // Any, or the compiler would look for a view of endless depth.
        .map(|explained| view! { <ExplainedView explained schema names /> }.into_any())
        .collect();
    view! {
        <li class="why-part" class:yes=holds>
            <p>
                <IconView icon=if holds { Icon::Check } else { Icon::X } />
                <span class="visually-hidden">{if holds { tr("Holds:") } else { tr("Does not hold:") }}</span>
                {if everybody {
                    view! { <span>{tr("There is no condition: everybody is in.")}</span> }.into_any()
                } else {
                    view! { <span class:medium=is_group>{words}</span> }.into_any()
                }}
                {said.map(|said| view! { <span class="why-found">{said}</span> })}
            </p>
            {(!parts.is_empty()).then(|| view! { <ul class="why-tree">{parts}</ul> })}
        </li>
    }
}

/// What a condition found, in words; groups and segments find nothing.
fn found_text(rule: &Rule, found: &Shown, schema: &Schema) -> Option<String> {
    let said = match rule {
        Rule::Field { field, .. } => {
            let text = match (schema.field(field), found) {
                (Some(info), found) => cell::plain(schema, &info, found),
                (None, _) => String::new(),
            };
            if text.is_empty() { tr("nothing").to_owned() } else { text }
        }
        Rule::History(_) => match found {
            Shown::One(Value::Int(n)) => tr_n("{n} interaction", "{n} interactions", (*n).max(0) as usize),
            Shown::One(Value::Number(mean)) => number(*mean),
            Shown::One(value) => {
                value.as_date().map_or_else(String::new, |date| format::day(&date.to_string()))
            }
            _ => tr("no such interaction").to_owned(),
        },
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) | Rule::InSegment(_) => return None,
    };
    Some(tr_with("found: {what}", &[("what", &said)]))
}
