//! What the list shows. The address is its state: the saved view it starts from, and what differs.

use leptos::prelude::*;

use crate::app::live::{Live, live};
use crate::app::router::{navigate, replace, use_route};
use crate::feature::shared::cell::is_figure;
use crate::model::{
    ColumnLayout, Field, FieldKind, Id, Layout, Rule, Schema, SortKey, Table, Value, customer,
};
use crate::route::{CustomersPage, Route};
use crate::wire::{ListViews, ViewSummary};

use super::rows::ListQuestion;

/// The columns of a list nobody has arranged.
const COLUMNS: [(Field, u16); 9] = [
    (customer::DISPLAY_NAME, 240),
    (customer::COMPANY, 180),
    (customer::STAGE, 120),
    (customer::EMAIL, 220),
    (customer::PHONE, 150),
    (customer::TAGS, 180),
    (customer::OWNER, 140),
    (customer::LAST_CONTACT, 140),
    (customer::FOLLOW_UP_DUE, 140),
];

/// The column that is always there, the first.
pub const FIRST: Field = customer::DISPLAY_NAME;

#[derive(Clone, Copy)]
pub struct ListState {
    pub page: Memo<CustomersPage>,
    pub views: ReadSignal<Live<Vec<ViewSummary>>>,
    /// The saved view the list starts from; `None` also while it is not known yet.
    pub view: Memo<Option<ViewSummary>>,
    pub layout: Memo<Layout>,
    /// Whether the editor of the filter is unfolded.
    pub filter_open: RwSignal<bool>,
}

pub fn use_list_state() -> ListState {
    let route = use_route();
    let page = Memo::new(move |last: Option<&CustomersPage>| match route.get() {
        Route::Customers(page) => page,
        // On the way to another page the list stays as it is.
        _ => last.cloned().unwrap_or_default(),
    });
    let views = live(&[Table::View], || Some(ListViews));
    let view = Memo::new(move |_| {
        let id = page.with(|page| page.view)?;
        views.with(|views| views.ready()?.iter().find(|view| view.id == id).cloned())
    });
    let layout = Memo::new(move |_| {
        let own = page.with(|page| page.layout.clone());
        own.or_else(|| view.get().map(|view| view.layout)).unwrap_or_default()
    });
    let state = ListState { page, views, view, layout, filter_open: RwSignal::new(false) };
    // A view that was just saved holds what the address said; it need not say it any more.
    Effect::new(move || {
        let same = page.with(|page| {
            let own = page.layout.as_ref()?;
            view.with(|view| view.as_ref().map(|view| view.layout == *own))
        });
        if same == Some(true) {
            state.go(Visit::Same, |page| page.layout = None);
        }
    });
    state
}

/// Whether Back should return to what was shown before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Visit {
    /// A step of its own.
    New,
    /// The same step, adjusted: typing, dragging.
    Same,
}

impl ListState {
    /// The view asked for is known, or none is asked for.
    pub fn is_settled(&self) -> bool {
        self.page.with(|page| page.view.is_none() || page.layout.is_some())
            || !matches!(self.views.get(), Live::Loading)
    }

    /// Whether the list differs from the saved view it starts from (or from the plain list).
    pub fn is_changed(&self) -> bool {
        self.page.with(|page| page.layout.is_some())
    }

    pub fn change(&self, visit: Visit, change: impl FnOnce(&mut Layout)) {
        let mut layout = self.layout.get_untracked();
        change(&mut layout);
        let base = self.view.get_untracked().map(|view| view.layout).unwrap_or_default();
        self.go(visit, |page| page.layout = (layout != base).then_some(layout));
    }

    pub fn set_filter(&self, filter: Rule) {
        self.change(Visit::New, |layout| layout.filter = filter);
    }

    pub fn set_search(&self, search: String) {
        self.go(Visit::Same, |page| page.search = search);
    }

    pub fn peek(&self, id: Option<Id>) {
        // Looking at one customer after the other is one step back, not twenty.
        let visit =
            if self.page.with_untracked(|page| page.peek.is_some()) { Visit::Same } else { Visit::New };
        self.go(visit, |page| page.peek = id);
    }

    pub fn open_view(&self, id: Option<Id>) {
        self.go(Visit::New, |page| *page = CustomersPage { view: id, ..CustomersPage::default() });
    }

    /// Takes the view's own layout again.
    pub fn reset(&self) {
        self.go(Visit::New, |page| page.layout = None);
    }

    pub fn go(&self, visit: Visit, change: impl FnOnce(&mut CustomersPage)) {
        let mut page = self.page.get_untracked();
        change(&mut page);
        match visit {
            Visit::New => navigate(Route::Customers(page)),
            Visit::Same => replace(Route::Customers(page)),
        }
    }

    /// `None` until the saved view is known.
    pub fn question(&self, schema: &Schema) -> Option<ListQuestion> {
        if !self.is_settled() {
            return None;
        }
        let (filter, mut sort) = self.layout.with(|layout| (layout.filter.clone(), layout.sort.clone()));
        if sort.is_empty() && self.page.with(|page| page.search.is_empty()) {
            sort.push(SortKey { field: FIRST, descending: false });
        }
        Some(ListQuestion {
            filter,
            search: self.page.with(|page| page.search.clone()),
            sort,
            fields: self.columns(schema).into_iter().map(|column| column.field).collect(),
        })
    }

    /// The columns in their order; those of fields that are gone are left out, the name is the first.
    pub fn columns(&self, schema: &Schema) -> Vec<ColumnLayout> {
        self.layout.with(|layout| columns_of(layout, schema))
    }
}

pub fn columns_of(layout: &Layout, schema: &Schema) -> Vec<ColumnLayout> {
    if layout.columns.is_empty() {
        return COLUMNS.map(|(field, width_px)| ColumnLayout { field, width_px }).to_vec();
    }
    let mut columns: Vec<_> =
        layout.columns.iter().filter(|column| schema.field(&column.field).is_some()).cloned().collect();
    match columns.iter().position(|column| column.field == FIRST) {
        Some(at) => columns[..=at].rotate_right(1),
        None => columns.insert(0, ColumnLayout { field: FIRST, width_px: 240 }),
    }
    columns
}

/// How wide a column begins.
pub fn width_of(kind: FieldKind) -> u16 {
    match kind {
        kind if is_figure(kind) => 110,
        FieldKind::Bool => 90,
        FieldKind::Date | FieldKind::Moment | FieldKind::Choice(_) | FieldKind::Language => 140,
        FieldKind::LongText | FieldKind::Addresses | FieldKind::Emails | FieldKind::Link => 220,
        _ => 170,
    }
}

/// Which values a condition of the filter's outermost group allows for a field: what the quick filters
/// show. `None`: there is no such condition.
pub fn allowed(filter: &Rule, field: &Field) -> Option<Vec<Value>> {
    let Rule::All(rules) = filter else { return None };
    rules.iter().find_map(|rule| allowed_by(rule, field))
}

fn allowed_by(rule: &Rule, field: &Field) -> Option<Vec<Value>> {
    use crate::model::Op;
    match rule {
        Rule::Field { field: of, op: Op::Is(value) } if of == field => Some(vec![value.clone()]),
        Rule::Field { field: of, op: Op::AnyOf(values) } if of == field => Some(values.clone()),
        _ => None,
    }
}

/// The filter with that condition replaced; no values take it away.
pub fn with_allowed(filter: Rule, field: &Field, values: Vec<Value>) -> Rule {
    use crate::model::Op;
    let mut rules = match filter {
        Rule::All(rules) => rules,
        other => vec![other],
    };
    let at = rules.iter().position(|rule| allowed_by(rule, field).is_some());
    let op = match &values[..] {
        [] => None,
        [value] => Some(Op::Is(value.clone())),
        _ => Some(Op::AnyOf(values)),
    };
    match (at, op) {
        (Some(at), Some(op)) => rules[at] = Rule::field(field.clone(), op),
        (Some(at), None) => drop(rules.remove(at)),
        (None, Some(op)) => rules.push(Rule::field(field.clone(), op)),
        (None, None) => {}
    }
    Rule::All(rules)
}
