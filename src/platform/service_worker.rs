//! Makes the page work offline, and changes to a new build when the person says so.
//!
//! The work is done in `assets/service-worker.js`; here it is registered, and told to take over.
//! Without a service worker (no https, a private window) the page works, but only online.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

const SCRIPT: &str = "./service-worker.js";

#[wasm_bindgen]
extern "C" {
    type MaybeContainer;

    /// Undefined where the page is not secure, which web-sys's own getter cannot say.
    #[wasm_bindgen(thread_local_v2, js_namespace = navigator, js_name = serviceWorker)]
    static CONTAINER: Option<MaybeContainer>;
}

thread_local! {
    /// Whether this tab asked for the change that is under way.
    static APPLYING: Cell<bool> = const { Cell::new(false) };
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
}

/// Registers the service worker. `on_update_ready` hears each time another build than the one on
/// show is ready, also when another tab has changed to it.
pub fn register(on_update_ready: impl Fn() + 'static) {
    let Some(container) = container() else { return };
    let on_update_ready: Rc<dyn Fn()> = Rc::new(on_update_ready);

    let changed = Closure::<dyn Fn()>::new({
        let on_update_ready = on_update_ready.clone();
        move || {
            if !APPLYING.get() {
                on_update_ready();
            }
        }
    });
    container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();

    spawn_local(async move {
        // A browser may forbid it; the page then works as any other page does.
        let Ok(registration) = JsFuture::from(container.register(SCRIPT)).await else { return };
        let registration: ServiceWorkerRegistration = registration.unchecked_into();
        watch(&registration, &container, on_update_ready);
        REGISTRATION.set(Some(registration));
    });
}

/// Changes to the build that is ready, and reloads this tab. Other tabs hear of it and keep what
/// is typed in them.
pub fn apply_update() {
    APPLYING.set(true);
    let Some(waiting) = REGISTRATION.with_borrow(|registration| registration.as_ref()?.waiting()) else {
        return reload();
    };
    // Not as soon as it is in control: a worker whose last page reloads while it still takes over is
    // stopped by WebKit in the middle of that, and stays there.
    on_state(&waiting, |state| {
        if matches!(state, ServiceWorkerState::Activated | ServiceWorkerState::Redundant) {
            reload();
        }
    });
    if waiting.post_message(&"skipWaiting".into()).is_err() {
        reload();
    }
}

fn watch(
    registration: &ServiceWorkerRegistration,
    container: &ServiceWorkerContainer,
    on_update_ready: Rc<dyn Fn()>,
) {
    // Without a controller this page came from the network, and the first worker is its own build.
    let has_previous = {
        let container = container.clone();
        move || container.controller().is_some()
    };
    if registration.waiting().is_some() && has_previous() {
        on_update_ready();
    }

    let found = Closure::<dyn Fn()>::new({
        let registration = registration.clone();
        move || {
            let Some(installing) = registration.installing() else { return };
            on_state(&installing, {
                let (has_previous, on_update_ready) = (has_previous.clone(), on_update_ready.clone());
                move |state| {
                    if state == ServiceWorkerState::Installed && has_previous() {
                        on_update_ready();
                    }
                }
            });
        }
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
}

fn on_state(worker: &ServiceWorker, then: impl Fn(ServiceWorkerState) + 'static) {
    let state_changed = Closure::<dyn Fn()>::new({
        let worker = worker.clone();
        move || then(worker.state())
    });
    worker.set_onstatechange(Some(state_changed.as_ref().unchecked_ref()));
    state_changed.forget();
}

fn container() -> Option<ServiceWorkerContainer> {
    CONTAINER
        .with(|container| container.as_ref().map(|it| it.unchecked_ref::<JsValue>().clone().unchecked_into()))
}

fn reload() {
    if let Some(window) = web_sys::window() {
        // A reload that a browser refuses leaves the old build on show, which still works.
        let _ = window.location().reload();
    }
}
