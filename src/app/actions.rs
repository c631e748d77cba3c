//! Everything that can be done from anywhere. One action is one value: menus, buttons, the palette
//! and the keys all derive from it, so that none of them can know of one that the others do not.

use leptos::prelude::*;

use super::commands::{self, label_text};
use super::dialogs::{self, LogRequest, NewCustomerRequest};
use super::live::live;
use super::router::{navigate, use_route};
use crate::feature::data::export_everything;
use crate::model::{Id, Table};
use crate::route::{CustomersPage, Route, Settings, TimelinePage};
use crate::text::tr;
use crate::ui::Icon;
use crate::ui::theme::{Appearance, Theme, use_appearance};
use crate::wire::{GetUndo, UndoState};

#[derive(Clone)]
pub struct Action {
    pub id: &'static str,
    pub label: String,
    /// What it would do that to: the change that undo takes back.
    pub detail: Option<String>,
    /// Other words somebody may look for it by.
    pub keywords: &'static str,
    /// Keys that do the same: `L`, `Ctrl Z`; two letters are pressed one after the other.
    pub keys: &'static [&'static str],
    pub icon: Icon,
    /// Why it cannot be done now.
    pub blocked: Option<String>,
    pub run: Callback<()>,
}

impl Action {
    pub fn new(
        id: &'static str,
        label: impl Into<String>,
        icon: Icon,
        run: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        let run = Callback::new(move |()| run());
        Action { id, label: label.into(), detail: None, keywords: "", keys: &[], icon, blocked: None, run }
    }

    pub fn detail(self, detail: Option<String>) -> Self {
        Action { detail, ..self }
    }

    /// Label and detail in one.
    pub fn name(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{}: {detail}", self.label),
            None => self.label.clone(),
        }
    }

    pub fn keys(self, keys: &'static [&'static str]) -> Self {
        Action { keys, ..self }
    }

    pub fn keywords(self, keywords: &'static str) -> Self {
        Action { keywords, ..self }
    }

    pub fn blocked(self, reason: Option<String>) -> Self {
        Action { blocked: reason, ..self }
    }
}

/// A page that the navigation leads to.
#[derive(Clone)]
pub struct Place {
    pub id: &'static str,
    pub label: &'static str,
    pub icon: Icon,
    pub route: Route,
    pub keys: &'static [&'static str],
    pub keywords: &'static str,
}

/// The pages of daily work, then those about the workspace itself.
pub fn places() -> (Vec<Place>, Vec<Place>) {
    let place = |id, label, icon, route, keys, keywords| Place { id, label, icon, route, keys, keywords };
    let work = vec![
        place(
            "go.customers",
            tr("Customers"),
            Icon::Users,
            Route::Customers(CustomersPage::default()),
            &["G C"],
            "people companies contacts list table",
        ),
        place(
            "go.interactions",
            tr("Interactions"),
            Icon::Chat,
            Route::Interactions(TimelinePage::default()),
            &["G I"],
            "calls e-mails meetings timeline history follow-ups",
        ),
        place(
            "go.segments",
            tr("Segments"),
            Icon::Segment,
            Route::Segments,
            &["G S"],
            "groups rules audience",
        ),
    ];
    let workspace = vec![
        place(
            "go.import",
            tr("Import"),
            Icon::Import,
            Route::Import,
            &["G M"],
            "csv json merge bring contacts upload",
        ),
        place(
            "go.data",
            tr("Your data"),
            Icon::Database,
            Route::Data,
            &["G D"],
            "export backup storage json sample erase",
        ),
        place("go.activity", tr("Activity"), Icon::History, Route::Activity, &["G A"], "log changes who"),
        place("go.reviews", tr("Merge reviews"), Icon::Merge, Route::Reviews, &["G R"], "conflicts"),
        place("go.bin", tr("Bin"), Icon::Trash, Route::Bin, &["G B"], "deleted restore trash"),
        place(
            "go.settings",
            tr("Settings"),
            Icon::Settings,
            Route::Settings(Settings::default()),
            &["G ,"],
            "workspace fields choices members stages currency theme",
        ),
    ];
    (work, workspace)
}

/// What there is to do now: actions of every page, and those of the page that is shown.
#[derive(Clone, Copy)]
pub struct Actions {
    undo: Signal<UndoState>,
    page: RwSignal<Vec<Signal<Vec<Action>>>>,
    route: Signal<Route>,
    appearance: Appearance,
}

/// Provided by the shell, inside of the workspace.
pub(super) fn provide_actions() -> Actions {
    let undo = live(&Table::ALL, || Some(GetUndo));
    let undo = Signal::derive(move || undo.with(|state| state.ready().cloned().unwrap_or_default()));
    let actions =
        Actions { undo, page: RwSignal::new(Vec::new()), route: use_route(), appearance: use_appearance() };
    provide_context(actions);
    actions
}

pub fn use_actions() -> Actions {
    expect_context()
}

/// Offers further actions for as long as the calling component is shown.
pub fn provide_page_actions(actions: Signal<Vec<Action>>) {
    let page = use_actions().page;
    page.update(|all| all.push(actions));
    on_cleanup(move || {
        page.try_update(|all| {
            if let Some(at) = all.iter().rposition(|one| *one == actions) {
                all.remove(at);
            }
        });
    });
}

impl Actions {
    pub fn all(self) -> Vec<Action> {
        let mut all = self.of_page();
        all.extend([self.log(), self.new_customer(), self.new_segment(), self.undo(), self.redo()]);
        let (work, workspace) = places();
        all.extend(work.into_iter().chain(workspace).map(go));
        all.extend(Settings::ALL.into_iter().skip(1).map(|section| {
            let run = move || navigate(Route::Settings(section));
            Action::new(section.action_id(), section.long_label(), Icon::Settings, run)
        }));
        all.extend([self.export(), self.theme(), self.search(), self.help()]);
        all
    }

    /// Those of the page that is shown.
    pub fn of_page(self) -> Vec<Action> {
        self.page.get().into_iter().flat_map(|actions| actions.try_get().unwrap_or_default()).collect()
    }

    /// On a customer's page with that customer.
    pub fn log(self) -> Action {
        let route = self.route;
        Action::new("log", tr("Log interaction"), Icon::Chat, move || {
            let customer: Option<Id> = route.with_untracked(|route| match route {
                Route::Customer { id, .. } => Some(*id),
                Route::Customers(page) => page.peek,
                _ => None,
            });
            dialogs::open_log(LogRequest { customer });
        })
        .keys(&["L"])
        .keywords("call phone e-mail meeting note contact")
    }

    pub fn new_customer(self) -> Action {
        Action::new("new_customer", tr("New customer"), Icon::UserPlus, || {
            dialogs::open_new_customer(NewCustomerRequest::default());
        })
        .keys(&["N"])
        .keywords("add create person company contact")
    }

    fn new_segment(self) -> Action {
        let go = || navigate(Route::NewSegment { rule: Default::default() });
        Action::new("new_segment", tr("New segment"), Icon::Segment, go).keywords("add create group rule")
    }

    pub fn undo(self) -> Action {
        let label = self.undo.with(|state| state.undo.as_ref().map(label_text));
        Action::new("undo", tr("Undo"), Icon::Undo, commands::undo)
            .keys(&["U", "Ctrl Z"])
            .keywords("take back revert")
            .blocked(label.is_none().then(|| tr("There is nothing to undo.").to_owned()))
            .detail(label)
    }

    pub fn redo(self) -> Action {
        let label = self.undo.with(|state| state.redo.as_ref().map(label_text));
        Action::new("redo", tr("Redo"), Icon::Redo, commands::redo)
            .keys(&["Ctrl Shift Z", "Ctrl Y"])
            .keywords("again repeat")
            .blocked(label.is_none().then(|| tr("There is nothing to redo.").to_owned()))
            .detail(label)
    }

    fn export(self) -> Action {
        Action::new("export", tr("Export everything"), Icon::Export, export_everything)
            .keywords("backup save json file download")
    }

    fn theme(self) -> Action {
        let theme = self.appearance.theme;
        Action::new("theme", tr("Change theme"), Icon::Moon, move || {
            theme.update(|theme| {
                *theme = match theme {
                    Theme::System => Theme::Dark,
                    Theme::Dark => Theme::Light,
                    Theme::Light => Theme::System,
                }
            });
        })
        .keywords("dark light mode appearance")
    }

    pub fn search(self) -> Action {
        Action::new("search", tr("Search and commands"), Icon::Search, dialogs::open_palette)
            .keys(&["Ctrl K", "/"])
            .keywords("find palette")
    }

    pub fn help(self) -> Action {
        Action::new("help", tr("Keyboard shortcuts"), Icon::Keyboard, dialogs::open_help)
            .keys(&["?"])
            .keywords("keys help")
    }
}

fn go(place: Place) -> Action {
    let route = place.route;
    Action::new(place.id, place.label, place.icon, move || navigate(route.clone()))
        .keys(place.keys)
        .keywords(place.keywords)
}

impl Settings {
    pub fn label(self) -> &'static str {
        match self {
            Settings::Workspace => tr("Workspace"),
            Settings::Fields => tr("Custom fields"),
            Settings::Choices(_) => tr("Choices"),
            Settings::Members => tr("Members"),
            Settings::Appearance => tr("Appearance"),
        }
    }

    fn long_label(self) -> String {
        crate::text::tr_with("Settings: {section}", &[("section", self.label())])
    }

    fn action_id(self) -> &'static str {
        match self {
            Settings::Workspace => "go.settings.workspace",
            Settings::Fields => "go.settings.fields",
            Settings::Choices(_) => "go.settings.choices",
            Settings::Members => "go.settings.members",
            Settings::Appearance => "go.settings.appearance",
        }
    }
}
