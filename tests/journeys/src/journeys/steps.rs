//! What many journeys begin with.

use anyhow::Result;

use harness::page::{Locator, Page};

/// Opens an empty workspace, as most journeys begin.
pub async fn start_empty(page: &Page) -> Result<()> {
    page.open("").await?;
    page.field("Name of the workspace").fill("Harbour Books").await?;
    page.field("Your name").fill("Ada").await?;
    page.button("Start empty").part().click().await?;
    page.heading("No customers yet").wait().await
}

/// Waits until a page has been entered: its heading takes the focus, and nothing takes it away any more.
pub async fn entered(page: &Page, heading: &str) -> Result<()> {
    let heading = page.heading(heading);
    page.wait_for(&format!("the focus on the {heading}"), async || heading.has_focus().await).await
}

/// Adds a person of this name, at this stage, from wherever; the page stays as it is.
pub async fn add_person(page: &Page, first: &str, last: &str, stage: &str) -> Result<()> {
    page.press("n").await?;
    let dialog = page.dialog("New customer");
    page.field("First name").within(&dialog).fill(first).await?;
    page.field("Last name").within(&dialog).fill(last).await?;
    page.field("Stage").within(&dialog).choose(stage).await?;
    page.button("Save and close").within(&dialog).click().await?;
    dialog.wait_gone().await
}

/// Opens the page of a customer through the list.
pub async fn open_customer(page: &Page, name: &str) -> Result<()> {
    page.open("#/customers").await?;
    page.link(name).click().await?;
    page.heading(name).wait().await
}

/// Logs what was said with the customer whose page is open: `L`, the words, Ctrl+Enter.
pub async fn log_here(page: &Page, words: &str) -> Result<()> {
    page.press("l").await?;
    let dialog = page.dialog("Log interaction");
    let text = page.field("What happened").within(&dialog);
    page.wait_for("the cursor in the text", async || text.has_focus().await).await?;
    page.type_text(words).await?;
    page.press("Control+Enter").await?;
    dialog.wait_gone().await
}

/// The rows of the customer list, without its head.
pub async fn names(page: &Page) -> Result<Vec<String>> {
    let script =
        "return [...document.querySelectorAll('.table-row .table-cell.last a')].map((it) => it.innerText)";
    Ok(serde_json::from_value(page.script(script, vec![]).await?)?)
}

/// Waits until the customer list shows exactly these, in this order.
pub async fn wait_names(page: &Page, wanted: &[&str]) -> Result<()> {
    page.wait_for(&format!("the customers {wanted:?} in this order"), async || {
        let shown = names(page).await?;
        anyhow::ensure!(shown == wanted, "the list shows {shown:?}");
        Ok(true)
    })
    .await
}

/// The notices at the edge of the page.
pub fn notices(page: &Page) -> Locator<'_> {
    page.role("region", "Notices")
}
