use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choices::{new_key, override_draft};
use super::rename::Rename;
use crate::app::workspace::use_schema;
use crate::app::{self, currency};
use crate::model::{Choice, ChoiceList, Currency, CustomField, CustomKind, Id, Table, Value, custom_field};
use crate::platform::ids::new_id;
use crate::route::{Route, Settings};
use crate::text::{tr, tr_with};
use crate::ui::{
    Button, ButtonKind, Card, Chip, Dialog, DialogBody, DialogFooter, EmptyState, Hue, Icon, LinkButton,
    SelectField, TextArea, TextField,
};
use crate::wire::{Commit, Draft, Label};

/// The fields that this workspace adds to its customers.
#[component]
pub(super) fn FieldList() -> impl IntoView {
    let schema = use_schema();
    let fields = Memo::new(move |_| {
        let mut fields = schema.with(|schema| schema.custom_fields.clone());
        fields.sort_by_key(|field| (field.order, field.id));
        fields
    });
    let adding = RwSignal::new(false);
    let add = move || view! { <Button label=tr("New field") icon=Icon::Plus small=true on_click=move || adding.set(true) /> };
    let list = move || {
        let fields = fields.get();
        if fields.is_empty() {
            return view! {
                <EmptyState
                    icon=Icon::Columns
                    title=tr("No fields of your own yet")
                    text=tr("Add what your customers have and others do not: a contract number, a shirt size, a renewal date. A field shows on every customer, in lists, filters, segments and files.")
                >
                    <Button
                        label=tr("New field")
                        icon=Icon::Plus
                        kind=ButtonKind::Primary
                        on_click=move || adding.set(true)
                    />
                </EmptyState>
            }
            .into_any();
        }
        let all = StoredValue::new(fields.clone());
        let row = |(at, field)| view! { <FieldRow at field all /> };
        view! { <ul class="rows">{fields.into_iter().enumerate().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <Card title=tr("Custom fields of customers") flush=true actions=add>
            {list}
        </Card>
        <Dialog open=adding title=tr("New field")>
            <NewField open=adding next_order=Signal::derive(move || fields.with(|fields| next_order(fields))) />
        </Dialog>
    }
}

fn next_order(fields: &[CustomField]) -> i64 {
    fields.iter().map(|field| field.order).max().unwrap_or(-1) + 1
}

#[component]
fn FieldRow(at: usize, field: CustomField, all: StoredValue<Vec<CustomField>>) -> impl IntoView {
    let CustomField { id, label, kind, currency, .. } = field;
    let named = label.clone();
    let rename = move |new: String| {
        let draft = Draft::new(Table::CustomField, id).set(custom_field::LABEL, Some(Value::text(&new)));
        write("Rename field", new, vec![draft]);
    };
    let delete = {
        let label = label.clone();
        move || write("Delete field", label.clone(), vec![Draft::delete(Table::CustomField, id)])
    };
    let move_by = {
        let label = label.clone();
        move |step: isize| {
            let mut order: Vec<Id> = all.with_value(|all| all.iter().map(|field| field.id).collect());
            let to = at.saturating_add_signed(step).min(order.len() - 1);
            order.swap(at, to);
            let draft = |(order, id): (i64, &Id)| {
                Draft::new(Table::CustomField, *id).set(custom_field::ORDER, Some(Value::Int(order)))
            };
            write("Reorder fields", label.clone(), (0..).zip(&order).map(draft).collect());
        }
    };
    let last = all.with_value(Vec::len) - 1;
    let (up, down) = (move_by.clone(), move_by);
    let kind_text = match currency {
        Some(currency) => format!("{} · {}", tr(kind.label()), currency.code()),
        None => tr(kind.label()).to_owned(),
    };
    let values = (kind == CustomKind::Choice).then(|| {
        let href = Route::Settings(Settings::Choices(ChoiceList::Custom(id))).href();
        view! { <LinkButton label=tr("Values") href small=true kind=ButtonKind::Ghost /> }
    });
    view! {
        <li class="rows-item">
            <div class="grow">
                <Rename label=tr("Name of the field") name=named.clone() on_rename=rename />
            </div>
            {values}
            <Chip label=kind_text hue=Hue::Grey />
            <RowButtons name=named first={at == 0} last={at == last} up=move || up(-1) down=move || down(1) />
            <Button
                label=tr_with("Delete {what}", &[("what", &label)])
                icon=Icon::Trash
                kind=ButtonKind::Ghost
                small=true
                icon_only=true
                on_click=delete
            />
        </li>
    }
}

/// Two buttons that move a row of a list.
#[component]
pub(super) fn RowButtons(
    name: String,
    first: bool,
    last: bool,
    #[prop(into)] up: Callback<()>,
    #[prop(into)] down: Callback<()>,
) -> impl IntoView {
    let reason = |is: bool, text: &'static str| is.then(|| tr(text).to_owned());
    view! {
        <Button
            label=tr_with("Move {what} up", &[("what", &name)])
            icon=Icon::ArrowUp
            kind=ButtonKind::Ghost
            small=true
            icon_only=true
            disabled_reason=reason(first, "This is the first.")
            on_click=up
        />
        <Button
            label=tr_with("Move {what} down", &[("what", &name)])
            icon=Icon::ArrowDown
            kind=ButtonKind::Ghost
            small=true
            icon_only=true
            disabled_reason=reason(last, "This is the last.")
            on_click=down
        />
    }
}

#[component]
fn NewField(open: RwSignal<bool>, next_order: Signal<i64>) -> impl IntoView {
    let schema = use_schema();
    let name = RwSignal::new(String::new());
    let kind = RwSignal::new(CustomKind::Text.key().to_owned());
    let values = RwSignal::new(String::new());
    let code = RwSignal::new(schema.with_untracked(|schema| {
        schema.currency.map(|currency| currency.code().to_owned()).unwrap_or_default()
    }));
    let error = RwSignal::new(None::<String>);
    let chosen = Memo::new(move |_| kind.with(|kind| CustomKind::from_key(kind)).unwrap_or(CustomKind::Text));
    let kinds: Vec<_> =
        CustomKind::ALL.map(|kind| (kind.key().to_owned(), tr(kind.label()).to_owned())).into();

    let create = move || {
        let label = name.with_untracked(|name| name.trim().to_owned());
        let taken =
            schema.with_untracked(|schema| schema.custom_fields.iter().any(|field| field.label == label));
        match (label.is_empty(), taken) {
            (true, _) => return error.set(Some(tr("A name is needed.").to_owned())),
            (_, true) => return error.set(Some(tr("There is a field of that name.").to_owned())),
            _ => {}
        }
        let id = new_id();
        let kind = chosen.get_untracked();
        let mut field = Draft::new(Table::CustomField, id)
            .set(custom_field::LABEL, Some(Value::text(&label)))
            .set(custom_field::KIND, Some(Value::text(kind.key())))
            .set(custom_field::ORDER, Some(Value::Int(next_order.get_untracked())));
        if let (CustomKind::Money, Some(currency)) = (kind, Currency::new(&code.get_untracked())) {
            field = field.set(custom_field::CURRENCY, Some(Value::text(currency.code())));
        }
        let mut drafts = vec![field];
        if kind == CustomKind::Choice {
            drafts.extend(values_of(&values.get_untracked(), ChoiceList::Custom(id)));
        }
        write("Add field", label, drafts);
        open.set(false);
    };
    let further = move || match chosen.get() {
        CustomKind::Choice => view! {
            <TextArea
                label=tr("Values")
                value=values
                hint=tr("One a line. Colours and further values can be given later.")
            />
        }
        .into_any(),
        CustomKind::Money => {
            let options = currency::options(Some(&code.get_untracked()));
            view! { <SelectField label=tr("Currency") value=code options /> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        <form
            on:submit=move |event| {
                event.prevent_default();
                create();
            }
        >
            <DialogBody>
                <div class="stack gap-4">
                    <TextField label=tr("Name") value=name error required=true autofocus=true />
                    <SelectField
                        label=tr("Type")
                        value=kind
                        options=kinds
                        hint=tr("The type stays as it is once the field exists.")
                    />
                    {further}
                </div>
            </DialogBody>
            <DialogFooter>
                <Button label=tr("Cancel") on_click=move || open.set(false) />
                <Button label=tr("Add field") kind=ButtonKind::Primary submit=true />
            </DialogFooter>
        </form>
    }
}

/// The lines that were typed, as values of a list, each once.
fn values_of(typed: &str, list: ChoiceList) -> Vec<Draft> {
    let mut values: Vec<Choice> = Vec::new();
    for label in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if values.iter().any(|value| value.label == label) {
            continue;
        }
        let hue = Hue::ALL[1 + values.len() % (Hue::ALL.len() - 1)];
        values.push(Choice {
            key: new_key(label, &values),
            label: label.to_owned().into(),
            hue: hue.name().into(),
            order: values.len() as i64,
            hidden: false,
        });
    }
    values.iter().map(|value| override_draft(list, value)).collect()
}

fn write(action: &str, subject: impl Into<String>, drafts: Vec<Draft>) {
    let commit = Commit { label: Label::new(action, subject), drafts };
    spawn_local(async move {
        app::commit(commit).await;
    });
}
