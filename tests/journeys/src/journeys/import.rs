//! Real contacts as CSV: what the columns are, what each row becomes, a dry run, one import, one undo.

use std::{fmt::Write, fs, path::PathBuf};

use anyhow::Result;

use super::steps::{entered, start_empty};

use harness::page::Page;

const ROWS: usize = 500;
const COMPANIES: usize = 50;

/// Contacts as another CRM exports them: columns that are not wanted, tags in one cell, line breaks in
/// quotes, a company a row; the last row says nothing about anybody.
fn contacts() -> String {
    let mut csv = String::from(
        "id,first_name,last_name,gender,title,background,first_seen,last_seen,has_newsletter,status,tags,\
         company_id,sales_id,linkedin_url,company_name,nb_tasks,company,sales,email_work,email_home,email_other,\
         phone_work,phone_home,phone_other\n",
    );
    for row in 0..ROWS {
        let company = row % COMPANIES;
        let background = if row % 7 == 0 { "\"Met at the fair,\nand \"\"liked\"\" it\"" } else { "" };
        let tags = ["", "vip", "\"football-fan, musician\""][row % 3];
        let status = ["cold", "warm", "hot"][row % 3];
        let newsletter = row % 2 == 0;
        // Writing into a String cannot fail.
        let _ = writeln!(
            csv,
            "{row},Given{row:03},Family{row:03},female,Buyer,{background},2024-08-13T18:04:34.666+00:00,\
             2024-08-14T11:39:02.318+00:00,{newsletter},{status},{tags},{company},1,,\"Firm {company:02}, Ltd\",0,\
             \"Firm {company:02}, Ltd\",Jane Doe,given{row:03}@example.com,,,1-555-{row:07},,"
        );
    }
    csv.push_str("500,,,,,,,,false,,,,,,,0,,,,,,,,\n");
    csv
}

pub async fn once_and_undone_whole(page: &Page) -> Result<()> {
    start_empty(page).await?;
    let file: PathBuf = page.directory.join("contacts.csv");
    fs::write(&file, contacts())?;

    page.open("#/import").await?;
    page.bring_file(&page.button("Choose a file…"), &file).await?;
    page.heading("contacts.csv").wait().await?;
    page.wait_text("501 rows, 24 columns").await?;

    // The columns are guessed, and can be corrected.
    let becomes = |column: &str| page.field(&format!("“{column}” becomes"));
    page.row("email_work").wait().await?;
    becomes("linkedin_url").choose("Website").await?;
    becomes("gender").choose("A new custom field…").await?;
    page.field("Name of the field").wait_value("gender").await?;
    becomes("linkedin_url").choose("Do not import").await?;

    // What each row becomes, and which cannot be used, before anything is written.
    page.wait_text("500 new · 1 broken").await?;
    page.wait_text("50 companies are added").await?;
    page.role("region", "Preview of the rows").wait_text("Given001 Family001").await?;
    page.button("Broken").part().click().await?;
    page.role("region", "Preview of the rows")
        .wait_text("It has no name, e-mail address or phone number.")
        .await?;

    page.button("Import 500 customers").click().await?;
    page.heading("500 customers were imported").wait().await?;
    page.link("Show customers").click().await?;
    entered(page, "Customers").await?;
    page.wait_text("550 customers").await?;
    page.field("Search in this list").fill("given007").await?;
    let row = page.row("Given007 Family007");
    row.wait_text("given007@example.com").await?;
    row.wait_text("Firm 07, Ltd").await?;
    page.link("Given007 Family007").click().await?;
    page.wait_text("Met at the fair").await?;

    // The same file again adds nothing.
    page.open("#/import").await?;
    page.wait_text("500 already here · 1 broken").await?;
    let import = page.button("Import");
    import.wait_attribute("aria-disabled", "true").await?;

    // One undo takes all of it back, also after a reload.
    page.reload().await?;
    page.button("Undo: Import: contacts.csv").part().click().await?;
    page.open("#/customers").await?;
    page.heading("No customers yet").wait().await?;
    page.button("Redo: Import: contacts.csv").part().click().await?;
    page.wait_text("550 customers").await
}
