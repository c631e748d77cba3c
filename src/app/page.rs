//! What every page has: a heading that takes the focus when the page is entered, buttons beside it,
//! and the title of the tab.

use leptos::prelude::*;

use super::workspace::Workspace;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageWidth {
    /// A column to read and fill in.
    #[default]
    Narrow,
    /// The whole width.
    Wide,
    /// The whole width and height, without margins; the content scrolls within.
    Fill,
}

impl PageWidth {
    fn class(self) -> &'static str {
        match self {
            PageWidth::Narrow => "page narrow",
            PageWidth::Wide => "page wide",
            PageWidth::Fill => "page fill",
        }
    }
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
    view! {
        <div class=width.class()>
            <header class="page-header">
                <h1 tabindex="-1">{title}</h1>
                <div class="page-actions">{actions.run()}</div>
            </header>
            <div class="page-body">{children()}</div>
        </div>
    }
}

/// Names the tab after the page. For pages that draw their own heading.
pub fn page_title(title: Signal<String>) {
    let workspace = use_context::<Workspace>();
    Effect::new(move || {
        let name = workspace.and_then(|workspace| workspace.welcome.with(|welcome| welcome.workspace.clone()));
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Clientele".to_owned());
        title.with(|title| match title.as_str() {
            "" => document().set_title(&name),
            title => document().set_title(&format!("{title} · {name}")),
        });
    });
}

/// Moves the focus to the heading, so that the keyboard and a screen reader begin at the new page.
pub(super) fn focus_heading() {
    use wasm_bindgen::JsCast;
    // After the page has been drawn.
    request_animation_frame(|| {
        let heading = document().query_selector("main h1").ok().flatten();
        let target = heading.or_else(|| document().query_selector("main").ok().flatten());
        if let Some(target) = target.and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Fails only for an element outside of the document.
            let _ = target.focus();
        }
    });
}
