use leptos::prelude::*;

use crate::app::page_title;
use crate::feature::data::export_readable;
use crate::text::{tr, tr_stored};
use crate::ui::{Button, ButtonKind, Icon, IconView};
use crate::wire::Problem;

/// The data could not be opened: says why, what to do, and that nothing was deleted.
#[component]
pub fn OpeningFailed(problem: Problem) -> impl IntoView {
    page_title(Signal::derive(|| tr("Not opened").to_owned()));
    let Problem { what, place, advice } = problem;
    let reload = || {
        if let Err(error) = window().location().reload() {
            leptos::logging::warn!("{error:?}");
        }
    };
    view! {
        <main class="welcome" id="main">
                <section class="card evicted stack" role="alert">
                    <div class="row no-wrap">
                        <IconView icon=Icon::Alert large=true />
                        <h1>{tr("Your data could not be opened")}</h1>
                    </div>
                    <p>{tr_stored(&what)}</p>
                    {place.map(|place| view! { <p class="quiet"><code>{place}</code></p> })}
                    {advice.map(|advice| view! { <p>{tr_stored(&advice)}</p> })}
                    <p class="quiet">{tr("Nothing was deleted. What was saved is still in this browser.")}</p>
                    <div class="row">
                        <Button label=tr("Try again") icon=Icon::Refresh kind=ButtonKind::Primary on_click=reload />
                        <Button label=tr("Export what can be read") icon=Icon::Export on_click=export_readable />
                    </div>
                </section>
        </main>
    }
}
