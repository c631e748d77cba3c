//! Which columns the list has, and in which order.

use leptos::prelude::*;

use crate::app::parts::later;
use crate::app::workspace::use_schema;
use crate::feature::parts::Daily;
use crate::feature::shared::cell::{field_label, label};
use crate::model::{ColumnLayout, Field, FieldKind, Table, fold};
use crate::text::{tr, tr_with};
use crate::ui::{Button, ButtonKind, Icon, PopoverButton};

use super::state::{FIRST, ListState, Visit, columns_of, width_of};

#[component]
pub fn ColumnChooser(state: ListState) -> impl IntoView {
    view! {
        <PopoverButton label=tr("Columns") icon=Icon::Columns kind=ButtonKind::Ghost icon_only=true align_end=true>
            {later(move |part: Daily| (part.columns)(state))}
        </PopoverButton>
    }
}

#[component]
pub fn ColumnList(state: ListState) -> impl IntoView {
    let schema = use_schema();
    let words = RwSignal::new(String::new());
    let columns = Memo::new(move |_| schema.with(|schema| state.columns(schema)));
    let arrange = move |change: &dyn Fn(&mut Vec<ColumnLayout>)| {
        let schema = schema.get_untracked();
        state.change(Visit::Same, |layout| {
            let mut columns = columns_of(layout, &schema);
            change(&mut columns);
            layout.columns = columns;
        });
    };
    let toggle = move |field: Field, kind: FieldKind, shown: bool| {
        arrange(&|columns| {
            columns.retain(|column| column.field != field);
            if shown {
                columns.push(ColumnLayout { field: field.clone(), width_px: width_of(kind) });
            }
        });
    };
    let shift = move |field: Field, up: bool| {
        arrange(&|columns| {
            let Some(at) = columns.iter().position(|column| column.field == field) else { return };
            let to = if up { at.saturating_sub(1) } else { at + 1 };
            // The name stays the first.
            if to > 0 && to < columns.len() {
                columns.swap(at, to);
            }
        });
    };
    let shown = move || {
        let columns = columns.get();
        let last = columns.len().saturating_sub(1);
        let row = |(at, column): (usize, ColumnLayout)| {
            let text = schema.with(|schema| field_label(schema, &column.field));
            let kind = schema.with(|schema| schema.kind(&column.field)).unwrap_or(FieldKind::Text);
            let (up, down, field) = (column.field.clone(), column.field.clone(), column.field.clone());
            let at_edge = move |edge: bool, text: &'static str| edge.then(|| text.to_owned());
            view! {
                <li class="column-row">
                    <Tick text=text.clone() on=true locked=field == FIRST toggle=move |on| toggle(field.clone(), kind, on) />
                    <Button
                        label=tr_with("Move {column} to the left", &[("column", &text)])
                        icon=Icon::ArrowUp
                        kind=ButtonKind::Ghost
                        small=true
                        icon_only=true
                        disabled_reason=at_edge(at <= 1, tr("It cannot go further."))
                        on_click=move || shift(up.clone(), true)
                    />
                    <Button
                        label=tr_with("Move {column} to the right", &[("column", &text)])
                        icon=Icon::ArrowDown
                        kind=ButtonKind::Ghost
                        small=true
                        icon_only=true
                        disabled_reason=at_edge(at == last || at == 0, tr("It cannot go further."))
                        on_click=move || shift(down.clone(), false)
                    />
                </li>
            }
        };
        columns.into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let others = move || {
        let columns = columns.get();
        let wanted = words.with(|words| fold(words.trim()));
        let fields = schema.with(|schema| schema.fields(Table::Customer));
        let others = fields.into_iter().filter(|info| {
            columns.iter().all(|column| column.field != info.field)
                && !matches!(info.kind, FieldKind::Json | FieldKind::Picks(_))
        });
        others
            .map(|info| (label(&info.label), info))
            .filter(|(text, _)| fold(text).contains(&wanted))
            .map(|(text, info)| {
                view! {
                    <li class="column-row">
                        <Tick text on=false toggle=move |on| toggle(info.field.clone(), info.kind, on) />
                    </li>
                }
            })
            .collect::<Vec<_>>()
    };
    view! {
        <div class="column-chooser">
            <h3>{tr("Columns shown")}</h3>
            <ul>{shown}</ul>
            <h3>{tr("More fields")}</h3>
            <input
                class="input"
                type="search"
                autocomplete="off"
                aria-label=tr("Find a field")
                placeholder=tr("Find a field")
                prop:value=words
                on:input=move |event| words.set(event_target_value(&event))
            />
            <ul>{others}</ul>
            <Button
                label=tr("Usual columns")
                icon=Icon::Undo
                kind=ButtonKind::Ghost
                small=true
                on_click=move || state.change(Visit::Same, |layout| layout.columns.clear())
            />
        </div>
    }
}

#[component]
fn Tick(
    text: String,
    on: bool,
    #[prop(optional)] locked: bool,
    toggle: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="check grow">
            <input
                type="checkbox"
                class="checkbox"
                checked=on
                disabled=locked
                on:change=move |event| toggle(event_target_checked(&event))
            />
            <span>{text}</span>
        </label>
    }
}
