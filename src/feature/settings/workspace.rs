use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app;
use crate::app::currency;
use crate::app::workspace::use_workspace;
use crate::model::{Currency, Id, Table, Value, workspace};
use crate::text::tr;
use crate::ui::{Button, ButtonKind, Card, SelectField, TextField};
use crate::wire::{Commit, Draft, Label};

/// Name and currency of the workspace.
#[component]
pub(super) fn WorkspaceForm() -> impl IntoView {
    let welcome = use_workspace().welcome;
    let stored_name =
        Memo::new(move |_| welcome.with(|welcome| welcome.workspace.clone().unwrap_or_default()));
    let stored_currency = Memo::new(move |_| {
        welcome.with(|welcome| {
            welcome.schema.currency.map(|currency| currency.code().to_owned()).unwrap_or_default()
        })
    });
    let name = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    // What is stored is shown, also when another tab or an undo changes it.
    Effect::new(move || name.set(stored_name.get()));
    Effect::new(move || code.set(stored_currency.get()));

    let unchanged = move || {
        (name.with(|name| name.trim() == stored_name.get()) && code.get() == stored_currency.get())
            .then(|| tr("Nothing has been changed.").to_owned())
    };
    let save = move || {
        let named = name.with_untracked(|name| name.trim().to_owned());
        if named.is_empty() {
            return error.set(Some(tr("A name is needed.").to_owned()));
        }
        error.set(None);
        let mut draft = Draft::new(Table::Workspace, Id::derived(&["workspace"]));
        if named != stored_name.get_untracked() {
            draft = draft.set(workspace::NAME, Some(Value::text(&named)));
        }
        if let Some(currency) = Currency::new(&code.get_untracked()) {
            draft = draft.set(workspace::CURRENCY, Some(Value::text(currency.code())));
        }
        spawn_local(async move {
            app::commit(Commit { label: Label::new("Edit workspace", named), drafts: vec![draft] }).await;
        });
    };
    view! {
        <form
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <Card title=tr("Workspace")>
                <div class="stack gap-4">
                    <TextField label=tr("Name") value=name error required=true />
                    <SelectField
                        label=tr("Currency")
                        value=code
                        options=Signal::derive(move || currency::options(Some(&stored_currency.get())))
                        hint=tr("Of amounts that say none. Amounts that are there keep theirs.")
                    />
                    <div class="row">
                        <Button
                            label=tr("Save")
                            kind=ButtonKind::Primary
                            submit=true
                            disabled_reason=Signal::derive(unchanged)
                        />
                    </div>
                </div>
            </Card>
        </form>
    }
}
