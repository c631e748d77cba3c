//! What stands around every page: the sidebar, the notices above the page, the layers over it.

use leptos::html;
use leptos::prelude::*;

use super::actions::{Action, Place, places, provide_actions, use_actions};
use super::live::provide_live;
use super::page::{Drawer, focus_heading};
use super::parts::{fetch, later, page_or};
use super::router::use_route;
use super::screens::Screen;
use super::status::{self, Engine, Progress, Saved};
use super::workspace::{Opened, Workspace, provide_workspace, use_me, use_workspace};
use super::{canary, commands, shortcuts};
use crate::feature::data::{ExportReminder, KeepReminder};
use crate::feature::import::FileDrop;
use crate::feature::parts::{Beginning, Daily, Home, fetch_all};
use crate::platform::{online, service_worker};
use crate::route::{Route, Settings};
use crate::text::{number, tr, tr_stored, tr_with};
use crate::ui::{
    self, Avatar, AvatarSize, Banner, Button, ButtonKind, Hue, Icon, IconView, Kbd, Skeleton, ToastStack,
    TooltipLayer, provide_toaster, theme,
};

#[component]
pub fn App() -> impl IntoView {
    theme::provide_appearance();
    commands::start(provide_toaster());
    provide_live();
    // While the engine reads: whoever has been here has a workspace to be shown.
    if canary::last_seen().is_some() {
        fetch::<Home>();
    }
    let opening = provide_workspace();
    let Workspace { welcome, .. } = use_workspace();
    let named = Memo::new(move |_| welcome.with(|welcome| welcome.workspace.is_some()));
    let content = move || match (opening.get(), named.get()) {
        (Opened::Loading, _) => opening_view(),
        (Opened::Failed(problem), _) => {
            page_or(move |part: Beginning| (part.failed)(problem.clone()), opening_view)
        }
        (Opened::Open, false) => page_or(|part: Beginning| (part.welcome)(), opening_view),
        (Opened::Open, true) => page_or(|part: Home| (part.shell)(), opening_view),
    };
    view! {
        {content}
        <ToastStack />
        <TooltipLayer />
    }
}

fn opening_view() -> AnyView {
    view! { <Opening /> }.into_any()
}

/// What the page will look like, while the data is loaded.
#[component]
fn Opening() -> impl IntoView {
    let progress = status::use_progress();
    let said = move || match progress.get() {
        Some(progress) => tr_stored(&progress.what),
        None => tr("Opening your workspace…").to_owned(),
    };
    let share = move || progress.with(|progress| progress.as_ref().map(Progress::share));
    view! {
        <div class="shell" aria-busy="true">
            <div class="sidebar" aria-hidden="true">
                <div class="sidebar-head"></div>
                <div class="sidebar-body">
                    <Skeleton lines=7 />
                </div>
            </div>
            <main class="main" id="main">
                <div class="toolbar"></div>
                <div class="content">
                    <div class="page">
                        <ui::Progress label=Signal::derive(said) share=Signal::derive(share) />
                        <Skeleton lines=9 />
                    </div>
                </div>
            </main>
        </div>
    }
}

#[component]
pub fn Shell() -> impl IntoView {
    provide_actions();
    shortcuts::listen(use_actions());
    canary::keep(use_workspace());
    fetch_all();
    let route = use_route();
    let drawer = RwSignal::new(false);
    provide_context(Drawer(drawer));

    let page = Memo::new(move |_| route.with(Route::page));
    Effect::new(move |before: Option<String>| {
        let now = page.get();
        // Not at the first page, where the browser's own beginning is right.
        if before.is_some_and(|before| before != now) {
            focus_heading();
        }
        now
    });
    Effect::new(move || {
        route.track();
        drawer.set(false);
    });

    let sidebar = NodeRef::<html::Aside>::new();
    Effect::new(move || {
        if let (true, Some(sidebar)) = (drawer.get(), sidebar.get()) {
            // Fails only for an element outside of the document.
            let _ = sidebar.focus();
        }
    });
    view! {
        <button type="button" class="button default skip-link" on:click=|_| focus_heading()>
            {tr("Skip to content")}
        </button>
        <div class="shell" data-drawer=move || drawer.get().then_some("")>
            <aside
                class="sidebar"
                aria-label=tr("Sidebar")
                tabindex="-1"
                node_ref=sidebar
                on:keydown=move |event| {
                    if event.key() == "Escape" && drawer.get_untracked() {
                        drawer.set(false);
                        focus_heading();
                    }
                }
            >
                <Sidebar />
            </aside>
            <button
                type="button"
                class="drawer-scrim"
                aria-label=tr("Close the menu")
                on:click=move |_| drawer.set(false)
            ></button>
            <main class="main" id="main" tabindex="-1">
                <Notices />
                {move || {
                    page.track();
                    view! { <Screen /> }
                }}
            </main>
            <BottomBar />
        </div>
        <FileDrop />
        {later(|part: Daily| (part.dialogs)())}
    }
}

/// The places of daily work, within reach of a thumb.
#[component]
fn BottomBar() -> impl IntoView {
    let actions = use_actions();
    let route = use_route();
    let link = move |place: Place| {
        let Place { label, icon, route: to, .. } = place;
        let section = section(&to);
        let current = move || route.with(|route| self::section(route) == section).then_some("page");
        view! {
            <a href=to.href() aria-current=current>
                <IconView icon />
                {label}
            </a>
        }
    };
    let button = |action: Action, text: &'static str| {
        let Action { label, icon, run, .. } = action;
        view! {
            <button type="button" aria-label=label on:click=move |_| run.run(())>
                <IconView icon />
                {text}
            </button>
        }
    };
    view! {
        <nav class="bottom-bar" aria-label=tr("Main places")>
            {places().0.into_iter().map(link).collect_view()} {button(actions.search(), tr("Search"))}
            {button(actions.new_customer(), tr("New"))} {button(actions.log(), tr("Log"))}
        </nav>
    }
}

/// An action as a button that shows its icon alone.
#[component]
fn ActionButton(action: Signal<Action>) -> impl IntoView {
    let first = action.get_untracked();
    view! {
        <Button
            label=Signal::derive(move || action.get().name())
            icon=first.icon
            kind=ButtonKind::Ghost
            icon_only=true
            keys=first.keys.first().copied().unwrap_or_default()
            disabled_reason=Signal::derive(move || action.get().blocked)
            on_click=move || action.get_untracked().run.run(())
        />
    }
}

#[component]
fn Sidebar() -> impl IntoView {
    let actions = use_actions();
    let name = use_workspace_name();
    let (work, workspace) = places();
    let list =
        |places: Vec<Place>| places.into_iter().map(|place| view! { <NavItem place /> }).collect_view();
    view! {
        <div class="sidebar-head">
            <img src="./icons/icon.svg" alt="" width="20" height="20" />
            <a class="sidebar-name truncate grow" href=Route::Settings(Settings::Workspace).href()>
                {name}
            </a>
            <ActionButton action=Signal::derive(move || actions.undo()) />
            <ActionButton action=Signal::derive(move || actions.redo()) />
        </div>
        <div class="sidebar-body">
            <div class="sidebar-actions">
                <button type="button" class="sidebar-search" on:click=move |_| actions.search().run.run(())>
                    <IconView icon=Icon::Search />
                    <span class="grow">{tr("Search")}</span>
                    <Kbd keys="Ctrl K" />
                </button>
                <Button
                    label=tr("Log interaction")
                    icon=Icon::Chat
                    kind=ButtonKind::Primary
                    keys="L"
                    on_click=move || actions.log().run.run(())
                />
                <Button
                    label=tr("New customer")
                    icon=Icon::UserPlus
                    keys="N"
                    on_click=move || actions.new_customer().run.run(())
                />
            </div>
            <nav class="nav" aria-label=tr("Main")>
                {list(work)}
            </nav>
            <nav class="nav" aria-label=tr("Workspace")>
                {list(workspace)}
            </nav>
        </div>
        <div class="sidebar-foot">
            <StateLine />
            <Me />
        </div>
    }
}

#[component]
fn NavItem(place: Place) -> impl IntoView {
    let route = use_route();
    let Workspace { welcome, .. } = use_workspace();
    let Place { id, label, icon, route: to, keys, .. } = place;
    let section = section(&to);
    let current = move || route.with(|route| self::section(route) == section).then_some("page");
    let count = move || {
        let counts = welcome.with(|welcome| welcome.counts);
        let count = match id {
            "go.customers" => counts.customers,
            "go.segments" => counts.segments,
            "go.reviews" => counts.reviews,
            "go.bin" => counts.deleted,
            _ => 0,
        };
        (count > 0)
            .then(|| view! { <span class="count quiet small figures">{number(f64::from(count))}</span> })
    };
    view! {
        <a class="nav-item" href=to.href() aria-current=current aria-keyshortcuts=keys.first().copied()>
            <IconView icon />
            <span class="truncate">{label}</span>
            {count}
        </a>
    }
}

/// The first word of the address: which entry of the navigation a page belongs to.
fn section(route: &Route) -> String {
    route.page().split('/').nth(1).unwrap_or_default().to_owned()
}

/// Whether all is on disk, and whether there is a network, which is not needed.
#[component]
fn StateLine() -> impl IntoView {
    let Workspace { welcome, .. } = use_workspace();
    let engine = status::use_engine();
    let saved = status::use_saved();
    let progress = status::use_progress();
    let is_online = RwSignal::new(online::is_online());
    let watch = online::Watch::start(move |online| is_online.set(online)).ok();
    let watch = StoredValue::new_local(watch);
    on_cleanup(move || watch.dispose());

    let state = move || {
        let broken = matches!(engine.get(), Engine::Broken(_));
        let memory_only = welcome.with(|welcome| welcome.memory_only);
        match saved.get() {
            _ if broken => (Icon::Alert, tr("Not saved: the engine stopped")),
            _ if memory_only => (Icon::Alert, tr("Kept in this tab only")),
            Saved::Saving => (Icon::Save, tr("Saving…")),
            Saved::Not => (Icon::Alert, tr("The last change was not saved")),
            Saved::All => (Icon::Check, tr("Saved in this browser")),
        }
    };
    let offline = move || {
        (!is_online.get()).then(|| {
            view! {
                <span class="row no-wrap gap-1" data-tip=tr("No network. Everything works without it.")>
                    <IconView icon=Icon::WifiOff />
                    {tr("Offline")}
                </span>
            }
        })
    };
    let working = move || {
        progress.get().map(|progress| {
            let detail = tr_with("{done} of {all}", &[
                ("done", &number(f64::from(progress.done))),
                ("all", &number(f64::from(progress.total))),
            ]);
            let share = Some(progress.share());
            view! {
                <div class="state-progress">
                    <ui::Progress label=tr_stored(&progress.what) share=Signal::derive(move || share) detail />
                </div>
            }
        })
    };
    view! {
        {working}
        <div class="state-line" role="status">
            <a class="row no-wrap gap-1 grow" href=Route::Data.href()>
                {move || view! { <IconView icon=state().0 /> }}
                <span class="truncate">{move || state().1}</span>
            </a>
            {offline}
        </div>
    }
}

#[component]
fn Me() -> impl IntoView {
    let me = use_me();
    let name = move || me.get().map_or_else(|| tr("Who are you?").to_owned(), |me| me.name);
    let id = move || me.get().map(|me| me.id.to_string()).unwrap_or_default();
    view! {
        <a class="nav-item" href=Route::Settings(Settings::Members).href()>
            <Avatar name=Signal::derive(name) id=Signal::derive(id) size=AvatarSize::Small />
            <span class="truncate">{name}</span>
        </a>
    }
}

/// What stays true until somebody deals with it.
#[component]
fn Notices() -> impl IntoView {
    let engine = status::use_engine();
    let outdated = status::use_outdated();
    let update_ready = status::use_update_ready();
    let Workspace { welcome, .. } = use_workspace();
    let memory_only = Memo::new(move |_| welcome.with(|welcome| welcome.memory_only));
    let reload = || {
        if let Err(error) = window().location().reload() {
            leptos::logging::warn!("{error:?}");
        }
    };
    let fault = move || match engine.get() {
        Engine::Broken(problem) => Some(view! {
            <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert>
                <Button label=tr("Reload") small=true on_click=reload />
            </Banner>
        }),
        _ => None,
    };
    let newer = move || {
        outdated.get().then(|| {
            let text = tr("Another tab runs a newer version of Clientele. Reload this one to go on.");
            view! {
                <Banner text hue=Hue::Indigo icon=Icon::Refresh>
                    <Button label=tr("Reload") small=true on_click=reload />
                </Banner>
            }
        })
    };
    let update = move || {
        update_ready.get().then(|| {
            view! {
                <Banner text=tr("A new version of Clientele is ready.") hue=Hue::Indigo icon=Icon::Refresh>
                    <Button label=tr("Update now") small=true on_click=service_worker::apply_update />
                </Banner>
            }
        })
    };
    let in_memory = move || {
        memory_only.get().then(|| {
            let text = tr("This browser refuses to store data for this page. What you enter is lost when you close the tab, unless you export it.");
            view! {
                <Banner text hue=Hue::Amber icon=Icon::Alert>
                    <a href=Route::Data.href()>{tr("Your data")}</a>
                </Banner>
            }
        })
    };
    view! { <div class="notices">{fault} {newer} {update} {in_memory} <KeepReminder /> <ExportReminder /></div> }
}

fn use_workspace_name() -> Signal<String> {
    let Workspace { welcome, .. } = use_workspace();
    Signal::derive(move || {
        let name = welcome.with(|welcome| welcome.workspace.clone());
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Clientele".to_owned())
    })
}
