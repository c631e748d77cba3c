//! Customers: create, edit in place, archive, delete, restore, undo and redo, also after a reload.

use anyhow::Result;

use super::steps::{add_person, open_customer, start_empty};

use harness::page::Page;

pub async fn from_creation_to_the_bin_and_back(page: &Page) -> Result<()> {
    start_empty(page).await?;
    define_field(page).await?;
    create(page).await?;
    edit_in_place(page).await?;
    undo_and_redo(page).await?;
    own_field(page).await?;
    archive(page).await?;
    delete_and_restore(page).await
}

/// What there may be many of: postal addresses, consents, notes.
pub async fn addresses_consents_and_notes(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Active").await?;
    open_customer(page, "Grace Hopper").await?;
    addresses(page).await?;
    consents(page).await?;
    notes(page).await?;
    // All of it is kept, and each of it was a change of its own.
    page.reload().await?;
    page.role("group", "Address").wait_text("2 Quay Street").await?;
    page.role("group", "Consent").wait_text("E-mail Refused").await?;
    page.wait_text("Rings only after nine").await?;
    page.press("Control+z").await?;
    page.wait_text("Rings only before nine").await
}

async fn addresses(page: &Page) -> Result<()> {
    let group = page.role("group", "Address");
    page.button("Add address").within(&group).click().await?;
    // One without a line is none.
    page.button("Save").within(&group).click().await?;
    group.wait_text("Fill in at least one line.").await?;
    page.field("Street").within(&group).fill("1 Harbour Lane\nBack door").await?;
    page.field("Postal code").within(&group).fill("02138").await?;
    page.field("City").within(&group).fill("Cambridge").await?;
    page.field("Label").within(&group).fill("home").await?;
    page.button("Save").within(&group).click().await?;
    page.field("Street").within(&group).wait_gone().await?;
    group.wait_text("1 Harbour Lane Back door 02138 Cambridge home").await?;

    page.button("Add address").within(&group).click().await?;
    page.field("Street").within(&group).fill("2 Quay Street").await?;
    page.button("Save").within(&group).click().await?;
    page.field("Street").within(&group).wait_gone().await?;
    // The second one becomes the first.
    page.button("Actions for this address").within(&group).nth(1).click().await?;
    page.menu_item("Make primary").click().await?;
    group.wait_text("2 Quay Street 1 Harbour Lane").await?;
    page.button("Actions for this address").within(&group).nth(1).click().await?;
    page.menu_item("Remove").click().await?;
    page.button("Actions for this address").within(&group).wait_count(1).await
}

async fn consents(page: &Page) -> Result<()> {
    let group = page.role("group", "Consent");
    page.button("Add consent").within(&group).click().await?;
    page.menu_item("E-mail").click().await?;
    group.wait_text("E-mail Agreed").await?;
    page.button("").part().described("Edit Day of the consent for E-mail").click().await?;
    page.field("Day of the consent for E-mail").fill("2025-05-25").await?;
    page.press("Enter").await?;
    group.wait_text("May 25, 2025").await?;
    page.button("Consent for E-mail").click().await?;
    page.role("menuitemcheckbox", "Refused").click().await?;
    group.wait_text("E-mail Refused").await
}

async fn notes(page: &Page) -> Result<()> {
    let card = page.role("region", "Preferences and concerns");
    page.button("Add note").within(&card).click().await?;
    page.radio("Concern").within(&card).click().await?;
    page.field("Text").within(&card).fill("Rings only before nine").await?;
    page.press("Control+Enter").await?;
    page.field("Text").within(&card).wait_gone().await?;
    card.wait_text("Concern").await?;
    card.wait_text("Rings only before nine").await?;
    page.button("Actions for this note").within(&card).click().await?;
    page.menu_item("Edit").click().await?;
    page.field("Text").within(&card).fill("Rings only after nine").await?;
    page.button("Save").within(&card).click().await?;
    page.field("Text").within(&card).wait_gone().await?;
    card.wait_text("Rings only after nine").await
}

/// A field that only this workspace has.
async fn define_field(page: &Page) -> Result<()> {
    page.open("#/settings/fields").await?;
    page.button("New field").nth(0).click().await?;
    let dialog = page.dialog("New field");
    page.field("Name").within(&dialog).fill("Shirt size").await?;
    page.field("Type").within(&dialog).choose("Choice").await?;
    page.field("Values").within(&dialog).fill("Small\nLarge").await?;
    page.button("Add field").within(&dialog).click().await?;
    dialog.wait_gone().await?;
    page.wait_text("Shirt size").await
}

/// A person, and on the way the company where they work.
async fn create(page: &Page) -> Result<()> {
    page.open("#/customers").await?;
    page.press("n").await?;
    let dialog = page.dialog("New customer");
    page.field("First name").within(&dialog).fill("Grace").await?;
    page.field("Last name").within(&dialog).fill("Hopper").await?;
    page.field("Works at").within(&dialog).fill("Eckert & Mauchly").await?;
    page.option("Create “Eckert & Mauchly”").click().await?;
    // What cannot be an address is told beside its field, and nothing is lost.
    let email = page.field("E-mail").within(&dialog);
    email.fill("grace").await?;
    page.button("Save and open").within(&dialog).click().await?;
    email.wait_attribute("aria-invalid", "true").await?;
    email.fill("grace@example.com").await?;
    page.button("Save and open").within(&dialog).click().await?;
    dialog.wait_gone().await?;

    page.heading("Grace Hopper").wait().await?;
    page.link("grace@example.com").wait().await?;
    page.link("Eckert & Mauchly").nth(0).click().await?;
    page.heading("Eckert & Mauchly").wait().await?;
    let people = page.role("region", "People who work here");
    page.link("Grace Hopper").within(&people).click().await?;
    page.heading("Grace Hopper").wait().await
}

async fn edit_in_place(page: &Page) -> Result<()> {
    set_job_title(page, "Rear Admiral").await?;
    // Escape leaves it as it was.
    job_title(page, "Rear Admiral").click().await?;
    let field = page.field("Job title");
    field.fill("Nobody").await?;
    page.press("Escape").await?;
    job_title(page, "Rear Admiral").wait().await?;
    // A stage is chosen, not typed.
    page.button("Stage: Lead").nth(0).click().await?;
    page.role("menuitemcheckbox", "Loyal").click().await?;
    page.button("Stage: Loyal").nth(0).wait().await
}

fn job_title<'page>(page: &'page Page, now: &str) -> harness::page::Locator<'page> {
    page.button(now).described("Edit Job title")
}

async fn set_job_title(page: &Page, title: &str) -> Result<()> {
    page.button("").part().described("Edit Job title").click().await?;
    page.field("Job title").fill(title).await?;
    page.press("Enter").await?;
    job_title(page, title).wait().await
}

async fn undo_and_redo(page: &Page) -> Result<()> {
    page.press("Control+z").await?;
    page.button("Stage: Lead").nth(0).wait().await?;
    page.press("Control+Shift+z").await?;
    page.button("Stage: Loyal").nth(0).wait().await?;
    page.reload().await?;
    page.button("Stage: Loyal").nth(0).wait().await?;
    page.button("Undo: Edit customer").part().click().await?;
    page.button("Stage: Lead").nth(0).wait().await?;
    page.button("Undo: Edit customer").part().click().await?;
    job_title(page, "Add").wait().await?;
    page.button("Redo: Edit customer").part().click().await?;
    job_title(page, "Rear Admiral").wait().await
}

/// The workspace's own field is on the record and in the list.
async fn own_field(page: &Page) -> Result<()> {
    page.button("Shirt size: choose").click().await?;
    page.role("menuitemcheckbox", "Large").click().await?;
    page.button("Shirt size: Large").wait().await?;

    page.open("#/customers").await?;
    page.button("Columns").click().await?;
    let columns = page.dialog("Columns");
    page.field("Find a field").within(&columns).fill("shirt").await?;
    page.checkbox("Shirt size").within(&columns).click().await?;
    page.press("Escape").await?;
    page.role("columnheader", "Shirt size").part().wait().await?;
    page.row("Grace Hopper").wait_text("Large").await?;
    page.button("Discard changes").click().await?;
    page.link("Grace Hopper").click().await?;
    page.heading("Grace Hopper").wait().await
}

async fn archive(page: &Page) -> Result<()> {
    page.button("More actions").nth(0).click().await?;
    page.menu_item("Archive").click().await?;
    page.wait_text("This customer is archived").await?;
    page.open("#/customers").await?;
    page.link("Eckert & Mauchly").nth(0).wait().await?;
    page.link("Grace Hopper").wait_gone().await?;
    page.back().await?;
    page.button("Take out of the archive").click().await?;
    page.wait_no_text("This customer is archived").await
}

async fn delete_and_restore(page: &Page) -> Result<()> {
    page.button("More actions").nth(0).click().await?;
    page.menu_item("Delete").click().await?;
    page.wait_text("This customer is in the bin").await?;
    page.open("#/bin").await?;
    page.button("Restore Grace Hopper").click().await?;
    page.heading("The bin is empty").wait().await?;
    page.open("#/customers").await?;
    page.link("Grace Hopper").wait().await?;
    // The whole history can be read.
    page.open("#/activity").await?;
    page.wait_text("Delete customer").await
}
