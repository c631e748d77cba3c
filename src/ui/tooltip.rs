//! One tooltip for the whole page: whatever carries `data-tip` (and `data-keys`) shows it when the
//! pointer rests on it or the keyboard reaches it. One element and four listeners, however many buttons.
//! A tooltip repeats what assistive technology reads anyway, and is hidden from it.

use super::button::Kbd;
use super::place::{self, Anchor};
use leptos::ev;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Element, Event};
use std::time::Duration;
use wasm_bindgen::JsCast;

const REST: Duration = Duration::from_millis(450);

/// Stands once at the root of the page.
#[component]
pub fn TooltipLayer() -> impl IntoView {
    let layer = NodeRef::<html::Div>::new();
    let tip = RwSignal::new(None::<(String, Option<String>)>);
    let timer = StoredValue::new(None::<TimeoutHandle>);

    let hide = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
        if let Some(element) = layer.get_untracked() {
            place::hide(&element);
        }
    };
    let show = move |owner: Element| {
        let Some(text) = owner.get_attribute("data-tip") else { return };
        let Some(element) = layer.get_untracked() else { return };
        tip.set(Some((text, owner.get_attribute("data-keys"))));
        // Placed when its text is drawn.
        request_animation_frame(move || {
            if owner.is_connected() {
                place::show(&element);
                place::place(&element, Anchor::of(&owner), false);
            }
        });
    };
    let over = window_event_listener(ev::pointerover, move |event| {
        hide();
        if event.pointer_type() == "touch" {
            return;
        }
        if let Some(owner) = owner(&event) {
            timer.set_value(set_timeout_with_handle(move || show(owner), REST).ok());
        }
    });
    let focus = window_event_listener(ev::focusin, move |event| {
        hide();
        if let Some(owner) = owner(&event)
            && owner.matches(":focus-visible").unwrap_or(false)
        {
            show(owner);
        }
    });
    let press = window_event_listener(ev::pointerdown, move |_| hide());
    let key = window_event_listener(ev::keydown, move |_| hide());
    on_cleanup(move || {
        over.remove();
        focus.remove();
        press.remove();
        key.remove();
    });

    view! {
        <div node_ref=layer class="tooltip" popover="manual" aria-hidden="true">
            {move || {
                tip.get().map(|(text, keys)| view! { {text} {keys.map(|keys| view! { <Kbd keys /> })} })
            }}
        </div>
    }
}

fn owner(event: &Event) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest("[data-tip]").ok()?
}
