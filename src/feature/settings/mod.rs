//! What the workspace decides for itself: its name and currency, fields of its own, the values that
//! can be chosen, its members; and how this browser shows it all.

mod appearance;
mod choices;
mod fields;
mod members;
mod rename;
mod workspace;

use leptos::prelude::*;

use crate::app::Page;
use crate::route::{Route, Settings};
use crate::text::tr;

#[component]
pub fn SettingsPage(section: Settings) -> impl IntoView {
    let link = move |other: Settings| {
        let current = std::mem::discriminant(&other) == std::mem::discriminant(&section);
        view! {
            <a class="tab" href=Route::Settings(other).href() aria-current=current.then_some("page")>
                {other.label()}
            </a>
        }
    };
    let body = match section {
        Settings::Workspace => view! { <workspace::WorkspaceForm /> }.into_any(),
        Settings::Fields => view! { <fields::FieldList /> }.into_any(),
        Settings::Choices(list) => view! { <choices::ChoiceSettings list /> }.into_any(),
        Settings::Members => view! { <members::MemberList /> }.into_any(),
        Settings::Appearance => view! { <appearance::AppearanceSettings /> }.into_any(),
    };
    view! {
        <Page title=tr("Settings")>
            <nav class="tabs" aria-label=tr("Settings")>{Settings::ALL.map(link).collect_view()}</nav>
            {body}
        </Page>
    }
}
