//! Everything as one file: out, into an empty browser and the same again; merged into a full one; and
//! files that cannot be read change nothing.

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::{Context, Result, ensure};

use super::steps::{add_person, log_here, open_customer, start_empty, wait_names};

use harness::page::Page;

pub async fn out_and_back_the_same(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Loyal").await?;
    add_person(page, "Zoë", "Åström", "Lead").await?;
    open_customer(page, "Grace Hopper").await?;
    log_here(page, "“Quoted”, a \\ and ümläute").await?;
    page.button("Add").described("Edit Job title").click().await?;
    page.field("Job title").fill("Admiral").await?;
    page.press("Enter").await?;
    page.button("Admiral").described("Edit Job title").wait().await?;
    let first = export(page, "first.json").await?;

    broken_files(page, &first).await?;

    erase(page).await?;
    page.bring_file(&page.button("Bring a file").part(), &first).await?;
    page.link("Harbour Books").wait().await?;
    wait_names(page, &["Grace Hopper", "Zoë Åström"]).await?;
    let second = export(page, "second.json").await?;
    let (first, second) = (text(&first)?, text(&second)?);
    let (first, second) = (said(&first), said(&second));
    let lost: Vec<_> = first.difference(&second).collect();
    ensure!(lost.is_empty(), "the second file lacks {lost:?}");
    let added: Vec<_> = second.difference(&first).collect();
    // That it was brought here is a change, too, and can be undone.
    ensure!(matches!(added[..], [merge] if merge.contains("\"Merge\"")), "the second file adds {added:?}");
    Ok(())
}

/// Two people who began with the same file; the second shows beforehand what the first one's changes.
pub async fn merged_field_by_field(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    let start = export(page, "start.json").await?;
    // The first goes on, and hands over a file.
    add_person(page, "Zoë", "Åström", "Lead").await?;
    set_stage(page, "Lead", "Loyal").await?;
    let theirs = export(page, "theirs.json").await?;
    erase(page).await?;

    // The second began with the first file, and did something else.
    page.bring_file(&page.button("Bring a file").part(), &start).await?;
    wait_names(page, &["Grace Hopper"]).await?;
    open_customer(page, "Grace Hopper").await?;
    page.button("Add").described("Edit Job title").click().await?;
    page.field("Job title").fill("Admiral").await?;
    page.press("Enter").await?;
    page.button("Admiral").described("Edit Job title").wait().await?;

    page.open("#/import").await?;
    page.bring_file(&page.button("Choose a file…"), &theirs).await?;
    // One customer is new, and one field of the other changes.
    page.row("Customers").nth(0).wait_text("Customers 1 1 0 0").await?;
    page.wait_text("Before: Lead After: Loyal").await?;
    page.button("Merge").click().await?;
    page.heading("records were written").part().wait().await?;
    open_customer(page, "Grace Hopper").await?;
    page.button("Stage: Loyal").nth(0).wait().await?;
    page.button("Admiral").described("Edit Job title").wait().await?;
    page.open("#/customers").await?;
    wait_names(page, &["Grace Hopper", "Zoë Åström"]).await
}

/// Two people changed the same field: the later value shows, the other one waits, and a person decides.
pub async fn a_conflict_is_settled_by_hand(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    let start = export(page, "start.json").await?;
    set_stage(page, "Lead", "Loyal").await?;
    let theirs = export(page, "theirs.json").await?;
    erase(page).await?;
    page.bring_file(&page.button("Bring a file").part(), &start).await?;
    wait_names(page, &["Grace Hopper"]).await?;
    set_stage(page, "Lead", "Active").await?;

    page.open("#/import").await?;
    page.bring_file(&page.button("Choose a file…"), &theirs).await?;
    page.button("Merge").click().await?;
    page.link("Merge reviews").within(&page.any("main")).click().await?;
    let card = page.role("region", "Grace Hopper: Stage");
    card.wait_text("Shows now Active").await?;
    card.wait_text("Loyal").await?;
    page.button("Take this").within(&card).click().await?;
    page.heading("Nothing to review").wait().await?;
    open_customer(page, "Grace Hopper").await?;
    page.button("Stage: Loyal").nth(0).wait().await?;
    // A decision can be taken back like everything else.
    page.press("Control+z").await?;
    page.button("Stage: Active").nth(0).wait().await?;
    page.open("#/reviews").await?;
    page.button("Keep this").within(&card).click().await?;
    page.heading("Nothing to review").wait().await?;
    open_customer(page, "Grace Hopper").await?;
    page.button("Stage: Active").nth(0).wait().await
}

async fn set_stage(page: &Page, from: &str, to: &str) -> Result<()> {
    open_customer(page, "Grace Hopper").await?;
    page.button(&format!("Stage: {from}")).nth(0).click().await?;
    page.role("menuitemcheckbox", to).click().await?;
    page.button(&format!("Stage: {to}")).nth(0).wait().await
}

/// Each gets a message with the place, and nothing changes.
async fn broken_files(page: &Page, good: &PathBuf) -> Result<()> {
    let good = text(good)?;
    let unchecked: Vec<&str> = good.lines().filter(|line| !line.starts_with("\"check\"")).collect();
    let unchecked = unchecked.join("\n").replace("],\n}", "]\n}");
    let cut = good.char_indices().map(|(at, _)| at).nth(good.chars().count() / 2).context("an empty file")?;
    for (name, content, told) in [
        ("cut.json", good[..cut].to_owned(), "The file is cut short."),
        ("other.json", "{\"contacts\":[]}".to_owned(), "This JSON file is not from Clientele."),
        ("newer.json", good.replacen("\"version\": 1", "\"version\": 99", 1), "a newer version of Clientele"),
        ("damaged.json", good.replacen("Grace", "Grave", 1), "changed or damaged"),
        (
            "bad-record.json",
            unchecked.replacen("\"first_name\":\"Grace\"", "\"first_name\":7", 1),
            "customers, record",
        ),
    ] {
        let file = page.directory.join(name);
        fs::write(&file, content)?;
        page.open("#/import").await?;
        page.bring_file(&page.button("Choose a file…").nth(0), &file).await?;
        page.any("alert").wait_text(told).await?;
        page.button("Close").within(&page.any("alert")).click().await?;
    }
    page.open("#/customers").await?;
    wait_names(page, &["Grace Hopper", "Zoë Åström"]).await
}

async fn erase(page: &Page) -> Result<()> {
    page.open("#/data").await?;
    page.button("Erase everything…").click().await?;
    let dialog = page.dialog("Erase everything?");
    page.field("Type “Harbour Books” to confirm").within(&dialog).fill("Harbour Books").await?;
    page.button("Erase everything").within(&dialog).click().await?;
    page.heading("Welcome to Clientele").wait().await
}

/// Exports everything, and puts the file where the next export does not find it.
async fn export(page: &Page, name: &str) -> Result<PathBuf> {
    page.open("#/data").await?;
    page.button("Export everything").within(&page.role("region", "Export")).click().await?;
    let (saved, _) = page.downloaded(".clientele.json").await?;
    let file = page.directory.join(name);
    fs::rename(saved, &file)?;
    Ok(file)
}

fn text(file: &PathBuf) -> Result<String> {
    Ok(fs::read_to_string(file)?)
}

/// What the lines of a file say, but for when and by whom it was exported and the check sum over that.
fn said(file: &str) -> BTreeSet<&str> {
    let of_this_file = ["\"exported\"", "\"check\"", "\"seen\""];
    let lines = file.lines().map(|line| line.trim_end_matches(','));
    lines.filter(|line| !of_this_file.iter().any(|key| line.starts_with(key))).collect()
}
