//! Pictures of every screen with the sample company: light and dark, wide and narrow. What the README
//! shows comes from here, and whoever changes the look looks here.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use serde_json::json;

use harness::page::Page;

/// What each is called, and where it is.
const SCREENS: [(&str, &str); 14] = [
    ("customers", "#/customers"),
    ("interactions", "#/interactions"),
    ("segments", "#/segments"),
    ("new-segment", "#/segments/new"),
    ("import", "#/import"),
    ("data", "#/data"),
    ("activity", "#/activity"),
    ("reviews", "#/reviews"),
    ("bin", "#/bin"),
    ("workspace", "#/settings/workspace"),
    ("fields", "#/settings/fields"),
    ("choices", "#/settings/choices/stage"),
    ("members", "#/settings/members"),
    ("appearance", "#/settings/appearance"),
];

/// The whole window on a desk and on a phone, in CSS pixels.
const SIZES: [(u32, u32); 2] = [(1280, 800), (375, 740)];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// Takes all of them into a directory, as `customers-1280-light.png`.
pub async fn take(page: &Page, directory: &Path) -> Result<()> {
    fs::create_dir_all(directory)?;
    for (width, height) in SIZES {
        for scheme in SCHEMES {
            let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
            page.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
            let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
            page.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
            let camera = Camera { page, directory, suffix: format!("{width}-{scheme}") };
            camera.walk().await.with_context(|| format!("at {width} px, {scheme}"))?;
        }
    }
    Ok(())
}

struct Camera<'page> {
    page: &'page Page,
    directory: &'page Path,
    suffix: String,
}

impl Camera<'_> {
    async fn walk(&self) -> Result<()> {
        let page = self.page;
        page.open("#/data").await?;
        if page.heading("Welcome to Clientele").count().await? > 0 {
            self.shoot("welcome").await?;
            page.field("Name of the workspace").fill("Harbour Lane").await?;
            page.field("Your name").fill("Ada").await?;
            page.button("Load the sample company").part().click().await?;
            page.button("Remove the sample company").wait().await?;
            let ask = page.button("No");
            if ask.count().await? > 0 {
                ask.click().await?;
            }
        }
        for (name, address) in SCREENS {
            page.open(address).await?;
            self.shoot(name).await?;
        }
        page.open("#/customers?q=Anna").await?;
        page.wait_text("Anneliese").await?;
        page.link("Anneliese Lindenthal").click().await?;
        page.heading("Anneliese Lindenthal").wait().await?;
        self.shoot("customer").await?;
        for part in ["Details", "Related"] {
            if page.tab(part).count().await? > 0 {
                page.tab(part).click().await?;
                self.shoot(&format!("customer-{}", part.to_lowercase())).await?;
            }
        }
        for (key, dialog, name) in [("l", "Log interaction", "log"), ("n", "New customer", "new-customer")] {
            page.press(key).await?;
            page.dialog(dialog).wait().await?;
            self.shoot(name).await?;
            page.press("Escape").await?;
            page.dialog(dialog).wait_gone().await?;
        }
        page.press("/").await?;
        page.type_text("coffee").await?;
        page.any("option").nth(2).wait().await?;
        self.shoot("search").await?;
        page.press("Escape").await?;
        page.open("#/segments").await?;
        page.link("Going quiet").click().await?;
        for part in ["Definition", "Comparison"] {
            page.tab(part).click().await?;
            self.shoot(&format!("segment-{}", part.to_lowercase())).await?;
        }
        Ok(())
    }

    /// When everything has come and nothing moves any more.
    async fn shoot(&self, name: &str) -> Result<()> {
        self.page
            .wait_for(&format!("{name} to come to rest"), async || {
                let script = "return !document.querySelector('.skeleton, .spinner')
                    && document.getAnimations().every((it) => it.playState === 'finished')";
                Ok(self.page.script(script, vec![]).await? == json!(true))
            })
            .await?;
        let file = self.directory.join(format!("{name}-{}.png", self.suffix));
        self.page.driver.screenshot(&file).await?;
        println!("{}", file.display());
        Ok(())
    }
}
