//! Which page an address shows.

use leptos::prelude::*;

use super::page::Page;
use super::router::current_route;
use crate::feature::activity::ActivityPage;
use crate::feature::bin::BinPage;
use crate::feature::customers;
use crate::feature::data::DataPage;
use crate::feature::import::ImportPage;
use crate::feature::interactions::InteractionsPage;
use crate::feature::reviews::ReviewsPage;
use crate::feature::segments::{NewSegmentPage, SegmentPage, SegmentsPage};
use crate::feature::settings::SettingsPage;
use crate::route::{CustomersPage, Route};
use crate::text::tr;
use crate::ui::{ButtonKind, LinkButton};

/// The page of the address as it is when this is made; made anew for another page. What changes only
/// how a page is shown, the page follows itself.
#[component]
pub fn Screen() -> impl IntoView {
    match current_route() {
        Route::Customers(_) => view! { <customers::CustomersPage /> }.into_any(),
        Route::Customer { .. } => view! { <customers::CustomerPage /> }.into_any(),
        Route::Interactions(_) => view! { <InteractionsPage /> }.into_any(),
        Route::Segments => view! { <SegmentsPage /> }.into_any(),
        Route::NewSegment { rule } => view! { <NewSegmentPage rule /> }.into_any(),
        Route::Segment(id) => view! { <SegmentPage id /> }.into_any(),
        Route::Import => view! { <ImportPage /> }.into_any(),
        Route::Data => view! { <DataPage /> }.into_any(),
        Route::Activity => view! { <ActivityPage /> }.into_any(),
        Route::Bin => view! { <BinPage /> }.into_any(),
        Route::Reviews => view! { <ReviewsPage /> }.into_any(),
        Route::Settings(section) => view! { <SettingsPage section /> }.into_any(),
        Route::NotFound(address) => view! { <NotFound address /> }.into_any(),
    }
}

#[component]
fn NotFound(address: String) -> impl IntoView {
    view! {
        <Page title=tr("There is no such page")>
            <p class="quiet">{tr("The address names nothing that Clientele knows:")} " " <code>{address}</code></p>
            <div class="row">
                <LinkButton
                    label=tr("Go to customers")
                    href=Route::Customers(CustomersPage::default()).href()
                    kind=ButtonKind::Primary
                />
            </div>
        </Page>
    }
}
