//! The state of one's data: where it is, how much, whether the browser keeps it, how old the last export is.

use anyhow::Result;

use super::steps::{add_person, start_empty};

use harness::page::Page;

pub async fn says_where_it_is(page: &Page) -> Result<()> {
    start_empty(page).await?;
    // Asked at a sensible moment: when there is something of one's own to keep.
    page.button("Keep my data").wait_gone().await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;

    page.open("#/data").await?;
    page.wait_text("In this browser, on this device, kept for localhost").await?;
    page.wait_text("1 customer, 0 interactions, 0 segments").await?;
    page.wait_text("Never exported from this browser.").await?;

    // Many changes without an export are worth a word.
    for _ in 0..15 {
        page.button("Undo: Add customer").part().click().await?;
        page.button("Redo: Add customer").part().click().await?;
    }
    page.wait_text("Nothing was exported yet").await?;
    page.button("Later").click().await?;
    page.wait_no_text("Nothing was exported yet").await?;

    let card = page.role("region", "Export");
    page.button("Export everything").within(&card).click().await?;
    page.downloaded("Harbour-Books").await?;
    card.wait_text("nothing has changed since").await?;
    add_person(page, "Ada", "Lovelace", "Lead").await?;
    card.wait_text("1 change since").await?;
    page.wait_text("2 customers").await
}
