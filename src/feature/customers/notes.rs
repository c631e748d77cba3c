//! What a customer prefers, what worries them, and other notes: records of their own, each with the
//! day since when it holds.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commit;
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::choice_chip;
use crate::feature::shared::note::NoteDraft;
use crate::feature::shared::value_form::focus_within;
use crate::model::{ChoiceList, Id, Table, Value, note};
use crate::text::tr;
use crate::ui::{Button, ButtonKind, Card, Icon, MenuButton, MenuEntry, MenuItem, format};
use crate::wire::{Draft, Label, Named, RecordView, TimelineEntry};

#[component]
pub fn Notes(record: Signal<RecordView>) -> impl IntoView {
    let schema = use_schema();
    let notes = Memo::new(move |_| record.with(|record| record.notes.clone()));
    let draft = NoteDraft::closed();
    let edited = draft.edited;
    let root = NodeRef::<html::Div>::new();
    let of = Callback::new(move |()| {
        record.with_untracked(|record| Named { id: record.id, name: record.name.clone() })
    });
    let to_add = Callback::new(move |()| focus_within(root, ".card-header .button"));
    let form = move || draft.form(of, to_add);
    let delete = move |id: Id| {
        let name = record.with_untracked(|record| record.name.clone());
        spawn_local(async move {
            let drafts = vec![Draft::delete(Table::Note, id)];
            let _ = commit(crate::wire::Commit { label: Label::new("Delete note", name), drafts }).await;
        });
    };
    let row = move |entry: TimelineEntry| {
        if edited.get() == Some(entry.id) {
            return view! { <li>{form()}</li> }.into_any();
        }
        let kind = entry.text(&note::KIND).to_owned();
        let since = entry.value(&note::AT).and_then(Value::as_date);
        let text = entry.text(&note::TEXT).to_owned();
        let id = entry.id;
        let entries = Signal::derive(move || {
            let entry = entry.clone();
            vec![
                MenuItem::new(tr("Edit"), move || draft.edit(&entry)).icon(Icon::Edit).into(),
                MenuEntry::Line,
                MenuItem::new(tr("Delete"), move || delete(id)).icon(Icon::Trash).danger().into(),
            ]
        });
        view! {
            <li class="note">
                <div class="value-row">
                    <span class="grow row gap-1">
                        {schema.with(|schema| choice_chip(schema, ChoiceList::NoteKind, &kind))}
                        {since
                            .map(|day| {
                                view! { <span class="small quiet figures">{format::day(&day.to_string())}</span> }
                            })}
                    </span>
                    <MenuButton
                        label=tr("Actions for this note")
                        entries
                        icon=Icon::More
                        kind=ButtonKind::Ghost
                        small=true
                        icon_only=true
                        align_end=true
                    />
                </div>
                <p class="pre-line">{text}</p>
            </li>
        }
        .into_any()
    };
    let rows = move || notes.get().into_iter().map(row).collect::<Vec<_>>();
    let is_new = Memo::new(move |_| draft.is_new());
    let adding = move || is_new.get().then(form);
    let none = move || {
        (notes.with(Vec::is_empty) && edited.with(Option::is_none)).then(|| {
            view! { <p class="quiet">{tr("Write down what they like, what worries them, and how they want to be treated.")}</p> }
        })
    };
    let actions = move || {
        view! {
            <Button
                label=tr("Add note")
                icon=Icon::Plus
                kind=ButtonKind::Ghost
                small=true
                icon_only=true
                on_click=move || draft.add()
            />
        }
    };
    view! {
        <div node_ref=root>
            <Card title=tr("Preferences and concerns") actions>
                <div class="stack">
                    {adding}
                    {none}
                    <ul class="notes">{rows}</ul>
                </div>
            </Card>
        </div>
    }
}
