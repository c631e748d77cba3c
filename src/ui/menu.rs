//! Menus: from a button, and at the pointer. Arrow keys, Home, End and first letters move; Enter and
//! Space choose; Escape and Tab close.

use super::button::{Button, ButtonKind, Kbd};
use super::icon::{Icon, IconView};
use super::place::{self, Anchor};
use super::popover::{Popover, close_around};
use super::unique_id;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast;

#[derive(Clone)]
pub enum MenuEntry {
    Item(MenuItem),
    Title(String),
    Line,
}

#[derive(Clone)]
pub struct MenuItem {
    label: String,
    icon: Option<Icon>,
    keys: Option<String>,
    detail: Option<String>,
    danger: bool,
    checked: Option<bool>,
    disabled_reason: Option<String>,
    on_select: Callback<()>,
}

impl MenuItem {
    pub fn new(label: impl Into<String>, on_select: impl Fn() + Send + Sync + 'static) -> MenuItem {
        MenuItem {
            label: label.into(),
            icon: None,
            keys: None,
            detail: None,
            danger: false,
            checked: None,
            disabled_reason: None,
            on_select: Callback::new(move |()| on_select()),
        }
    }

    pub fn icon(self, icon: Icon) -> MenuItem {
        MenuItem { icon: Some(icon), ..self }
    }

    /// The shortcut that does the same, such as `Ctrl K`.
    pub fn keys(self, keys: impl Into<String>) -> MenuItem {
        MenuItem { keys: Some(keys.into()), ..self }
    }

    /// Quiet text after the label.
    pub fn detail(self, detail: impl Into<String>) -> MenuItem {
        MenuItem { detail: Some(detail.into()), ..self }
    }

    pub fn danger(self) -> MenuItem {
        MenuItem { danger: true, ..self }
    }

    /// One that is on or off.
    pub fn checked(self, checked: bool) -> MenuItem {
        MenuItem { checked: Some(checked), ..self }
    }

    /// Cannot be chosen now, and says why; `None` leaves it as it is.
    pub fn disabled(self, reason: Option<String>) -> MenuItem {
        MenuItem { disabled_reason: reason, ..self }
    }
}

impl From<MenuItem> for MenuEntry {
    fn from(item: MenuItem) -> MenuEntry {
        MenuEntry::Item(item)
    }
}

/// A button that opens a menu. The entries are asked for when it opens.
#[component]
pub fn MenuButton(
    #[prop(into)] label: Signal<String>,
    #[prop(into)] entries: Signal<Vec<MenuEntry>>,
    #[prop(optional_no_strip, into)] icon: Option<Icon>,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional)] small: bool,
    #[prop(optional)] icon_only: bool,
    #[prop(optional)] align_end: bool,
) -> impl IntoView {
    let id = unique_id("menu");
    view! {
        <Button label icon kind small icon_only attr:popovertarget=id.clone() attr:aria-haspopup="menu" />
        <Menu id label entries align_end />
    }
}

/// The menu alone, for a trigger of one's own: any `<button popovertarget=id>` opens it.
#[component]
pub fn Menu(
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] entries: Signal<Vec<MenuEntry>>,
    #[prop(optional)] align_end: bool,
) -> impl IntoView {
    view! {
        <Popover
            id
            label
            align_end
            role="menu"
            class="popover menu"
            on_open=|layer: HtmlElement| focus_nth(&layer, 0)
        >
            <Entries entries />
        </Popover>
    }
}

/// A menu at a place in the window, opened by setting `at` (from a `contextmenu` event, say) and
/// closed by the user, which clears it.
#[component]
pub fn ContextMenu(
    at: RwSignal<Option<(f64, f64)>>,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] entries: Signal<Vec<MenuEntry>>,
) -> impl IntoView {
    let layer = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (Some((x, y)), Some(element)) = (at.get(), layer.get()) else { return };
        place::show(&element);
        place::place(&element, Anchor::point(x, y), false);
        focus_nth(&element, 0);
    });
    let on_toggle = move |_| {
        // Told later than it happens: its owner may be gone.
        let layer = layer.try_get_untracked().flatten();
        if layer.is_some_and(|element| !place::is_shown(&element)) {
            at.set(None);
        }
    };
    view! {
        <div node_ref=layer popover="auto" class="popover menu" role="menu" aria-label=label on:toggle=on_toggle>
            {move || at.get().is_some().then(|| view! { <Entries entries /> })}
        </div>
    }
}

#[component]
fn Entries(entries: Signal<Vec<MenuEntry>>) -> impl IntoView {
    let rows = move || {
        let row = |entry: MenuEntry| match entry {
            MenuEntry::Item(item) => view! { <Item item /> }.into_any(),
            MenuEntry::Title(title) => {
                view! { <div class="menu-title" role="presentation">{title}</div> }.into_any()
            }
            MenuEntry::Line => view! { <div class="menu-line" role="separator"></div> }.into_any(),
        };
        entries.get().into_iter().map(row).collect::<Vec<_>>()
    };
    view! { <div role="none" on:keydown=on_key>{rows}</div> }
}

#[component]
fn Item(item: MenuItem) -> impl IntoView {
    let MenuItem { label, icon, keys, detail, danger, checked, disabled_reason, on_select } = item;
    let blocked = disabled_reason.is_some();
    // Drawn for every item of a menu that has any, so that the labels stand in one line.
    let mark = checked.map(|checked| {
        let class = if checked { "icon" } else { "icon off" };
        let path = if checked { Icon::Check.path() } else { "" };
        view! { <svg class=class viewBox="0 0 16 16" aria-hidden="true"><path d=path /></svg> }
    });
    view! {
        <button
            type="button"
            class="menu-item"
            class:danger=danger
            role=if checked.is_some() { "menuitemcheckbox" } else { "menuitem" }
            tabindex="-1"
            aria-checked=checked.map(|checked| checked.to_string())
            aria-disabled=blocked.then_some("true")
            aria-description=disabled_reason.clone()
            data-tip=disabled_reason
            on:click=move |event| {
                if blocked {
                    return;
                }
                // Closed first: what it does may move the focus.
                close_around(&event_target::<leptos::web_sys::Element>(&event));
                on_select.run(());
            }
        >
            {mark}
            {icon.map(|icon| view! { <IconView icon /> })}
            <span class="grow">{label}</span>
            {detail.map(|detail| view! { <span class="detail">{detail}</span> })}
            {keys.map(|keys| view! { <Kbd keys /> })}
        </button>
    }
}

fn on_key(event: KeyboardEvent) {
    let Some(menu) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    let items = items(&menu);
    let focused = document().active_element();
    let at = items.iter().position(|item| focused.as_ref().is_some_and(|f| f.is_same_node(Some(item))));
    let last = items.len().saturating_sub(1);
    let to = match event.key().as_str() {
        "ArrowDown" => at.map_or(0, |at| if at == last { 0 } else { at + 1 }),
        "ArrowUp" => at.map_or(last, |at| if at == 0 { last } else { at - 1 }),
        "Home" => 0,
        "End" => last,
        "Tab" => {
            event.prevent_default();
            return close_around(&menu);
        }
        key if key.chars().count() == 1 && key != " " && !event.ctrl_key() && !event.meta_key() => {
            let letter = key.to_lowercase();
            let start = at.map_or(0, |at| at + 1);
            let hit = (0..items.len()).map(|i| (start + i) % items.len()).find(|&i| {
                items[i].text_content().is_some_and(|text| text.trim().to_lowercase().starts_with(&letter))
            });
            match hit {
                Some(hit) => hit,
                None => return,
            }
        }
        _ => return,
    };
    event.prevent_default();
    event.stop_propagation();
    focus_nth(&menu, to);
}

fn items(menu: &HtmlElement) -> Vec<HtmlElement> {
    let Ok(list) = menu.query_selector_all("[role^=menuitem]") else { return Vec::new() };
    (0..list.length()).filter_map(|i| list.item(i)?.dyn_into().ok()).collect()
}

fn focus_nth(menu: &HtmlElement, n: usize) {
    if let Some(item) = items(menu).get(n) {
        // Focusing an element of the document does not fail.
        let _ = item.focus();
    }
}
