use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::offer_undo;
use crate::app::workspace::use_workspace;
use crate::app::{self, current_route, navigate, status};
use crate::platform::random;
use crate::route::{CustomersPage, Route};
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::format::percent;
use crate::ui::{Button, Card, Icon, SelectField, Spinner, Toast};
use crate::wire::{Ask, Committed, Generate, LoadSample, RemoveSample};

/// The sample company: there, or to be had.
#[component]
pub(super) fn SampleCard() -> impl IntoView {
    let welcome = use_workspace().welcome;
    let sample = Memo::new(move |_| welcome.with(|welcome| welcome.sample_customers));
    let busy = RwSignal::new(false);
    let load = move || work(busy, LoadSample, offer_undo);
    let remove = move || work(busy, RemoveSample, offer_undo);
    let content = move || {
        match sample.get() {
        0 => view! {
            <p>{tr("A made-up company with a few hundred customers and years of history, to try things with. It can be removed in one click, and only it.")}</p>
            <BusyButton busy label=tr("Load the sample company") icon=Icon::Building on_click=load />
        }
        .into_any(),
        n => {
            let here = tr_n(
                "{n} customer came with the sample company, with their history, segments and fields. What you added yourself stays.",
                "{n} customers came with the sample company, with their history, segments and fields. What you added yourself stays.",
                n as usize,
            );
            view! {
                <p>{here}</p>
                <BusyButton busy label=tr("Remove the sample company") icon=Icon::Trash on_click=remove />
            }
            .into_any()
        }
    }
    };
    view! {
        <Card title=tr("Sample company")>
            <div class="stack gap-4">{content}</div>
        </Card>
    }
}

/// A large made-up workspace, to see how Clientele holds.
#[component]
pub(super) fn ScaleCard() -> impl IntoView {
    const SIZES: [(u32, u32); 3] = [(1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000)];
    let busy = RwSignal::new(false);
    let size = RwSignal::new("1".to_owned());
    let option = |(at, (customers, interactions)): (usize, (u32, u32))| {
        let text = tr_with(
            "{customers} customers, {interactions} interactions",
            &[
                ("customers", &number(f64::from(customers))),
                ("interactions", &number(f64::from(interactions))),
            ],
        );
        (at.to_string(), text)
    };
    let options: Vec<_> = SIZES.into_iter().enumerate().map(option).collect();
    let generate = move || {
        let chosen = size.with_untracked(|size| size.parse().unwrap_or(0));
        let (customers, interactions) = SIZES.get(chosen).copied().unwrap_or(SIZES[0]);
        // Any number will do; the same number makes the same workspace.
        let seed = random::random_u64().unwrap_or(1);
        work(busy, Generate { customers, interactions, seed }, |committed| {
            // In pieces, of which Undo would take back the last alone.
            let made = tr_n("{n} record was made", "{n} records were made", committed.records as usize);
            app::toast(Toast::done(made).detail(tr("They go with the sample company.")));
            // It took a while; whoever has gone elsewhere stays there.
            if current_route() == Route::Data {
                navigate(Route::Customers(CustomersPage::default()));
            }
        });
    };
    view! {
        <Card title=tr("Try at scale")>
            <div class="stack gap-4">
                <p>{tr("Adds made-up customers by the thousand, to see how lists, search and segments hold. They are marked as sample data and go with it.")}</p>
                <SelectField label=tr("How many") value=size options />
                <BusyButton busy label=tr("Generate") icon=Icon::Database on_click=generate />
            </div>
        </Card>
    }
}

#[component]
fn BusyButton(
    busy: RwSignal<bool>,
    label: &'static str,
    icon: Icon,
    #[prop(into)] on_click: Callback<()>,
) -> impl IntoView {
    let reason = move || busy.get().then(|| tr("This is being done.").to_owned());
    let progress = status::use_progress();
    let done = move || {
        let progress = progress.get().filter(|_| busy.get())?;
        Some(percent(progress.share()))
    };
    view! {
        <div class="row">
            <Button label icon on_click disabled_reason=Signal::derive(reason) />
            {move || busy.get().then(|| view! { <Spinner /> })}
            <span class="quiet figures">{done}</span>
        </div>
    }
}

/// Runs a command that may take a while, and says what came of it.
fn work<Q: Ask<Answer = Committed> + 'static>(busy: RwSignal<bool>, command: Q, told: fn(&Committed)) {
    busy.set(true);
    spawn_local(async move {
        let committed = app::run(command).await;
        // The page may have been left meanwhile.
        busy.try_set(false);
        let Some(committed) = committed else { return };
        if committed.records == 0 {
            return app::toast(Toast::info(tr("Nothing was changed.")));
        }
        told(&committed);
    });
}
