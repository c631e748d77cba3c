//! The state of the user's data: where it is, how much, whether the browser promised to keep it, how
//! old the last export is; and what can be done with all of it at once.

mod erase;
mod export;
mod keep;
mod sample;

pub use export::{ExportReminder, export_everything, export_readable};
pub use keep::KeepReminder;

use leptos::prelude::*;

use crate::app::live::{Live, live};
use crate::app::workspace::use_workspace;
use crate::app::{Page, PageWidth};
use crate::model::Table;
use crate::route::Route;
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::{Attribute, Attributes, Banner, Card, Hue, Icon, LinkButton, Skeleton, format};
use crate::wire::{DataState, GetDataState};

#[component]
pub fn DataPage() -> impl IntoView {
    let state = use_data_state();
    let body = move || match state.get() {
        Live::Loading => view! { <Skeleton lines=8 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> }.into_any()
        }
        Live::Ready(state) => view! { <Where state /> }.into_any(),
    };
    view! {
        <Page title=tr("Your data") width=PageWidth::Narrow>
            {body} <export::ExportCard state /> <sample::SampleCard /> <sample::ScaleCard /> <erase::EraseCard />
        </Page>
    }
}

/// Asked again whenever something is written, or exported from here.
pub(super) fn use_data_state() -> ReadSignal<Live<DataState>> {
    live(&Table::ALL, || Some(GetDataState))
}

#[component]
fn Where(state: DataState) -> impl IntoView {
    let name =
        use_workspace().welcome.with_untracked(|welcome| welcome.workspace.clone().unwrap_or_default());
    let host = window().location().host().unwrap_or_default();
    let place = match state.memory_only {
        true => tr("Only in the memory of this tab: the browser refuses to store it. Export it before you close the tab.").to_owned(),
        false if host.is_empty() => tr("In this browser, on this device. Nothing of it is sent anywhere.").to_owned(),
        false => tr_with(
            "In this browser, on this device, kept for {host}. Nothing of it is sent anywhere.",
            &[("host", &host)],
        ),
    };
    let counts = state.counts;
    let held = [
        tr_n("{n} customer", "{n} customers", counts.customers as usize),
        tr_n("{n} interaction", "{n} interactions", counts.interactions as usize),
        tr_n("{n} segment", "{n} segments", counts.segments as usize),
    ];
    let history = tr_n(
        "{n} change can be looked up and undone",
        "{n} changes can be looked up and undone",
        state.transactions as usize,
    );
    let last_change = match state.last_change {
        Some(at) => format::date_time(at.utc_ms),
        None => tr("Nothing has been written yet").to_owned(),
    };
    view! {
        <Card title=name>
            <div class="stack gap-4">
                <Attributes>
                    <Attribute term=tr("Where")>{place}</Attribute>
                    <Attribute term=tr("What")>{held.join(", ")}</Attribute>
                    <Attribute term=tr("History")>{history}</Attribute>
                    <Attribute term=tr("Last change")>{last_change}</Attribute>
                    <Attribute term=tr("Size")>
                        {format::bytes(state.packed_bytes as f64)} " " <keep::StorageUse />
                    </Attribute>
                    <Attribute term=tr("Kept")>
                        <keep::KeepState />
                    </Attribute>
                </Attributes>
                <div class="row">
                    <LinkButton label=tr("Activity") href=Route::Activity.href() icon=Icon::History small=true />
                    <LinkButton
                        label=match counts.deleted {
                            0 => tr("Bin").to_owned(),
                            n => format!("{} ({})", tr("Bin"), number(f64::from(n))),
                        }
                        href=Route::Bin.href()
                        icon=Icon::Trash
                        small=true
                    />
                </div>
            </div>
        </Card>
    }
}
