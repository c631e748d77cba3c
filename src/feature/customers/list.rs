//! The customer list: a table of any number of rows, with its views, filters and bulk changes.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::actions::{Action, provide_page_actions};
use crate::app::dialogs::{NewCustomerRequest, open_new_customer};
use crate::app::parts::later;
use crate::app::workspace::{use_schema, use_workspace};
use crate::app::{Page, PageWidth, navigate, run, show_problem};
use crate::feature::parts::Daily;
use crate::feature::shared::cell::{draw, is_figure, label};
use crate::model::{ColumnLayout, Field, FieldKind, Schema, SortKey};
use crate::route::Route;
use crate::text::{tr, tr_n, tr_with};
use crate::ui::{
    Avatar, AvatarSize, Banner, Button, ButtonKind, Column, DataTable, EmptyState, Hue, Icon, LinkButton,
    Selection, SortBy, TableState,
};
use crate::wire::{GetList, LoadSample, client};

use super::filters::FilterBar;
use super::peek::Peek;
use super::rows::{ListQuestion, Row, Rows, use_rows};
use super::state::{FIRST, ListState, Visit, columns_of, use_list_state};
use super::views::ViewTabs;

/// How long a column is dragged before the address takes its width.
const SETTLE_MS: u64 = 250;

#[component]
pub fn CustomersPage() -> impl IntoView {
    let schema = use_schema();
    let state = use_list_state();
    let table = TableState::new(untrack(|| schema.with(|schema| table_columns(&state, schema))));
    let question = Memo::new(move |_| schema.with(|schema| state.question(schema)));
    let rows = use_rows(question.into(), table.wanted.into());
    follow_layout(state, table, schema);
    forget_selection(table, question);
    follow_active(state, table, rows);
    page_actions(state, table, rows);

    let title = Signal::derive(move || match state.view.get() {
        Some(view) => view.name,
        None => tr("Customers").to_owned(),
    });
    view! {
        <Page title width=PageWidth::Fill actions=move || view! { <PageActions state rows table /> }>
            <ViewTabs state />
            <FilterBar state rows />
            <div class="customers">
                <div class="customers-list">
                    <Problems rows />
                    <CustomersTable state table rows />
                    {later(move |part: Daily| (part.selection)(state, table, rows, question))}
                </div>
                <Peek state />
            </div>
        </Page>
    }
}

#[component]
fn PageActions(state: ListState, rows: Rows, table: TableState<crate::model::Id>) -> impl IntoView {
    let export = move || {
        super::bulk::export_matching(state, rows, table);
    };
    view! {
        <super::columns::ColumnChooser state />
        <Button label=tr("Export CSV") icon=Icon::Export kind=ButtonKind::Ghost icon_only=true on_click=export />
        <Button
            label=tr("New customer")
            icon=Icon::Plus
            kind=ButtonKind::Primary
            attr:class="button primary in-bottom-bar"
            on_click=|| open_new_customer(NewCustomerRequest::default())
        />
    }
}

#[component]
fn Problems(rows: Rows) -> impl IntoView {
    let problem = move || {
        rows.problem
            .get()
            .map(|problem| view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert /> })
    };
    let indexing = move || {
        rows.indexing.get().then(|| {
            view! { <Banner text=tr("The search index is still being built: more may match in a moment.") hue=Hue::Indigo /> }
        })
    };
    view! {
        {problem}
        {indexing}
    }
}

#[component]
fn CustomersTable(state: ListState, table: TableState<crate::model::Id>, rows: Rows) -> impl IntoView {
    let schema = use_schema();
    let cell = move |row: Row, key: String| {
        let Ok(field) = key.parse::<Field>() else { return ().into_any() };
        if field == FIRST {
            return name_cell(&row);
        }
        schema.with(|schema| match (schema.field(&field), row.cell(&field)) {
            (Some(info), Some(shown)) => draw(schema, &info, shown),
            (Some(_), None) => view! { <span class="skeleton"></span> }.into_any(),
            (None, _) => ().into_any(),
        })
    };
    let total = Signal::derive(move || rows.total.get().map(|total| total as usize));
    let at_hand = Memo::new(move |_| rows.at_hand());
    let select_range = move |range: std::ops::Range<usize>| {
        let Some(question) = untrack(|| schema.with(|schema| state.question(schema))) else { return };
        let ids = GetList { fields: Vec::new(), ..question.window(range.start as u32, range.len() as u32) };
        spawn_local(async move {
            match client::ask(ids).await {
                Ok(page) => {
                    table.selection.try_update(|selection| {
                        page.rows.iter().for_each(|row| selection.set(row.id, true));
                    });
                }
                Err(problem) => show_problem(&problem),
            }
        });
    };
    view! {
        <DataTable
            label=tr("Customers")
            state=table
            total
            rows=at_hand
            cell=cell
            on_open=move |row: Row| navigate(Route::customer(row.row.id))
            on_peek=move |row: Row| state.peek(Some(row.row.id))
            on_select_range=select_range
            empty=move || view! { <Empty state /> }
        />
        <p class="table-foot" role="status">
            {move || rows.total.get().map(|total| tr_n("{n} customer", "{n} customers", total as usize))}
        </p>
    }
}

fn name_cell(row: &Row) -> AnyView {
    let (id, name) = (row.row.id, row.row.name.clone());
    let shown = if name.is_empty() { tr("No name").to_owned() } else { name.clone() };
    view! {
        <Avatar name=name id=id.to_string() size=AvatarSize::Small square=row.row.is_company />
        <a class="truncate" href=Route::customer(id).href() tabindex="-1">
            {shown}
        </a>
    }
    .into_any()
}

/// Why nothing is listed, and the way out.
#[component]
fn Empty(state: ListState) -> impl IntoView {
    let counts = use_workspace().welcome;
    let nobody =
        Memo::new(move |_| counts.with(|welcome| welcome.counts.customers + welcome.counts.archived == 0));
    let sample = || {
        spawn_local(async {
            let _ = run(LoadSample).await;
        });
    };
    move || {
        match nobody.get() {
        true => view! {
            <EmptyState
                icon=Icon::Users
                title=tr("No customers yet")
                text=tr("Add the first person or company, bring a file, or look around with a sample company that one click takes away again.")
            >
                <Button
                    label=tr("New customer")
                    icon=Icon::Plus
                    kind=ButtonKind::Primary
                    on_click=|| open_new_customer(NewCustomerRequest::default())
                />
                <LinkButton label=tr("Import a file") icon=Icon::Import href=Route::Import.href() />
                <Button label=tr("Load the sample") icon=Icon::Package on_click=sample />
            </EmptyState>
        }
        .into_any(),
        false => {
            let search = state.page.with(|page| page.search.clone());
            let text = match search.as_str() {
                "" => tr("No customer fulfils the filter.").to_owned(),
                search => tr_with("No customer matches “{words}” here.", &[("words", search)]),
            };
            let clear = move || {
                state.go(Visit::New, |page| page.search.clear());
                state.set_filter(Default::default());
            };
            view! {
                <EmptyState icon=Icon::Search title=tr("Nothing found") text=text>
                    <Button label=tr("Clear search and filter") on_click=clear />
                </EmptyState>
            }
            .into_any()
        }
    }
    }
}

/// The table's own columns and sort, and those of the address, follow one another.
fn follow_layout(state: ListState, table: TableState<crate::model::Id>, schema: Signal<Schema>) {
    // Each for itself: another sort in the address must not undo what was just done to the columns, which come
    // there a moment later.
    let columns = Memo::new(move |_| schema.with(|schema| table_columns(&state, schema)));
    Effect::new(move |_| {
        let columns = columns.get();
        if table.columns.with_untracked(|now| *now != columns) {
            table.columns.set(columns);
        }
    });
    Effect::new(move |_| {
        let sort: Vec<SortBy> = state.layout.with(|layout| layout.sort.iter().map(sort_by).collect());
        if table.sort.with_untracked(|now| *now != sort) {
            table.sort.set(sort);
        }
    });
    Effect::new(move |before: Option<Vec<SortBy>>| {
        let now = table.sort.get();
        if before.is_some_and(|before| before != now) {
            let sort: Vec<_> = now.iter().filter_map(sort_key).collect();
            if state.layout.with_untracked(|layout| layout.sort != sort) {
                state.change(Visit::New, |layout| layout.sort = sort);
            }
        }
        now
    });
    let settling = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        table.columns.track();
        if before.is_none() {
            return;
        }
        if let Some(handle) = settling.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        let settle = move || {
            let Some(columns) = table.columns.try_get_untracked() else { return };
            let columns: Vec<_> = columns.iter().filter_map(column_layout).collect();
            let now = schema
                .with_untracked(|schema| state.layout.with_untracked(|layout| columns_of(layout, schema)));
            if columns != now {
                state.change(Visit::Same, |layout| layout.columns = columns);
            }
        };
        let wait = std::time::Duration::from_millis(SETTLE_MS);
        settling.set_value(set_timeout_with_handle(settle, wait).ok());
    });
    on_cleanup(move || {
        if let Some(handle) = settling.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    });
}

/// What was ticked in one list means nothing in another.
fn forget_selection(table: TableState<crate::model::Id>, question: Memo<Option<ListQuestion>>) {
    Effect::new(move |before: Option<_>| {
        let now = question.with(|question| question.as_ref().map(|q| (q.filter.clone(), q.search.clone())));
        if before.is_some_and(|before| before != now) {
            table.selection.set(Selection::default());
            table.active.set(None);
        }
        now
    });
}

/// While the side panel is open it shows the row that the keyboard is at.
fn follow_active(state: ListState, table: TableState<crate::model::Id>, rows: Rows) {
    Effect::new(move |before: Option<Option<usize>>| {
        let now = table.active.get();
        let moved = before.is_some_and(|before| before != now);
        let open = state.page.with_untracked(|page| page.peek.is_some());
        if let (true, true, Some(row)) = (moved, open, now.and_then(|at| rows.row(at))) {
            state.peek(Some(row.row.id));
        }
        now
    });
}

fn page_actions(state: ListState, table: TableState<crate::model::Id>, rows: Rows) {
    provide_page_actions(Signal::derive(move || {
        let active = table.active.get();
        let peek = move || {
            let open = state.page.with_untracked(|page| page.peek.is_some());
            let row = active.and_then(|at| rows.row(at)).map(|row| row.row.id);
            state.peek(if open { None } else { row });
        };
        let none = active.is_none() && state.page.with(|page| page.peek.is_none());
        vec![
            Action::new("customers.peek", tr("Peek at the customer"), Icon::Eye, peek)
                .keys(&["P"])
                .keywords("side panel preview")
                .blocked(none.then(|| tr("Move to a row first.").to_owned())),
            Action::new("customers.filter", tr("Filter customers"), Icon::Filter, move || {
                state.filter_open.set(true)
            })
            .keys(&["F"])
            .keywords("rule condition"),
        ]
    }));
}

fn table_columns(state: &ListState, schema: &Schema) -> Vec<Column> {
    state.columns(schema).into_iter().filter_map(|column| table_column(schema, &column)).collect()
}

fn table_column(schema: &Schema, column: &ColumnLayout) -> Option<Column> {
    let info = schema.field(&column.field)?;
    let drawn = Column::new(column.field.path(), label(&info.label), f64::from(column.width_px));
    let drawn = if is_figure(info.kind) { drawn.end() } else { drawn };
    let sortable = !matches!(info.kind, FieldKind::Json | FieldKind::Picks(_) | FieldKind::Consents);
    Some(if sortable { drawn } else { drawn.unsortable() })
}

fn column_layout(column: &Column) -> Option<ColumnLayout> {
    Some(ColumnLayout {
        field: column.key.parse().ok()?,
        width_px: column.width_px.clamp(40.0, 2000.0) as u16,
    })
}

fn sort_by(key: &SortKey) -> SortBy {
    SortBy { column: key.field.path().into_owned(), descending: key.descending }
}

fn sort_key(by: &SortBy) -> Option<SortKey> {
    Some(SortKey { field: by.column.parse().ok()?, descending: by.descending })
}
