//! Dialogs and side panels on the browser's own <dialog>: it holds the focus inside, closes on Escape
//! and gives the focus back.

use super::button::{Button, ButtonKind};
use super::icon::Icon;
use super::unique_id;
use crate::text::tr;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::HtmlElement;
use wasm_bindgen::JsCast;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogKind {
    #[default]
    Normal,
    Wide,
    Full,
    /// Stands at the right edge, 500 px wide.
    Panel,
}

/// A modal dialog. Its content is made when it opens and dropped when it closes: put a [`DialogBody`]
/// and a [`DialogFooter`] in it, with a `<form>` around both when it has fields. A press outside closes
/// it only when `light` is set, because what was typed would be lost.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] kind: DialogKind,
    #[prop(optional)] light: bool,
    #[prop(optional, into)] on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let title_id = unique_id("dialog");
    let opened_from = StoredValue::new_local(None::<HtmlElement>);

    Effect::new(move || {
        let Some(element) = dialog.get() else { return };
        match open.get() {
            true if !element.open() => {
                opened_from.set_value(document().active_element().and_then(|it| it.dyn_into().ok()));
                // Fails only for an element outside of the document.
                let _ = element.show_modal();
            }
            false if element.open() => element.close(),
            _ => {}
        }
    });
    // Taken off the page while open, the browser cannot give the focus back.
    on_cleanup(move || {
        if open.try_get_untracked() == Some(true)
            && let Some(Some(element)) = opened_from.try_get_value()
        {
            let _ = element.focus();
        }
    });

    let class = match kind {
        DialogKind::Normal => "dialog",
        DialogKind::Wide => "dialog wide",
        DialogKind::Full => "dialog full",
        DialogKind::Panel => "dialog panel",
    };
    let heading = title_id.clone();
    let content = move || {
        let heading = heading.clone();
        open.get().then(|| {
            view! {
                <header class="dialog-header">
                    <h2 id=heading>{title}</h2>
                    <Button
                        label=tr("Close")
                        icon=Icon::X
                        kind=ButtonKind::Ghost
                        icon_only=true
                        on_click=move || open.set(false)
                    />
                </header>
                {children()}
            }
        })
    };
    view! {
        <dialog
            node_ref=dialog
            class=class
            aria-labelledby=title_id
            on:close=move |_| {
                // Told later than it happens: its owner may be gone, or it may be open again.
                if dialog.try_get_untracked().flatten().is_none_or(|element| element.open()) {
                    return;
                }
                open.set(false);
                if let Some(on_close) = on_close {
                    on_close.run(());
                }
            }
            on:pointerdown=move |event| {
                // The backdrop belongs to the dialog; what is in it covers the dialog itself.
                let outside = event.target() == event.current_target();
                if light && outside {
                    open.set(false);
                }
            }
        >
            {content}
        </dialog>
    }
}

#[component]
pub fn DialogBody(children: Children) -> impl IntoView {
    view! { <div class="dialog-body">{children()}</div> }
}

#[component]
pub fn DialogFooter(children: Children) -> impl IntoView {
    view! { <footer class="dialog-footer">{children()}</footer> }
}
