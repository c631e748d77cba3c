//! Fields with a list that follows what is typed: one choice (combobox) or several (tag input).
//!
//! The caller owns the search: the field writes what was typed into `query`, and the caller gives
//! `options` for it, at once or when the answer arrives.

use super::{FieldIds, Frame, invalid};
use crate::text::{tr, tr_with};
use crate::ui::chip::Chip;
use crate::ui::hue::Hue;
use crate::ui::icon::{Icon, IconView};
use crate::ui::place::{self, Anchor};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Element, HtmlElement, KeyboardEvent};
use wasm_bindgen::JsCast;

/// Something to choose: the key the program knows it by, and what the user reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PickOption {
    pub key: String,
    pub label: String,
    /// Quiet text after the label, to tell two of one name apart.
    pub detail: Option<String>,
    pub hue: Option<Hue>,
}

impl PickOption {
    pub fn new(key: impl Into<String>, label: impl Into<String>) -> PickOption {
        PickOption { key: key.into(), label: label.into(), ..PickOption::default() }
    }

    /// One whose text is its key, such as a tag.
    pub fn text(text: impl Into<String>) -> PickOption {
        let text = text.into();
        PickOption::new(text.clone(), text)
    }

    fn chip_hue(&self) -> Hue {
        self.hue.unwrap_or_else(|| Hue::of(&self.key))
    }
}

/// Choose one by typing. With `create`, text that matches nothing can be made into a new one.
#[component]
pub fn Combobox(
    #[prop(into)] label: String,
    value: RwSignal<Option<PickOption>>,
    query: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<PickOption>>,
    #[prop(optional, into)] create: Option<Callback<(String,), PickOption>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let input = NodeRef::<html::Input>::new();
    let typing = RwSignal::new(false);
    let rows = Signal::derive(move || {
        let options = options.get();
        rows_of(options, &query.get(), create.is_some(), |_| false)
    });
    let list = List::new(rows);
    let close = move || {
        list.open.set(false);
        typing.set(false);
        query.set(String::new());
    };
    let on_pick = move |row: Row| {
        let picked = match (row, create) {
            (Row::Create(text), Some(create)) => Some(create.run((text,))),
            (Row::Create(_), None) => None,
            (Row::Option(option), _) => Some(option),
        };
        close();
        if picked.is_some() {
            value.set(picked);
        }
    };
    let on_key = move |event: KeyboardEvent| match list.key(&event) {
        Key::Pick(row) => on_pick(row),
        Key::Close => close(),
        Key::Other => {}
    };
    let written = move || match typing.get() {
        true => query.get(),
        false => value.with(|value| value.as_ref().map(|option| option.label.clone()).unwrap_or_default()),
    };
    let clear = move || {
        (!required && value.with(Option::is_some)).then(|| {
            view! {
                <button
                    type="button"
                    class="button ghost small icon-only"
                    aria-label=tr("Clear")
                    on:click=move |_| {
                        value.set(None);
                        focus(input);
                    }
                >
                    <IconView icon=Icon::X />
                </button>
            }
        })
    };
    view! {
        <Frame ids=ids.clone() label=label.clone() hint=hint.clone() error required hide_label>
            <div class="combo">
                <input
                    node_ref=input
                    class="input"
                    id=ids.control.clone()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=placeholder
                    aria-autocomplete="list"
                    aria-expanded=move || list.open.get().to_string()
                    aria-controls=list.id.get_value()
                    aria-activedescendant=move || list.active_id()
                    aria-required=required.then_some("true")
                    aria-invalid=invalid(error)
                    aria-describedby=ids.described_by(hint.is_some(), error)
                    prop:value=written
                    on:input=move |event| {
                        typing.set(true);
                        query.set(event_target_value(&event));
                        list.show();
                    }
                    on:click=move |_| list.show_if_any()
                    on:focus=move |_| {
                        if let Some(input) = input.get_untracked() {
                            input.select();
                        }
                    }
                    on:keydown=on_key
                    on:blur=move |_| close()
                />
                {clear}
                <ListView list label anchor=input on_pick />
            </div>
        </Frame>
    }
}

/// Choose several, shown as chips. Enter or a comma takes what is typed; Backspace in the empty field
/// takes the last one away.
#[component]
pub fn TagInput(
    #[prop(into)] label: String,
    value: RwSignal<Vec<PickOption>>,
    query: RwSignal<String>,
    #[prop(into)] options: Signal<Vec<PickOption>>,
    #[prop(optional, into)] create: Option<Callback<(String,), PickOption>>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let input = NodeRef::<html::Input>::new();
    let chosen =
        move |option: &PickOption| value.with(|value| value.iter().any(|other| other.key == option.key));
    let rows = Signal::derive(move || rows_of(options.get(), &query.get(), create.is_some(), chosen));
    let list = List::new(rows);
    let on_pick = move |row: Row| {
        let picked = match (row, create) {
            (Row::Create(text), Some(create)) => create.run((text,)),
            (Row::Create(_), None) => return,
            (Row::Option(option), _) => option,
        };
        query.set(String::new());
        list.open.set(false);
        if !untrack(|| chosen(&picked)) {
            value.update(|value| value.push(picked));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let typed = query.with_untracked(|query| !query.trim().is_empty());
        if event.key() == "," && typed {
            event.prevent_default();
            // What is typed, not the option that happens to be marked.
            if let Some(row) = list.row_named(&query.get_untracked()) {
                on_pick(row);
            }
            return;
        }
        if event.key() == "Backspace" && query.with_untracked(String::is_empty) {
            value.update(|value| {
                value.pop();
            });
            return;
        }
        match list.key(&event) {
            Key::Pick(row) => on_pick(row),
            Key::Close => list.open.set(false),
            Key::Other => {}
        }
    };
    let chip = move |option: PickOption| {
        let key = option.key.clone();
        let remove = move || {
            // First, or the focus would be lost with the chip.
            focus(input);
            value.update(|value| value.retain(|other| other.key != key));
        };
        view! { <Chip label=option.label.clone() hue=option.chip_hue() on_remove=remove /> }
    };
    view! {
        <Frame ids=ids.clone() label=label.clone() hint=hint.clone() error hide_label>
            <div class="input tag-box" on:click=move |_| focus(input)>
                <For each=move || value.get() key=|option| option.key.clone() children=chip />
                <input
                    node_ref=input
                    id=ids.control.clone()
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    aria-autocomplete="list"
                    aria-expanded=move || list.open.get().to_string()
                    aria-controls=list.id.get_value()
                    aria-activedescendant=move || list.active_id()
                    aria-invalid=invalid(error)
                    aria-describedby=ids.described_by(hint.is_some(), error)
                    placeholder=move || value.with(Vec::is_empty).then(|| tr("Add"))
                    prop:value=query
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        list.show();
                    }
                    on:click=move |_| list.show_if_any()
                    on:keydown=on_key
                    on:blur=move |_| list.open.set(false)
                />
                <ListView list label anchor=input on_pick />
            </div>
        </Frame>
    }
}

#[derive(Clone, PartialEq)]
pub enum Row {
    Option(PickOption),
    Create(String),
}

fn rows_of(
    options: Vec<PickOption>,
    query: &str,
    can_create: bool,
    hidden: impl Fn(&PickOption) -> bool,
) -> Vec<Row> {
    let query = query.trim();
    let known = options.iter().any(|option| option.label.eq_ignore_ascii_case(query));
    let mut rows: Vec<Row> = options.into_iter().filter(|option| !hidden(option)).map(Row::Option).collect();
    if can_create && !query.is_empty() && !known {
        rows.push(Row::Create(query.to_owned()));
    }
    rows
}

/// The list under the field: the input keeps the focus, and `active` says which row Enter takes.
#[derive(Clone, Copy)]
pub struct List {
    id: StoredValue<String>,
    open: RwSignal<bool>,
    active: RwSignal<usize>,
    rows: Signal<Vec<Row>>,
}

enum Key {
    Pick(Row),
    Close,
    Other,
}

impl List {
    fn new(rows: Signal<Vec<Row>>) -> List {
        let id = StoredValue::new(crate::ui::unique_id("list"));
        List { id, open: RwSignal::new(false), active: RwSignal::new(0), rows }
    }

    fn show(&self) {
        self.active.set(0);
        self.open.set(true);
    }

    /// On a click: nothing was asked yet, so that "nothing found" would be no answer.
    fn show_if_any(&self) {
        if self.rows.with_untracked(|rows| !rows.is_empty()) {
            self.show();
        }
    }

    fn row_named(&self, text: &str) -> Option<Row> {
        let text = text.trim();
        self.rows.with_untracked(|rows| {
            let is_it = |row: &&Row| match row {
                Row::Option(option) => option.label.eq_ignore_ascii_case(text),
                Row::Create(_) => true,
            };
            rows.iter().find(is_it).cloned()
        })
    }

    fn row_id(&self, n: usize) -> String {
        format!("{}-{n}", self.id.get_value())
    }

    fn active_id(&self) -> Option<String> {
        let there = self.open.get() && self.active.get() < self.rows.with(Vec::len);
        there.then(|| self.row_id(self.active.get()))
    }

    fn active_row(&self) -> Option<Row> {
        self.rows.with_untracked(|rows| rows.get(self.active.get_untracked()).cloned())
    }

    fn key(&self, event: &KeyboardEvent) -> Key {
        let open = self.open.get_untracked();
        let count = self.rows.with_untracked(Vec::len);
        let step = match event.key().as_str() {
            "ArrowDown" => 1,
            "ArrowUp" => count.saturating_sub(1),
            "Enter" if open => {
                // Not also the form's Enter.
                event.prevent_default();
                return self.active_row().map_or(Key::Other, Key::Pick);
            }
            "Escape" if open => {
                // Closes the list and not also the dialog around it.
                event.prevent_default();
                event.stop_propagation();
                return Key::Close;
            }
            _ => return Key::Other,
        };
        event.prevent_default();
        if !open {
            self.show();
        } else if count > 0 {
            self.active.update(|active| *active = (*active + step) % count);
        }
        Key::Other
    }
}

#[component]
fn ListView(
    list: List,
    label: String,
    anchor: NodeRef<html::Input>,
    on_pick: impl Fn(Row) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let layer = NodeRef::<html::Div>::new();
    Effect::new(move || {
        let (Some(layer), Some(anchor)) = (layer.get(), anchor.get()) else { return };
        list.rows.track();
        if !list.open.get() {
            return place::hide(&layer);
        }
        // After the rows are drawn, so that they are measured.
        request_animation_frame(move || {
            if !list.open.try_get_untracked().unwrap_or(false) {
                return;
            }
            let field: Element =
                anchor.closest(".input").ok().flatten().unwrap_or_else(|| anchor.clone().into());
            place::show(&layer);
            let width = field.get_bounding_client_rect().width();
            // Fails only for read-only declarations.
            let _ = HtmlElement::style(&layer).set_property("min-width", &format!("{width}px"));
            place::place(&layer, Anchor::of(&field), false);
        });
    });
    Effect::new(move || {
        let (Some(id), Some(layer)) = (list.active_id(), layer.get()) else { return };
        if let Ok(Some(row)) = layer.query_selector(&format!("#{id}")) {
            let offset = row.unchecked_ref::<HtmlElement>().offset_top();
            let height = row.client_height();
            if offset < layer.scroll_top() {
                layer.set_scroll_top(offset);
            } else if offset + height > layer.scroll_top() + layer.client_height() {
                layer.set_scroll_top(offset + height - layer.client_height());
            }
        }
    });
    let row_view = move |(n, row): (usize, Row)| {
        let (icon, text, detail) = match &row {
            Row::Option(option) => (None, option.label.clone(), option.detail.clone()),
            Row::Create(text) => (Some(Icon::Plus), tr_with("Create “{name}”", &[("name", text)]), None),
        };
        view! {
            <div
                class="menu-item"
                role="option"
                id=list.row_id(n)
                aria-selected=move || (list.active.get() == n).to_string()
                // Down, not click: the field would lose the focus first and close the list.
                on:pointerdown=move |event| {
                    event.prevent_default();
                    on_pick(row.clone());
                }
            >
                {icon.map(|icon| view! { <IconView icon /> })}
                <span class="grow truncate">{text}</span>
                {detail.map(|detail| view! { <span class="detail">{detail}</span> })}
            </div>
        }
    };
    let rows = move || {
        if !list.open.get() {
            return None;
        }
        let rows = list.rows.get();
        Some(match rows.is_empty() {
            true => {
                view! { <div class="menu-note" role="presentation">{tr("Nothing found")}</div> }.into_any()
            }
            false => rows.into_iter().enumerate().map(row_view).collect::<Vec<_>>().into_any(),
        })
    };
    view! {
        <div node_ref=layer id=list.id.get_value() popover="manual" class="popover menu" role="listbox" aria-label=label>
            {rows}
        </div>
    }
}

fn focus(input: NodeRef<html::Input>) {
    if let Some(input) = input.get_untracked() {
        // Focusing an element of the document does not fail.
        let _ = input.focus();
    }
}
