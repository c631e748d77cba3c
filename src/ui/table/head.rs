//! The header: sorting, resizing and moving columns, by pointer and by keyboard.

use super::{Align, Column, Selection, SortBy, TableState};
use crate::text::{tr, tr_with};
use crate::ui::focus::focus_drawn;
use crate::ui::icon::{Icon, IconView};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Element, KeyboardEvent, PointerEvent};
use std::hash::Hash;
use wasm_bindgen::JsCast;

const MIN_WIDTH_PX: f64 = 64.0;
const MAX_WIDTH_PX: f64 = 800.0;
const KEY_STEP_PX: f64 = 16.0;
/// A pointer that moved less is pressing the header, not dragging the column.
const DRAG_FROM_PX: f64 = 6.0;

/// A column on its way to another place.
#[derive(Clone, Debug, PartialEq)]
struct Drag {
    column: String,
    from_x: f64,
    /// The column it would stand beside, and whether after it.
    over: Option<(String, bool)>,
}

#[component]
pub fn Head<K: Clone + Eq + Hash + Send + Sync + 'static>(
    state: TableState<K>,
    #[prop(into)] total: Signal<Option<usize>>,
    selectable: bool,
) -> impl IntoView {
    let drag = RwSignal::new(None::<Drag>);
    // The click that ends a drag is not a press. Not of one cell: it may be another column's by then.
    let dragged = StoredValue::new(false);
    // Drawn again only when columns come, go or change places: a header that is drawn again while its
    // edge is dragged would lose the pointer.
    let shown = Memo::new(move |_| {
        state
            .columns
            .with(|columns| columns.iter().map(|c| Column { width_px: 0.0, ..c.clone() }).collect::<Vec<_>>())
    });
    let cells = move || {
        let cell = |(n, column)| view! { <HeadCell state column n drag dragged selectable /> };
        shown.get().into_iter().enumerate().map(cell).collect::<Vec<_>>()
    };
    view! {
        <div class="table-head" role="row" aria-rowindex="1">
            {selectable.then(|| view! { <TickAll state total /> })}
            {cells}
        </div>
    }
}

#[component]
fn TickAll<K: Clone + Eq + Hash + Send + Sync + 'static>(
    state: TableState<K>,
    total: Signal<Option<usize>>,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let ticked = Memo::new(move |_| {
        let total = total.get().unwrap_or(0);
        (state.selection.with(|selection| selection.count(total)), total)
    });
    Effect::new(move || {
        let (count, total) = ticked.get();
        if let Some(input) = input.get() {
            input.set_indeterminate(count > 0 && count < total);
        }
    });
    view! {
        <div class="table-th tick pinned" role="columnheader">
            <label>
                <input
                    node_ref=input
                    type="checkbox"
                    class="checkbox"
                    aria-label=tr("Select all")
                    prop:checked=move || ticked.with(|&(count, total)| total > 0 && count >= total)
                    on:change=move |event| {
                        let all = event_target_checked(&event);
                        state.selection.set(if all { Selection::all() } else { Selection::default() });
                    }
                />
            </label>
        </div>
    }
}

#[component]
fn HeadCell<K: Clone + Eq + Hash + Send + Sync + 'static>(
    state: TableState<K>,
    column: Column,
    n: usize,
    drag: RwSignal<Option<Drag>>,
    dragged: StoredValue<bool>,
    selectable: bool,
) -> impl IntoView {
    let Column { key, title, align, sortable, .. } = column;
    let pinned = n == 0;
    let key = StoredValue::new(key);
    // This column's place among the sorts, and its direction.
    let sorted = Memo::new(move |_| {
        let sort = state.sort.get();
        let at = sort.iter().position(|by| by.column == key.get_value())?;
        Some((at, sort[at].descending, sort.len()))
    });
    let dropping = move |after: bool| {
        drag.with(|drag| {
            let over = drag.as_ref().and_then(|drag| drag.over.as_ref());
            over.is_some_and(|(column, side)| *column == key.get_value() && *side == after)
        })
    };
    let on_down = move |event: PointerEvent| {
        dragged.set_value(false);
        if pinned || event.button() != 0 || event.pointer_type() == "touch" {
            return;
        }
        capture(&event);
        drag.set(Some(Drag { column: key.get_value(), from_x: event.client_x().into(), over: None }));
    };
    let on_move = move |event: PointerEvent| {
        let Some(from_x) = drag.with_untracked(|drag| Some(drag.as_ref()?.from_x)) else { return };
        let x = f64::from(event.client_x());
        if (x - from_x).abs() < DRAG_FROM_PX {
            return;
        }
        dragged.set_value(true);
        let over = column_at(x, f64::from(event.client_y())).filter(|(column, _)| *column != key.get_value());
        drag.update(|drag| {
            if let Some(drag) = drag {
                drag.over = over;
            }
        });
    };
    let on_up = move |_: PointerEvent| {
        let ended = drag.try_update(Option::take).flatten();
        if let Some(Drag { column, over: Some((beside, after)), .. }) = ended {
            state.columns.update(|columns| move_beside(columns, &column, &beside, after));
        }
    };
    let on_click = move |event: leptos::web_sys::MouseEvent| {
        let ends_drag = event.detail() > 0 && dragged.get_value();
        if sortable && !ends_drag {
            state.sort.update(|sort| press(sort, &key.get_value(), event.shift_key()));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let step: isize = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        if event.shift_key() {
            resize(state.columns, &key.get_value(), |width| width + step as f64 * KEY_STEP_PX);
        } else if event.ctrl_key() || event.meta_key() || event.alt_key() {
            let to = n.saturating_add_signed(step);
            // The first column is pinned and stays the first.
            if !pinned && to > 0 && to < state.columns.with_untracked(Vec::len) {
                state.columns.update(|columns| columns.swap(n, to));
                focus_column(event, to);
            }
        } else {
            focus_column(event, n.saturating_add_signed(step));
        }
    };
    let help = match pinned {
        true => tr("Arrow keys go to the next column, Shift and arrows change the width"),
        false => tr(
            "Arrow keys go to the next column, Shift and arrows change the width, Ctrl and arrows move the column",
        ),
    };
    let mark = move || {
        sorted.get().map(|(at, descending, of)| {
            let icon = if descending { Icon::ArrowDown } else { Icon::ArrowUp };
            view! {
                <IconView icon />
                {(of > 1).then(|| view! { <span class="rank" aria-hidden="true">{at + 1}</span> })}
            }
        })
    };
    view! {
        <div
            class="table-th"
            class:pinned=pinned
            class:last=pinned
            class:after-tick=pinned && selectable
            class:end=align == Align::End
            class:drop-before=move || dropping(false)
            class:drop-after=move || dropping(true)
            role="columnheader"
            data-column=key.get_value()
            aria-sort=move || {
                sorted.get().map(|(_, descending, _)| if descending { "descending" } else { "ascending" })
            }
        >
            <button
                type="button"
                class="table-th-button"
                class:sortable=sortable
                tabindex=if pinned { "0" } else { "-1" }
                aria-description=help
                on:pointerdown=on_down
                on:pointermove=on_move
                on:pointerup=on_up
                on:pointercancel=move |_| drag.set(None)
                on:click=on_click
                on:keydown=on_key
            >
                <span class="truncate">{title.clone()}</span>
                {mark}
            </button>
            <Edge columns=state.columns column=key title />
        </div>
    }
}

/// The right edge of a header, dragged to resize; the keyboard does it from the header's button.
#[component]
fn Edge(columns: RwSignal<Vec<Column>>, column: StoredValue<String>, title: String) -> impl IntoView {
    let from = RwSignal::new(None::<(f64, f64)>);
    let on_down = move |event: PointerEvent| {
        event.prevent_default();
        event.stop_propagation();
        capture(&event);
        let width = columns.with_untracked(|columns| {
            columns.iter().find(|c| c.key == column.get_value()).map_or(MIN_WIDTH_PX, |c| c.width_px)
        });
        from.set(Some((event.client_x().into(), width)));
    };
    let on_move = move |event: PointerEvent| {
        if let Some((from_x, width)) = from.get_untracked() {
            resize(columns, &column.get_value(), |_| width + f64::from(event.client_x()) - from_x);
        }
    };
    view! {
        <div
            class="table-resize"
            class:dragging=move || from.with(Option::is_some)
            aria-hidden="true"
            title=tr_with("Width of {column}", &[("column", &title)])
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| from.set(None)
            on:pointercancel=move |_| from.set(None)
        ></div>
    }
}

fn resize(columns: RwSignal<Vec<Column>>, key: &str, width: impl Fn(f64) -> f64) {
    columns.update(|columns| {
        if let Some(column) = columns.iter_mut().find(|column| column.key == key) {
            column.width_px = width(column.width_px).clamp(MIN_WIDTH_PX, MAX_WIDTH_PX).round();
        }
    });
}

fn move_beside(columns: &mut Vec<Column>, key: &str, beside: &str, after: bool) {
    let Some(from) = columns.iter().position(|column| column.key == key) else { return };
    let moved = columns.remove(from);
    let to =
        columns.iter().position(|column| column.key == beside).map_or(from, |at| at + usize::from(after));
    columns.insert(to.max(1).min(columns.len()), moved);
}

/// A press goes through ascending, descending and unsorted; with Shift it leaves the other sorts alone.
fn press(sort: &mut Vec<SortBy>, key: &str, keep_others: bool) {
    let now = sort.iter().position(|by| by.column == key);
    let next = match now.map(|at| sort[at].descending) {
        None => Some(false),
        Some(false) => Some(true),
        Some(true) => None,
    };
    if !keep_others {
        sort.clear();
    }
    let at = sort.iter().position(|by| by.column == key);
    match (at, next) {
        (Some(at), Some(descending)) => sort[at].descending = descending,
        (Some(at), None) => drop(sort.remove(at)),
        (None, Some(descending)) => sort.push(SortBy { column: key.to_owned(), descending }),
        (None, None) => {}
    }
}

/// The movable column under the pointer, and whether the pointer is in its right half.
fn column_at(x: f64, y: f64) -> Option<(String, bool)> {
    let cell = document().element_from_point(x as f32, y as f32)?.closest("[data-column]").ok()??;
    let rect = cell.get_bounding_client_rect();
    let after = x > rect.left() + rect.width() / 2.0;
    // Nothing goes before the pinned column.
    let after = after || cell.class_list().contains("pinned");
    Some((cell.get_attribute("data-column")?, after))
}

fn capture(event: &PointerEvent) {
    if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Fails only for a pointer that is gone already.
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

/// Focuses the header's button of the n-th column, once it is drawn.
fn focus_column(event: KeyboardEvent, n: usize) {
    let row = event_target::<Element>(&event).closest(".table-head").ok().flatten();
    focus_drawn(move || {
        let buttons = row?.query_selector_all(".table-th-button").ok()?;
        buttons.item(n as u32)?.dyn_into().ok()
    });
}

/// The sheet's `grid-template-columns` and the width of the whole row.
pub fn template(columns: &[Column], selectable: bool) -> (String, String) {
    let mut template = String::from(if selectable { "40px" } else { "" });
    let mut width_px = if selectable { 40.0 } else { 0.0 };
    for (n, column) in columns.iter().enumerate() {
        width_px += column.width_px;
        template += &match n {
            // On a narrow screen the pinned column leaves room for the others.
            0 => format!(" min({}px, 46vw)", column.width_px),
            _ => format!(" {}px", column.width_px),
        };
    }
    // What is left over stays empty at the end.
    (template + " minmax(0, 1fr)", format!("{width_px}px"))
}
