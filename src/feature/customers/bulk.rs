//! What can be done with many customers at once.

use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::offer_undo;
use crate::app::live::live;
use crate::app::workspace::use_schema;
use crate::app::{attempt, run, show_problem, toast};
use crate::feature::shared::cell::label;
use crate::feature::shared::entry::{EntryField, read_entry};
use crate::feature::shared::pick::{CustomerPick, TagPick};
use crate::model::{Field, FieldInfo, FieldKind, Id, Schema, Table, Value, customer};
use crate::platform::download;
use crate::text::{tr, tr_n};
use crate::ui::{
    Button, ButtonKind, Dialog, DialogBody, DialogFooter, Icon, MenuButton, MenuEntry, MenuItem, PickOption,
    SelectField, Selection as Ticked, TableState, Toast,
};
use crate::wire::{Bulk, BulkChange, Committed, ExportCsv, ListSegments, Selection};

use super::rows::{ListQuestion, Rows};
use super::state::ListState;

/// What a dialog asks before the change is made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asking {
    Field,
    AddTags,
    RemoveTags,
}

#[component]
pub fn SelectionBar(
    state: ListState,
    table: TableState<Id>,
    rows: Rows,
    question: Memo<Option<ListQuestion>>,
) -> impl IntoView {
    let segments = live(&[Table::Segment], || Some(ListSegments));
    let total = move || rows.total.get().unwrap_or(0) as usize;
    let count = Memo::new(move |_| table.selection.with(|selection| selection.count(total())));
    let asking = RwSignal::new(None::<Asking>);
    let which = move || {
        question.with_untracked(|question| selected(&table.selection.get_untracked(), question.as_ref()?))
    };
    let apply = move |change: BulkChange| {
        let Some(which) = which() else { return };
        spawn_local(async move {
            if let Some(committed) = run(Bulk { which, change }).await {
                done(table, &committed);
            }
        });
    };
    let segment_entries = Signal::derive(move || {
        let all = segments.with(|segments| segments.ready().cloned().unwrap_or_default());
        if all.is_empty() {
            let none = tr("There is no segment yet.").to_owned();
            return vec![MenuItem::new(tr("Add to segment"), || {}).disabled(Some(none)).into()];
        }
        let entry =
            |id, name: String| MenuItem::new(name, move || apply(BulkChange::AddToSegment(id))).into();
        all.into_iter().map(|segment| entry(segment.id, segment.name)).collect::<Vec<MenuEntry>>()
    });
    let more = Signal::derive(move || {
        vec![
            MenuItem::new(tr("Remove tags…"), move || asking.set(Some(Asking::RemoveTags)))
                .icon(Icon::Tag)
                .into(),
            MenuItem::new(tr("Archive"), move || apply(BulkChange::Archive(true))).icon(Icon::Archive).into(),
            MenuItem::new(tr("Take out of the archive"), move || apply(BulkChange::Archive(false)))
                .icon(Icon::Restore)
                .into(),
            MenuItem::new(tr("Export CSV"), move || export_matching(state, rows, table))
                .icon(Icon::Export)
                .into(),
            MenuEntry::Line,
            MenuItem::new(tr("Delete"), move || apply(BulkChange::Delete)).icon(Icon::Trash).danger().into(),
        ]
    });
    view! {
        {move || {
            (count.get() > 0)
                .then(|| {
                    view! {
                        <div class="selection-bar" role="toolbar" aria-label=tr("For the selected customers")>
                            <span class="medium figures" role="status">
                                {move || tr_n("{n} selected", "{n} selected", count.get())}
                            </span>
                            {move || {
                                (count.get() < total())
                                    .then(|| {
                                        view! {
                                            <Button
                                                label=Signal::derive(move || {
                                                    tr_n("Select all {n}", "Select all {n}", total())
                                                })
                                                kind=ButtonKind::Ghost
                                                small=true
                                                on_click=move || table.selection.set(Ticked::all())
                                            />
                                        }
                                    })
                            }}
                            <Button
                                label=tr("Edit field…")
                                icon=Icon::Edit
                                small=true
                                on_click=move || asking.set(Some(Asking::Field))
                            />
                            <Button
                                label=tr("Add tags…")
                                icon=Icon::Tag
                                small=true
                                on_click=move || asking.set(Some(Asking::AddTags))
                            />
                            <MenuButton label=tr("Add to segment") entries=segment_entries icon=Icon::Segment small=true />
                            <MenuButton label=tr("More") entries=more icon=Icon::More small=true align_end=true />
                            <Button
                                label=tr("Clear selection")
                                icon=Icon::X
                                kind=ButtonKind::Ghost
                                small=true
                                icon_only=true
                                on_click=move || table.selection.set(Ticked::default())
                            />
                        </div>
                    }
                })
        }}
        <ChangeDialog asking count=count.into() which table />
    }
}

/// Asks for the field and its value, or for tags, and makes the change.
#[component]
fn ChangeDialog(
    asking: RwSignal<Option<Asking>>,
    count: Signal<usize>,
    which: impl Fn() -> Option<Selection> + Copy + Send + Sync + 'static,
    table: TableState<Id>,
) -> impl IntoView {
    let schema = use_schema();
    let open = RwSignal::new(false);
    let field = RwSignal::new(String::new());
    let text = RwSignal::new(String::new());
    let picked = RwSignal::new(None::<PickOption>);
    let tags = RwSignal::new(Vec::<PickOption>::new());
    let error = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    Effect::new(move || {
        if asking.get().is_some() {
            error.set(None);
            tags.set(Vec::new());
            open.set(true);
        }
    });
    let info = Memo::new(move |_| {
        let path = field.get();
        schema.with(|schema| settable(schema).into_iter().find(|info| info.field.path() == path))
    });
    // Another field begins empty.
    Effect::new(move || {
        field.track();
        text.set(String::new());
        picked.set(None);
        error.set(None);
    });
    let change = move || -> Result<BulkChange, String> {
        let words: Vec<_> = tags.get_untracked().into_iter().map(|tag| tag.key).collect();
        match asking.get_untracked() {
            Some(Asking::AddTags) if !words.is_empty() => Ok(BulkChange::AddTags(words)),
            Some(Asking::RemoveTags) if !words.is_empty() => Ok(BulkChange::RemoveTags(words)),
            Some(Asking::Field) => {
                let info = info.get_untracked().ok_or_else(|| tr("Choose a field.").to_owned())?;
                let value = match info.kind {
                    FieldKind::Ref(Table::Customer) => picked
                        .get_untracked()
                        .and_then(|option| option.key.parse::<Id>().ok())
                        .map(Value::Ref),
                    _ => schema
                        .with_untracked(|schema| read_entry(schema, &info, &text.get_untracked(), None))
                        .map_err(|problem| tr(problem.message()).to_owned())?,
                };
                Ok(BulkChange::Set(info.field, value))
            }
            _ => Err(tr("Choose at least one tag.").to_owned()),
        }
    };
    let submit = move || {
        if busy.get_untracked() {
            return;
        }
        let change = match change() {
            Ok(change) => change,
            Err(message) => return error.set(Some(message)),
        };
        let Some(which) = which() else { return };
        busy.set(true);
        spawn_local(async move {
            let result = attempt(Bulk { which, change }).await;
            busy.try_set(false);
            match result {
                Ok(committed) => {
                    open.try_set(false);
                    done(table, &committed);
                }
                Err(problem) => drop(error.try_set(Some(problem.to_string()))),
            }
        });
    };
    let options = Signal::derive(move || {
        let fields = schema.with(settable);
        fields
            .into_iter()
            .map(|info| (info.field.path().into_owned(), label(&info.label)))
            .collect::<Vec<_>>()
    });
    let value = move || {
        let info = info.get()?;
        Some(match info.kind {
            FieldKind::Ref(Table::Customer) => {
                view! { <CustomerPick label=label(&info.label) value=picked companies=true error /> }
                    .into_any()
            }
            _ => view! { <EntryField info value=text error /> }.into_any(),
        })
    };
    let body = move || match asking.get() {
        Some(Asking::Field) => view! {
            <SelectField label=tr("Field") value=field options empty=tr("Choose…") required=true />
            {value}
            <p class="quiet small">{tr("Leave it empty to clear the field.")}</p>
        }
        .into_any(),
        Some(_) => view! { <TagPick label=tr("Tags") field=customer::TAGS value=tags /> }.into_any(),
        None => ().into_any(),
    };
    let title = Signal::derive(move || {
        let n = count.get();
        match asking.get() {
            Some(Asking::AddTags) => tr_n("Add tags to {n} customer", "Add tags to {n} customers", n),
            Some(Asking::RemoveTags) => {
                tr_n("Remove tags from {n} customer", "Remove tags from {n} customers", n)
            }
            _ => tr_n("Edit a field of {n} customer", "Edit a field of {n} customers", n),
        }
    });
    let refused = move || {
        let shown = error.get().filter(|_| info.with(Option::is_none) || asking.get() != Some(Asking::Field));
        shown.map(|text| view! { <p class="field-error" role="alert">{text}</p> })
    };
    view! {
        <Dialog open title on_close=move || asking.set(None)>
            <form on:submit=move |event| {
                event.prevent_default();
                submit();
            }>
                <DialogBody>
                    <div class="stack">{body} {refused}</div>
                </DialogBody>
                <DialogFooter>
                    <Button label=tr("Cancel") on_click=move || open.set(false) />
                    <Button
                        label=tr("Apply")
                        kind=ButtonKind::Primary
                        submit=true
                        disabled_reason=Signal::derive(move || busy.get().then(|| tr("Being written…").to_owned()))
                    />
                </DialogFooter>
            </form>
        </Dialog>
    }
}

fn done(table: TableState<Id>, committed: &Committed) {
    offer_undo(committed);
    table.selection.try_set(Ticked::default());
}

/// What one value can be written to for many.
fn settable(schema: &Schema) -> Vec<FieldInfo> {
    let mut fields = schema.fields(Table::Customer);
    fields.retain(|info| {
        let shown_elsewhere = info.field == customer::ARCHIVED || info.field == customer::SAMPLE;
        !info.derived && !info.kind.is_set() && info.kind != FieldKind::Json && !shown_elsewhere
    });
    fields
}

fn selected(ticked: &Ticked<Id>, question: &ListQuestion) -> Option<Selection> {
    match ticked {
        Ticked::Only(ids) if ids.is_empty() => None,
        Ticked::Only(ids) => Some(Selection::Ids(ids.iter().copied().collect())),
        Ticked::AllExcept(except) => Some(Selection::Matching {
            filter: question.filter.clone(),
            search: question.search.clone(),
            except: except.iter().copied().collect(),
        }),
    }
}

/// The selected customers, or all of the list, with the columns that are shown, as a file.
pub fn export_matching(state: ListState, rows: Rows, table: TableState<Id>) {
    let Some(question) = rows.question() else { return };
    let everybody = Ticked::all();
    let ticked = table.selection.get_untracked();
    let which = selected(&ticked, &question).or_else(|| selected(&everybody, &question));
    let Some(which) = which else { return };
    let name = state.view.get_untracked().map_or_else(|| tr("Customers").to_owned(), |view| view.name);
    export(which, question.fields, question.sort, name);
}

pub fn export(which: Selection, fields: Vec<Field>, sort: Vec<crate::model::SortKey>, name: String) {
    spawn_local(async move {
        let bytes = match crate::wire::client::ask(ExportCsv { which, fields, sort }).await {
            Ok(bytes) => bytes,
            Err(problem) => return show_problem(&problem),
        };
        let name = format!("{}.csv", name.replace(['/', '\\', ':', '*', '?', '"', '<', '>', '|'], "-"));
        match download::save(&name, "text/csv;charset=utf-8", &[Uint8Array::from(&bytes[..])]) {
            Ok(()) => toast(Toast::done(tr("Exported")).detail(name)),
            Err(error) => toast(Toast::error(error.to_string())),
        }
    });
}
