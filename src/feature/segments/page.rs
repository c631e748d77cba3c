//! The page of one segment, stored or new: its form, its members while it is edited, how it compares,
//! and why somebody is in it.

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::comparison::Comparison;
use super::draft::{self, Written};
use super::form::{Fields, SegmentForm};
use super::list::{delete, duplicate};
use super::preview::{Preview, members_route};
use super::templates::template_of;
use super::why::WhyPanel;
use crate::app::live::{Live, live};
use crate::app::{Page, PageWidth, commit, navigate, replace};
use crate::model::{Id, Rule, Table};
use crate::platform::ids;
use crate::route::Route;
use crate::text::{tr, tr_n, tr_stored};
use crate::ui::{
    Banner, Button, ButtonKind, EmptyState, Hue, Icon, LinkButton, MenuButton, MenuEntry, MenuItem, Skeleton,
    Tab, Tabs, tab_panel_id,
};
use crate::wire::{Commit, GetSegment, Label, SegmentView};

/// A segment that does not exist yet, with the rule it starts from.
#[component]
pub fn NewSegmentPage(rule: Rule) -> impl IntoView {
    let start = match template_of(&rule) {
        Some(template) => Written {
            name: template.name.to_owned(),
            description: template.description.to_owned(),
            hue: template.hue,
            rule,
            ..Written::default()
        },
        None => Written { hue: Hue::Indigo, rule, ..Written::default() },
    };
    view! { <SegmentEditor start stored=Signal::stored(None) /> }
}

#[component]
pub fn SegmentPage(id: Id) -> impl IntoView {
    let answer = live(&[Table::Segment, Table::Customer], move || Some(GetSegment { id }));
    let stored = Memo::new(move |_| answer.with(|answer| answer.ready().cloned().flatten()));
    // The form is made once, when the segment first arrives: later versions are merged into it.
    let state = Memo::new(move |_| {
        answer.with(|answer| match answer {
            Live::Loading => State::Loading,
            Live::Failed(problem) => State::Failed(problem.to_string()),
            Live::Ready(None) => State::Gone,
            Live::Ready(Some(_)) => State::There,
        })
    });
    move || match state.get() {
        State::Loading => view! { <Page title=tr("Segment")><Skeleton lines=8 /></Page> }.into_any(),
        State::Failed(problem) => view! {
            <Page title=tr("Segment")>
                <Banner text=tr_stored(&problem) hue=Hue::Red boxed=true />
            </Page>
        }
        .into_any(),
        State::Gone => view! { <Gone /> }.into_any(),
        State::There => {
            let start = stored.with_untracked(|stored| stored.as_ref().map(Written::of)).unwrap_or_default();
            view! { <SegmentEditor id start stored=stored.into() /> }.into_any()
        }
    }
}

#[derive(Clone, PartialEq)]
enum State {
    Loading,
    Failed(String),
    Gone,
    There,
}

#[component]
fn Gone() -> impl IntoView {
    view! {
        <Page title=tr("Segment")>
            <EmptyState
                icon=Icon::Segment
                title=tr("This segment is not there")
                text=tr("It was deleted, or the address is wrong. A deleted segment can be restored from the bin.")
            >
                <LinkButton label=tr("All segments") href=Route::Segments.href() kind=ButtonKind::Primary />
                <LinkButton label=tr("Open the bin") href=Route::Bin.href() />
            </EmptyState>
        </Page>
    }
}

#[component]
fn SegmentEditor(
    #[prop(optional)] id: Option<Id>,
    start: Written,
    stored: Signal<Option<SegmentView>>,
) -> impl IntoView {
    let kept = draft::take_kept(id)
        .filter(|kept| id.is_some() || start.rule.is_everybody() || kept.rule == start.rule);
    let restored = RwSignal::new(kept.is_some());
    let fields = Fields::new(kept.unwrap_or_else(|| start.clone()));
    let baseline = RwSignal::new(start);
    let written = Memo::new(move |_| fields.get());
    let dirty = Memo::new(move |_| {
        fields.unfinished.get() > 0
            || written.with(|written| baseline.with(|baseline| !written.same(baseline)))
    });
    let segment_draft = Memo::new(move |_| written.with(Written::draft));
    let names = Signal::derive(move || {
        stored.with(|stored| stored.as_ref().map(|stored| stored.names.clone()).unwrap_or_default())
    });

    // Somebody else changed it (another tab, an undo, a merge): what was not touched here follows.
    Effect::watch(
        move || stored.get(),
        move |stored, _, _| {
            let Some(now) = stored.as_ref().map(Written::of) else { return };
            let before = baseline.get_untracked();
            if !now.same(&before) {
                let mine = written.get_untracked();
                baseline.set(now.clone());
                fields.follow(mine.rebased(&before, &now));
            }
        },
        false,
    );
    // What is not saved outlives the page; closing the tab asks first.
    on_cleanup(move || {
        if dirty.try_get_untracked() == Some(true)
            && !written.with_untracked(|written| baseline.with_untracked(|saved| written.same(saved)))
        {
            draft::keep(id, written.get_untracked());
        }
    });
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if dirty.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || closing.remove());

    let blocked = Signal::derive(move || match fields.unfinished.get() {
        0 if id.is_some() && !dirty.get() => Some(tr("Nothing was changed.").to_owned()),
        0 => None,
        n => Some(tr_n("Finish {n} condition first.", "Finish {n} conditions first.", n)),
    });
    let save = move || {
        let now = written.get_untracked();
        if now.name.trim().is_empty() {
            return fields.name_error.set(Some(tr("Give the segment a name.").to_owned()));
        }
        fields.name_error.set(None);
        let name = now.name.trim().to_owned();
        spawn_local(async move {
            let (label, draft, new) = match id {
                Some(id) => {
                    (Label::new("Edit segment", name), now.update(id, &baseline.get_untracked()), None)
                }
                None => {
                    let id = ids::new_id();
                    (Label::new("New segment", name), now.create(id), Some(id))
                }
            };
            if commit(Commit { label, drafts: vec![draft] }).await.is_none() {
                return;
            }
            restored.try_set(false);
            baseline.try_set(now);
            if let Some(id) = new {
                replace(Route::Segment(id));
            }
        });
    };
    let discard = move || {
        restored.set(false);
        fields.set(baseline.get_untracked());
    };
    let title = Signal::derive(move || match fields.name.get() {
        name if name.trim().is_empty() => {
            if id.is_some() { tr("Segment") } else { tr("New segment") }.to_owned()
        }
        name => name,
    });
    let entries = Signal::derive(move || {
        id.map(|id| {
            let name = baseline.with(|baseline| baseline.name.clone());
            let remove = move || {
                let name = name.clone();
                spawn_local(async move {
                    if delete(id, name).await {
                        navigate(Route::Segments);
                    }
                });
            };
            let copy = move || spawn_local(duplicate(id));
            vec![
                MenuItem::new(tr("Members in the list"), move || navigate(members_route(id)))
                    .icon(Icon::Users)
                    .into(),
                MenuItem::new(tr("Duplicate"), copy).icon(Icon::Copy).into(),
                MenuEntry::Line,
                MenuItem::new(tr("Delete"), remove).icon(Icon::Trash).danger().into(),
            ]
        })
        .unwrap_or_default()
    });
    let actions = move || {
        view! {
            {move || {
                dirty.get().then(|| view! { <Button label=tr("Discard changes") kind=ButtonKind::Ghost on_click=discard /> })
            }}
            <Button
                label=if id.is_some() { tr("Save") } else { tr("Create segment") }
                kind=ButtonKind::Primary
                disabled_reason=blocked
                on_click=save
            />
            {id
                .map(|_| {
                    view! {
                        <MenuButton label=tr("More") entries icon=Icon::More kind=ButtonKind::Ghost icon_only=true align_end=true />
                    }
                })}
        }
    };
    let tab = RwSignal::new("rule".to_owned());
    let tabs = Signal::derive(|| {
        let tab = |key, label: &'static str| Tab { key, label: label.to_owned(), count: None };
        vec![tab("rule", tr("Definition")), tab("compare", tr("Comparison")), tab("why", tr("Why in or out"))]
    });
    let is_on = move |key: &'static str| tab.with(|tab| tab == key);
    let problem = move || stored.with(|stored| stored.as_ref()?.summary.problem.clone());
    view! {
        <Page title actions width=PageWidth::Wide>
            {move || {
                restored
                    .get()
                    .then(|| {
                        view! {
                            <Banner text=tr("These are changes from before that were not saved.") hue=Hue::Amber boxed=true>
                                <Button label=tr("Discard changes") small=true on_click=discard />
                            </Banner>
                        }
                    })
            }}
            {move || problem().map(|problem| view! { <Banner text=tr_stored(&problem.to_string()) hue=Hue::Amber icon=Icon::Alert boxed=true /> })}
            <div class="segment-page">
                <div class="segment-main">
                    <Tabs
                        id="segment"
                        label=tr("Segment")
                        tabs
                        chosen=tab
                        on_choose=move |key: &'static str| tab.set(key.to_owned())
                    />
                    <div role="tabpanel" id=tab_panel_id("segment") aria-label=tr("Segment")>
                        // Hidden, not gone: a half-typed condition stays.
                        <div hidden=move || !is_on("rule")>
                            <SegmentForm fields id names />
                        </div>
                        {move || is_on("compare").then(|| view! { <Comparison draft=segment_draft /> })}
                        {move || is_on("why").then(|| view! { <WhyPanel draft=segment_draft names /> })}
                    </div>
                </div>
                <aside class="segment-aside">
                    <Preview draft=segment_draft saved=Signal::derive(move || id.filter(|_| !dirty.get())) />
                </aside>
            </div>
        </Page>
    }
}
