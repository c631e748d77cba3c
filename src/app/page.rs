//! What every page has: a heading that takes the focus when the page is entered, buttons beside it,
//! and the title of the tab.

use leptos::prelude::*;

use super::workspace::Workspace;
use crate::text::tr;
use crate::ui::{Button, ButtonKind, Icon, focus_drawn};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageWidth {
    /// A scrolling column to read and fill in.
    #[default]
    Narrow,
    /// A scrolling column as wide as cards need.
    Wide,
    /// The whole width and height; the page brings its own `.subbar` and `.content`.
    Fill,
}

/// A page with its heading. `actions` stands right of the heading.
#[component]
pub fn Page(
    #[prop(into)] title: Signal<String>,
    #[prop(optional)] width: PageWidth,
    #[prop(optional, into)] actions: ViewFn,
    children: Children,
) -> impl IntoView {
    page_title(title);
    let body = match width {
        PageWidth::Narrow => {
            view! { <div class="content"><div class="page">{children()}</div></div> }.into_any()
        }
        PageWidth::Wide => {
            view! { <div class="content"><div class="page wide">{children()}</div></div> }.into_any()
        }
        PageWidth::Fill => children().into_any(),
    };
    view! {
        <header class="toolbar">
            <DrawerButton />
            <div class="toolbar-start">
                <h1 class="truncate" tabindex="-1">{title}</h1>
            </div>
            <div class="toolbar-end">{actions.run()}</div>
        </header>
        {body}
    }
}

/// Opens the navigation where there is no room for it. For pages that draw their own toolbar.
#[component]
pub fn DrawerButton() -> impl IntoView {
    let drawer = use_context::<Drawer>();
    view! {
        <Button
            label=tr("Menu")
            icon=Icon::Menu
            kind=ButtonKind::Ghost
            icon_only=true
            attr:class="button ghost icon-only sidebar-toggle"
            on_click=move || {
                if let Some(Drawer(open)) = drawer {
                    open.set(true);
                }
            }
        />
    }
}

/// Whether the navigation is open over the page. Provided by the shell.
#[derive(Clone, Copy)]
pub(super) struct Drawer(pub RwSignal<bool>);

/// Names the tab after the page. For pages that draw their own heading.
pub fn page_title(title: Signal<String>) {
    let workspace = use_context::<Workspace>();
    Effect::new(move || {
        let name =
            workspace.and_then(|workspace| workspace.welcome.with(|welcome| welcome.workspace.clone()));
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Clientele".to_owned());
        title.with(|title| match title.as_str() {
            "" => document().set_title(&name),
            title => document().set_title(&format!("{title} · {name}")),
        });
    });
}

/// For a page whose heading is drawn anew when its content has come: the new one has the focus that the
/// old one had. To be called before.
pub fn hand_over_heading() {
    let focused = document().active_element().map(|element| element.tag_name());
    if matches!(focused.as_deref(), Some("H1" | "MAIN")) {
        focus_heading();
    }
}

/// Moves the focus to the heading, so that the keyboard and a screen reader begin at the new page.
pub(super) fn focus_heading() {
    focus_drawn(|| {
        let heading = document().query_selector("main h1").ok().flatten();
        heading.or_else(|| document().query_selector("main").ok().flatten())
    });
}
