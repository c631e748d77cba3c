//! Surfaces and states: card, attributes, tabs, skeleton, empty state, spinner, progress, meter.

use super::hue::Hue;
use super::icon::{Icon, IconView};
use crate::text::tr;
use crate::ui::focus::focus_drawn;
use crate::ui::format;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast;

/// A bordered surface with a heading; `actions` stand at the heading's end. `flush` lets the content
/// touch the border, for lists and tables.
#[component]
pub fn Card(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] actions: ViewFn,
    #[prop(optional)] flush: bool,
    children: Children,
) -> impl IntoView {
    let id = super::unique_id("card");
    let named_by = id.clone();
    view! {
        <section class="card" class:flush=flush aria-labelledby=named_by>
            <header class="card-header">
                <h2 id=id>{title}</h2>
                {actions.run()}
            </header>
            <div class="card-body">{children()}</div>
        </section>
    }
}

/// A list of attributes: each child is an [`Attribute`].
#[component]
pub fn Attributes(children: Children) -> impl IntoView {
    view! { <dl class="attributes">{children()}</dl> }
}

#[component]
pub fn Attribute(#[prop(into)] term: String, children: Children) -> impl IntoView {
    view! {
        <div class="attribute">
            <dt>{term}</dt>
            <dd>{children()}</dd>
        </div>
    }
}

/// Which end an editor in place came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditEnd {
    Commit,
    Cancel,
    /// The page around it is left: what is typed is taken now, or lost.
    Leave,
}

/// A value that turns into its editor where it stands. A click or Enter opens the editor and focuses its
/// first control; Enter (Ctrl+Enter in a text of several lines) or leaving it commits; Escape cancels.
///
/// The caller owns the draft: set it in `on_start`, read it in `on_end`. `on_end` says whether the
/// editor may close; it stays open, with the error the caller shows, when it answers `false`, except when
/// the page is left.
#[component]
pub fn Editable(
    /// What is edited, such as "E-mail".
    #[prop(into)]
    label: String,
    #[prop(into)] view: ViewFn,
    #[prop(into)] editor: ViewFn,
    #[prop(into)] on_start: Callback<()>,
    #[prop(into)] on_end: Callback<(EditEnd,), bool>,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    // The editor has the focus. Before, the value's button loses it as it makes room for the editor.
    let entered = StoredValue::new(false);
    let root = NodeRef::<html::Div>::new();
    let start = move || {
        on_start.run(());
        editing.set(true);
        focus_first(root, "input, select, textarea");
    };
    let end = move |how: EditEnd, refocus: bool| {
        if !editing.get_untracked() || !on_end.run((how,)) {
            return;
        }
        // Taking the editor away makes it lose the focus, which must not end it a second time.
        entered.set_value(false);
        editing.set(false);
        if refocus {
            focus_first(root, ".editable-value");
        }
    };
    on_cleanup(move || {
        if editing.try_get_untracked() == Some(true) {
            on_end.run((EditEnd::Leave,));
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if !editing.get_untracked() || event.is_composing() || event.default_prevented() {
            return;
        }
        let several_lines = event_target::<HtmlElement>(&event).tag_name() == "TEXTAREA";
        let commit = event.key() == "Enter" && (!several_lines || event.ctrl_key() || event.meta_key());
        if commit || event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            end(if commit { EditEnd::Commit } else { EditEnd::Cancel }, true);
        }
    };
    let on_leave = move |event: leptos::web_sys::FocusEvent| {
        let goes_to = event.related_target().and_then(|it| it.dyn_into::<leptos::web_sys::Node>().ok());
        // Taken off the page with the focus in it, it loses the focus after all of this is gone.
        let Some(root) = root.try_get_untracked().flatten() else { return };
        let stays = root.contains(goes_to.as_ref());
        if !stays && entered.try_get_value() == Some(true) {
            end(EditEnd::Commit, false);
        }
    };
    let describe = crate::text::tr_with("Edit {what}", &[("what", &label)]);
    view! {
        <div
            node_ref=root
            class="editable"
            on:keydown=on_key
            on:focusin=move |_| entered.set_value(editing.get_untracked())
            on:focusout=on_leave
        >
            {move || match editing.get() {
                true => editor.run().into_any(),
                false => {
                    view! {
                        <button
                            type="button"
                            class="editable-value"
                            aria-description=describe.clone()
                            on:click=move |_| start()
                        >
                            {view.run()}
                            <IconView icon=Icon::Edit />
                        </button>
                    }
                        .into_any()
                }
            }}
        </div>
    }
}

fn focus_first(root: NodeRef<html::Div>, selector: &'static str) {
    focus_drawn(move || root.try_get_untracked().flatten()?.query_selector(selector).ok().flatten());
}

/// A tab: its key, what it says, and a number after it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tab {
    pub key: &'static str,
    pub label: String,
    pub count: Option<usize>,
}

/// Tabs over one panel, which the caller draws for `chosen` and names with [`tab_panel_id`].
#[component]
pub fn Tabs(
    /// Unlike that of other tabs on the page.
    id: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] tabs: Signal<Vec<Tab>>,
    #[prop(into)] chosen: Signal<String>,
    #[prop(into)] on_choose: Callback<(&'static str,)>,
) -> impl IntoView {
    let list = NodeRef::<html::Div>::new();
    let on_key = move |event: KeyboardEvent| {
        let keys: Vec<_> = tabs.get_untracked().iter().map(|tab| tab.key).collect();
        let at = chosen.with_untracked(|chosen| keys.iter().position(|key| key == chosen)).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % keys.len().max(1),
            "ArrowLeft" => (at + keys.len().saturating_sub(1)) % keys.len().max(1),
            "Home" => 0,
            "End" => keys.len().saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        let Some(&key) = keys.get(to) else { return };
        on_choose.run((key,));
        focus_first(list, "[aria-selected=true]");
    };
    let tab = move |tab: Tab| {
        let key = tab.key;
        let is_chosen = move || chosen.with(|chosen| chosen == key);
        view! {
            <button
                type="button"
                class="tab"
                role="tab"
                id=format!("{id}-tab-{key}")
                aria-controls=tab_panel_id(id)
                aria-selected=move || is_chosen().to_string()
                tabindex=move || if is_chosen() { "0" } else { "-1" }
                on:click=move |_| on_choose.run((key,))
            >
                {tab.label}
                {tab.count.map(|n| view! { <span class="count">{format::number(n as f64)}</span> })}
            </button>
        }
    };
    view! {
        <div node_ref=list class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {move || tabs.get().into_iter().map(tab).collect::<Vec<_>>()}
        </div>
    }
}

/// The id of the panel under the tabs: `<div role="tabpanel" id=tab_panel_id("record") tabindex="0">`.
pub fn tab_panel_id(tabs: &str) -> String {
    format!("{tabs}-panel")
}

/// Lines where text will be.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize) -> impl IntoView {
    let line = |n: usize| {
        let width = ["92%", "78%", "85%", "64%"][n % 4];
        view! { <span class="skeleton" style:width=width></span> }
    };
    view! {
        <div class="stack" role="status" aria-label=tr("Loading")>
            {(0..lines).map(line).collect::<Vec<_>>()}
        </div>
    }
}

/// Says what belongs here and how to begin; the buttons are its children.
#[component]
pub fn EmptyState(
    icon: Icon,
    #[prop(into)] title: Signal<String>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <div class="empty-icon">
                <IconView icon large=true />
            </div>
            <h2>{title}</h2>
            <p>{text}</p>
            {children.map(|children| view! { <div class="row">{children()}</div> })}
        </div>
    }
}

#[component]
pub fn Spinner(#[prop(optional, into)] label: Option<String>) -> impl IntoView {
    view! {
        <span class="spinner" role="status" aria-label=label.unwrap_or_else(|| tr("Loading").to_owned())></span>
    }
}

/// How far a long work is; `None` while that is not known.
#[component]
pub fn Progress(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] share: Signal<Option<f64>>,
    #[prop(optional, into)] detail: Signal<String>,
) -> impl IntoView {
    let percent = move || share.get().map(|share| (share.clamp(0.0, 1.0) * 100.0).round());
    view! {
        <div class="progress">
            <div class="progress-label">
                <span>{label}</span>
                <span>{detail}</span>
            </div>
            <div
                class="bar"
                role="progressbar"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || percent().map(|percent| percent.to_string())
            >
                <span
                    class="bar-fill"
                    class:unknown=move || percent().is_none()
                    style:width=move || percent().map_or_else(|| "30%".to_owned(), |percent| format!("{percent}%"))
                ></span>
            </div>
        </div>
    }
}

/// A share as a bar with its figure, such as a score or a part of a whole.
#[component]
pub fn Meter(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] share: Signal<f64>,
    /// What is written beside the bar; the percentage when it is empty.
    #[prop(optional, into)]
    figure: Signal<String>,
    #[prop(default = Hue::Indigo)] hue: Hue,
) -> impl IntoView {
    let share = move || share.get().clamp(0.0, 1.0);
    let written = move || match figure.get() {
        figure if figure.is_empty() => format::percent(share()),
        figure => figure,
    };
    view! {
        <span
            class=format!("meter {}", hue.class())
            role="meter"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="1"
            aria-valuenow=move || share().to_string()
            aria-valuetext=written
        >
            <span class="bar">
                <span class="bar-fill" style:width=move || format!("{}%", share() * 100.0)></span>
            </span>
            <span class="figures">{written}</span>
        </span>
    }
}
