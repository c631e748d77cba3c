//! The whole record of one customer: every field in place, the timeline, and what belongs to it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::dialogs::{LogRequest, NewCustomerRequest, open_log, open_new_customer};
use crate::app::live::{Live, live};
use crate::app::workspace::use_schema;
use crate::app::{Page, current_route, hand_over_heading, page_title, toast};
use crate::feature::interactions::CustomerTimeline;
use crate::feature::segments::WhyInSegment;
use crate::feature::shared::cell::{draw, label};
use crate::model::{FieldInfo, FieldKind, Id, Schema, Table, Value, customer};
use crate::platform::clipboard;
use crate::route::{CustomersPage, Route};
use crate::text::{tr, tr_with};
use crate::ui::{
    Attributes, Avatar, AvatarSize, Banner, Button, ButtonKind, Card, Chip, EmptyState, Hue, Icon,
    LinkButton, MenuButton, MenuEntry, MenuItem, PopoverButton, Skeleton, Tab, Tabs, Toast, tab_panel_id,
};
use crate::wire::{GetRecord, Named, RecordView, Selection};

use super::bulk::export;
use super::edit::{archive, delete, restore};
use super::fields::{ChosenButton, FieldRow, shown};
use super::form::belongs;
use super::notes::Notes;
use super::peek::is_company;

/// The page of the customer that the address names.
#[component]
pub fn CustomerPage() -> impl IntoView {
    let Route::Customer { id, .. } = current_route() else { return ().into_any() };
    let answer =
        live(&[Table::Customer, Table::Interaction, Table::Note, Table::Member, Table::Segment], move || {
            Some(GetRecord { table: Table::Customer, id })
        });
    let record = Memo::new(move |_| answer.with(|answer| answer.ready().cloned().flatten()));
    let there = Memo::new(move |_| record.with(Option::is_some));
    let page = move || {
        let there = there.get();
        hand_over_heading();
        if there {
            return view! { <Record id record=record.into() /> }.into_any();
        }
        match answer.get() {
            Live::Loading => view! {
                <Page title=tr("Customer")>
                    <Skeleton lines=9 />
                </Page>
            }
            .into_any(),
            Live::Failed(problem) => view! {
                <Page title=tr("Customer")>
                    <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true />
                </Page>
            }
            .into_any(),
            Live::Ready(_) => view! { <NotHere /> }.into_any(),
        }
    };
    page.into_any()
}

#[component]
fn NotHere() -> impl IntoView {
    view! {
        <Page title=tr("Customer")>
            <EmptyState
                icon=Icon::User
                title=tr("This customer is not in this workspace")
                text=tr("The address may come from somebody else's workspace, or the customer was never saved here. If somebody shared it, import their file first.")
            >
                <LinkButton
                    label=tr("Go to customers")
                    href=Route::Customers(CustomersPage::default()).href()
                    kind=ButtonKind::Primary
                />
                <LinkButton label=tr("Import a file") href=Route::Import.href() />
            </EmptyState>
        </Page>
    }
}

#[component]
fn Record(id: Id, record: Signal<Option<RecordView>>) -> impl IntoView {
    // The page draws this only while there is a record.
    let Some(first) = record.get_untracked() else { return ().into_any() };
    let record: Signal<RecordView> = Memo::new(move |last: Option<&RecordView>| {
        record.get().or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
    })
    .into();
    let is_company = Memo::new(move |_| record.with(is_company));
    let alive = Memo::new(move |_| record.with(|record| record.alive));
    let archived = Memo::new(move |_| {
        record.with(|record| record.value(&customer::ARCHIVED) == Some(&Value::Bool(true)))
    });
    let name = Signal::derive(move || record.with(|record| record.name.clone()));
    page_title(name);

    // On a narrow screen one part at a time is shown.
    let tab = RwSignal::new("timeline".to_owned());
    let tabs = Signal::derive(|| {
        let tab = |key, label: &str| Tab { key, label: label.to_owned(), count: None };
        vec![tab("timeline", tr("Timeline")), tab("details", tr("Details")), tab("related", tr("Related"))]
    });
    let state = move || {
        let name = name.get_untracked();
        if !alive.get() {
            return Some(
                view! {
                    <Banner text=tr("This customer is in the bin.") hue=Hue::Amber icon=Icon::Trash>
                        <Button label=tr("Restore") icon=Icon::Restore small=true on_click=move || restore(id, name.clone()) />
                    </Banner>
                }
                .into_any(),
            );
        }
        archived.get().then(|| {
            view! {
                <Banner
                    text=tr("This customer is archived and hidden from lists.")
                    hue=Hue::Grey
                    icon=Icon::Archive
                >
                    <Button
                        label=tr("Take out of the archive")
                        small=true
                        on_click=move || archive(id, name.clone(), false)
                    />
                </Banner>
            }
            .into_any()
        })
    };
    view! {
        <Head id record name is_company archived alive />
        {state}
        <div class="record-tabs">
            <Tabs id="record" label=tr("Parts of the record") tabs chosen=tab on_choose=move |key: &'static str| tab.set(key.to_owned()) />
        </div>
        <div class="content">
            <div class="record customer-record" id=tab_panel_id("record") data-tab=move || tab.get()>
                <section class="record-side" aria-label=tr("Details")>
                    <Details record />
                </section>
                <section class="record-main" aria-label=tr("Timeline")>
                    <Facts record />
                    <CustomerTimeline customer=id is_company />
                </section>
                <section class="record-related" aria-label=tr("Related")>
                    <Notes record />
                    <People id record is_company />
                    <Segments id record />
                </section>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Head(
    id: Id,
    record: Signal<RecordView>,
    name: Signal<String>,
    is_company: Memo<bool>,
    archived: Memo<bool>,
    alive: Memo<bool>,
) -> impl IntoView {
    let schema = use_schema();
    let shown_name =
        move || name.with(|name| if name.is_empty() { tr("No name").to_owned() } else { name.clone() });
    let company = Memo::new(move |_| {
        schema.with(|schema| {
            let info = schema.field(&customer::COMPANY)?;
            record.with(|record| match shown(schema, record, &info) {
                crate::wire::Shown::Link(named) => Some(named),
                _ => None,
            })
        })
    });
    let title = Memo::new(move |_| {
        let text = record.with(|record| Some(record.value(&customer::JOB_TITLE)?.as_text()?.to_owned()));
        text.filter(|_| !is_company.get())
    });
    let stage = schema.with_untracked(|schema| schema.field(&customer::STAGE));
    let entries = Signal::derive(move || {
        let name = name.get();
        let copy = || {
            spawn_local(async {
                let address = window().location().href().unwrap_or_default();
                match clipboard::copy(&address).await {
                    Ok(()) => toast(
                        Toast::done(tr("Link copied")).detail(tr("It opens this customer in this browser.")),
                    ),
                    Err(error) => toast(Toast::error(error.to_string())),
                }
            });
        };
        let file = name.clone();
        let csv = move || {
            let schema = schema.get_untracked();
            let fields =
                schema.fields(Table::Customer).into_iter().filter(|info| info.kind != FieldKind::Json);
            export(
                Selection::Ids(vec![id]),
                fields.map(|info| info.field).collect(),
                Vec::new(),
                file.clone(),
            );
        };
        let mut entries: Vec<MenuEntry> = vec![
            MenuItem::new(tr("Copy link"), copy).icon(Icon::Link).into(),
            MenuItem::new(tr("Export as CSV"), csv).icon(Icon::Export).into(),
        ];
        let archived = archived.get();
        let (text, icon) = if archived {
            (tr("Take out of the archive"), Icon::Restore)
        } else {
            (tr("Archive"), Icon::Archive)
        };
        let of = name.clone();
        entries.push(MenuItem::new(text, move || archive(id, of.clone(), !archived)).icon(icon).into());
        entries.push(MenuEntry::Line);
        entries.push(match alive.get() {
            true => MenuItem::new(tr("Delete"), move || delete(id, name.clone()))
                .icon(Icon::Trash)
                .danger()
                .into(),
            false => {
                MenuItem::new(tr("Restore"), move || restore(id, name.clone())).icon(Icon::Restore).into()
            }
        });
        entries
    });
    view! {
        <header class="toolbar customer-head">
            <crate::app::page::DrawerButton />
            <div class="toolbar-start">
                {move || {
                    let square = is_company.get();
                    view! { <Avatar name id=id.to_string() size=AvatarSize::Large square /> }
                }}
                <div class="customer-name">
                    <h1 class="truncate" tabindex="-1">
                        {shown_name}
                    </h1>
                    <p class="small quiet truncate">
                        {move || if is_company.get() { tr("Company") } else { tr("Person") }}
                        {move || title.get().map(|title| format!(" · {title}"))}
                        {move || {
                            company
                                .get()
                                .map(|company| {
                                    view! {
                                        " · "
                                        <a href=Route::customer(company.id).href()>{company.name}</a>
                                    }
                                })
                        }}
                    </p>
                </div>
                {stage
                    .map(|info| {
                        view! { <ChosenButton record name=label(&info.label) info class="button ghost small stage-button" /> }
                    })}
            </div>
            <div class="toolbar-end">
                <Button
                    label=tr("Log interaction")
                    icon=Icon::Chat
                    kind=ButtonKind::Primary
                    keys="L"
                    attr:class="button primary in-bottom-bar"
                    on_click=move || open_log(LogRequest { customer: Some(id) })
                />
                <MenuButton label=tr("More actions") entries icon=Icon::More icon_only=true align_end=true />
            </div>
        </header>
    }
}

/// Every field that this kind of customer has, or that holds something all the same.
pub fn shown_fields(schema: &Schema, record: Signal<RecordView>) -> Vec<FieldInfo> {
    let is_company = record.with(is_company);
    let mut fields = schema.fields(Table::Customer);
    fields.retain(|info| {
        // Shown in the head of the page and by its banners.
        let elsewhere = [customer::ARCHIVED, customer::SAMPLE];
        let filled =
            || record.with(|record| !matches!(shown(schema, record, info), crate::wire::Shown::Nothing));
        !info.derived
            && !matches!(info.kind, FieldKind::Json | FieldKind::Picks(_))
            && !elsewhere.contains(&info.field)
            && (belongs(&info.field, is_company) || filled())
    });
    fields
}

#[component]
fn Details(record: Signal<RecordView>) -> impl IntoView {
    let schema = use_schema();
    let fields = Memo::new(move |_| schema.with(|schema| shown_fields(schema, record)));
    // What the engine works out, but for the facts above the timeline and what fields show already.
    let derived = Memo::new(move |_| {
        let wanted = [
            customer::AGE,
            customer::FIRST_CONTACT,
            customer::LAST_INBOUND,
            customer::LAST_OUTBOUND,
            customer::CREATED,
            customer::UPDATED,
        ];
        schema.with(|schema| {
            let all = wanted.iter().filter_map(|field| schema.field(field));
            all.filter(|info| record.with(|record| record.value(&info.field).is_some())).collect::<Vec<_>>()
        })
    });
    view! {
        <Attributes>
            <For each=move || fields.get() key=|info| info.field.clone() let(info)>
                <FieldRow record info />
            </For>
        </Attributes>
        <h3 class="details-title">{tr("Worked out")}</h3>
        <Attributes>
            <For each=move || derived.get() key=|info| info.field.clone() let(info)>
                <FieldRow record info />
            </For>
        </Attributes>
    }
}

/// What one wants to know at a glance.
#[component]
pub fn Facts(record: Signal<RecordView>) -> impl IntoView {
    let schema = use_schema();
    let facts = [
        customer::LAST_CONTACT,
        customer::INTERACTIONS,
        customer::MEAN_SATISFACTION,
        customer::FOLLOW_UP_DUE,
    ];
    let fact = move |field: crate::model::Field| {
        let info = schema.with_untracked(|schema| schema.field(&field))?;
        let value = Memo::new({
            let info = info.clone();
            move |_| schema.with(|schema| record.with(|record| shown(schema, record, &info)))
        });
        let term = label(&info.label);
        let drawn = move || match value.get() {
            crate::wire::Shown::Nothing => view! { <span class="quiet">"–"</span> }.into_any(),
            value => schema.with(|schema| draw(schema, &info, &value)),
        };
        Some(view! {
            <div class="fact">
                <dt class="small quiet">{term}</dt>
                <dd>{drawn}</dd>
            </div>
        })
    };
    view! {
        <div class="facts-frame">
            <dl class="facts">{facts.map(fact).into_iter().collect::<Vec<_>>()}</dl>
        </div>
    }
}

/// Who works at the company.
#[component]
fn People(id: Id, record: Signal<RecordView>, is_company: Memo<bool>) -> impl IntoView {
    let people = Memo::new(move |_| record.with(|record| record.people.clone()));
    let add = move || {
        let company = Named { id, name: record.with_untracked(|record| record.name.clone()) };
        open_new_customer(NewCustomerRequest { name: String::new(), company: Some(company) });
    };
    let person = |named: Named| {
        view! {
            <li>
                <a class="person-link" href=Route::customer(named.id).href()>
                    <Avatar name=named.name.clone() id=named.id.to_string() size=AvatarSize::Small />
                    <span class="truncate">{named.name}</span>
                </a>
            </li>
        }
    };
    let actions = move || {
        view! {
            <Button
                label=tr("Add a person")
                icon=Icon::UserPlus
                kind=ButtonKind::Ghost
                small=true
                icon_only=true
                on_click=add
            />
        }
    };
    move || {
        (is_company.get() || people.with(|people| !people.is_empty())).then(|| {
            view! {
                <Card title=tr("People who work here") actions>
                    {move || {
                        people.with(Vec::is_empty).then(|| view! { <p class="quiet">{tr("Nobody yet.")}</p> })
                    }}
                    <ul class="stack gap-1">
                        {move || people.get().into_iter().map(person).collect::<Vec<_>>()}
                    </ul>
                </Card>
            }
        })
    }
}

/// The segments the customer is in, and why.
#[component]
fn Segments(id: Id, record: Signal<RecordView>) -> impl IntoView {
    let segments = Memo::new(move |_| record.with(|record| record.segments.clone()));
    let row = move |named: Named| {
        let why = tr_with("Why in {segment}?", &[("segment", &named.name)]);
        let segment = named.id;
        view! {
            <li class="value-row">
                <a class="grow truncate" href=Route::Segment(segment).href()>
                    <Chip label=named.name hue=Hue::Violet icon=Icon::Segment />
                </a>
                <PopoverButton
                    label=why
                    icon=Icon::Question
                    kind=ButtonKind::Ghost
                    small=true
                    icon_only=true
                    align_end=true
                >
                    <div class="customer-why">
                        <WhyInSegment segment=Signal::stored(segment) customer=Signal::stored(id) />
                    </div>
                </PopoverButton>
            </li>
        }
    };
    view! {
        <Card title=tr("Segments")>
            {move || segments.with(Vec::is_empty).then(|| view! { <p class="quiet">{tr("In no segment.")}</p> })}
            <ul class="stack gap-1">{move || segments.get().into_iter().map(row).collect::<Vec<_>>()}</ul>
        </Card>
    }
}
