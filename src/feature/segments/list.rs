//! All segments with their size, and templates to start from.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::{Written, has_kept};
use super::preview::{TABLES, members_route};
use super::templates::{Template, templates};
use crate::app::live::{Live, live};
use crate::app::workspace::use_workspace;
use crate::app::{Page, PageWidth, commit, navigate, run};
use crate::model::{Id, Table};
use crate::platform::ids;
use crate::route::Route;
use crate::text::{number, tr, tr_stored, tr_with};
use crate::ui::{
    Banner, ButtonKind, Chip, Dot, EmptyState, Hue, Icon, IconView, LinkButton, MenuButton, MenuEntry,
    MenuItem, Meter, Skeleton,
};
use crate::wire::{Commit, Draft, GetSegment, Label, ListSegments, SegmentSummary};

#[component]
pub fn SegmentsPage() -> impl IntoView {
    let answer = live(TABLES, || Some(ListSegments));
    let is_empty = move || answer.with(|answer| answer.ready().is_some_and(Vec::is_empty));
    let content = move || {
        match answer.get() {
        Live::Loading => view! { <Skeleton lines=6 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=tr_stored(&problem.to_string()) hue=Hue::Red boxed=true /> }.into_any()
        }
        Live::Ready(segments) if segments.is_empty() => view! {
            <EmptyState
                icon=Icon::Segment
                title=tr("No segments yet")
                text=tr("A segment is a group of customers that a rule describes, such as those who were not called for 90 days. It stays current by itself.")
            >
                <LinkButton label=tr("New segment") href=new_route().href() icon=Icon::Plus kind=ButtonKind::Primary />
            </EmptyState>
        }
        .into_any(),
        Live::Ready(segments) => view! { <SegmentTable segments /> }.into_any(),
    }
    };
    let actions = move || {
        (!is_empty()).then(|| {
            view! { <LinkButton label=tr("New segment") href=new_route().href() icon=Icon::Plus kind=ButtonKind::Primary /> }
        })
    };
    view! {
        <Page title=tr("Segments") actions=move || view! { {actions} } width=PageWidth::Wide>
            {content}
            <section class="stack" aria-labelledby="segment-templates">
                <h2 id="segment-templates">{tr("Start from a template")}</h2>
                <ul class="segment-templates">
                    {templates().into_iter().map(|template| view! { <TemplateView template /> }).collect::<Vec<_>>()}
                </ul>
            </section>
        </Page>
    }
}

fn new_route() -> Route {
    Route::NewSegment { rule: Default::default() }
}

#[component]
fn TemplateView(template: Template) -> impl IntoView {
    let Template { name, description, hue, icon, rule } = template;
    view! {
        <li>
            <a class=format!("choice {}", hue.class()) href=Route::NewSegment { rule }.href()>
                <IconView icon />
                <span class="choice-title">{name}</span>
                <span class="choice-text">{description}</span>
            </a>
        </li>
    }
}

#[component]
fn SegmentTable(segments: Vec<SegmentSummary>) -> impl IntoView {
    view! {
        <div class="card segment-list">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{tr("Segment")}</th>
                        <th scope="col" class="figures">{tr("Customers")}</th>
                        <th scope="col" class="segment-share">{tr("Share of all")}</th>
                        <th scope="col"><span class="visually-hidden">{tr("Actions")}</span></th>
                    </tr>
                </thead>
                <tbody>
                    {segments.into_iter().map(|segment| view! { <SegmentRow segment /> }).collect::<Vec<_>>()}
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn SegmentRow(segment: SegmentSummary) -> impl IntoView {
    let SegmentSummary { id, name, description, hue, count, problem } = segment;
    let welcome = use_workspace().welcome;
    let share = Signal::derive(move || {
        let all = welcome.with(|welcome| welcome.counts.customers);
        if all == 0 { 0.0 } else { f64::from(count) / f64::from(all) }
    });
    let hue = Hue::from_name(&hue).unwrap_or_default();
    let shown_name = if name.is_empty() { tr("(no name)").to_owned() } else { name.clone() };
    let entries = Signal::derive(move || {
        let name = name.clone();
        let remove = move || {
            let name = name.clone();
            spawn_local(async move {
                delete(id, name).await;
            });
        };
        vec![
            MenuItem::new(tr("Edit"), move || navigate(Route::Segment(id))).icon(Icon::Edit).into(),
            MenuItem::new(tr("Members in the list"), move || navigate(members_route(id)))
                .icon(Icon::Users)
                .into(),
            MenuItem::new(tr("Duplicate"), move || spawn_local(duplicate(id))).icon(Icon::Copy).into(),
            MenuEntry::Line,
            MenuItem::new(tr("Delete"), remove).icon(Icon::Trash).danger().into(),
        ]
    });
    let menu_label = tr_with("What to do with {name}", &[("name", &shown_name)]);
    view! {
        <tr>
            <th scope="row">
                <span class="segment-name">
                    <Dot hue />
                    <a href=Route::Segment(id).href()>{shown_name}</a>
                    {has_kept(Some(id)).then(|| view! { <Chip label=tr("Not saved") hue=Hue::Amber /> })}
                </span>
                {(!description.is_empty()).then(|| view! { <span class="segment-text quiet small">{description}</span> })}
                {problem.map(|problem| view! { <span class="segment-text field-error"><IconView icon=Icon::Alert />{tr_stored(&problem.to_string())}</span> })}
            </th>
            <td class="figures">
                <a href=members_route(id).href() aria-label=tr_with("{n} members, in the list", &[("n", &number(f64::from(count)))])>
                    {number(f64::from(count))}
                </a>
            </td>
            <td class="segment-share"><Meter label=tr("Share of all customers") share hue /></td>
            <td>
                <MenuButton label=menu_label entries icon=Icon::More kind=ButtonKind::Ghost small=true icon_only=true align_end=true />
            </td>
        </tr>
    }
}

/// Deletes a segment and offers to undo it. Its customers stay.
pub async fn delete(id: Id, name: String) -> bool {
    let drafts = vec![Draft::delete(Table::Segment, id)];
    commit(Commit { label: Label::new("Delete segment", name), drafts }).await.is_some()
}

/// Makes a copy and opens it.
pub async fn duplicate(id: Id) {
    let Some(Some(view)) = run(GetSegment { id }).await else { return };
    let original = Written::of(&view);
    let name = tr_with("Copy of {name}", &[("name", &original.name)]);
    let copy = Written { name: name.clone(), ..original };
    let new = ids::new_id();
    let label = Label::new("New segment", name);
    if commit(Commit { label, drafts: vec![copy.create(new)] }).await.is_some() {
        navigate(Route::Segment(new));
    }
}
