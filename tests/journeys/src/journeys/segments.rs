//! Segments: a rule built by hand, its members counted while it is edited, why somebody is in, how the
//! group compares, and that it stays current by itself.

use anyhow::Result;

use super::steps::{add_person, entered, log_here, open_customer, start_empty};

use harness::page::Page;

pub async fn built_explained_and_live(page: &Page) -> Result<()> {
    start_empty(page).await?;
    for (first, last, stage) in [
        ("Grace", "Hopper", "Active"),
        ("Ada", "Lovelace", "Lead"),
        ("Alan", "Turing", "Lead"),
        ("Zoë", "Åström", "Loyal"),
    ] {
        add_person(page, first, last, stage).await?;
    }
    open_customer(page, "Ada Lovelace").await?;
    log_here(page, "A first call").await?;

    built(page).await?;
    explained(page).await?;
    live(page).await
}

/// Leads with whom somebody spoke, or loyal ones; and one by hand.
async fn built(page: &Page) -> Result<()> {
    page.open("#/segments").await?;
    page.link("New segment").nth(0).click().await?;
    entered(page, "New segment").await?;
    let members = page.role("region", "Members");
    members.wait_text("4 of 4 customers").await?;

    page.field("Name").fill("To be thanked").await?;
    page.button("Add condition").click().await?;
    choose_stage(page, 0, "Lead").await?;
    members.wait_text("2 of 4 customers").await?;
    page.button("Add condition").click().await?;
    let history = page.role("group", "Condition").nth(1);
    page.field("What the condition is about").within(&history).choose("Number of interactions").await?;
    page.field("Number of interactions").within(&history).fill("1").await?;
    members.wait_text("1 of 4 customers").await?;
    members.wait_text("Ada Lovelace").await?;

    // Both into a group of their own, and beside it: or loyal.
    page.button("Add group").nth(0).click().await?;
    let group = page.role("group", "any of these");
    choose_stage(page, 2, "Loyal").await?;
    members.wait_text("0 of 4 customers").await?;
    group.wait().await?;
    page.field("How the conditions are joined").nth(0).choose("any of these").await?;
    members.wait_text("3 of 4 customers").await?;
    page.field("How the conditions are joined").nth(0).choose("all of these").await?;
    members.wait_text("0 of 4 customers").await?;
    page.button("What to do with this group").nth(0).click().await?;
    page.menu_item("Remove").click().await?;
    members.wait_text("1 of 4 customers").await?;

    let by_hand = page.field("Always in");
    by_hand.fill("grace").await?;
    page.option("Grace Hopper").part().click().await?;
    members.wait_text("2 of 4 customers").await?;
    members.wait_text("By hand").await?;
    page.button("Create segment").click().await?;
    page.heading("To be thanked").wait().await?;
    page.button("Save").wait().await?;
    page.wait_address("#/segments/").await
}

async fn choose_stage(page: &Page, condition: usize, stage: &str) -> Result<()> {
    let condition = page.role("group", "Condition").nth(condition);
    page.button("Choose…").within(&condition).click().await?;
    page.checkbox(stage).within(&condition).click().await?;
    page.press("Escape").await
}

async fn explained(page: &Page) -> Result<()> {
    page.tab("Why in or out").click().await?;
    for (typed, name, verdict) in [
        ("ada", "Ada Lovelace", "In the segment: the rule is fulfilled."),
        ("alan", "Alan Turing", "Not in the segment: the rule is not fulfilled."),
        ("grace", "Grace Hopper", "In the segment: added by hand"),
    ] {
        page.field("Customer").fill(typed).await?;
        page.option(name).part().click().await?;
        page.wait_text(verdict).await?;
    }
    page.tab("Comparison").click().await?;
    page.row("This segment").nth(0).wait_text("50% · 2").await?;
    page.row("Everyone else").nth(0).wait_text("50% · 2").await
}

/// Whoever fulfils the rule from now on is in, without a reload.
async fn live(page: &Page) -> Result<()> {
    let members = page.role("region", "Members");
    page.press("l").await?;
    let dialog = page.dialog("Log interaction");
    page.field("Customer").within(&dialog).fill("alan").await?;
    page.option("Alan Turing").part().click().await?;
    page.field("What happened").within(&dialog).fill("Called about a chess book").await?;
    page.press("Control+Enter").await?;
    dialog.wait_gone().await?;
    members.wait_text("3 of 4 customers").await?;
    members.wait_text("Alan Turing").await?;

    page.link("Show all in the list").click().await?;
    super::steps::wait_names(page, &["Ada Lovelace", "Alan Turing", "Grace Hopper"]).await?;
    page.open("#/segments").await?;
    page.row("To be thanked").wait_text("3").await?;
    page.link("No contact in 90 days").part().click().await?;
    page.heading("No contact in 90 days").wait().await?;
    members.wait_text("2 of 4 customers").await
}
