//! The customer list: sort, filter, columns, views, changes to many; and search from anywhere.

use anyhow::Result;

use super::steps::{add_person, log_here, names, notices, open_customer, start_empty, wait_names};

use harness::page::Page;

pub async fn sorted_filtered_and_saved_as_a_view(page: &Page) -> Result<()> {
    start_empty(page).await?;
    for (first, last, stage) in [
        ("Grace", "Hopper", "Active"),
        ("Ada", "Lovelace", "Lead"),
        ("Zoë", "Åström", "Loyal"),
        ("Alan", "Turing", "Lead"),
    ] {
        add_person(page, first, last, stage).await?;
    }
    sorted(page).await?;
    filtered(page).await?;
    saved(page).await?;
    many_at_once(page).await
}

async fn sorted(page: &Page) -> Result<()> {
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Grace Hopper", "Zoë Åström"]).await?;
    let list = page.role("grid", "Customers");
    let name = page.button("Name").within(&list);
    name.click().await?;
    page.role("columnheader", "Name").part().wait_attribute("aria-sort", "ascending").await?;
    name.click().await?;
    wait_names(page, &["Zoë Åström", "Grace Hopper", "Alan Turing", "Ada Lovelace"]).await?;
    // By stage, in the order a customer goes through them.
    page.button("Stage").within(&list).click().await?;
    page.wait_address("customer.stage").await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Grace Hopper", "Zoë Åström"]).await
}

/// Lead, or (first name contains "o" and not ...): and / or through the editor.
async fn filtered(page: &Page) -> Result<()> {
    page.button("Filter").click().await?;
    let panel = page.role("region", "Filter");
    page.button("Add condition").within(&panel).click().await?;
    page.button("Choose…").within(&panel).click().await?;
    page.checkbox("Lead").click().await?;
    page.press("Escape").await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing"]).await?;
    page.button("Add condition").within(&panel).click().await?;
    let second = page.role("group", "Condition").within(&panel).nth(1);
    page.field("What the condition is about").within(&second).choose("First name").await?;
    page.field("Test").within(&second).choose("contains").await?;
    page.field("Text").within(&second).fill("zoe").await?;
    page.heading("Nothing found").wait().await?;
    page.field("How the conditions are joined").within(&panel).choose("any of these").await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Zoë Åström"]).await?;
    page.button("Done").within(&panel).click().await
}

async fn saved(page: &Page) -> Result<()> {
    page.button("Columns").click().await?;
    let columns = page.dialog("Columns");
    page.checkbox("Phone").within(&columns).nth(0).click().await?;
    page.role("columnheader", "Phone").part().wait_gone().await?;
    // The buttons that move a column show where the keyboard or the pointer is.
    page.checkbox("Stage").within(&columns).focus().await?;
    page.button("Move Stage to the left").within(&columns).click().await?;
    page.press("Escape").await?;

    page.button("Save as view").click().await?;
    let dialog = page.dialog("Save as view");
    page.field("Name").within(&dialog).fill("To call").await?;
    page.button("Save").within(&dialog).click().await?;
    dialog.wait_gone().await?;
    let views = page.role("navigation", "Views");
    page.link("All customers").within(&views).click().await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Grace Hopper", "Zoë Åström"]).await?;
    page.role("columnheader", "Phone").part().wait().await?;
    page.link("To call").within(&views).click().await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Zoë Åström"]).await?;
    page.role("columnheader", "Phone").part().wait_gone().await?;
    // Stage is now left of the company.
    page.role("columnheader", "Stage").part().wait().await?;
    page.reload().await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Zoë Åström"]).await?;
    page.link("All customers").within(&views).click().await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Grace Hopper", "Zoë Åström"]).await
}

async fn many_at_once(page: &Page) -> Result<()> {
    page.checkbox("Select row 1").click().await?;
    page.checkbox("Select row 2").click().await?;
    let bar = page.role("toolbar", "For the selected customers");
    bar.wait_text("2 selected").await?;
    page.button("Add tags…").within(&bar).click().await?;
    let dialog = page.dialog("Add tags to 2 customers");
    page.field("Tags").within(&dialog).fill("newsletter").await?;
    page.option("Create “newsletter”").click().await?;
    page.button("Apply").within(&dialog).click().await?;
    dialog.wait_gone().await?;
    page.row("Ada Lovelace").wait_text("newsletter").await?;
    page.row("Alan Turing").wait_text("newsletter").await?;

    page.checkbox("Select all").click().await?;
    bar.wait_text("4 selected").await?;
    page.button("More").within(&bar).click().await?;
    page.menu_item("Delete").click().await?;
    page.heading("No customers yet").wait().await?;
    let notice = page.role("status", "Delete").part().within(&notices(page));
    page.button("Undo").within(&notice).click().await?;
    wait_names(page, &["Ada Lovelace", "Alan Turing", "Grace Hopper", "Zoë Åström"]).await
}

pub async fn found_with_a_typo(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Zoë", "Åström", "Lead").await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    open_customer(page, "Grace Hopper").await?;
    log_here(page, "Wants the encyclopaedia in blue").await?;

    let finder = page.dialog("Search and commands");
    let words = page.field("Search customers, pages and commands");
    // Without its accents, in capitals, with one typo, and by what was said.
    for (open_with, typed, found) in [
        ("/", "ASTROM", "Zoë Åström"),
        ("Control+k", "hoper", "Grace Hopper"),
        ("/", "encyclopaedia", "Grace Hopper"),
    ] {
        page.press(open_with).await?;
        words.fill(typed).await?;
        page.option(found).part().wait().await?;
        page.wait_for("the first found to be chosen", async || {
            Ok(page.option(found).part().attribute("aria-selected").await?.as_deref() == Some("true"))
        })
        .await?;
        page.press("Enter").await?;
        finder.wait_gone().await?;
        page.heading(found).wait().await?;
    }
    // Pages and commands are found there, too.
    page.press("Control+k").await?;
    words.fill("your data").await?;
    page.option("Your data").part().wait().await?;
    page.press("Enter").await?;
    page.heading("Your data").wait().await
}

/// A made-up workspace of thousands: its end is as near as its beginning.
pub async fn thousands_of_rows(page: &Page) -> Result<()> {
    start_empty(page).await?;
    page.open("#/data").await?;
    // How numbers are written is the engine's matter.
    let sizes = page.field("How many");
    page.any("option").within(&sizes).nth(0).click().await?;
    page.button("Generate").click().await?;
    let list = page.role("grid", "Customers");
    list.wait().await?;
    list.wait_attribute("aria-rowcount", "1001").await?;
    let first = page.row("").nth(1).text().await?;
    list.press("End").await?;
    page.wait_for("the last row", async || {
        let active = list.attribute("aria-activedescendant").await?;
        Ok(active.is_some_and(|it| it.ends_with("-999")) && names(page).await?.len() > 5)
    })
    .await?;
    list.press("Home").await?;
    page.wait_for("the first row again", async || Ok(page.row("").nth(1).text().await? == first)).await?;
    // The search and a filter over all of it.
    page.radio("Companies").click().await?;
    page.wait_for("fewer rows", async || {
        let rows = list.attribute("aria-rowcount").await?.and_then(|rows| rows.parse::<i64>().ok());
        Ok(rows.is_some_and(|rows| (2..1001).contains(&rows)))
    })
    .await
}
