//! Real contacts as CSV: what the columns are, what each row becomes, a dry run, one import, one undo.

use std::{fmt::Write, fs, path::PathBuf};

use anyhow::{Result, ensure};
use serde_json::json;

use super::steps::{entered, open_customer, start_empty};

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

/// The page is killed in the middle of an import, early and late: afterwards all of it is there or nothing.
pub async fn whole_or_not_at_all(page: &Page) -> Result<()> {
    start_empty(page).await?;
    let file: PathBuf = page.directory.join("contacts.csv");
    fs::write(&file, contacts())?;
    // At once; when the page says that it is at it, or has just been; when it says that all is done.
    for moment in [&[""][..], &["Importing…", "were imported"], &["were imported"]] {
        page.open("#/import").await?;
        page.bring_file(&page.button("Choose a file…"), &file).await?;
        let import = page.button("Import 500 customers");
        import.wait().await?;
        // Nothing of a killed page can be driven any more: another one goes on.
        let killed = page.driver.window().await?;
        let next = page.driver.new_tab().await?;
        page.show(&killed).await?;
        import.click().await?;
        page.wait_for("the moment to kill it", async || {
            let text = page.text().await?;
            Ok(moment.iter().any(|word| text.contains(word)))
        })
        .await?;
        // Its answer is that the tab has crashed.
        let _ = page.driver.cdp().send_raw("Page.crash", json!({})).await;
        page.show(&next).await?;
        page.open("#/data").await?;
        page.wait_text(" customers, 0 interactions").await?;
        let text = page.text().await?;
        let (none, all) = ("0 customers, 0 interactions", "550 customers, 0 interactions");
        let is_all = text.contains(all);
        ensure!(is_all || text.contains(none), "a mixture after {moment:?}: {text}");
        ensure!(is_all || moment != ["were imported"], "what was told as imported is not there");
        if is_all {
            page.button("Undo: Import: contacts.csv").part().click().await?;
            page.wait_text(none).await?;
        }
    }
    Ok(())
}

/// A spreadsheet of Windows, with semicolons and the day first: what is guessed wrong is corrected in the page.
pub async fn of_another_encoding(page: &Page) -> Result<()> {
    start_empty(page).await?;
    let csv = "Vorname;Nachname;E-Mail;Geburtsdatum;Firma\r\n\
        Jörg;Müller;joerg@example.com;03.04.1985;Bäckerei Süß, Köln\r\n\
        Renée;D’Étoile;renee@example.com;11.12.1990;„Café“ GmbH\r\n";
    // In Windows-1252 the letters of Latin-1 are their own numbers; it adds typographic marks.
    let bytes: Vec<u8> = csv
        .chars()
        .map(|letter| match letter {
            '’' => 0x92,
            '„' => 0x84,
            '“' => 0x93,
            other => u8::try_from(u32::from(other)).unwrap_or(b'?'),
        })
        .collect();
    let file = page.directory.join("kunden.csv");
    fs::write(&file, bytes)?;
    page.open("#/import").await?;
    page.bring_file(&page.button("Choose a file…"), &file).await?;
    page.wait_text("2 rows, 5 columns").await?;
    page.field("Encoding").wait_value("windows-1252").await?;
    page.field("Columns are separated by").wait_value("59").await?;
    page.role("region", "Preview of the rows").wait_text("Jörg Müller").await?;

    // Read with the wrong separator the columns are gone, and back with the right one.
    page.field("Columns are separated by").choose("Comma (,)").await?;
    page.wait_text("2 rows, 1 column").await?;
    page.field("Columns are separated by").choose("Semicolon (;)").await?;
    page.wait_text("2 rows, 5 columns").await?;
    page.field("“Geburtsdatum” becomes").choose("Date of birth").await?;
    page.field("Order in dates").choose("Month first (12/31/2026)").await?;
    page.role("region", "Preview of the rows").wait_text("1985-03-04").await?;
    page.field("Order in dates").choose("Day first (31/12/2026)").await?;
    page.role("region", "Preview of the rows").wait_text("1985-04-03").await?;
    page.button("Import 2 customers").click().await?;
    page.heading("2 customers were imported").wait().await?;

    open_customer(page, "Renée D’Étoile").await?;
    page.button("Dec 11, 1990").described("Edit Date of birth").wait().await?;
    page.link("„Café“ GmbH").nth(0).wait().await
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
