//! Everybody can use it: axe-core finds nothing serious on any screen, and the keyboard is enough.

use anyhow::Result;

use super::steps::{add_person, log_here, open_customer, start_empty};

use harness::page::Page;

const SCREENS: &[(&str, &str)] = &[
    ("#/customers", "Customers"),
    ("#/interactions", "Interactions"),
    ("#/segments", "Segments"),
    ("#/segments/new", "New segment"),
    ("#/import", "Import"),
    ("#/data", "Your data"),
    ("#/activity", "Activity"),
    ("#/reviews", "Merge reviews"),
    ("#/bin", "Bin"),
    ("#/settings/workspace", "Settings"),
    ("#/settings/fields", "Settings"),
    ("#/settings/choices/stage", "Settings"),
    ("#/settings/members", "Settings"),
    ("#/settings/appearance", "Settings"),
    ("#/nowhere", "There is no such page"),
];

pub async fn every_screen(page: &Page) -> Result<()> {
    page.open("").await?;
    page.heading("Welcome to Clientele").wait().await?;
    page.check_accessibility("the welcome").await?;
    start_empty(page).await?;
    check_all(page, "empty, light").await?;

    add_person(page, "Grace", "Hopper", "Active").await?;
    add_person(page, "Ada", "Lovelace", "Lead").await?;
    open_customer(page, "Grace Hopper").await?;
    log_here(page, "Asked for the spring catalogue").await?;
    for theme in ["Light", "Dark"] {
        page.open("#/settings/appearance").await?;
        page.radio(theme).click().await?;
        check_all(page, theme).await?;
        check_layers(page, theme).await?;
    }
    Ok(())
}

async fn check_all(page: &Page, state: &str) -> Result<()> {
    for (address, heading) in SCREENS {
        page.open(address).await?;
        page.heading(heading).wait().await?;
        page.role("status", "Loading").wait_gone().await?;
        page.check_accessibility(&format!("{address}, {state}")).await?;
    }
    Ok(())
}

/// A record, the side panel, and the layers above a page.
async fn check_layers(page: &Page, state: &str) -> Result<()> {
    open_customer(page, "Grace Hopper").await?;
    page.wait_text("Asked for the spring catalogue").await?;
    page.check_accessibility(&format!("a customer, {state}")).await?;
    page.press("l").await?;
    let dialog = page.dialog("Log interaction");
    dialog.wait().await?;
    page.check_accessibility(&format!("the dialog that logs, {state}")).await?;
    page.press("Escape").await?;
    dialog.wait_gone().await?;
    page.press("n").await?;
    let dialog = page.dialog("New customer");
    dialog.wait().await?;
    page.check_accessibility(&format!("the dialog that adds, {state}")).await?;
    page.press("Escape").await?;
    dialog.wait_gone().await?;
    page.press("/").await?;
    let dialog = page.dialog("Search and commands");
    page.field("Search customers, pages and commands").fill("grace").await?;
    page.option("Grace Hopper").part().wait().await?;
    page.check_accessibility(&format!("search, {state}")).await?;
    page.press("Escape").await?;
    dialog.wait_gone().await
}

/// Create a customer, log an interaction, find it again: keys only.
pub async fn without_a_pointer(page: &Page) -> Result<()> {
    page.open("").await?;
    let name = page.field("Name of the workspace");
    name.wait().await?;
    tab_to(page, "the workspace's name", async || name.has_focus().await).await?;
    page.type_text("Harbour Books").await?;
    page.press("Tab").await?;
    page.type_text("Ada").await?;
    page.press("Enter").await?;
    page.heading("No customers yet").wait().await?;

    page.press("n").await?;
    let dialog = page.dialog("New customer");
    let first_name = page.field("First name").within(&dialog);
    first_name.wait().await?;
    tab_to(page, "the first name", async || first_name.has_focus().await).await?;
    page.type_text("Grace").await?;
    page.press("Tab").await?;
    page.type_text("Hopper").await?;
    page.press("Control+Enter").await?;
    page.heading("Grace Hopper").wait().await?;

    log_here(page, "Wants the encyclopaedia").await?;
    page.wait_text("Wants the encyclopaedia").await?;

    page.press("g").await?;
    page.press("c").await?;
    page.heading("Customers").wait().await?;
    page.press("/").await?;
    let words = page.field("Search customers, pages and commands");
    page.wait_for("the cursor in the search", async || words.has_focus().await).await?;
    page.type_text("encyclopaedia").await?;
    page.option("Grace Hopper").part().wait_attribute("aria-selected", "true").await?;
    page.press("Enter").await?;
    page.heading("Grace Hopper").wait().await?;
    page.wait_text("Wants the encyclopaedia").await?;

    // The list itself: to a row, and Enter opens it.
    page.press("g").await?;
    page.press("c").await?;
    let list = page.role("grid", "Customers");
    list.wait().await?;
    tab_to(page, "the list", async || list.has_focus().await).await?;
    page.press("ArrowDown").await?;
    page.press("Enter").await?;
    page.heading("Grace Hopper").wait().await
}

/// Presses Tab until something has the focus; a page where that takes too long is none for the keyboard.
async fn tab_to(page: &Page, what: &str, reached: impl AsyncFn() -> Result<bool>) -> Result<()> {
    for _ in 0..40 {
        if reached().await? {
            return Ok(());
        }
        page.press("Tab").await?;
    }
    anyhow::bail!("40 times Tab does not lead to {what}")
}
