//! The page opens: on any static host, offline, and always as one whole build.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use serde_json::json;
use xtask::seal;

use super::steps::{add_person, open_customer, start_empty};

use harness::page::Page;

pub async fn at_a_sub_path(page: &Page) -> Result<()> {
    page.open("").await?;
    page.heading("Welcome to Clientele").wait().await?;
    page.check_accessibility("the first page").await
}

/// Addresses of two levels open and reload on a host without a rewrite rule; what names nothing says so.
pub async fn deep_links(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    open_customer(page, "Grace Hopper").await?;
    let address = page.address().await?;
    page.reload().await?;
    page.heading("Grace Hopper").wait().await?;
    page.open("#/settings/choices/stage").await?;
    page.heading("Settings").wait().await?;
    page.back().await?;
    page.heading("Grace Hopper").wait().await?;
    page.open_tab(&address).await?;
    page.heading("Grace Hopper").wait().await?;

    page.open("#/no/such/page").await?;
    page.heading("There is no such page").wait().await?;
    page.reload().await?;
    page.link("Go to customers").click().await?;
    page.link("Grace Hopper").wait().await?;
    // A customer of somebody else's workspace.
    page.open("#/customers/01ARZ3NDEKTSV4RRFFQ69G5FAV").await?;
    page.heading("This customer is not in this workspace").wait().await
}

pub async fn offline_after_one_visit(page: &Page) -> Result<()> {
    page.open("").await?;
    page.wait_offline_ready().await?;
    page.set_offline(true);
    page.reload().await?;
    page.heading("Welcome to Clientele").wait().await?;
    page.open("#/").await?;
    page.heading("Welcome to Clientele").wait().await
}

/// A new build waits until it is asked for, and a host that serves half of one gives none.
pub async fn another_build_only_when_asked(page: &Page) -> Result<()> {
    start_empty(page).await?;
    page.wait_offline_ready().await?;
    // The first visit still came from the host; from the second on the service worker answers.
    page.reload().await?;

    let (half, next) = (page.directory.join("half"), page.directory.join("next"));
    copy(&page.dist, &half)?;
    copy(&page.dist, &next)?;
    // A deployment that has replaced the list of files, but not yet what it lists.
    renew(&next)?;
    fs::copy(next.join("service-worker.js"), half.join("service-worker.js"))?;

    page.server.set_root(&half);
    // The digest that does not fit is the point of this.
    page.expect_console_error("integrity");
    update(page).await?;
    page.wait_for("half a build to be turned down", async || Ok(build_states(page).await? == ["activated"]))
        .await?;

    page.server.set_root(&next);
    update(page).await?;
    page.wait_for("the next build to wait", async || {
        Ok(build_states(page).await? == ["installed", "activated"])
    })
    .await?;
    // A reload alone changes nothing: only the person does.
    page.reload().await?;
    ensure!(!is_renewed(page).await?, "the new build was not asked for");
    page.button("Update now").click().await?;
    page.button("Update now").wait_gone().await?;
    page.wait_for("the next build", async || {
        let states = build_states(page).await?;
        ensure!(states == ["activated"], "builds: {states:?}");
        Ok(true)
    })
    .await?;
    page.wait_for("the next build's files", async || is_renewed(page).await).await
}

async fn update(page: &Page) -> Result<()> {
    // That it fails is one of the cases; the states tell.
    page.script(
        "return navigator.serviceWorker.getRegistration().then((it) => it.update()).then(() => true, () => false)",
        vec![],
    )
    .await?;

    page.wait_for("the update to settle", async || {
        let script = "return navigator.serviceWorker.getRegistration().then((it) => it.installing === null)";
        Ok(page.script(script, vec![]).await? == json!(true))
    })
    .await
}

async fn build_states(page: &Page) -> Result<Vec<String>> {
    let script = "return navigator.serviceWorker.getRegistration()
        .then((it) => [it.installing, it.waiting, it.active].filter(Boolean).map((worker) => worker.state))";
    Ok(serde_json::from_value(page.script(script, vec![]).await?)?)
}

async fn is_renewed(page: &Page) -> Result<bool> {
    let script = "return fetch('./manifest.webmanifest').then((it) => it.text())";
    let text = page.script(script, vec![]).await?;
    Ok(text.as_str().context("no text")?.ends_with(RENEWED))
}

/// White space at the end of the manifest: another build to the service worker, none to a person.
const RENEWED: &str = "\n \n";

fn renew(dist: &Path) -> Result<()> {
    let manifest = dist.join("manifest.webmanifest");
    let before = fs::read(&manifest)?;
    let after = [before.as_slice(), RENEWED.as_bytes()].concat();
    let worker = fs::read_to_string(dist.join("service-worker.js"))?;
    let worker = worker.replacen(&seal::integrity(&before), &seal::integrity(&after), 1).replacen(
        "id: \"",
        "id: \"next-",
        1,
    );
    fs::write(manifest, after)?;
    fs::write(dist.join("service-worker.js"), worker)?;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
