//! Buttons, links that look like them, and keys.

use super::icon::{Icon, IconView};
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    #[default]
    Default,
    /// The one thing this view is for; at most one in sight.
    Primary,
    Ghost,
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            ButtonKind::Default => "button default",
            ButtonKind::Primary => "button primary",
            ButtonKind::Ghost => "button ghost",
            ButtonKind::Danger => "button danger",
        }
    }
}

/// A button. One that cannot be used now says why: while `disabled_reason` is set it stays focusable,
/// and the reason is its description and its tooltip. Further attributes go on with `attr:`.
#[component]
pub fn Button(
    #[prop(into)] label: Signal<String>,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    /// Shows the icon alone; the label is its name and tooltip.
    #[prop(optional)]
    icon_only: bool,
    /// Submits the form it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] disabled_reason: Signal<Option<String>>,
    /// The shortcut that does the same, such as `Ctrl K`, shown in the tooltip.
    #[prop(optional, into)]
    keys: Option<String>,
    #[prop(optional, into)] on_click: Option<Callback<()>>,
) -> impl IntoView {
    let blocked = move || disabled_reason.with(Option::is_some);
    let always_tip = icon_only || keys.is_some();
    let tip = move || disabled_reason.get().or_else(|| always_tip.then(|| label.get()));
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            class:small=small
            class:icon-only=icon_only
            aria-label=move || icon_only.then(|| label.get())
            aria-disabled=move || blocked().then_some("true")
            aria-description=move || disabled_reason.get()
            data-tip=tip
            data-keys=keys
            on:click=move |event| {
                if blocked() {
                    event.prevent_default();
                    event.stop_propagation();
                } else if let Some(on_click) = on_click {
                    on_click.run(());
                }
            }
        >
            {icon.map(|icon| view! { <IconView icon /> })}
            {(!icon_only).then_some(label)}
        </button>
    }
}

/// A link that looks like a button: it goes somewhere, so that the browser can open it in a new tab.
#[component]
pub fn LinkButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] href: Signal<String>,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon_only: bool,
) -> impl IntoView {
    view! {
        <a
            href=href
            class=kind.class()
            class:small=small
            class:icon-only=icon_only
            aria-label=move || icon_only.then(|| label.get())
            data-tip=move || icon_only.then(|| label.get())
        >
            {icon.map(|icon| view! { <IconView icon /> })}
            {(!icon_only).then_some(label)}
        </a>
    }
}

/// Keys to press, such as `Ctrl K`: one box each.
#[component]
pub fn Kbd(#[prop(into)] keys: String) -> impl IntoView {
    let boxes: Vec<_> =
        keys.split(' ').map(|key| view! { <kbd class="kbd">{key.to_owned()}</kbd> }).collect();
    view! { <span class="keys">{boxes}</span> }
}
