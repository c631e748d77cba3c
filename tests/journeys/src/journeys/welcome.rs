//! The first run: what this is, where the data lives, and a name for the workspace and its user.

use anyhow::Result;

use super::steps::start_empty;

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
    page.field("Name").fill("Lighthouse Books").await?;
    page.button("Save").click().await?;
    page.link("Lighthouse Books").wait().await?;
    page.button("Undo:").part().click().await?;
    page.link("Harbour Books").wait().await
}
