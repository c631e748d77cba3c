//! The controls for what a condition compares to.

use leptos::prelude::*;

use super::condition::EditAsked;
use super::editor::Editor;
use crate::app::live::live;
use crate::model::rule_draft::{FieldQuestion, Operand, picks_from};
use crate::model::rule_text::label_text;
use crate::model::{Field, FieldKind, Table, fold};
use crate::text::{tr, tr_n};
use crate::ui::{Hue, InputKind, PickOption, PopoverButton, TagInput, language_name, languages};
use crate::wire::{Suggest, SuggestKind};

/// A place in the sentence to type into.
pub fn blank(
    label: &'static str,
    kind: InputKind,
    value: Signal<String>,
    set: impl Fn(String) + 'static,
) -> impl IntoView {
    let (class, input_type, mode) = match kind {
        InputKind::Date => ("input rule-day", "date", None),
        InputKind::Number => ("input rule-number", "text", Some("decimal")),
        _ => ("input rule-text", "text", None),
    };
    view! {
        <input
            class=class
            type=input_type
            inputmode=mode
            autocomplete="off"
            aria-label=label
            prop:value=value
            on:input=move |event| set(event_target_value(&event))
        />
    }
}

/// A place in the sentence with a few ways to go on; what is chosen is told by its place in the list.
pub fn choose(
    label: &'static str,
    options: Vec<&'static str>,
    at: Signal<usize>,
    set: impl Fn(usize) + 'static,
) -> impl IntoView {
    let option = |(n, text): (usize, &'static str)| {
        view! { <option value=n.to_string() selected=move || at.get() == n>{text}</option> }
    };
    view! {
        <select
            class="input rule-test"
            aria-label=label
            on:change=move |event| {
                if let Ok(at) = event_target_value(&event).parse() {
                    set(at);
                }
            }
        >
            {options.into_iter().enumerate().map(option).collect::<Vec<_>>()}
        </select>
    }
}

#[component]
pub fn OperandView(
    editor: Editor,
    operand: Operand,
    kind: FieldKind,
    field: Field,
    asked: Memo<Option<FieldQuestion>>,
    edit: EditAsked,
) -> impl IntoView {
    let text = move |part: fn(&FieldQuestion) -> &String| {
        Signal::derive(move || {
            asked.with(|asked| asked.as_ref().map(|asked| part(asked).clone()).unwrap_or_default())
        })
    };
    let first = |label, kind| {
        let edit = edit.clone();
        blank(label, kind, text(|asked| &asked.first), move |typed| {
            edit(Box::new(move |asked| asked.first = typed))
        })
    };
    let second = |label, kind| {
        let edit = edit.clone();
        blank(label, kind, text(|asked| &asked.second), move |typed| {
            edit(Box::new(move |asked| asked.second = typed))
        })
    };
    let of_field = field.clone();
    let currency = move || {
        let code = move || {
            let currency = editor.schema.with(|schema| schema.currency_of(&of_field));
            currency.map(|currency| currency.code().to_owned())
        };
        (kind == FieldKind::Money).then(|| view! { <span class="quiet">{code}</span> })
    };
    match operand {
        Operand::Nothing => ().into_any(),
        Operand::Text => first(tr("Text"), InputKind::Text).into_any(),
        Operand::Number => view! { {first(tr("Number"), InputKind::Number)} {currency()} }.into_any(),
        Operand::Numbers => {
            let (from, to) = (first(tr("From"), InputKind::Number), second(tr("To"), InputKind::Number));
            view! { {from} <span>{tr("and")}</span> {to} {currency()} }.into_any()
        }
        Operand::Day => first(tr("Day"), InputKind::Date).into_any(),
        Operand::Days => {
            let (from, to) = (first(tr("From"), InputKind::Date), second(tr("To"), InputKind::Date));
            view! { {from} <span>{tr("and")}</span> {to} }.into_any()
        }
        Operand::Length => first(tr("Days"), InputKind::Number).into_any(),
        Operand::Picks => match (picks_from(kind), kind) {
            (Some(_), _) | (_, FieldKind::Ref(Table::Member)) => {
                view! { <CheckList editor kind asked edit /> }.into_any()
            }
            _ => view! { <WordList editor kind field asked edit /> }.into_any(),
        },
    }
}

/// Choices of a list or members: a button that says what is chosen, with a box to tick for each.
#[component]
fn CheckList(
    editor: Editor,
    kind: FieldKind,
    asked: Memo<Option<FieldQuestion>>,
    edit: EditAsked,
) -> impl IntoView {
    let picked = Memo::new(move |_| {
        asked.with(|asked| asked.as_ref().map(|asked| asked.picked.clone()).unwrap_or_default())
    });
    let options = Memo::new(move |_| {
        let picked = picked.get();
        let mut options: Vec<(String, String)> = editor.schema.with(|schema| match picks_from(kind) {
            Some(list) => schema
                .choices(list)
                .into_iter()
                .filter(|choice| !choice.hidden || picked.contains(&choice.key))
                .map(|choice| (choice.key.clone(), label_text(&choice.label)))
                .collect(),
            None => {
                schema.members.iter().map(|member| (member.id.to_string(), member.name.clone())).collect()
            }
        });
        for key in picked {
            if options.iter().all(|(known, _)| *known != key) {
                options.push((key, tr("(gone)").to_owned()));
            }
        }
        options
    });
    let label = Signal::derive(move || {
        let picked = picked.get();
        let names: Vec<String> = options.with(|options| {
            options.iter().filter(|(key, _)| picked.contains(key)).map(|(_, name)| name.clone()).collect()
        });
        match names.len() {
            0 => tr("Choose…").to_owned(),
            1..=3 => names.join(", "),
            n => format!("{}, {}", names[..2].join(", "), tr_n("{n} more", "{n} more", n - 2)),
        }
    });
    let boxes = move || {
        let edit = edit.clone();
        let one = move |(key, name): (String, String)| {
            let edit = edit.clone();
            let this = key.clone();
            let checked = move || picked.with(|picked| picked.contains(&this));
            let toggle = move |on: bool| {
                let key = key.clone();
                edit(Box::new(move |asked| {
                    asked.picked.retain(|other| *other != key);
                    if on {
                        asked.picked.push(key);
                    }
                }));
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        class="checkbox"
                        prop:checked=checked
                        on:change=move |event| toggle(event_target_checked(&event))
                    />
                    <span>{name}</span>
                </label>
            }
        };
        // What is offered does not change by ticking a box of it.
        let options = options.get_untracked();
        match options.is_empty() {
            true => view! { <p class="quiet">{tr("There is nothing to choose from yet.")}</p> }.into_any(),
            false => options.into_iter().map(one).collect::<Vec<_>>().into_any(),
        }
    };
    view! {
        <span class="rule-picks">
            <PopoverButton label>
                <div class="stack gap-2">{boxes.clone()}</div>
            </PopoverButton>
        </span>
    }
}

/// Words, tags or companies: typed, with what there is already as suggestions.
#[component]
fn WordList(
    editor: Editor,
    kind: FieldKind,
    field: Field,
    asked: Memo<Option<FieldQuestion>>,
    edit: EditAsked,
) -> impl IntoView {
    let is_record = matches!(kind, FieldKind::Ref(_) | FieldKind::Picks(_));
    let is_language = kind == FieldKind::Language;
    let names = editor.names;
    let hue = (kind != FieldKind::Tags).then_some(Hue::Grey);
    let option = move |key: &String| {
        let label = match key.parse() {
            Ok(id) if is_record => names.name(id).unwrap_or_else(|| "…".to_owned()),
            _ if is_language => language_name(key),
            _ => key.clone(),
        };
        PickOption { hue, ..PickOption::new(key.clone(), label) }
    };
    let picked = move || {
        let keys = asked.with(|asked| asked.as_ref().map(|asked| asked.picked.clone()).unwrap_or_default());
        keys.iter().map(option).collect::<Vec<_>>()
    };
    let value = RwSignal::new(untrack(picked));
    // Names arrive later than ids: the chips follow.
    Effect::new(move |_| {
        let picked = picked();
        if value.with_untracked(|value| *value != picked) {
            value.set(picked);
        }
    });
    Effect::new(move |_| {
        let chosen = value.get();
        let keys: Vec<String> = chosen.iter().map(|option| option.key.clone()).collect();
        let same = asked.with_untracked(|asked| asked.as_ref().is_none_or(|asked| asked.picked == keys));
        if same {
            return;
        }
        for option in chosen {
            if let (true, Ok(id)) = (is_record, option.key.parse()) {
                names.learn(id, option.label);
            }
        }
        edit(Box::new(move |asked| asked.picked = keys));
    });
    let query = RwSignal::new(String::new());
    let what = move || match kind {
        FieldKind::Ref(_) => SuggestKind::Companies,
        FieldKind::Picks(_) => SuggestKind::Customers,
        _ => SuggestKind::Values(field.clone()),
    };
    let answer =
        live(&[], move || (!is_language).then(|| Suggest { what: what(), text: query.get(), limit: 20 }));
    let options = Signal::derive(move || {
        if is_language {
            let typed = fold(&query.get());
            let fits = |(tag, name): &(String, String)| fold(name).contains(&typed) || *tag == typed;
            let option = |(tag, name): (String, String)| PickOption {
                hue,
                detail: Some(tag.clone()),
                ..PickOption::new(tag, name)
            };
            return languages().into_iter().filter(fits).map(option).collect::<Vec<_>>();
        }
        let found = answer.with(|answer| answer.ready().cloned().unwrap_or_default());
        let option = |found: crate::wire::Suggestion| PickOption {
            detail: (!found.detail.is_empty()).then_some(found.detail),
            hue,
            ..PickOption::new(found.id.map_or_else(|| found.label.clone(), |id| id.to_string()), found.label)
        };
        found.into_iter().map(option).collect::<Vec<_>>()
    });
    let words = move |text: String| PickOption { hue, ..PickOption::text(text) };
    view! {
        <div class="rule-words">
            {if is_record || is_language {
                view! { <TagInput label=tr("Names") value query options hide_label=true /> }.into_any()
            } else {
                view! {
                    <TagInput label=tr("Values") value query options create=Callback::from(move |text: String| words(text)) hide_label=true />
                }
                    .into_any()
            }}
        </div>
    }
}
