//! Values that lost a merge: two people changed one field without having seen each other's write. The
//! later one shows; here the other is looked at, and kept or taken.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::offer_undo;
use crate::app::live::{Live, live};
use crate::app::workspace::use_schema;
use crate::app::{self, Page};
use crate::feature::shared::cell;
use crate::model::{Field, Schema, Table};
use crate::platform::clock;
use crate::route::Route;
use crate::text::{tr, tr_with};
use crate::ui::{Banner, Button, ButtonKind, Card, EmptyState, Hue, Icon, Skeleton, format};
use crate::wire::{ListReviews, ResolveReview, ReviewItem, Shown};

#[component]
pub fn ReviewsPage() -> impl IntoView {
    let items = live(&Table::ALL, || Some(ListReviews));
    let body = move || {
        match items.get() {
        Live::Loading => view! { <Skeleton lines=6 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> }.into_any()
        }
        Live::Ready(items) if items.is_empty() => view! {
            <EmptyState
                icon=Icon::Merge
                title=tr("Nothing to review")
                text=tr("When a colleague's file is merged and both of you changed the same field, the later value shows and the other one waits here. Nothing is lost in silence.")
            />
        }
        .into_any(),
        Live::Ready(items) => items.into_iter().map(|item| view! { <Review item /> }).collect_view().into_any(),
    }
    };
    view! { <Page title=tr("Merge reviews")>{body}</Page> }
}

#[component]
fn Review(item: ReviewItem) -> impl IntoView {
    let schema = use_schema();
    let ReviewItem { id, table, record, cell: key, current, other, other_written } = item;
    let field = key.field;
    let what = schema.with_untracked(|schema| cell::field_label(schema, &field));
    let title = tr_with("{record}: {field}", &[("record", &record.name), ("field", &what)]);
    let resolve = move |take_other: bool| {
        spawn_local(async move {
            if let Some(committed) = app::run(ResolveReview { review: id, take_other }).await {
                offer_undo(&committed);
            }
        });
    };
    let written = tr_with(
        "Other value, written {when}",
        &[("when", &format::relative(other_written.utc_ms, clock::now_ms()))],
    );
    let current = schema.with_untracked(|schema| drawn(schema, &field, &current));
    let other = schema.with_untracked(|schema| drawn(schema, &field, &other));
    let link = move || {
        (table == Table::Customer).then(|| {
            view! { <a class="small" href=Route::customer(record.id).href()>{tr("Open customer")}</a> }
        })
    };
    view! {
        <Card title actions=link>
            <div class="review-values">
                <section class="review-value">
                    <h3>{tr("Shows now")}</h3>
                    <div>{current}</div>
                    <Button label=tr("Keep this") kind=ButtonKind::Default on_click=move || resolve(false) />
                </section>
                <section class="review-value">
                    <h3>{written}</h3>
                    <div>{other}</div>
                    <Button label=tr("Take this") kind=ButtonKind::Default on_click=move || resolve(true) />
                </section>
            </div>
        </Card>
    }
}

fn drawn(schema: &Schema, field: &Field, shown: &Shown) -> AnyView {
    if *field == Field::ALIVE {
        let deleted = matches!(shown, Shown::One(crate::model::Value::Bool(false)));
        return if deleted { tr("Deleted") } else { tr("Not deleted") }.into_any();
    }
    match (shown, schema.field(field)) {
        (Shown::Nothing, _) | (_, None) => view! { <span class="quiet">{tr("Empty")}</span> }.into_any(),
        (shown, Some(info)) => cell::draw(schema, &info, shown),
    }
}
