//! What stands around every page: the sidebar, the notices above the page, the layers over it.

use leptos::prelude::*;

use super::actions::{Action, Place, places, provide_actions, use_actions};
use super::live::provide_live;
use super::page::focus_heading;
use super::router::use_route;
use super::screens::Screen;
use super::status::{self, Engine, Saved};
use super::workspace::{Opening, Workspace, provide_workspace, use_me, use_workspace};
use super::{canary, commands, palette, shortcuts};
use crate::feature::welcome::{OpeningFailed, Welcome};
use crate::platform::online;
use crate::route::{Route, Settings};
use crate::text::{number, tr, tr_stored};
use crate::ui::{
    Avatar, AvatarSize, Banner, Button, ButtonKind, Dialog, DialogBody, DialogKind, Hue, Icon, IconView, Kbd,
    ToastStack, TooltipLayer, provide_toaster, theme,
};

#[component]
pub fn App() -> impl IntoView {
    theme::provide_appearance();
    commands::start(provide_toaster());
    provide_live();
    let opening = provide_workspace();
    let Workspace { welcome, .. } = use_workspace();
    let named = Memo::new(move |_| welcome.with(|welcome| welcome.workspace.is_some()));
    let content = move || match (opening.get(), named.get()) {
        (Opening::Loading, _) => view! { <Skeleton /> }.into_any(),
        (Opening::Failed(problem), _) => view! { <OpeningFailed problem /> }.into_any(),
        (Opening::Open, false) => view! { <Welcome /> }.into_any(),
        (Opening::Open, true) => view! { <Shell /> }.into_any(),
    };
    view! {
        {content}
        <ToastStack />
        <TooltipLayer />
    }
}

/// What the page will look like, while the data is loaded.
#[component]
fn Skeleton() -> impl IntoView {
    let progress = status::use_progress();
    let line = move |class: &'static str| view! { <span class=format!("skeleton {class}")></span> };
    view! {
        <div class="shell" aria-busy="true">
            <div class="sidebar" aria-hidden="true">
                <div class="sidebar-skeleton stack gap-4">{(0..7).map(|_| line("")).collect_view()}</div>
            </div>
            <main class="shell-main" id="main">
                <p class="visually-hidden" role="status">
                    {move || match progress.get() {
                        Some(progress) => tr_stored(&progress.what),
                        None => tr("Opening your workspace…").to_owned(),
                    }}
                </p>
                <div class="page wide stack gap-4" aria-hidden="true">
                    {line("heading")} {(0..9).map(|_| line("")).collect_view()}
                </div>
            </main>
        </div>
    }
}

#[component]
fn Shell() -> impl IntoView {
    provide_actions();
    shortcuts::listen(use_actions());
    canary::keep(use_workspace());
    let route = use_route();
    let menu_open = RwSignal::new(false);

    let page = Memo::new(move |_| route.with(Route::page));
    Effect::new(move |before: Option<String>| {
        let now = page.get();
        // Not at the first page, where the browser's own beginning is right.
        if before.is_some_and(|before| before != now) {
            menu_open.set(false);
            focus_heading();
        }
        now
    });

    let skip = |_| focus_heading();
    view! {
        <div class="shell">
            <button type="button" class="button default skip-link" on:click=skip>
                {tr("Skip to content")}
            </button>
            <TopBar menu_open />
            <aside class="sidebar">
                <Sidebar />
            </aside>
            <div class="shell-page">
                <Notices />
                <main class="shell-main" id="main" tabindex="-1">
                    {move || {
                        page.track();
                        view! { <Screen /> }
                    }}
                </main>
            </div>
        </div>
        <Dialog open=menu_open title=tr("Menu") kind=DialogKind::Panel light=true>
            <DialogBody>
                <div class="sidebar-in-dialog">
                    <Sidebar />
                </div>
            </DialogBody>
        </Dialog>
        <palette::Palette />
        <shortcuts::Help />
    }
}

/// Stands in for the sidebar where there is no room for it.
#[component]
fn TopBar(menu_open: RwSignal<bool>) -> impl IntoView {
    let actions = use_actions();
    let name = use_workspace_name();
    view! {
        <header class="top-bar">
            <Button
                label=tr("Menu")
                icon=Icon::Menu
                kind=ButtonKind::Ghost
                icon_only=true
                on_click=move || menu_open.set(true)
            />
            <span class="top-bar-name truncate">{name}</span>
            <ActionButton action=Signal::derive(move || actions.search()) />
            <ActionButton action=Signal::derive(move || actions.new_customer()) />
            <ActionButton action=Signal::derive(move || actions.log()) />
        </header>
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
    let list = |places: Vec<Place>| places.into_iter().map(|place| view! { <NavLink place /> }).collect_view();
    view! {
        <a class="sidebar-name" href=Route::Settings(Settings::Workspace).href()>
            <img src="./icons/icon.svg" alt="" width="20" height="20" />
            <span class="truncate">{name}</span>
        </a>
        <div class="sidebar-actions">
            <button type="button" class="sidebar-search" on:click=move |_| actions.search().run.run(())>
                <IconView icon=Icon::Search />
                <span class="grow">{tr("Search")}</span>
                <Kbd keys="Ctrl K" />
            </button>
            <div class="row no-wrap">
                <Button
                    label=tr("Log")
                    icon=Icon::Chat
                    keys="L"
                    attr:aria-label=tr("Log interaction")
                    on_click=move || actions.log().run.run(())
                />
                <Button
                    label=tr("New customer")
                    icon=Icon::Plus
                    keys="N"
                    on_click=move || actions.new_customer().run.run(())
                />
            </div>
        </div>
        <nav class="sidebar-nav" aria-label=tr("Main")>
            <ul>{list(work)}</ul>
            <ul>{list(workspace)}</ul>
        </nav>
        <div class="sidebar-foot">
            <StateLine />
            <div class="row no-wrap spread gap-1">
                <Me />
                <ActionButton action=Signal::derive(move || actions.undo()) />
                <ActionButton action=Signal::derive(move || actions.redo()) />
            </div>
        </div>
    }
}

#[component]
fn NavLink(place: Place) -> impl IntoView {
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
        (count > 0).then(|| view! { <span class="nav-count figures">{number(f64::from(count))}</span> })
    };
    view! {
        <li>
            <a class="nav-link" href=to.href() aria-current=current data-keys=keys.first().copied()>
                <IconView icon />
                <span class="grow truncate">{label}</span>
                {count}
            </a>
        </li>
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
    view! {
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
        <a class="sidebar-me" href=Route::Settings(Settings::Members).href()>
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
    view! { <div class="notices">{fault} {newer} {in_memory}</div> }
}

fn use_workspace_name() -> Signal<String> {
    let Workspace { welcome, .. } = use_workspace();
    Signal::derive(move || {
        let name = welcome.with(|welcome| welcome.workspace.clone());
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Clientele".to_owned())
    })
}
