//! Interactions: logged in three actions from anywhere, back-dated, and found again on the timeline.

use anyhow::Result;

use super::steps::{add_person, log_here, open_customer, start_empty};

use harness::page::Page;

pub async fn logged_in_three_actions(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    open_customer(page, "Grace Hopper").await?;
    // L, the words, Ctrl+Enter.
    log_here(page, "Asked for the spring catalogue").await?;
    page.wait_text("Asked for the spring catalogue").await?;
    page.heading("Today").wait().await?;

    from_elsewhere(page).await?;
    back_dated(page).await?;
    filtered(page).await?;
    corrected(page).await
}

async fn from_elsewhere(page: &Page) -> Result<()> {
    page.open("#/segments").await?;
    page.press("l").await?;
    let dialog = page.dialog("Log interaction");
    page.field("Customer").within(&dialog).fill("grace").await?;
    page.option("Grace Hopper").part().click().await?;
    page.radio("E-mail").within(&dialog).click().await?;
    page.radio("Complaint").within(&dialog).click().await?;
    page.radio("They to us").within(&dialog).click().await?;
    page.field("Subject").within(&dialog).fill("A torn cover").await?;
    page.field("What happened").within(&dialog).fill("The parcel was wet").await?;
    page.field("Outcome").within(&dialog).choose("Still open").await?;
    page.radio("2 stars").within(&dialog).click().await?;
    page.field("Minutes").within(&dialog).fill("15").await?;
    page.button("Tomorrow").within(&dialog).click().await?;
    // Closed by mistake, nothing is lost.
    page.press("Escape").await?;
    dialog.wait_gone().await?;
    page.press("l").await?;
    page.field("Subject").within(&dialog).wait_value("A torn cover").await?;
    page.button("Log").part().within(&dialog).click().await?;
    dialog.wait_gone().await?;

    page.open("#/interactions").await?;
    page.any("article").wait_count(2).await?;
    let complaint = page.role("article", "A torn cover").part();
    complaint.wait_text("Still open").await?;
    complaint.wait_text("15 min").await?;
    complaint.wait_text("Follow up by").await?;
    page.link("Complaints").click().await?;
    page.any("article").wait_count(1).await
}

async fn back_dated(page: &Page) -> Result<()> {
    open_customer(page, "Grace Hopper").await?;
    page.any("article").wait_count(2).await?;
    page.press("l").await?;
    let dialog = page.dialog("Log interaction");
    // It begins with the channel that was used last.
    page.radio("Meeting").within(&dialog).click().await?;
    page.radio("We to them").within(&dialog).click().await?;
    page.field("What happened").within(&dialog).fill("Met at the fair").await?;
    page.field("When").within(&dialog).fill("2024-02-29T09:30").await?;
    page.button("Log").part().within(&dialog).click().await?;
    dialog.wait_gone().await?;
    page.heading("February 2024").wait().await?;
    page.any("article").wait_count(3).await
}

async fn filtered(page: &Page) -> Result<()> {
    let all = async || {
        page.button("Clear").click().await?;
        page.any("article").wait_count(3).await
    };
    for (filter, choice, left) in [
        ("Channel", "E-mail", "A torn cover"),
        ("Kind", "Complaint", "A torn cover"),
        ("Direction", "They to us", "A torn cover"),
    ] {
        page.button(filter).click().await?;
        page.checkbox(choice).click().await?;
        page.press("Escape").await?;
        page.any("article").wait_count(1).await?;
        page.wait_text(left).await?;
        all().await?;
    }
    page.button("When").click().await?;
    page.button("Last 7 days").click().await?;
    page.press("Escape").await?;
    page.any("article").wait_count(2).await?;
    page.wait_no_text("Met at the fair").await?;
    // The address is the filter: it survives a reload.
    page.reload().await?;
    page.any("article").wait_count(2).await?;
    all().await?;

    page.field("Search these interactions").fill("FAIR").await?;
    page.any("article").wait_count(1).await?;
    page.wait_text("Met at the fair").await?;
    all().await
}

async fn corrected(page: &Page) -> Result<()> {
    let entry = page.role("article", "A torn cover").part();
    page.button("More actions").within(&entry).click().await?;
    page.menu_item("Edit").click().await?;
    let dialog = page.dialog("Edit interaction");
    page.field("Subject").within(&dialog).fill("A wet cover").await?;
    page.press("Control+Enter").await?;
    dialog.wait_gone().await?;
    page.wait_text("A wet cover").await?;
    let entry = page.role("article", "A wet cover").part();
    page.checkbox("Follow up by").part().within(&entry).click().await?;
    page.wait_text("Followed up").await?;
    page.button("More actions").within(&entry).click().await?;
    page.menu_item("Delete").click().await?;
    page.any("article").wait_count(2).await?;
    page.press("Control+z").await?;
    page.any("article").wait_count(3).await
}
