use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::workspace::use_workspace;
use crate::app::{self, canary, currency, dialogs, navigate, page_title};
use crate::model::{Schema, Table, Value, member};
use crate::platform::{files, ids};
use crate::route::Route;
use crate::text::{tr, tr_n, tr_with};
use crate::ui::{
    Banner, Button, ButtonKind, Hue, Icon, IconView, SelectField, TextField, focus_drawn, format,
};
use crate::wire::{
    CloseFile, Commit, Draft, FileKind, Hello, ImportMerge, Label, LoadSample, OpenFile, Problem, SetMe,
    StartWorkspace,
};

/// How the workspace begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beginning {
    Empty,
    Sample,
    File,
}

#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    my_name: RwSignal<String>,
    currency: RwSignal<String>,
    name_error: RwSignal<Option<String>>,
    my_name_error: RwSignal<Option<String>>,
    problem: RwSignal<Option<Problem>>,
    busy: RwSignal<Option<Beginning>>,
}

impl Form {
    fn parse(self) -> Option<StartWorkspace> {
        let name = self.name.with_untracked(|name| name.trim().to_owned());
        let my_name = self.my_name.with_untracked(|name| name.trim().to_owned());
        let missing = |text: &str, error: &'static str| text.is_empty().then(|| tr(error).to_owned());
        self.name_error.set(missing(&name, "Give the workspace a name, such as your company's."));
        self.my_name_error.set(missing(&my_name, "Say who you are: it stands beside what you do."));
        let complete = !name.is_empty() && !my_name.is_empty();
        complete.then(|| StartWorkspace { name, my_name, currency: self.currency.get_untracked() })
    }

    fn begin(self, how: Beginning) {
        if self.busy.get_untracked().is_some() {
            return;
        }
        self.problem.set(None);
        // A file may bring names of its own; the others need them now.
        let names = self.parse();
        if how != Beginning::File && names.is_none() {
            return focus_first_error();
        }
        self.name_error.set(self.name_error.get_untracked().filter(|_| how != Beginning::File));
        self.my_name_error.set(self.my_name_error.get_untracked().filter(|_| how != Beginning::File));
        self.busy.set(Some(how));
        spawn_local(async move {
            let result = match (how, names) {
                (Beginning::File, names) => bring_file(self, names).await,
                (Beginning::Sample, Some(names)) => begin_with_sample(names).await,
                (_, Some(names)) => app::attempt(names).await.map(drop),
                (_, None) => Ok(()),
            };
            // The form is gone by now when the workspace has begun.
            self.busy.try_set(None);
            match result {
                Ok(()) => {}
                Err(problem) => {
                    self.problem.try_set(Some(problem));
                }
            }
        });
    }
}

#[component]
pub fn Welcome() -> impl IntoView {
    page_title(Signal::derive(|| tr("Welcome").to_owned()));
    let form = Form {
        name: RwSignal::new(String::new()),
        my_name: RwSignal::new(String::new()),
        currency: RwSignal::new(currency::likely().to_owned()),
        name_error: RwSignal::new(None),
        my_name_error: RwSignal::new(None),
        problem: RwSignal::new(None),
        busy: RwSignal::new(None),
    };
    let fact = |icon, title, text| {
        view! {
            <li>
                <IconView icon large=true />
                <div>
                    <h2>{title}</h2>
                    <p class="quiet">{text}</p>
                </div>
            </li>
        }
    };
    let problem = move || {
        form.problem.get().map(
            |problem| view! { <Banner text=problem.to_string() hue=Hue::Red icon=Icon::Alert boxed=true /> },
        )
    };
    view! {
        <main class="welcome" id="main">
                <header class="welcome-head">
                    <img src="./icons/icon.svg" alt="" width="48" height="48" />
                    <h1 tabindex="-1">{tr("Welcome to Clientele")}</h1>
                    <p class="quiet">
                        {tr("A CRM that is this web page: your customers, every conversation with them, and the groups they form. No account, no server, nothing to install.")}
                    </p>
                </header>
                <Evicted form />
                <ul class="welcome-facts">
                    {fact(Icon::Laptop, tr("Your data stays here"), tr("It is stored in this browser, on this device. Nothing is sent anywhere."))}
                    {fact(Icon::WifiOff, tr("Works offline"), tr("After this visit the page opens without a network. You can install it as an app."))}
                    {fact(Icon::File, tr("Moves as a file"), tr("Export everything as one readable file: a backup, a move, or a colleague's copy that merges with yours."))}
                </ul>
                <form
                    class="card welcome-form stack gap-4"
                    on:submit=move |event| {
                        event.prevent_default();
                        form.begin(Beginning::Empty);
                    }
                >
                    <div class="welcome-names">
                        <TextField label=tr("Name of the workspace") value=form.name error=form.name_error autocomplete="organization" />
                        <TextField label=tr("Your name") value=form.my_name error=form.my_name_error autocomplete="name" />
                        <SelectField
                            label=tr("Currency")
                            value=form.currency
                            options=currency::options(Some(currency::likely()))
                        />
                    </div>
                    {problem}
                    <div class="choices">
                        <Way form how=Beginning::Empty icon=Icon::Plus title=tr("Start empty") text=tr("Add customers by hand, or import them later.") />
                        <Way form how=Beginning::Sample icon=Icon::Building title=tr("Load the sample company") text=tr("A few hundred made-up customers with years of history. Removable in one click.") />
                        <Way form how=Beginning::File icon=Icon::Import title=tr("Bring a file") text=tr("A Clientele file, or contacts as CSV from another program.") />
                    </div>
                </form>
        </main>
    }
}

#[component]
fn Way(form: Form, how: Beginning, icon: Icon, title: &'static str, text: &'static str) -> impl IntoView {
    let busy = move || form.busy.get() == Some(how);
    view! {
        <button
            // Enter in a name begins, too: empty, as the first of the ways.
            type=if how == Beginning::Empty { "submit" } else { "button" }
            class="choice"
            aria-busy=move || busy().to_string()
            on:click=move |_| {
                if how != Beginning::Empty {
                    form.begin(how);
                }
            }
        >
            {move || match busy() {
                true => view! { <span class="spinner" aria-hidden="true"></span> }.into_any(),
                false => view! { <IconView icon large=true /> }.into_any(),
            }}
            <span class="choice-title">{title}</span>
            <span class="choice-text">{text}</span>
        </button>
    }
}

/// Tells that the browser threw the data away, when it did.
#[component]
fn Evicted(form: Form) -> impl IntoView {
    // A workspace that is empty, or whose name was merely taken back, has lost nothing.
    let counts = use_workspace().welcome.with_untracked(|welcome| welcome.counts);
    let is_empty = counts.customers == 0 && counts.interactions == 0;
    let held = |canary: &canary::Canary| canary.customers > 0 || canary.interactions > 0;
    let lost = RwSignal::new(canary::last_seen().filter(|canary| is_empty && held(canary)));
    move || {
        lost.get().map(|lost_one| {
            let told = tr_with(
                "This browser has removed the data of “{workspace}”: {customers}, last seen {when}. Browsers do so when the device runs out of space, or when site data is cleared.",
                &[
                    ("workspace", &lost_one.workspace),
                    ("customers", &tr_n("{n} customer", "{n} customers", lost_one.customers as usize)),
                    ("when", &format::date_time(lost_one.seen_ms)),
                ],
            );
            let forget = move || {
                canary::forget();
                lost.set(None);
            };
            view! {
                <section class="card evicted stack" role="alert">
                    <div class="row no-wrap">
                        <IconView icon=Icon::Alert large=true />
                        <h2>{tr("Your data is no longer in this browser")}</h2>
                    </div>
                    <p>{told}</p>
                    <p>{tr("If you have exported a file, bring it: everything in it comes back. Another device that has the workspace can export one, too.")}</p>
                    <div class="row">
                        <Button
                            label=tr("Restore from a file")
                            icon=Icon::Import
                            kind=ButtonKind::Primary
                            on_click=move || form.begin(Beginning::File)
                        />
                        <Button label=tr("Begin anew") kind=ButtonKind::Ghost on_click=forget />
                    </div>
                </section>
            }
        })
    }
}

async fn begin_with_sample(names: StartWorkspace) -> Result<(), Problem> {
    app::attempt(names).await?;
    app::attempt(LoadSample).await.map(drop)
}

/// A Clientele file becomes the workspace; any other goes to the import page of a new one.
async fn bring_file(form: Form, names: Option<StartWorkspace>) -> Result<(), Problem> {
    let refused = |error: crate::platform::PlatformError| Problem::new(error.to_string());
    let Some(file) = files::pick(crate::feature::import::ACCEPTED).await.map_err(refused)? else {
        return Ok(());
    };
    let bytes = files::read(&file).await.map_err(refused)?.to_vec();
    let info = app::attempt(OpenFile { name: file.name(), bytes }).await?;
    match (info.kind, names) {
        (FileKind::Clientele, names) => {
            let imported = app::attempt(ImportMerge { file: info.file }).await;
            // Forgotten in the engine whether or not it could be used.
            app::run(CloseFile { file: info.file }).await;
            imported?;
            name_me(names.map(|names| names.my_name)).await
        }
        (FileKind::Csv | FileKind::VCard, Some(names)) => {
            app::attempt(names).await?;
            dialogs::bring(info);
            navigate(Route::Import);
            Ok(())
        }
        (FileKind::Csv | FileKind::VCard, None) => {
            app::run(CloseFile { file: info.file }).await;
            form.parse();
            focus_first_error();
            let what = tr("Contacts need a workspace to go into: name it first, then bring the file again.");
            Err(Problem::new(what))
        }
    }
}

/// Says who sits here, in a workspace that came with its members.
async fn name_me(my_name: Option<String>) -> Result<(), Problem> {
    let Some(my_name) = my_name else { return Ok(()) };
    let Schema { members, .. } = app::attempt(Hello).await?.schema;
    let known = members.iter().find(|member| member.name == my_name).map(|member| member.id);
    let member = match known {
        Some(id) => id,
        None => {
            let id = ids::new_id();
            let draft = Draft::new(Table::Member, id).set(member::NAME, Some(Value::text(&my_name)));
            app::attempt(Commit { label: Label::new("Add member", my_name), drafts: vec![draft] }).await?;
            id
        }
    };
    app::attempt(SetMe { member }).await?;
    Ok(())
}

fn focus_first_error() {
    focus_drawn(|| document().query_selector("[aria-invalid=true]").ok().flatten());
}
