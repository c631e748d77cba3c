//! A layer that opens from a button: filters, column choice, anything small. The browser's own popover
//! closes it on Escape and on a press outside, and gives the focus back.

use super::button::{Button, ButtonKind};
use super::icon::Icon;
use super::place::{self, Anchor};
use super::unique_id;
use leptos::html;
use leptos::prelude::*;

/// The layer alone, for a trigger of one's own: any `<button popovertarget=id>` opens it. The content
/// is made when it opens and dropped when it closes.
#[component]
pub fn Popover(
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional)] align_end: bool,
    #[prop(optional, into)] role: Option<&'static str>,
    #[prop(default = "popover padded")] class: &'static str,
    /// Told after it was placed, with its element.
    #[prop(optional, into)]
    on_open: Option<Callback<(leptos::web_sys::HtmlElement,)>>,
    children: ChildrenFn,
) -> impl IntoView {
    let layer = NodeRef::<html::Div>::new();
    let open = RwSignal::new(false);
    let trigger = format!("[popovertarget=\"{id}\"]");
    let on_before_toggle = move |_: leptos::web_sys::Event| {
        let Some(element) = layer.get_untracked() else { return };
        if place::is_shown(&element) {
            return;
        }
        open.set(true);
        let trigger = trigger.clone();
        // Shown by then, and not painted yet.
        request_animation_frame(move || {
            if let Ok(Some(trigger)) = document().query_selector(&trigger) {
                place::place(&element, Anchor::of(&trigger), align_end);
            }
            // Nobody is there to be told when it was used and taken off the page within one frame.
            if let Some(on_open) = on_open {
                on_open.try_run(((*element).clone(),));
            }
        });
    };
    let on_toggle = move |_| {
        // Told later than it happens: its owner may be gone.
        let Some(Some(element)) = layer.try_get_untracked() else { return };
        let shown = place::is_shown(&element);
        // Only a change: drawing the content again would lose the focus in it.
        if shown != open.get_untracked() {
            open.set(shown);
        }
    };
    view! {
        <div
            node_ref=layer
            id=id
            popover="auto"
            class=class
            role=role.unwrap_or("dialog")
            aria-label=label
            on:beforetoggle=on_before_toggle
            on:toggle=on_toggle
        >
            {move || open.get().then(|| children())}
        </div>
    }
}

/// Closes the popover that this element stands in.
pub fn close_around(element: &leptos::web_sys::Element) {
    use wasm_bindgen::JsCast;
    if let Ok(Some(layer)) = element.closest("[popover]")
        && let Some(layer) = layer.dyn_ref()
    {
        place::hide(layer);
    }
}

/// A button and the layer it opens.
#[component]
pub fn PopoverButton(
    #[prop(into)] label: Signal<String>,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon_only: bool,
    #[prop(optional)] align_end: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let id = unique_id("popover");
    view! {
        <Button label icon kind small icon_only attr:popovertarget=id.clone() attr:aria-haspopup="dialog" />
        <Popover id label align_end children />
    }
}
