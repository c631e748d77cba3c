//! The state of one's data: where it is, how much, whether the browser keeps it, how old the last export is.

use std::{fmt::Write, fs};

use anyhow::Result;
use serde_json::json;

use super::steps::{add_person, start_empty};

use harness::page::Page;

/// What does not fit any more is told and changes nothing, and is done as soon as there is room.
pub async fn a_full_disk_loses_nothing(page: &Page) -> Result<()> {
    // Too small for the program itself, which then is not kept for offline use. From the beginning, because Chromium
    // remembers for a while how much room there was.
    set_quota(page, Some(300_000)).await?;
    page.expect_console_error("Quota");
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;

    let mut csv = String::from("First name,E-mail,Notes\n");
    for row in 0..900 {
        // Writing into a String cannot fail.
        let _ = writeln!(csv, "Given{row},given{row}@example.com,{}", format!("note {row} ").repeat(400));
    }
    let file = page.directory.join("many.csv");
    fs::write(&file, csv)?;
    page.open("#/import").await?;
    page.bring_file(&page.button("Choose a file…"), &file).await?;
    let import = page.button("Import 900 customers");
    import.click().await?;
    page.wait_text("There is no space left in this browser's storage.").await?;
    page.link("Customers 1").wait().await?;
    set_quota(page, None).await?;
    import.click().await?;
    page.heading("900 customers were imported").wait().await?;
    page.open("#/customers").await?;
    page.reload().await?;
    page.wait_text("901 customers").await
}

/// How many bytes this page may keep; `None` as many as usual.
async fn set_quota(page: &Page, bytes: Option<u64>) -> Result<()> {
    let address = page.server.address();
    let origin: Vec<&str> = address.split('/').take(3).collect();
    let mut quota = json!({ "origin": origin.join("/") });
    if let Some(bytes) = bytes {
        quota["quotaSize"] = json!(bytes);
    }
    page.driver.cdp().send_raw("Storage.overrideQuotaForOrigin", quota).await?;
    Ok(())
}

/// An old export with changes since is worth a word, however few they are.
pub async fn reminds_of_an_old_export(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    page.open("#/data").await?;
    let card = page.role("region", "Export");
    page.button("Export everything").within(&card).click().await?;
    page.downloaded("Harbour-Books").await?;
    card.wait_text("nothing has changed since").await?;

    // Eight days later by the page's clock.
    let script = "const now = window.Date.now; window.Date.now = () => now() + 8 * 24 * 60 * 60 * 1000";
    page.script(script, vec![]).await?;
    page.wait_no_text("Your last export was").await?;
    add_person(page, "Ada", "Lovelace", "Lead").await?;
    page.wait_text("1 change is only in this browser").await?;
    page.wait_text("Your last export was").await?;
    page.button("Later").click().await?;
    page.wait_no_text("Your last export was").await?;
    // Not on another page either.
    page.open("#/segments").await?;
    page.heading("Segments").wait().await?;
    page.wait_no_text("Your last export was").await
}

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
