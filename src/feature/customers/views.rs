//! The saved views as tabs above the list, and what can be done with them.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::offer_undo;
use crate::app::{attempt, commit};
use crate::model::{Id, Layout, Table, Value, view as field};
use crate::platform::ids::new_id;
use crate::route::{CustomersPage, Route};
use crate::text::tr;
use crate::ui::{
    Button, ButtonKind, Dialog, DialogBody, DialogFooter, Icon, MenuButton, MenuEntry, MenuItem, TextField,
};
use crate::wire::{Commit, Draft, Label, ViewSummary};

use super::state::{ListState, Visit};

/// What the dialog asks a name for.
#[derive(Clone, PartialEq)]
enum Naming {
    New,
    Rename { id: Id, name: String },
}

#[component]
pub fn ViewTabs(state: ListState) -> impl IntoView {
    let naming = RwSignal::new(None::<Naming>);
    let chosen = Memo::new(move |_| state.page.with(|page| page.view));
    let tab = move |id: Option<Id>, name: String| {
        let href = Route::Customers(CustomersPage { view: id, ..CustomersPage::default() }).href();
        let current = move || (chosen.get() == id).then_some("page");
        view! {
            <a class="tab" href=href aria-current=current>
                {name}
                {move || {
                    (chosen.get() == id && state.is_changed())
                        .then(|| view! { <span class="changed" title=tr("Changed since it was saved")>"•"</span> })
                }}
            </a>
        }
    };
    let tabs = move || {
        let views = state.views.with(|views| views.ready().cloned().unwrap_or_default());
        views.into_iter().map(|view| tab(Some(view.id), view.name)).collect::<Vec<_>>()
    };
    let save = move || {
        let Some(view) = state.view.get_untracked() else { return };
        let draft = Draft::new(Table::View, view.id)
            .set(field::LAYOUT, Some(layout_value(&state.layout.get_untracked())));
        write("Save view", view.name, draft);
    };
    let delete = move |view: ViewSummary| {
        write("Delete view", view.name, Draft::delete(Table::View, view.id));
        state.open_view(None);
    };
    let entries = Signal::derive(move || {
        let mut entries: Vec<MenuEntry> = Vec::new();
        if let Some(view) = state.view.get() {
            let (id, name) = (view.id, view.name.clone());
            entries.push(
                MenuItem::new(tr("Rename view"), move || {
                    naming.set(Some(Naming::Rename { id, name: name.clone() }))
                })
                .icon(Icon::Edit)
                .into(),
            );
            let view = view.clone();
            entries.push(
                MenuItem::new(tr("Delete view"), move || delete(view.clone()))
                    .icon(Icon::Trash)
                    .danger()
                    .into(),
            );
        }
        entries
    });
    let buttons = move || {
        let has_view = state.view.with(Option::is_some);
        let changed = state.is_changed();
        view! {
            {(has_view && changed)
                .then(|| {
                    view! { <Button label=tr("Save changes") icon=Icon::Save kind=ButtonKind::Ghost small=true on_click=save /> }
                })}
            {changed
                .then(|| {
                    view! {
                        <Button
                            label=tr("Save as view")
                            icon=Icon::Plus
                            kind=ButtonKind::Ghost
                            small=true
                            on_click=move || naming.set(Some(Naming::New))
                        />
                        <Button
                            label=tr("Discard changes")
                            icon=Icon::Undo
                            kind=ButtonKind::Ghost
                            small=true
                            on_click=move || state.reset()
                        />
                    }
                })}
            {has_view
                .then(|| {
                    view! {
                        <MenuButton
                            label=tr("What to do with this view")
                            entries
                            icon=Icon::More
                            kind=ButtonKind::Ghost
                            small=true
                            icon_only=true
                        />
                    }
                })}
        }
    };
    view! {
        <div class="customers-views">
            <nav class="tabs" aria-label=tr("Views")>
                {tab(None, tr("All customers").to_owned())} {tabs}
            </nav>
            <div class="row gap-1 view-actions">{buttons}</div>
        </div>
        <NameDialog state naming />
    }
}

#[component]
fn NameDialog(state: ListState, naming: RwSignal<Option<Naming>>) -> impl IntoView {
    let open = RwSignal::new(false);
    let name = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    Effect::new(move || {
        let Some(naming) = naming.get() else { return };
        error.set(None);
        name.set(match naming {
            Naming::New => String::new(),
            Naming::Rename { name, .. } => name,
        });
        open.set(true);
    });
    let submit = move || {
        let Some(what) = naming.get_untracked() else { return };
        let text = name.with_untracked(|name| name.trim().to_owned());
        if text.is_empty() {
            return error.set(Some(tr("Give the view a name.").to_owned()));
        }
        let layout = state.layout.get_untracked();
        let (action, id, draft) = match &what {
            Naming::Rename { id, .. } => ("Rename view", *id, Draft::new(Table::View, *id)),
            Naming::New => {
                let id = new_id();
                ("Save view", id, Draft::new(Table::View, id).set(field::LAYOUT, Some(layout_value(&layout))))
            }
        };
        let draft = draft.set(field::NAME, Some(Value::text(text.clone())));
        spawn_local(async move {
            // The dialog stays, with the name, until it is written.
            match attempt(Commit { label: Label::new(action, text), drafts: vec![draft] }).await {
                Ok(committed) => {
                    offer_undo(&committed);
                    if open.try_set(false).is_none() && what == Naming::New {
                        state.go(Visit::New, |page| {
                            page.view = Some(id);
                            page.layout = Some(layout);
                        });
                    }
                }
                Err(problem) => drop(error.try_set(Some(problem.to_string()))),
            }
        });
    };
    let title = Signal::derive(move || match naming.get() {
        Some(Naming::Rename { .. }) => tr("Rename view").to_owned(),
        _ => tr("Save as view").to_owned(),
    });
    view! {
        <Dialog open title on_close=move || naming.set(None)>
            <form on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <DialogBody>
                    <TextField
                        label=tr("Name")
                        value=name
                        error
                        required=true
                        autofocus=true
                        hint=tr("It keeps filter, sorting and columns.")
                    />
                </DialogBody>
                <DialogFooter>
                    <Button label=tr("Cancel") on_click=move || open.set(false) />
                    <Button label=tr("Save") kind=ButtonKind::Primary submit=true />
                </DialogFooter>
            </form>
        </Dialog>
    }
}

fn write(action: &'static str, name: String, draft: Draft) {
    spawn_local(async move {
        let _ = commit(Commit { label: Label::new(action, name), drafts: vec![draft] }).await;
    });
}

fn layout_value(layout: &Layout) -> Value {
    // A layout is made of plain structs and cannot fail to be written.
    Value::Json(serde_json::to_string(layout).unwrap_or_default())
}
