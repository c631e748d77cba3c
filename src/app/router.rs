//! Which page is shown. The address is the state: whoever wants another page changes the address,
//! and Back works because every visit is an entry of the browser's history.
//!
//! Links are plain `<a href=route.href()>`; [`navigate`] is for what happens after a command.

use leptos::prelude::*;

use crate::platform::address;
use crate::route::Route;

thread_local! {
    static ROUTE: ArcRwSignal<Route> = ArcRwSignal::new(Route::parse(&address::hash()));
}

/// The address shown now.
pub fn use_route() -> Signal<Route> {
    ROUTE.with(|route| Signal::from(route.read_only()))
}

/// The address shown now, for event handlers and tasks.
pub fn current_route() -> Route {
    ROUTE.with(|route| route.get_untracked())
}

/// Goes to another page; Back returns to this one.
pub fn navigate(route: Route) {
    go(route, address::push);
}

/// Changes what this entry of the history shows: a filter being typed, a page that is gone.
pub fn replace(route: Route) {
    go(route, address::replace);
}

fn go(route: Route, write: fn(&str) -> Result<(), crate::platform::PlatformError>) {
    if current_route() == route {
        return;
    }
    if let Err(error) = write(&route.href()) {
        // The page still changes; only Back and a reload will not know of it.
        leptos::logging::warn!("{error}");
    }
    show(route);
}

fn show(route: Route) {
    ROUTE.with(|signal| signal.set(route));
}

/// Begins to follow links, Back and Forward. Called once.
pub fn start() {
    let followed = address::on_change(|| {
        let route = Route::parse(&address::hash());
        if current_route() != route {
            show(route);
        }
    });
    if let Err(error) = followed {
        leptos::logging::warn!("{error}");
    }
}
