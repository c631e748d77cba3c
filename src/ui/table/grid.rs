//! The table's body: rows in sight, keyboard, selection.

use super::head::{self, Head};
use super::scroll::{Extent, Position};
use super::{Align, RowWindow, Selection, TableRow, TableState};
use crate::text::tr_with;
use crate::ui::theme::use_appearance;
use crate::ui::{format, unique_id};
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys::{Element, KeyboardEvent, MouseEvent, ResizeObserver};
use std::ops::Range;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

const HEAD_PX: f64 = 36.0;

/// A table of any number of rows. `cell` draws the value of a row under a column's key. A click on a
/// row makes it active and tells `on_peek`; Enter and double click tell `on_open`.
///
/// Keys: arrows, Page Up/Down, Home, End move; Space ticks; Shift with a move ticks on the way; Ctrl+A
/// ticks all; Escape unticks; Enter opens.
#[component]
pub fn DataTable<T: TableRow>(
    #[prop(into)] label: String,
    state: TableState<T::Key>,
    /// `None` until it is known.
    #[prop(into)]
    total: Signal<Option<usize>>,
    #[prop(into)] rows: Signal<RowWindow<T>>,
    #[prop(into)] cell: Callback<(T, String), AnyView>,
    #[prop(optional, into)] on_open: Option<Callback<(T,)>>,
    #[prop(optional, into)] on_peek: Option<Callback<(T,)>>,
    /// Asked to select rows that were not at hand when a range was ticked with Shift.
    #[prop(optional, into)]
    on_select_range: Option<Callback<(Range<usize>,)>>,
    #[prop(default = true)] selectable: bool,
    /// Shown instead of rows when there are none.
    #[prop(optional, into)]
    empty: ViewFn,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let id = StoredValue::new(unique_id("table"));
    let density = use_appearance().density;
    let view_px = RwSignal::new(600.0);
    let position = RwSignal::new(Position::default());
    let scrolled_x = RwSignal::new(false);
    // Where a range that Shift extends began.
    let range_from = StoredValue::new(None::<usize>);

    let extent = Memo::new(move |_| Extent {
        rows: total.get().unwrap_or(0),
        row_px: density.get().row_px(),
        view_px: view_px.get(),
    });
    let drawn = Memo::new(move |_| match total.get() {
        // As many skeletons as fit.
        None => 0..(view_px.get() / density.get().row_px()) as usize,
        Some(_) => extent.get().drawn(position.get()),
    });
    let wanted = Memo::new(move |_| extent.get().wanted(&drawn.get()));
    Effect::new(move || state.wanted.set(wanted.get()));

    let scroll_to = move |to: Position| {
        let Some(root) = root.get_untracked() else { return };
        position.set(to);
        if f64::from(root.scroll_top()) != to.top_px {
            root.set_scroll_top(to.top_px as i32);
        }
    };
    let on_scroll = move |_| {
        let Some(root) = root.get_untracked() else { return };
        let top_px = f64::from(root.scroll_top());
        let before = position.get_untracked();
        let after = extent.get_untracked().scrolled(before, top_px);
        if after != before {
            scroll_to(after);
        }
        if (root.scroll_left() > 0) != scrolled_x.get_untracked() {
            scrolled_x.set(root.scroll_left() > 0);
        }
    };
    Effect::new(move || {
        if let Some(row) = state.reveal.get() {
            scroll_to(extent.get_untracked().revealing(position.get_untracked(), row));
            state.reveal.set(None);
        }
    });
    // A shorter or denser list may end above where the table was scrolled to.
    Effect::new(move || {
        let extent = extent.get();
        let before = position.get_untracked();
        let after = extent.position_at(before.rows_top_px());
        if after.rows_top_px() != before.rows_top_px() {
            scroll_to(after);
        }
    });
    observe_height(root, move |height_px| view_px.set((height_px - HEAD_PX).max(0.0)));

    let row_at = move |index: usize| rows.with_untracked(|rows| rows.get(index).cloned());
    let select_range = move |from: usize, to: usize| {
        let range = from.min(to)..from.max(to) + 1;
        let at_hand: Vec<_> = range.clone().filter_map(row_at).map(|row| row.key()).collect();
        let complete = at_hand.len() == range.len();
        state.selection.update(|selection| at_hand.into_iter().for_each(|key| selection.set(key, true)));
        if let (false, Some(ask)) = (complete, on_select_range) {
            ask.run((range,));
        }
    };
    let tick = move |index: usize, extend: bool| {
        match range_from.get_value() {
            Some(from) if extend => select_range(from, index),
            _ => {
                if let Some(row) = row_at(index) {
                    state.selection.update(|selection| selection.toggle(row.key()));
                }
            }
        }
        range_from.set_value(Some(index));
    };
    let on_key = move |event: KeyboardEvent| {
        // Keys in the header or in a control of a cell are theirs.
        if event.target() != event.current_target() {
            return;
        }
        let extent = extent.get_untracked();
        let Some(last) = extent.rows.checked_sub(1) else { return };
        let active = state.active.get_untracked();
        let at = active.unwrap_or(0).min(last);
        let to = match event.key().as_str() {
            "ArrowDown" => active.map_or(0, |at| (at + 1).min(last)),
            "ArrowUp" => at.saturating_sub(1),
            "PageDown" => (at + extent.page_rows()).min(last),
            "PageUp" => at.saturating_sub(extent.page_rows()),
            "Home" => 0,
            "End" => last,
            "ArrowRight" | "ArrowLeft" => {
                let step = if event.key() == "ArrowRight" { 80 } else { -80 };
                if let Some(root) = root.get_untracked() {
                    root.set_scroll_left(root.scroll_left() + step);
                }
                return event.prevent_default();
            }
            " " if selectable && active.is_some() => {
                tick(at, event.shift_key());
                return event.prevent_default();
            }
            "a" if selectable && (event.ctrl_key() || event.meta_key()) => {
                state.selection.set(Selection::all());
                return event.prevent_default();
            }
            "Escape" if state.selection.with_untracked(|selection| *selection != Selection::default()) => {
                state.selection.set(Selection::default());
                event.prevent_default();
                return event.stop_propagation();
            }
            "Enter" => {
                if let (Some(open), Some(row)) = (on_open, active.and_then(row_at)) {
                    event.prevent_default();
                    open.run((row,));
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if selectable && event.shift_key() {
            let from = range_from.get_value().unwrap_or(at);
            range_from.set_value(Some(from));
            select_range(from, to);
        } else {
            range_from.set_value(Some(to));
        }
        state.active.set(Some(to));
        scroll_to(extent.revealing(position.get_untracked(), to));
    };

    let template = Memo::new(move |_| state.columns.with(|columns| head::template(columns, selectable)));
    // What a row draws; a width is none of its business.
    let cells = Memo::new(move |_| {
        state.columns.with(|columns| columns.iter().map(|c| (c.key.clone(), c.align)).collect::<Vec<_>>())
    });
    let row_id = move |index: usize| format!("{}-{index}", id.get_value());
    let active_id = move || {
        let active = state.active.get()?;
        drawn.with(|drawn| drawn.contains(&active)).then(|| row_id(active))
    };
    let row_view = move |index: usize| {
        let row = Memo::new(move |_| rows.with(|rows| rows.get(index).cloned()));
        let selected = Memo::new(move |_| {
            row.with(|row| {
                row.as_ref().is_some_and(|row| state.selection.with(|all| all.contains(&row.key())))
            })
        });
        let on_click = move |event: MouseEvent| {
            if on_a_control(&event) {
                return;
            }
            state.active.set(Some(index));
            range_from.set_value(Some(index));
            if let (Some(peek), Some(row)) = (on_peek, row.get_untracked()) {
                peek.run((row,));
            }
        };
        let on_double_click = move |event: MouseEvent| {
            if let (false, Some(open), Some(row)) = (on_a_control(&event), on_open, row.get_untracked()) {
                open.run((row,));
            }
        };
        let place = move || {
            let y_px = index as f64 * density.get().row_px() - position.with(|position| position.shift_px);
            format!("translateY({y_px}px)")
        };
        let drawn_cells = move || {
            let row = row.get();
            let one = |(n, (key, align)): (usize, (String, Align))| {
                let content = match &row {
                    Some(row) => cell.run((row.clone(), key)),
                    None => view! { <span class="skeleton"></span> }.into_any(),
                };
                view! {
                    <div
                        class="table-cell"
                        class:pinned=n == 0
                        class:last=n == 0
                        class:after-tick=n == 0 && selectable
                        class:end=align == Align::End
                        role="gridcell"
                    >
                        {content}
                    </div>
                }
            };
            cells.get().into_iter().enumerate().map(one).collect::<Vec<_>>()
        };
        view! {
            <div
                class="table-row"
                class:active=move || state.active.get() == Some(index)
                role="row"
                id=row_id(index)
                aria-rowindex=index + 2
                aria-selected=move || selectable.then(|| selected.get().to_string())
                style:transform=place
                on:click=on_click
                on:dblclick=on_double_click
            >
                {selectable
                    .then(|| {
                        view! {
                            <div class="table-cell tick pinned" role="gridcell">
                                <label>
                                    <input
                                        type="checkbox"
                                        class="checkbox"
                                        tabindex="-1"
                                        aria-label=tr_with(
                                            "Select row {n}",
                                            &[("n", &format::number((index + 1) as f64))],
                                        )
                                        prop:checked=selected
                                        on:click=move |event| {
                                            event.stop_propagation();
                                            tick(index, event.shift_key());
                                        }
                                    />
                                </label>
                            </div>
                        }
                    })}
                {drawn_cells}
            </div>
        }
    };
    let nothing = move || {
        (total.get() == Some(0)).then(|| {
            // A grid holds nothing but rows.
            view! {
                <div class="table-empty" role="row">
                    <div role="gridcell">{empty.run()}</div>
                </div>
            }
        })
    };

    view! {
        <div
            node_ref=root
            class="table"
            role="grid"
            tabindex="0"
            aria-label=label
            aria-rowcount=move || total.get().map_or(-1, |total| total as i64 + 1)
            aria-multiselectable=selectable.then_some("true")
            aria-busy=move || total.get().is_none().to_string()
            aria-activedescendant=active_id
            data-scrolled-x=move || scrolled_x.get().then_some("")
            style=("--columns", move || template.with(|(columns, _)| columns.clone()))
            style=("--width", move || template.with(|(_, width)| width.clone()))
            on:scroll=on_scroll
            on:keydown=on_key
        >
            <div class="table-sizer" role="presentation">
                <div role="rowgroup" class="table-head-group">
                    <Head state total selectable />
                </div>
                <div
                    class="table-body"
                    role="rowgroup"
                    style:height=move || format!("{}px", extent.get().page_px())
                >
                    <For each=move || drawn.get() key=|index| *index children=row_view />
                </div>
            </div>
            {nothing}
        </div>
    }
}

/// A link, button or field inside a cell answers for itself.
fn on_a_control(event: &MouseEvent) -> bool {
    let control = event_target::<Element>(event).closest("a, button, input, label, select");
    control.is_ok_and(|control| control.is_some())
}

/// Tells the element's height now and whenever it changes.
fn observe_height(root: NodeRef<html::Div>, tell: impl Fn(f64) + Copy + 'static) {
    let observer = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move || {
        let Some(element) = root.get() else { return };
        let watched = element.clone();
        let callback = Closure::<dyn FnMut()>::new(move || tell(f64::from(watched.client_height())));
        if let Ok(resize) = ResizeObserver::new(callback.as_ref().unchecked_ref()) {
            resize.observe(&element);
            observer.set_value(Some((resize, callback)));
        }
    });
    on_cleanup(move || {
        if let Some(Some((resize, _))) = observer.try_update_value(Option::take) {
            resize.disconnect();
        }
    });
}
