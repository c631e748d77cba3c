use leptos::prelude::*;
use leptos::task::spawn_local;

use super::export_everything;
use crate::app::workspace::use_workspace;
use crate::app::{self, canary, navigate};
use crate::route::{CustomersPage, Route};
use crate::text::{tr, tr_with};
use crate::ui::{Button, ButtonKind, Card, Dialog, DialogBody, DialogFooter, Icon, TextField};
use crate::wire::Wipe;

/// The one thing that cannot be undone, and so the one that asks.
#[component]
pub(super) fn EraseCard() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Card title=tr("Erase everything")>
            <div class="stack gap-4">
                <p>{tr("Removes the workspace and all of its history from this browser. Files you exported and other devices keep theirs.")}</p>
                <div class="row">
                    <Button
                        label=tr("Erase everything…")
                        icon=Icon::Trash
                        kind=ButtonKind::Danger
                        on_click=move || open.set(true)
                    />
                </div>
            </div>
        </Card>
        <Dialog open title=tr("Erase everything?")>
            <EraseForm open />
        </Dialog>
    }
}

#[component]
fn EraseForm(open: RwSignal<bool>) -> impl IntoView {
    let welcome = use_workspace().welcome;
    let name = Memo::new(move |_| welcome.with(|welcome| welcome.workspace.clone().unwrap_or_default()));
    let typed = RwSignal::new(String::new());
    let differs = move || {
        (typed.with(|typed| typed.trim() != name.get()))
            .then(|| tr("Type the name of the workspace first.").to_owned())
    };
    let erase = move || {
        if differs().is_some() {
            return;
        }
        spawn_local(async move {
            // Before, because the first-run screen comes up as soon as the data is gone.
            canary::forget();
            if app::run(Wipe).await.is_some() {
                canary::forget();
                open.try_set(false);
                navigate(Route::Customers(CustomersPage::default()));
            }
        });
    };
    let label = tr_with("Type “{name}” to confirm", &[("name", &name.get_untracked())]);
    view! {
        <form
            on:submit=move |event| {
                event.prevent_default();
                erase();
            }
        >
            <DialogBody>
                <div class="stack gap-4">
                    <p>{tr("All customers, interactions, segments, settings and the whole history are removed from this browser. This cannot be undone.")}</p>
                    <div class="row">
                        <Button
                            label=tr("Export everything first")
                            icon=Icon::Export
                            small=true
                            on_click=export_everything
                        />
                    </div>
                    <TextField label value=typed autofocus=true />
                </div>
            </DialogBody>
            <DialogFooter>
                <Button label=tr("Cancel") on_click=move || open.set(false) />
                <Button
                    label=tr("Erase everything")
                    kind=ButtonKind::Danger
                    submit=true
                    disabled_reason=Signal::derive(differs)
                />
            </DialogFooter>
        </form>
    }
}
