//! Which page an address shows.

use leptos::prelude::*;

use super::page::Page;
use super::parts::page;
use super::router::current_route;
use crate::feature::parts::{Daily, Groups, Home, Office};
use crate::route::{CustomersPage, Route};
use crate::text::tr;
use crate::ui::{ButtonKind, LinkButton};

/// The page of the address as it is when this is made; made anew for another page. What changes only
/// how a page is shown, the page follows itself.
#[component]
pub fn Screen() -> impl IntoView {
    match current_route() {
        Route::Customers(_) => page(|part: Home| (part.customers)()),
        Route::Customer { .. } => page(|part: Daily| (part.customer)()),
        Route::Interactions(_) => page(|part: Daily| (part.interactions)()),
        Route::Segments => page(|part: Groups| (part.segments)()),
        Route::NewSegment { rule } => page(move |part: Groups| (part.new_segment)(rule.clone())),
        Route::Segment(id) => page(move |part: Groups| (part.segment)(id)),
        Route::Import => page(|part: Office| (part.import)()),
        Route::Data => page(|part: Office| (part.data)()),
        Route::Activity => page(|part: Office| (part.activity)()),
        Route::Bin => page(|part: Office| (part.bin)()),
        Route::Reviews => page(|part: Office| (part.reviews)()),
        Route::Settings(section) => page(move |part: Office| (part.settings)(section)),
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
