//! Toasts: what just happened, and the way to take it back. Banners: what stays true until it is dealt with.

use super::button::{Button, ButtonKind};
use super::hue::Hue;
use super::icon::{Icon, IconView};
use super::place;
use crate::text::tr;
use leptos::html;
use leptos::prelude::*;
use std::time::Duration;

/// How long a toast stays. One with an action stays longer; one that has the pointer or the focus waits.
const PLAIN: Duration = Duration::from_secs(5);
const WITH_ACTION: Duration = Duration::from_secs(10);
const MOST_AT_ONCE: usize = 4;

#[derive(Clone)]
pub struct Toast {
    text: String,
    detail: Option<String>,
    hue: Hue,
    icon: Icon,
    action: Option<(String, Callback<()>)>,
}

impl Toast {
    pub fn done(text: impl Into<String>) -> Toast {
        Toast { text: text.into(), detail: None, hue: Hue::Green, icon: Icon::CheckCircle, action: None }
    }

    pub fn info(text: impl Into<String>) -> Toast {
        Toast { hue: Hue::Indigo, icon: Icon::Info, ..Toast::done(text) }
    }

    /// Read out at once, and stays until it is closed.
    pub fn error(text: impl Into<String>) -> Toast {
        Toast { hue: Hue::Red, icon: Icon::Alert, ..Toast::done(text) }
    }

    pub fn detail(self, detail: impl Into<String>) -> Toast {
        Toast { detail: Some(detail.into()), ..self }
    }

    /// A button in the toast, such as "Undo"; it closes the toast.
    pub fn action(self, label: impl Into<String>, act: impl Fn() + Send + Sync + 'static) -> Toast {
        Toast { action: Some((label.into(), Callback::new(move |()| act()))), ..self }
    }

    fn is_error(&self) -> bool {
        self.hue == Hue::Red
    }

    fn stays(&self) -> Option<Duration> {
        match (self.is_error(), &self.action) {
            (true, _) => None,
            (false, Some(_)) => Some(WITH_ACTION),
            (false, None) => Some(PLAIN),
        }
    }
}

/// Where toasts are shown from. Provided at the root; `expect_context::<Toaster>()` below it.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next_id: StoredValue<u32>,
}

impl Toaster {
    pub fn show(&self, toast: Toast) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        self.shown.update(|shown| {
            shown.push((id, toast));
            if shown.len() > MOST_AT_ONCE {
                shown.remove(0);
            }
        });
    }

    fn close(&self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

/// Provides the [`Toaster`]; a [`ToastStack`] must stand somewhere on the page.
pub fn provide_toaster() -> Toaster {
    let toaster = Toaster { shown: RwSignal::default(), next_id: StoredValue::new(0) };
    provide_context(toaster);
    toaster
}

/// The stack of toasts, in the top layer, so that an open dialog does not cover it.
#[component]
pub fn ToastStack() -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let stack = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let Some(element) = stack.get() else { return };
        let empty = toaster.shown.with(Vec::is_empty);
        // Hidden and shown again, it is above whatever opened since.
        place::hide(&element);
        if !empty {
            place::show(&element);
        }
    });
    view! {
        <div node_ref=stack class="toasts" popover="manual" role="region" aria-label=tr("Notices")>
            <For each=move || toaster.shown.get() key=|(id, _)| *id let((id, toast))>
                <ToastView id toast />
            </For>
        </div>
    }
}

#[component]
fn ToastView(id: u32, toast: Toast) -> impl IntoView {
    let toaster = expect_context::<Toaster>();
    let stays = toast.stays();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let hold = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    let release = move || {
        hold();
        if let Some(stays) = stays {
            timer.set_value(set_timeout_with_handle(move || toaster.close(id), stays).ok());
        }
    };
    release();
    on_cleanup(hold);
    let Toast { text, detail, hue, icon, action } = toast.clone();
    view! {
        <div
            class=format!("toast {}", hue.class())
            role=if toast.is_error() { "alert" } else { "status" }
            on:pointerenter=move |_| hold()
            on:pointerleave=move |_| release()
            on:focusin=move |_| hold()
            on:focusout=move |_| release()
        >
            <IconView icon />
            <div class="toast-text">
                <p>{text}</p>
                {detail.map(|detail| view! { <p class="small quiet">{detail}</p> })}
            </div>
            {action
                .map(|(label, act)| {
                    view! {
                        <Button
                            label
                            small=true
                            on_click=move || {
                                toaster.close(id);
                                act.run(());
                            }
                        />
                    }
                })}
            <Button
                label=tr("Close")
                icon=Icon::X
                kind=ButtonKind::Ghost
                small=true
                icon_only=true
                on_click=move || toaster.close(id)
            />
        </div>
    }
}

/// A lasting notice across the page or, `boxed`, inside a view. Its buttons are its children.
#[component]
pub fn Banner(
    #[prop(into)] text: Signal<String>,
    #[prop(default = Hue::Amber)] hue: Hue,
    #[prop(default = Icon::Info)] icon: Icon,
    #[prop(optional)] boxed: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("banner {}", hue.class()) class:boxed=boxed role="status">
            <IconView icon />
            <p class="banner-text">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
