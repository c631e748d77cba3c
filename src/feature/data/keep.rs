use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app;
use crate::app::workspace::use_workspace;
use crate::platform::persist::{self, Estimate};
use crate::text::{tr, tr_with};
use crate::ui::{Banner, Button, ButtonKind, Chip, Hue, Icon, Toast, format};

/// Whether the browser was asked, or the user does not want to: a preference of this browser.
const ASKED: &str = "clientele.asked-to-keep";

/// Whether the browser promised to keep the data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    Unknown,
    Given,
    NotGiven,
    /// This browser gives no such promise.
    NotOffered,
}

thread_local! {
    static PROMISE: ArcRwSignal<Promise> = ArcRwSignal::new(Promise::Unknown);
}

fn use_promise() -> Signal<Promise> {
    if PROMISE.with(|promise| promise.get_untracked()) == Promise::Unknown {
        spawn_local(async {
            let found = match persist::persisted().await {
                Ok(true) => Promise::Given,
                Ok(false) => Promise::NotGiven,
                Err(_) => Promise::NotOffered,
            };
            PROMISE.with(|promise| promise.set(found));
        });
    }
    PROMISE.with(|promise| promise.read_only().into())
}

/// Asks the browser, which may ask the user.
fn ask() {
    remember_asked();
    spawn_local(async {
        let given = persist::persist().await;
        let (promise, toast) = match given {
            Ok(true) => {
                let text = tr("The browser promised to keep your data, also when space runs low.");
                (Promise::Given, Toast::done(text))
            }
            Ok(false) => {
                let advice = tr(
                    "Browsers give it to pages that are used often, bookmarked or installed. Until then, export now and then.",
                );
                (Promise::NotGiven, Toast::info(tr("The browser did not give the promise.")).detail(advice))
            }
            Err(error) => (Promise::NotOffered, Toast::info(error.to_string())),
        };
        PROMISE.with(|signal| signal.set(promise));
        app::toast(toast);
    });
}

fn remember_asked() {
    if let Err(error) = LocalStorage::set(ASKED, true) {
        leptos::logging::warn!("the preference {ASKED} could not be kept: {error}");
    }
}

#[component]
pub(super) fn KeepState() -> impl IntoView {
    let promise = use_promise();
    move || {
        match promise.get() {
        Promise::Unknown => view! { <span class="quiet">"…"</span> }.into_any(),
        Promise::Given => {
            view! { <Chip label=tr("The browser promised to keep it") hue=Hue::Green icon=Icon::Shield /> }.into_any()
        }
        Promise::NotGiven => view! {
            <div class="stack">
                <span>{tr("No promise: a browser that runs out of space may remove it.")}</span>
                <div class="row">
                    <Button label=tr("Ask the browser to keep it") icon=Icon::Shield small=true on_click=ask />
                </div>
            </div>
        }
        .into_any(),
        Promise::NotOffered => {
            view! { <span>{tr("This browser gives no promise here. Export now and then.")}</span> }.into_any()
        }
    }
    }
}

/// How much of the browser's space for this page is used.
#[component]
pub(super) fn StorageUse() -> impl IntoView {
    let estimate = RwSignal::new(None::<Estimate>);
    spawn_local(async move {
        // A browser that does not say leaves the line out.
        if let Ok(found) = persist::estimate().await {
            estimate.try_set(Some(found));
        }
    });
    move || {
        estimate.get().map(|Estimate { used_bytes, quota_bytes }| {
            let (used, quota) = (format::bytes(used_bytes as f64), format::bytes(quota_bytes as f64));
            let text =
                tr_with("packed; the page uses {used} of {quota}", &[("used", &used), ("quota", &quota)]);
            view! { <span class="quiet">{text}</span> }
        })
    }
}

/// Offers to ask the browser once the user has entered something of their own. Stands above every page.
#[component]
pub fn KeepReminder() -> impl IntoView {
    let promise = use_promise();
    let welcome = use_workspace().welcome;
    let asked = RwSignal::new(LocalStorage::get::<bool>(ASKED).unwrap_or(false));
    let due = Memo::new(move |_| {
        let own = welcome
            .with(|welcome| !welcome.memory_only && welcome.counts.customers > welcome.sample_customers);
        own && !asked.get() && promise.get() == Promise::NotGiven
    });
    let accept = move || {
        asked.set(true);
        ask();
    };
    let refuse = move || {
        asked.set(true);
        remember_asked();
    };
    move || {
        due.get().then(|| {
            let text = tr("Your customers are stored in this browser. May it be asked to keep them, also when space runs low?");
            view! {
                <Banner text hue=Hue::Indigo icon=Icon::Shield>
                    <Button label=tr("Keep my data") small=true on_click=accept />
                    <Button label=tr("No") small=true kind=ButtonKind::Ghost on_click=refuse />
                </Banner>
            }
        })
    }
}
