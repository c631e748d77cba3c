//! The first run: what this is, where the data lives, and a name for the workspace and its user.

use anyhow::Result;

use super::steps::{add_person, entered, start_empty, wait_names};

use harness::page::Page;

pub async fn says_what_this_is(page: &Page) -> Result<()> {
    page.open("").await?;
    page.heading("Welcome to Clientele").wait().await?;
    page.heading("Your data stays here").wait().await?;

    // Both names are needed, and the first that is missing has the cursor.
    page.button("Start empty").part().click().await?;
    let name = page.field("Name of the workspace");
    name.wait_attribute("aria-invalid", "true").await?;
    page.field("Your name").wait_attribute("aria-invalid", "true").await?;
    page.wait_for("the cursor in the name", async || name.has_focus().await).await?;

    start_empty(page).await?;
    page.link("Harbour Books").wait().await?;
    page.link("Ada").wait().await?;
    page.wait_text("Saved in this browser").await?;
    // Not asked again.
    page.reload().await?;
    page.link("Harbour Books").wait().await?;
    page.heading("No customers yet").wait().await?;

    // The name can be changed later, and undone.
    page.open("#/settings/workspace").await?;
    entered(page, "Settings").await?;
    page.field("Name").fill("Lighthouse Books").await?;
    page.button("Save").click().await?;
    page.link("Lighthouse Books").wait().await?;
    page.button("Undo:").part().click().await?;
    page.link("Harbour Books").wait().await
}

/// The sample company comes and goes in one click, and takes nothing with it that is one's own.
pub async fn the_sample_company_comes_and_goes(page: &Page) -> Result<()> {
    page.open("").await?;
    page.field("Name of the workspace").fill("Harbour Books").await?;
    page.field("Your name").fill("Ada").await?;
    page.button("Load the sample company").part().click().await?;
    page.role("grid", "Customers").wait().await?;
    page.button("Undo: ").part().wait().await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    page.open("#/interactions").await?;
    page.any("article").nth(20).wait().await?;
    page.open("#/segments").await?;
    page.role("meter", "Share of all customers").nth(0).wait().await?;

    page.open("#/data").await?;
    page.button("Remove the sample company").click().await?;
    page.wait_text("1 customer, 0 interactions").await?;
    page.open("#/customers").await?;
    wait_names(page, &["Grace Hopper"]).await
}
