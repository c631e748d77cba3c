//! Everybody's interactions, with the views that daily work begins with.

use leptos::prelude::*;

use super::timeline::TimelineView;
use crate::app::page::{Page, PageWidth};
use crate::app::router::use_route;
use crate::model::{FollowUp, TimelineFilter};
use crate::route::{Route, TimelinePage};
use crate::text::tr;

#[component]
pub fn InteractionsPage() -> impl IntoView {
    let route = use_route();
    let views = quick_views()
        .into_iter()
        .map(|(label, filter)| {
            let target = Route::Interactions(TimelinePage { filter: filter.to_rule(), text: String::new() });
            let href = target.href();
            let current = move || {
                let shown = route.with(|route| match route {
                    Route::Interactions(page) => {
                        page.text.is_empty() && TimelineFilter::from_rule(&page.filter) == filter
                    }
                    _ => false,
                });
                shown.then_some("page")
            };
            view! { <a class="tab" href=href aria-current=current>{label}</a> }
        })
        .collect::<Vec<_>>();
    view! {
        <Page title=tr("Interactions") width=PageWidth::Wide>
            <nav class="tabs" aria-label=tr("Quick views")>{views}</nav>
            <TimelineView customer=None />
        </Page>
    }
}

/// Only what a rule over interactions can say honestly: whether an answer is due is known from the
/// outcome that somebody chose, so that view is called by its name.
fn quick_views() -> Vec<(&'static str, TimelineFilter)> {
    let all = TimelineFilter::default;
    vec![
        (tr("All"), all()),
        (tr("Follow-ups due"), TimelineFilter { follow_up: FollowUp::Due, ..all() }),
        (tr("Open follow-ups"), TimelineFilter { follow_up: FollowUp::Open, ..all() }),
        (tr("Complaints"), TimelineFilter { kinds: vec!["complaint".into()], ..all() }),
        (tr("Still open"), TimelineFilter { outcomes: vec!["open".into()], ..all() }),
        (tr("Unhappy"), TimelineFilter { satisfaction: vec![1, 2], ..all() }),
    ]
}
