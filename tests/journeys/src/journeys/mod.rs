//! All journeys, one file for each thing a user can do.

mod opens;

use std::pin::Pin;

use anyhow::Result;

use harness::page::Page;

pub struct Journey {
    pub name: &'static str,
    pub run: for<'page> fn(&'page Page) -> Walk<'page>,
}

type Walk<'page> = Pin<Box<dyn Future<Output = Result<()>> + 'page>>;

/// Opens an empty workspace, as most journeys begin.
pub async fn start_empty(page: &Page) -> Result<()> {
    page.open("").await?;
    page.field("Name of the workspace").fill("Harbour Books").await?;
    page.field("Your name").fill("Ada").await?;
    page.button("Start empty").part().click().await?;
    page.role("navigation", "").part().nth(0).wait().await
}

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
    opens::offline_after_one_visit,
    opens::another_build_only_when_asked,
];
