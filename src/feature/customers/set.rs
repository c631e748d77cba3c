//! The editor of a set: a row for each element with a menu, one of them at a time as a form, and a button
//! that adds one. What an element looks like and how it is typed is the caller's.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::show_problem;
use crate::feature::shared::value_form::focus_within;
use crate::model::{CellKey, Field, Value};
use crate::text::tr;
use crate::ui::{Button, ButtonKind, Icon, MenuButton, MenuEntry, MenuItem};
use crate::wire::RecordView;

use super::edit::{Cells, save};

/// One set of one customer.
#[derive(Clone, Copy)]
pub struct SetEditor {
    record: Signal<RecordView>,
    field: StoredValue<Field>,
    /// The element that is being edited; a new one has a key that no element has.
    pub edited: RwSignal<Option<String>>,
    root: NodeRef<html::Div>,
}

impl SetEditor {
    pub fn new(record: Signal<RecordView>, field: Field) -> SetEditor {
        SetEditor {
            record,
            field: StoredValue::new(field),
            edited: RwSignal::new(None),
            root: NodeRef::new(),
        }
    }

    /// The elements with what `read` makes of their values.
    pub fn elements<T>(self, read: fn(&Value) -> Option<&T>) -> Memo<Vec<(String, T)>>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| {
            self.record.with(|record| {
                let elements = self.field.with_value(|field| record.elements(field).into_iter());
                elements.filter_map(|(key, value)| Some((key.to_owned(), read(value)?.clone()))).collect()
            })
        })
    }

    pub fn key(self, element: &str) -> CellKey {
        self.field.with_value(|field| super::edit::element(field, element))
    }

    /// Writes at once; a refusal is a notice.
    pub fn write(self, element: &str, value: Option<Value>) {
        let saving = save(self.record, vec![(self.key(element), value)]);
        spawn_local(async move {
            let _ = saving.await.inspect_err(show_problem);
        });
    }

    /// Writes what a form holds, which is closed only when it is written.
    pub fn submit(self, cells: Cells, error: RwSignal<Option<String>>) {
        if cells.is_empty() {
            return self.close();
        }
        let saving = save(self.record, cells);
        spawn_local(async move {
            match saving.await {
                Ok(()) => self.close(),
                // The form may be gone with its page.
                Err(problem) => {
                    if error.try_set(Some(problem.to_string())).is_some() {
                        show_problem(&problem);
                    }
                }
            }
        });
    }

    pub fn close(self) {
        if self.edited.try_set(None).is_none() {
            self.focus_add();
        }
    }

    fn focus_add(self) {
        focus_within(self.root, ":scope > .button");
    }

    /// A row: the value and its menu, with `more` between editing and removing.
    pub fn row(
        self,
        key: String,
        face: AnyView,
        menu_label: String,
        edit: Option<Callback<()>>,
        more: Vec<MenuItem>,
    ) -> AnyView {
        let entries = Signal::derive(move || {
            let edit = edit.map(|edit| MenuItem::new(tr("Edit"), move || edit.run(())).icon(Icon::Edit));
            let mut entries: Vec<MenuEntry> =
                edit.into_iter().chain(more.clone()).map(MenuEntry::from).collect();
            entries.push(MenuEntry::Line);
            let key = key.clone();
            let remove = move || {
                // Before the row goes, and the focus with it.
                self.focus_add();
                self.write(&key, None);
            };
            entries.push(MenuItem::new(tr("Remove"), remove).icon(Icon::Trash).danger().into());
            entries
        });
        view! {
            <div class="value-row">
                {face}
                <MenuButton
                    label=menu_label
                    entries
                    icon=Icon::More
                    kind=ButtonKind::Ghost
                    small=true
                    icon_only=true
                    align_end=true
                />
            </div>
        }
        .into_any()
    }

    /// All of it. `row` draws the element at a place, `form` the one that is being edited.
    pub fn view(
        self,
        name: String,
        keys: Signal<Vec<String>>,
        row: impl Fn(usize) -> AnyView + Send + 'static,
        form: impl Fn() -> AnyView + Clone + Send + 'static,
        add: AnyView,
    ) -> AnyView {
        let new_form = form.clone();
        let rows = move || {
            let edited = self.edited.get();
            let keys = keys.get().into_iter().enumerate();
            keys.map(|(at, key)| if edited.as_ref() == Some(&key) { form() } else { row(at) })
                .collect::<Vec<_>>()
        };
        let is_new = Memo::new(move |_| {
            self.edited.get().is_some_and(|edited| keys.with(|keys| !keys.contains(&edited)))
        });
        let new = move || is_new.get().then(&new_form);
        view! {
            <div class="set-values" role="group" aria-label=name node_ref=self.root>
                {rows}
                {new}
                {add}
            </div>
        }
        .into_any()
    }
}

pub fn add_button(label: &'static str, on_click: impl Fn() + Send + Sync + 'static) -> AnyView {
    view! { <Button label icon=Icon::Plus kind=ButtonKind::Ghost small=true on_click /> }.into_any()
}
