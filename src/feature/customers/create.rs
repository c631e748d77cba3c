//! The dialog that adds a customer: the first things first, everything else unfoldable.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::offer_undo;
use crate::app::dialogs::{NewCustomerRequest, new_customer_request};
use crate::app::workspace::{use_me, use_schema};
use crate::app::{attempt, navigate};
use crate::feature::shared::cell::field_label;
use crate::feature::shared::entry::{EntryField, choice_options};
use crate::feature::shared::pick::{CustomerPick, TagPick};
use crate::model::{ChoiceList, Field, FieldInfo, FieldKind, Id, customer};
use crate::platform::ids::new_id;
use crate::route::Route;
use crate::text::tr;
use crate::ui::{
    Banner, Button, ButtonKind, Dialog, DialogBody, DialogFooter, DialogKind, Hue, Icon, InputKind,
    PickOption, Segmented, TextField, focus_drawn,
};
use crate::wire::{Commit, Label, Named};

use super::addresses::AddressDraft;
use super::consents::today;
use super::contacts::PointLabel;
use super::form::{CustomerDraft, Errors, Place, PointText, typed_fields};

/// Mounted once, by the shell; opened by `app::dialogs::open_new_customer`.
#[component]
pub fn CreateDialog() -> impl IntoView {
    let request = new_customer_request();
    let open = RwSignal::new(false);
    Effect::new(move || {
        if request.with(Option::is_some) {
            open.set(true);
        }
    });
    view! {
        <Dialog open title=tr("New customer") kind=DialogKind::Panel on_close=move || request.set(None)>
            <CreateForm open request=request.get_untracked().unwrap_or_default() />
        </Dialog>
    }
}

/// The draft as signals, one for each control.
#[derive(Clone, Copy)]
struct Form {
    kind: RwSignal<String>,
    company: RwSignal<Option<PickOption>>,
    /// The key of a company that is made with the customer.
    new_company: RwSignal<Option<String>>,
    emails: RwSignal<Vec<Point>>,
    phones: RwSignal<Vec<Point>>,
    tags: RwSignal<Vec<PickOption>>,
    address: AddressDraft,
    consents: RwSignal<Vec<String>>,
    texts: StoredValue<BTreeMap<String, RwSignal<String>>>,
}

#[derive(Clone, Copy, PartialEq)]
struct Point {
    value: RwSignal<String>,
    label: RwSignal<String>,
}

impl Point {
    fn new(text: PointText) -> Point {
        Point { value: RwSignal::new(text.value), label: RwSignal::new(text.label) }
    }

    fn text(&self) -> PointText {
        PointText { value: self.value.get(), label: self.label.get() }
    }
}

impl Form {
    fn new(draft: CustomerDraft, fields: &[FieldInfo]) -> Form {
        let points = |texts: Vec<PointText>| {
            let texts = if texts.is_empty() { vec![PointText::default()] } else { texts };
            RwSignal::new(texts.into_iter().map(Point::new).collect::<Vec<_>>())
        };
        let text = |info: &FieldInfo| {
            (info.field.path().into_owned(), RwSignal::new(draft.text(&info.field).to_owned()))
        };
        let texts: BTreeMap<_, _> = fields.iter().map(text).collect();
        let company = draft.company.map(|company| PickOption::new(company.id.to_string(), company.name));
        let address = AddressDraft::default();
        address.set(draft.address);
        Form {
            address,
            consents: RwSignal::new(draft.consents),
            kind: RwSignal::new(if draft.is_company { "company" } else { "person" }.to_owned()),
            new_company: RwSignal::new(
                company.as_ref().filter(|_| draft.company_is_new).map(|option| option.key.clone()),
            ),
            company: RwSignal::new(company),
            emails: points(draft.emails),
            phones: points(draft.phones),
            tags: RwSignal::new(draft.tags.into_iter().map(PickOption::text).collect()),
            texts: StoredValue::new(texts),
        }
    }

    fn draft(&self) -> CustomerDraft {
        let company = self.company.get();
        let is_new =
            company.as_ref().is_some_and(|option| self.new_company.get().as_ref() == Some(&option.key));
        CustomerDraft {
            is_company: self.kind.with(|kind| kind == "company"),
            company: company
                .and_then(|option| Some(Named { id: option.key.parse::<Id>().ok()?, name: option.label })),
            company_is_new: is_new,
            emails: self.emails.with(|points| points.iter().map(Point::text).collect()),
            phones: self.phones.with(|points| points.iter().map(Point::text).collect()),
            address: self.address.get(),
            consents: self.consents.get(),
            tags: self.tags.with(|tags| tags.iter().map(|tag| tag.key.clone()).collect()),
            texts: self.texts.with_value(|texts| {
                let filled = texts.iter().map(|(path, text)| (path.clone(), text.get()));
                filled.filter(|(_, text)| !text.is_empty()).collect()
            }),
        }
    }

    fn text(&self, field: &Field) -> RwSignal<String> {
        let known = self.texts.with_value(|texts| texts.get(&*field.path()).copied());
        // Every field of the form has one; a field that was defined meanwhile gets one here.
        known.unwrap_or_else(|| {
            let text = RwSignal::new(String::new());
            self.texts.update_value(|texts| {
                texts.insert(field.path().into_owned(), text);
            });
            text
        })
    }
}

#[component]
fn CreateForm(open: RwSignal<bool>, request: NewCustomerRequest) -> impl IntoView {
    let schema = use_schema();
    let me = use_me();
    let kept = CustomerDraft::load().filter(|draft| !draft.is_blank());
    let was_kept = RwSignal::new(kept.is_some());
    let fresh = move || {
        let mut draft = CustomerDraft::default();
        draft.texts.insert(customer::STAGE.path().into_owned(), "lead".to_owned());
        if let Some(me) = me.get_untracked() {
            draft.texts.insert(customer::OWNER.path().into_owned(), me.id.to_string());
        }
        draft
    };
    let asked = StoredValue::new(request.clone());
    let fields = schema.with_untracked(|schema| {
        let mut fields = typed_fields(schema, false);
        fields.extend(typed_fields(schema, true).into_iter().filter(|info| info.field == customer::NAME));
        fields
    });
    let begin = move || {
        let mut draft = fresh();
        let NewCustomerRequest { name, company } = asked.get_value();
        let (first, last) = name.trim().rsplit_once(' ').unwrap_or((name.trim(), ""));
        draft.texts.insert(customer::FIRST_NAME.path().into_owned(), first.to_owned());
        draft.texts.insert(customer::LAST_NAME.path().into_owned(), last.to_owned());
        draft.company = company;
        draft
    };
    let form = RwSignal::new(Form::new(kept.unwrap_or_else(begin), &fields));
    let start_over = {
        let fields = StoredValue::new(fields);
        move || {
            CustomerDraft::forget();
            was_kept.set(false);
            form.set(fields.with_value(|fields| Form::new(begin(), fields)));
        }
    };
    let note = move || {
        was_kept.get().then(|| {
            view! {
                <Banner text=tr("This is what you had typed before.") hue=Hue::Indigo icon=Icon::History boxed=true>
                    <Button label=tr("Start over") small=true on_click=start_over />
                </Banner>
            }
        })
    };
    move || view! { <Fields open form=form.get() note=ViewFn::from(note) /> }
}

#[component]
fn Fields(open: RwSignal<bool>, form: Form, note: ViewFn) -> impl IntoView {
    let schema = use_schema();
    let tried = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(None::<String>);
    let id = StoredValue::new(new_id());
    // Whatever happens to the dialog, what was typed is kept.
    Effect::new(move || form.draft().save());
    let errors = Memo::new(move |_| match tried.get() {
        true => schema
            .with(|schema| form.draft().parse(id.get_value(), schema, today()))
            .err()
            .unwrap_or_default(),
        false => Errors::new(),
    });
    let error_at =
        move |place: Place| Signal::derive(move || errors.with(|errors| errors.get(&place).cloned()));
    let is_company = Memo::new(move |_| form.kind.with(|kind| kind == "company"));

    let submit = move |and_open: bool| {
        if busy.get_untracked() {
            return;
        }
        tried.set(true);
        let draft = untrack(|| form.draft());
        let Ok(drafts) = schema.with_untracked(|schema| draft.parse(id.get_value(), schema, today())) else {
            focus_first_error();
            return;
        };
        busy.set(true);
        spawn_local(async move {
            let label = Label::new("Add customer", draft.name());
            let result = attempt(Commit { label, drafts }).await;
            busy.try_set(false);
            match result {
                Ok(committed) => {
                    CustomerDraft::forget();
                    open.try_set(false);
                    offer_undo(&committed);
                    if and_open {
                        navigate(Route::customer(id.get_value()));
                    }
                }
                // The dialog stays, with all that was typed.
                Err(problem) => drop(refused.try_set(Some(problem.to_string()))),
            }
        });
    };
    let create_company = move |name: String| {
        let key = new_id().to_string();
        form.new_company.set(Some(key.clone()));
        PickOption::new(key, name.trim())
    };
    let kinds = vec![
        ("person".to_owned(), tr("Person").to_owned()),
        ("company".to_owned(), tr("Company").to_owned()),
    ];
    let entry = move |field: Field| {
        let info = schema.with_untracked(|schema| schema.field(&field))?;
        Some(view! { <EntryField info value=form.text(&field) error=error_at(Place::of(&field)) /> })
    };
    // Only when the form appears: later the focus belongs to whoever chooses person or company.
    let is_first = StoredValue::new(true);
    let first_name = move |field: Field| {
        let name = schema.with_untracked(|schema| field_label(schema, &field));
        let (value, error) = (form.text(&field), error_at(Place::of(&field)));
        let autofocus = is_first.get_value();
        is_first.set_value(false);
        view! { <TextField label=name value error autofocus /> }
    };
    let names = move || match is_company.get() {
        true => view! { <div class="wide">{first_name(customer::NAME)}</div> }.into_any(),
        false => view! {
            {first_name(customer::FIRST_NAME)}
            {entry(customer::LAST_NAME)}
            <CustomerPick label=tr("Works at") value=form.company companies=true create=create_company />
            {entry(customer::JOB_TITLE)}
        }
        .into_any(),
    };
    let more = move || {
        let first = [
            customer::FIRST_NAME,
            customer::LAST_NAME,
            customer::NAME,
            customer::JOB_TITLE,
            customer::STAGE,
            customer::OWNER,
        ];
        let fields = schema.with(|schema| typed_fields(schema, is_company.get()));
        let rest = fields.into_iter().filter(|info| !first.contains(&info.field));
        rest.map(|info| {
            let wide = info.kind == FieldKind::LongText;
            let (text, error) = (form.text(&info.field), error_at(Place::of(&info.field)));
            view! {
                <div class:wide=wide>
                    <EntryField info value=text error />
                </div>
            }
        })
        .collect::<Vec<_>>()
    };
    let channels = move || {
        let channels = schema.with(|schema| choice_options(schema, ChoiceList::Channel, ""));
        let channel = |(key, text): (String, String)| {
            let given = {
                let key = key.clone();
                move || form.consents.with(|consents| consents.contains(&key))
            };
            let toggle = move |given: bool| {
                form.consents.update(|consents| match given {
                    true => consents.push(key.clone()),
                    false => consents.retain(|other| *other != key),
                });
            };
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        class="checkbox"
                        prop:checked=given
                        on:change=move |event| toggle(event_target_checked(&event))
                    />
                    <span>{text}</span>
                </label>
            }
        };
        channels.into_iter().map(channel).collect::<Vec<_>>()
    };
    // An error in a folded field must be seen.
    let unfold = move || errors.with(|errors| errors.keys().any(|place| matches!(place, Place::Field(_))));
    view! {
        <form
            class="customer-form"
            on:submit=move |event| {
                event.prevent_default();
                submit(true);
            }
            on:keydown=move |event| {
                if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                    event.prevent_default();
                    submit(true);
                }
            }
        >
            <DialogBody>
                <div class="stack gap-4">
                    {move || note.run()}
                    <Segmented label=tr("Kind") value=form.kind options=Signal::stored(kinds) hide_label=true />
                    <div class="form">{names}</div>
                    <Points
                        kind=FieldKind::Emails
                        points=form.emails
                        errors
                        place=Place::Email
                    />
                    <Points
                        kind=FieldKind::Phones
                        points=form.phones
                        errors
                        place=Place::Phone
                    />
                    <div class="form">
                        {entry(customer::STAGE)} {entry(customer::OWNER)}
                        <div class="wide">
                            <TagPick label=tr("Tags") field=customer::TAGS value=form.tags />
                        </div>
                    </div>
                    <details class="more-fields" open=unfold>
                        <summary>{tr("More fields")}</summary>
                        <div class="form">{more}</div>
                        <fieldset class="stack gap-2">
                            <legend class="medium">{tr("Address")}</legend>
                            {form.address.fields(false)}
                        </fieldset>
                        <fieldset class="stack gap-2">
                            <legend class="medium">{tr("They agreed to be contacted by")}</legend>
                            <div class="row gap-4">{channels}</div>
                        </fieldset>
                    </details>
                    {move || {
                        refused
                            .get()
                            .map(|text| view! { <Banner text hue=Hue::Red icon=Icon::Alert boxed=true /> })
                    }}
                </div>
            </DialogBody>
            <DialogFooter>
                <Button label=tr("Cancel") kind=ButtonKind::Ghost on_click=move || open.set(false) />
                <Button label=tr("Save and close") on_click=move || submit(false) />
                <Button
                    label=tr("Save and open")
                    kind=ButtonKind::Primary
                    submit=true
                    disabled_reason=Signal::derive(move || busy.get().then(|| tr("Being written…").to_owned()))
                />
            </DialogFooter>
        </form>
    }
}

/// Rows of addresses or numbers, each with its label.
#[component]
fn Points(
    kind: FieldKind,
    points: RwSignal<Vec<Point>>,
    errors: Memo<Errors>,
    place: fn(usize) -> Place,
) -> impl IntoView {
    let (name, add, input) = match kind {
        FieldKind::Emails => (tr("E-mail"), tr("Add another e-mail"), InputKind::Email),
        _ => (tr("Phone"), tr("Add another phone"), InputKind::Phone),
    };
    let rows = move || {
        let row = |(at, point): (usize, Point)| {
            let error = Signal::derive(move || errors.with(|errors| errors.get(&place(at)).cloned()));
            view! {
                <div class="point-row">
                    <TextField label=name value=point.value kind=input error hide_label=at != 0 />
                    <PointLabel value=point.label hide_label=at != 0 />
                    {(at > 0)
                        .then(|| {
                            view! {
                                <Button
                                    label=tr("Remove")
                                    icon=Icon::X
                                    kind=ButtonKind::Ghost
                                    small=true
                                    icon_only=true
                                    on_click=move || {
                                        points.update(|points| points.retain(|other| *other != point));
                                    }
                                />
                            }
                        })}
                </div>
            }
        };
        points.get().into_iter().enumerate().map(row).collect::<Vec<_>>()
    };
    view! {
        <div class="stack gap-2">
            {rows}
            <div>
                <Button
                    label=add
                    icon=Icon::Plus
                    kind=ButtonKind::Ghost
                    small=true
                    on_click=move || points.update(|points| points.push(Point::new(PointText::default())))
                />
            </div>
        </div>
    }
}

fn focus_first_error() {
    focus_drawn(|| document().query_selector("dialog [aria-invalid=true]").ok().flatten());
}
