//! How many are in the segment as it is edited, and the first of them.

use std::time::Duration;

use leptos::prelude::*;

use crate::app::live::{Live, live};
use crate::model::{Id, Layout, Rule, Table};
use crate::platform::clock;
use crate::route::{CustomersPage, Route};
use crate::text::{number, tr, tr_n, tr_stored, tr_with};
use crate::ui::{Avatar, Banner, Chip, Hue, Meter, Skeleton, format};
use crate::wire::{MemberOf, PreviewSegment, SegmentDraft, SegmentPreview};

/// What a segment depends on.
pub const TABLES: &[Table] =
    &[Table::Customer, Table::Interaction, Table::Segment, Table::Choice, Table::CustomField, Table::Member];

const MEMBERS: u32 = 12;
/// A pause in typing.
const PAUSE: Duration = Duration::from_millis(200);

/// Follows `source` when it has been left alone for a moment, so that no question is asked for every key.
pub fn settled<T>(source: Memo<T>) -> Signal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let settled = RwSignal::new(source.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(Some(handle)) = timer.try_update_value(Option::take) {
            handle.clear();
        }
    };
    Effect::new(move |_| {
        let next = source.get();
        stop();
        if settled.with_untracked(|now| *now != next) {
            timer.set_value(set_timeout_with_handle(move || settled.set(next), PAUSE).ok());
        }
    });
    on_cleanup(stop);
    settled.into()
}

/// `saved`: the segment, when it is stored and so can filter the customer list.
#[component]
pub fn Preview(draft: Memo<SegmentDraft>, #[prop(into)] saved: Signal<Option<Id>>) -> impl IntoView {
    let asked = settled(draft);
    let answer = live(TABLES, move || Some(PreviewSegment { draft: asked.get(), limit: MEMBERS }));
    let behind = move || draft.with(|draft| asked.with(|asked| draft != asked));
    let content = move || match answer.get() {
        Live::Loading => view! { <Skeleton lines=6 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=problem.to_string() hue=Hue::Red boxed=true /> }.into_any()
        }
        Live::Ready(preview) => view! { <Members preview saved /> }.into_any(),
    };
    view! {
        <section class="card segment-preview" class:behind=behind aria-label=tr("Members")>
            {content}
        </section>
    }
}

#[component]
fn Members(preview: SegmentPreview, saved: Signal<Option<Id>>) -> impl IntoView {
    let SegmentPreview { count, of, members, problem } = preview;
    let share = if of == 0 { 0.0 } else { f64::from(count) / f64::from(of) };
    let of_all = tr_n("of {n} customer", "of {n} customers", of as usize);
    let shown = members.len() as u32;
    let all = move || {
        let more = (count > shown).then(|| tr_n("and {n} more", "and {n} more", (count - shown) as usize));
        let link = saved.get().map(|id| {
            view! { <a href=members_route(id).href()>{tr("Show all in the list")}</a> }
        });
        view! {
            <p class="row spread small quiet">
                <span>{more}</span>
                {link}
            </p>
        }
    };
    view! {
        <div class="segment-count" role="status">
            <p>
                <strong class="segment-number figures">{number(f64::from(count))}</strong>
                " "
                <span class="quiet">{of_all}</span>
            </p>
            <Meter label=tr("Share of all customers") share=share />
        </div>
        {problem.map(|problem| view! { <Banner text=tr_stored(&problem.to_string()) hue=Hue::Amber boxed=true /> })}
        {if members.is_empty() {
            view! { <p class="quiet">{tr("Nobody fulfils this now.")}</p> }.into_any()
        } else {
            view! {
                <ul class="segment-members">
                    {members.into_iter().map(|member| view! { <Member member /> }).collect::<Vec<_>>()}
                </ul>
            }
                .into_any()
        }}
        {all}
    }
}

/// The customer list, showing who is in the segment.
pub fn members_route(id: Id) -> Route {
    let layout = Layout { filter: Rule::InSegment(id), ..Layout::default() };
    Route::Customers(CustomersPage { layout: Some(layout), ..CustomersPage::default() })
}

#[component]
fn Member(member: MemberOf) -> impl IntoView {
    let MemberOf { customer, is_company, detail, last_contact, by_hand } = member;
    let contact = match last_contact {
        Some(at) => {
            tr_with("Last contact {when}", &[("when", &format::relative(at.utc_ms, clock::now_ms()))])
        }
        None => tr("No contact yet").to_owned(),
    };
    let second = if detail.is_empty() { contact } else { format!("{detail} · {contact}") };
    view! {
        <li>
            <a class="segment-member" href=Route::customer(customer.id).href()>
                <Avatar name=customer.name.clone() id=customer.id.to_string() square=is_company />
                <span class="grow">
                    <span class="truncate medium">{customer.name}</span>
                    <span class="truncate small quiet">{second}</span>
                </span>
                {by_hand.then(|| view! { <Chip label=tr("By hand") /> })}
            </a>
        </li>
    }
}
