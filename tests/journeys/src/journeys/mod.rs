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
    customers::from_creation_to_the_bin_and_back,
    interactions::logged_in_three_actions,
    list::sorted_filtered_and_saved_as_a_view,
    list::found_with_a_typo,
    list::thousands_of_rows,
    segments::built_explained_and_live,
    exchange::out_and_back_the_same,
    exchange::merged_field_by_field,
    offline::works_without_a_network,
    offline::two_tabs_lose_nothing,
    data::says_where_it_is,
    accessible::every_screen,
    accessible::without_a_pointer,
];

/// Journeys that an engine does not pass every time yet. They are skipped aloud; each is a defect to
/// mend. In WebKit keys arrive in another order now and then ("Graceer Hopp"), options are looked for
/// before they are drawn, and axe measures what is still fading in.
pub const NOT_YET: &[(&str, &str)] = &[
    ("opens::another_build_only_when_asked", "webkit"),
    ("welcome::says_what_this_is", "webkit"),
    ("import::once_and_undone_whole", "webkit"),
    ("customers::from_creation_to_the_bin_and_back", "webkit"),
    ("interactions::logged_in_three_actions", "webkit"),
    ("list::sorted_filtered_and_saved_as_a_view", "webkit"),
    ("list::found_with_a_typo", "webkit"),
    ("list::thousands_of_rows", "webkit"),
    ("segments::built_explained_and_live", "webkit"),
    ("exchange::out_and_back_the_same", "webkit"),
    ("exchange::merged_field_by_field", "webkit"),
    ("offline::two_tabs_lose_nothing", "webkit"),
    ("accessible::every_screen", "webkit"),
    ("accessible::without_a_pointer", "webkit"),
];
