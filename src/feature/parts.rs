//! What the page loads when it is first needed, by what is needed together.
//!
//! What is not named here is loaded at once. What several parts use is cut out for those parts together.

use leptos::prelude::*;

use super::activity::ActivityPage;
use super::bin::BinPage;
use super::customers::{
    ColumnList, CreateDialog, CustomerPage, CustomersPage, FilterPanel, ListQuestion, ListState, PeekPanel,
    Rows, SelectionBar,
};
use super::data::DataPage;
use super::import::ImportPage;
use super::interactions::{InteractionsPage, LogDialog};
use super::reviews::ReviewsPage;
use super::segments::{NewSegmentPage, SegmentPage, SegmentsPage};
use super::settings::SettingsPage;
use super::welcome::{OpeningFailed, Welcome};
use crate::app::palette::Palette;
use crate::app::parts::{fetch, part};
use crate::app::shell::Shell;
use crate::app::shortcuts::Help;
use crate::model::{Id, Rule};
use crate::route::Settings;
use crate::ui::TableState;
use crate::wire::Problem;

part! {
    /// Before there is a workspace, or when it cannot be opened.
    Beginning {
        welcome: fn() = || view! { <Welcome /> }.into_any();
        failed: fn(Problem) = |problem| view! { <OpeningFailed problem /> }.into_any();
    }
}

part! {
    /// What stands around every page, and the first of them.
    Home {
        shell: fn() = || view! { <Shell /> }.into_any();
        customers: fn() = || view! { <CustomersPage /> }.into_any();
    }
}

part! {
    /// One customer, and what is exchanged with them.
    Daily {
        customer: fn() = || view! { <CustomerPage /> }.into_any();
        interactions: fn() = || view! { <InteractionsPage /> }.into_any();
        dialogs: fn() = || view! { <LogDialog /> <CreateDialog /> <Palette /> <Help /> }.into_any();
        peek: fn(ListState, Id) = |state, id| view! { <PeekPanel state id /> }.into_any();
        selection: fn(ListState, TableState<Id>, Rows, Memo<Option<ListQuestion>>) =
            |state, table, rows, question| view! { <SelectionBar state table rows question /> }.into_any();
        columns: fn(ListState) = |state| view! { <ColumnList state /> }.into_any();
    }
}

part! {
    /// Rules, and what is made with them.
    Groups {
        filter: fn(ListState, Rows) = |state, rows| view! { <FilterPanel state rows /> }.into_any();
        segments: fn() = || view! { <SegmentsPage /> }.into_any();
        new_segment: fn(Rule) = |rule| view! { <NewSegmentPage rule /> }.into_any();
        segment: fn(Id) = |id| view! { <SegmentPage id /> }.into_any();
    }
}

part! {
    /// What is done to all of the data, or to the workspace.
    Office {
        import: fn() = || view! { <ImportPage /> }.into_any();
        data: fn() = || view! { <DataPage /> }.into_any();
        activity: fn() = || view! { <ActivityPage /> }.into_any();
        bin: fn() = || view! { <BinPage /> }.into_any();
        reviews: fn() = || view! { <ReviewsPage /> }.into_any();
        settings: fn(Settings) = |section| view! { <SettingsPage section /> }.into_any();
    }
}

/// Fetches all parts, so that none has to be waited for, and none is missing without a network.
pub fn fetch_all() {
    fetch::<Daily>();
    fetch::<Groups>();
    fetch::<Office>();
}
