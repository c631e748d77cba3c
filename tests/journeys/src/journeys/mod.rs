//! All journeys, one file for each thing a user can do.

mod accessible;
mod customers;
mod data;
mod exchange;
mod import;
mod interactions;
mod list;
mod offline;
mod opens;
mod segments;
mod steps;
mod welcome;

use std::pin::Pin;

use anyhow::Result;

use harness::page::Page;

pub struct Journey {
    pub name: &'static str,
    pub run: for<'page> fn(&'page Page) -> Walk<'page>,
}

type Walk<'page> = Pin<Box<dyn Future<Output = Result<()>> + 'page>>;

macro_rules! journeys {
    ($($file:ident::$name:ident),* $(,)?) => {
        &[$(Journey {
            name: concat!(stringify!($file), "::", stringify!($name)),
            run: |page| Box::pin($file::$name(page)),
        }),*]
    };
}

pub const ALL: &[Journey] = journeys![
    opens::at_a_sub_path,
    opens::deep_links,
    opens::offline_after_one_visit,
    opens::another_build_only_when_asked,
    welcome::says_what_this_is,
    welcome::the_sample_company_comes_and_goes,
    import::once_and_undone_whole,
    import::of_another_encoding,
    import::whole_or_not_at_all,
    customers::from_creation_to_the_bin_and_back,
    customers::addresses_consents_and_notes,
    interactions::logged_in_three_actions,
    list::sorted_filtered_and_saved_as_a_view,
    list::found_with_a_typo,
    list::thousands_of_rows,
    segments::built_explained_and_live,
    exchange::out_and_back_the_same,
    exchange::merged_field_by_field,
    exchange::a_conflict_is_settled_by_hand,
    offline::works_without_a_network,
    offline::two_tabs_lose_nothing,
    offline::two_tabs_at_the_same_moment,
    data::says_where_it_is,
    data::reminds_of_an_old_export,
    data::a_full_disk_loses_nothing,
    accessible::every_screen,
    accessible::without_a_pointer,
];

/// Journeys that do something to the browser which only Chromium's own protocol can.
pub const CHROMIUM_ONLY: &[&str] = &["import::whole_or_not_at_all", "data::a_full_disk_loses_nothing"];
