//! The page's code comes in parts: what stands on every page at once, each other part when
//! something of it is first shown, or when there is nothing else to do.
//!
//! In a release build each part is a wasm file of its own: `src/main.rs` says where to cut, and
//! `xtask/src/parts.rs` cuts. A debug build is one file, so that it is built quickly.

use std::cell::Cell;
use std::pin::Pin;
use std::thread::LocalKey;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::page::{DrawerButton, focus_heading};
use crate::text::tr;
use crate::ui::{Button, EmptyState, Icon, Skeleton};

pub use leptos::wasm_split::SplitLoaderError as NotLoaded;

/// How the page's entry fetches a part: `None` until it has said so.
pub type Loader<P> = LocalKey<Cell<Option<fn() -> Fetch<P>>>>;
pub type Fetch<P> = Pin<Box<dyn Future<Output = Result<P, NotLoaded>>>>;

/// Whether the code of a part is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code<P> {
    Wanted,
    Here(P),
    /// The host could not be reached, or has another build by now.
    Missing,
}

/// What one part makes views with. [`part!`] declares one.
pub trait Part: Copy + Send + Sync + 'static {
    /// Whether its code is here; `None` before anybody wanted it.
    fn code() -> ArcRwSignal<Option<Code<Self>>>;
    /// Fetches its code. Given by the page's entry: the worker's program must not hold it.
    fn loader() -> &'static Loader<Self>;
}

/// Declares a part: a struct of functions that make views, which are all that other parts see of it.
macro_rules! part {
    ($(#[$doc:meta])* $part:ident { $($view:ident: fn($($argument:ty),*) = $make:expr;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy)]
        pub struct $part {
            $(pub $view: fn($($argument),*) -> ::leptos::prelude::AnyView,)+
        }

        impl $part {
            /// Only for the page's entry, which cuts here: whoever calls it brings all of the part along.
            pub fn code_is_here() -> Self {
                Self { $($view: $make,)+ }
            }
        }

        impl $crate::app::parts::Part for $part {
            fn code() -> ::leptos::prelude::ArcRwSignal<Option<$crate::app::parts::Code<Self>>> {
                thread_local! {
                    static CODE: ::leptos::prelude::ArcRwSignal<Option<$crate::app::parts::Code<$part>>> =
                        ::leptos::prelude::ArcRwSignal::new(None);
                }
                CODE.with(Clone::clone)
            }

            fn loader() -> &'static $crate::app::parts::Loader<Self> {
                thread_local! {
                    static LOADER: ::std::cell::Cell<Option<fn() -> $crate::app::parts::Fetch<$part>>> =
                        const { ::std::cell::Cell::new(None) };
                }
                &LOADER
            }
        }
    };
}
pub(crate) use part;

/// Fetches the code of a part, unless it is here or on its way.
pub fn fetch<P: Part>() {
    let code = P::code();
    if matches!(code.get_untracked(), Some(Code::Wanted | Code::Here(_))) {
        return;
    }
    let Some(load) = P::loader().get() else { return code.set(Some(Code::Missing)) };
    code.set(Some(Code::Wanted));
    spawn_local(async move {
        code.set(Some(match load().await {
            Ok(part) => Code::Here(part),
            Err(_) => Code::Missing,
        }));
    });
}

/// What a part makes, once its code is here; nothing until then.
pub fn later<P: Part>(make: impl Fn(P) -> AnyView + Send + 'static) -> AnyView {
    fetch::<P>();
    let code = P::code();
    let view = move || match code.get() {
        Some(Code::Here(part)) => make(part),
        _ => ().into_any(),
    };
    view.into_any()
}

/// A page that a part makes, or what stands in its place.
pub fn page<P: Part>(make: impl Fn(P) -> AnyView + Send + 'static) -> AnyView {
    page_or(make, waiting)
}

/// The same, with something else to show until it is here.
pub fn page_or<P: Part>(make: impl Fn(P) -> AnyView + Send + 'static, waiting: fn() -> AnyView) -> AnyView {
    fetch::<P>();
    let code = P::code();
    let late = !matches!(code.get_untracked(), Some(Code::Here(_)));
    let view = move || match code.get() {
        Some(Code::Here(part)) => {
            if late {
                focus_heading();
            }
            make(part)
        }
        Some(Code::Missing) => missing(fetch::<P>),
        _ => waiting(),
    };
    view.into_any()
}

fn waiting() -> AnyView {
    view! {
        <header class="toolbar" aria-busy="true">
            <DrawerButton />
        </header>
        <div class="content"><div class="page"><Skeleton lines=9 /></div></div>
    }
    .into_any()
}

fn missing(again: fn()) -> AnyView {
    view! {
        <header class="toolbar"><DrawerButton /></header>
        <div class="content">
            <EmptyState
                icon=Icon::WifiOff
                title=tr("This page could not be loaded")
                text=tr("The host was not reached, or it has a newer Clientele by now. Your data is untouched. Try again, or reload the page.")
            >
                <Button label=tr("Try again") on_click=again />
            </EmptyState>
        </div>
    }
    .into_any()
}
