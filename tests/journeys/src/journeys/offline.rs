//! Without a network, as an installed app, and in two tabs at once.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::steps::{add_person, log_here, open_customer, start_empty};

use harness::{engine::Engine, page::Page};

pub async fn works_without_a_network(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    page.wait_offline_ready().await?;
    installable(page).await?;

    page.set_offline(true);
    if page.engine == Engine::Chromium {
        let cut = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        page.driver.cdp().send_raw("Network.emulateNetworkConditions", cut).await?;
        page.wait_text("Offline").await?;
    }
    page.reload().await?;
    page.link("Grace Hopper").wait().await?;
    open_customer(page, "Grace Hopper").await?;
    log_here(page, "Said on the train").await?;
    page.wait_text("Said on the train").await?;
    page.reload().await?;
    page.wait_text("Said on the train").await?;
    page.set_offline(false);
    Ok(())
}

/// What a browser asks of a page before it offers to install it.
async fn installable(page: &Page) -> Result<()> {
    let script = "const done = arguments[0];
        const link = document.querySelector('link[rel=manifest]').href;
        fetch(link).then((it) => it.json()).then(async (manifest) => {
          const icons = await Promise.all(manifest.icons.map(async (icon) => {
            const answer = await fetch(new URL(icon.src, link));
            return { ...icon, found: answer.ok && answer.headers.get('content-type') === icon.type };
          }));
          const within = (address) => new URL(address, link).href.startsWith(new URL('.', location.href).href);
          done({ ...manifest, icons, within: within(manifest.start_url) && within(manifest.scope ?? '.') });
        })";
    let manifest = page.script_async(script).await?;
    ensure!(manifest["name"] == "Clientele", "{manifest}");
    ensure!(manifest["display"] == "standalone", "{manifest}");
    ensure!(manifest["within"] == true, "it leaves its sub-path: {manifest}");
    let icons = manifest["icons"].as_array().context("no icons")?;
    ensure!(icons.iter().all(|icon| icon["found"] == true), "an icon is missing: {manifest}");
    let has = |size: &str| {
        icons.iter().any(|icon| icon["sizes"].as_str().is_some_and(|sizes| sizes.contains(size)))
    };
    ensure!(has("192x192") && has("512x512"), "{manifest}");
    if page.engine == Engine::Chromium {
        let told = page.driver.cdp().send_raw("Page.getInstallabilityErrors", json!({})).await?;
        let errors = told["installabilityErrors"].as_array().cloned().unwrap_or_default();
        // Journeys run in a private window, where nothing can be installed.
        let errors: Vec<&Value> = errors.iter().filter(|it| it["errorId"] != "in-incognito").collect();
        ensure!(errors.is_empty(), "{errors:?}");
    }
    Ok(())
}

pub async fn two_tabs_lose_nothing(page: &Page) -> Result<()> {
    start_empty(page).await?;
    let (first, second) = page.open_tab("#/customers").await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    page.show(&first).await?;
    page.link("Grace Hopper").wait().await?;

    // The same customer is edited in both; each tab sees both edits.
    page.link("Grace Hopper").click().await?;
    page.heading("Grace Hopper").wait().await?;
    page.show(&second).await?;
    page.link("Grace Hopper").click().await?;
    page.heading("Grace Hopper").wait().await?;
    page.show(&first).await?;
    edit(page, "Job title", "Admiral").await?;
    page.show(&second).await?;
    edit(page, "Website", "https://example.com/grace").await?;
    for tab in [&first, &second] {
        page.show(tab).await?;
        page.button("Admiral").described("Edit Job title").wait().await?;
        page.button("example.com/grace").described("Edit Website").wait().await?;
    }
    // Undo takes back what this tab did, not what the other one did.
    page.press("Control+z").await?;
    page.button("Add").described("Edit Website").wait().await?;
    page.button("Admiral").described("Edit Job title").wait().await?;
    page.show(&first).await?;
    page.button("Add").described("Edit Website").wait().await?;
    page.reload().await?;
    page.button("Admiral").described("Edit Job title").wait().await
}

/// Two tabs write the same customer before either has heard of the other.
pub async fn two_tabs_at_the_same_moment(page: &Page) -> Result<()> {
    start_empty(page).await?;
    add_person(page, "Grace", "Hopper", "Lead").await?;
    open_customer(page, "Grace Hopper").await?;
    let address = page.address().await?;
    let (first, second) = page.open_tab(&address).await?;
    page.heading("Grace Hopper").wait().await?;
    let edits = [(&first, "Job title", "Admiral"), (&second, "Website", "https://example.com/grace")];
    for (tab, label, text) in edits {
        page.show(tab).await?;
        page.button("Add").described(&format!("Edit {label}")).click().await?;
        page.field(label).fill(text).await?;
        // To show another tab ends what is edited in this one; here both end at one word.
        let script = "const field = document.activeElement;
            addEventListener('focusout', (event) => event.stopImmediatePropagation(), true);
            new BroadcastChannel('now').onmessage = () => field.dispatchEvent(
              new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))";
        page.script(script, vec![]).await?;
    }
    let tell = "const word = new BroadcastChannel('now'); word.postMessage(''); word.close()";
    page.script(tell, vec![]).await?;
    for tab in [&first, &second] {
        page.show(tab).await?;
        for (_, label, text) in edits {
            page.button(text.trim_start_matches("https://"))
                .described(&format!("Edit {label}"))
                .wait()
                .await?;
        }
    }
    page.open("#/activity").await?;
    page.wait_for("both edits in the history", async || {
        Ok(page.text().await?.matches("Edit customer").count() == 2)
    })
    .await
}

async fn edit(page: &Page, label: &str, text: &str) -> Result<()> {
    page.button("Add").described(&format!("Edit {label}")).click().await?;
    page.field(label).fill(text).await?;
    page.press("Enter").await
}
