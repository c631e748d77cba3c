//! Fields that are chosen from: select, checkbox, switch, segmented control, rating.

use super::{FieldIds, Frame, Notes, invalid};
use crate::text::{tr, tr_n, tr_with};
use crate::ui::icon::{Icon, IconView};
use crate::ui::unique_id;
use leptos::html;
use leptos::prelude::*;

/// One of a list: what the draft holds, and what the user reads.
pub type Choice = (String, String);

/// The browser's own select. `options` may depend on signals; a value that is not among them shows as empty.
#[component]
pub fn SelectField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// The text of an empty choice, such as "No owner"; without it one has to be chosen.
    #[prop(optional, into)]
    empty: Option<String>,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let select = NodeRef::<html::Select>::new();
    // Set after the options are drawn: a select forgets a value that it does not have yet.
    Effect::new(move || {
        options.track();
        let value = value.get();
        if let Some(select) = select.get() {
            request_animation_frame(move || select.set_value(&value));
        }
    });
    let items = move || {
        let now = value.get_untracked();
        let item = |(key, text): Choice| {
            let selected = key == now;
            view! { <option value=key selected=selected>{text}</option> }
        };
        options.get().into_iter().map(item).collect::<Vec<_>>()
    };
    view! {
        <Frame ids=ids.clone() label hint=hint.clone() error required hide_label>
            <select
                node_ref=select
                class="input"
                id=ids.control.clone()
                aria-required=required.then_some("true")
                aria-invalid=invalid(error)
                aria-describedby=ids.described_by(hint.is_some(), error)
                on:change=move |event| value.set(event_target_value(&event))
            >
                {empty.map(|empty| view! { <option value="">{empty}</option> })}
                {items}
            </select>
        </Frame>
    }
}

#[component]
pub fn Checkbox(
    #[prop(into)] label: String,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    view! { <Toggle label value hint class="checkbox" /> }
}

/// A checkbox that takes effect at once.
#[component]
pub fn Switch(
    #[prop(into)] label: String,
    value: RwSignal<bool>,
    #[prop(optional, into)] hint: Option<String>,
) -> impl IntoView {
    view! { <Toggle label value hint class="switch" role="switch" /> }
}

#[component]
fn Toggle(
    label: String,
    value: RwSignal<bool>,
    hint: Option<String>,
    class: &'static str,
    #[prop(optional)] role: Option<&'static str>,
) -> impl IntoView {
    let hint_id = unique_id("hint");
    view! {
        <label class="check">
            <input
                type="checkbox"
                class=class
                role=role
                aria-describedby=hint.as_ref().map(|_| hint_id.clone())
                prop:checked=value
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>
                {label}
                {hint.map(|hint| view! { <span class="field-hint stack" id=hint_id>{hint}</span> })}
            </span>
        </label>
    }
}

/// A few choices side by side, as radio buttons.
#[component]
pub fn Segmented(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] small: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let name = unique_id("choice");
    let label_id = format!("{name}-label");
    let error_id = format!("{name}-error");
    let describes = error_id.clone();
    let items = move || {
        let name = name.clone();
        let item = move |(key, text): Choice| {
            let this = key.clone();
            let checked = move || value.with(|value| *value == this);
            view! {
                <label>
                    <input
                        type="radio"
                        name=name.clone()
                        value=key.clone()
                        prop:checked=checked
                        on:change=move |_| value.set(key.clone())
                    />
                    <span>{text}</span>
                </label>
            }
        };
        options.get().into_iter().map(item).collect::<Vec<_>>()
    };
    view! {
        <div class="field">
            <span class="field-label" class:visually-hidden=hide_label id=label_id.clone()>{label}</span>
            <div
                class="segmented"
                class:small=small
                role="radiogroup"
                aria-labelledby=label_id
                aria-describedby=move || error.with(Option::is_some).then(|| describes.clone())
            >
                {items}
            </div>
            <Notes hint=None hint_id=String::new() error error_id />
        </div>
    }
}

/// One to five stars; the draft is `1` to `5`, or empty. Choosing the same star again clears it.
#[component]
pub fn Rating(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional)] hide_label: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let name = unique_id("rating");
    let label_id = format!("{name}-label");
    let stars = Memo::new(move |_| value.with(|value| value.parse().unwrap_or(0u8)));
    let star = |n: u8| {
        view! {
            <label class:on=move || n <= stars.get()>
                <input
                    type="radio"
                    name=name.clone()
                    aria-label=tr_n("{n} star", "{n} stars", n.into())
                    prop:checked=move || stars.get() == n
                    on:change=move |_| value.set(n.to_string())
                    // A radio that is checked fires no change; a click on it clears.
                    on:click=move |event| {
                        if stars.get_untracked() == n && event.detail() > 0 {
                            value.set(String::new());
                        }
                    }
                />
                <IconView icon=Icon::Star />
            </label>
        }
    };
    let items = (1..=5).map(star).collect::<Vec<_>>();
    view! {
        <div class="field">
            <span class="field-label" class:visually-hidden=hide_label id=label_id.clone()>{label}</span>
            <div class="row gap-1">
                <div class="rating" role="radiogroup" aria-labelledby=label_id>{items}</div>
                {move || {
                    (stars.get() > 0)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="button ghost small"
                                    on:click=move |_| value.set(String::new())
                                >
                                    {tr("Clear")}
                                </button>
                            }
                        })
                }}
            </div>
            <Notes hint=None hint_id=String::new() error error_id=format!("{name}-error") />
        </div>
    }
}

/// A rating to read.
#[component]
pub fn Stars(value: u8) -> impl IntoView {
    let star = |n: u8| {
        let class = if n <= value { "icon on" } else { "icon" };
        view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true"><path d=Icon::Star.path() /></svg> }
    };
    let label = tr_with("{n} of 5 stars", &[("n", &value.to_string())]);
    view! { <span class="stars" role="img" aria-label=label>{(1..=5).map(star).collect::<Vec<_>>()}</span> }
}
