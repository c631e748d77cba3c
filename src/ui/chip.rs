//! Chips, dots and avatars.

use super::hue::Hue;
use super::icon::{Icon, IconView};
use crate::text::tr_with;
use leptos::prelude::*;

/// A small labelled mark: a tag, a stage, a state. With `on_remove` it carries a button that takes it away.
#[component]
pub fn Chip(
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hue: Signal<Hue>,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
    /// A dot of the hue before the text, for states.
    #[prop(optional)]
    dot: bool,
    #[prop(optional, into)] on_remove: Option<Callback<()>>,
) -> impl IntoView {
    view! {
        <span class=move || format!("chip {}", hue.get().class())>
            {dot.then(|| view! { <Dot hue /> })}
            {icon.map(|icon| view! { <IconView icon /> })}
            <span class="truncate">{label}</span>
            {on_remove
                .map(|on_remove| {
                    view! {
                        <button
                            type="button"
                            class="chip-remove"
                            aria-label=move || tr_with("Remove {what}", &[("what", &label.get())])
                            on:click=move |_| on_remove.run(())
                        >
                            <IconView icon=Icon::X />
                        </button>
                    }
                })}
        </span>
    }
}

#[component]
pub fn Dot(#[prop(optional, into)] hue: Signal<Hue>) -> impl IntoView {
    view! { <span class=move || format!("dot {}", hue.get().class()) aria-hidden="true"></span> }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    Small,
    #[default]
    Normal,
    Large,
}

/// The initials of a name; the hue comes from the id, so that a renamed person keeps theirs. It stands
/// beside the name and is hidden from assistive technology.
#[component]
pub fn Avatar(
    #[prop(into)] name: Signal<String>,
    #[prop(into)] id: Signal<String>,
    #[prop(optional)] size: AvatarSize,
    /// A company, not a person.
    #[prop(optional)]
    square: bool,
) -> impl IntoView {
    view! {
        <span
            class=move || format!("avatar {}", id.with(|id| Hue::of(id).class()))
            class:square=square
            class:small=size == AvatarSize::Small
            class:large=size == AvatarSize::Large
            aria-hidden="true"
        >
            {move || name.with(|name| initials(name))}
        </span>
    }
}

/// First letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    first.into_iter().chain(letters.next_back()).collect()
}
