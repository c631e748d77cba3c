//! Cuts the page's wasm into the parts that `src/app/parts.rs` declares, so that the first paint waits
//! for the first part alone (before `seal`, in Trunk's `post_build` hook).
//!
//! Trunk knows nothing of parts: it has run wasm-bindgen over the whole. Here the linker's output is cut
//! first, and what Trunk wrote is replaced.

use std::{collections::BTreeMap, env, fs, path::Path};

use anyhow::{Context, Result, anyhow, ensure};
use sha2::{Digest, Sha256};
use wasm_split_cli_support::{Options, transform};

use crate::{dist, shell};

/// The module that fetches parts; the page's script imports it by this name.
const LOADER: &str = "parts.js";

/// What rustc uses of WebAssembly by itself: the cut files do not say so any more, and with all that
/// wasm-opt knows it writes what browsers do not read yet.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Which files each part needs, by its name: written for `build` to measure.
pub type Needs = BTreeMap<String, Vec<String>>;

pub fn needs() -> Result<Needs> {
    let path = work().join("needs.json");
    let text = fs::read(&path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_slice(&text)?)
}

fn work() -> std::path::PathBuf {
    shell::target().join("parts")
}

/// Cuts a release build. Debug builds stay whole, so that they are built quickly.
pub fn cut() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR")
        .context("`cargo xtask seal` is a hook of Trunk: TRUNK_STAGING_DIR is not set")?;
    if env::var("TRUNK_PROFILE").is_ok_and(|profile| profile == "debug") {
        return Ok(());
    }
    let linked = shell::target().join("wasm32-unknown-unknown/release/app.wasm");
    let input = fs::read(&linked).with_context(|| linked.display().to_string())?;

    let work = work();
    // What an earlier build left must not end in this one.
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    let page = work.join("page");
    fs::create_dir_all(&page)?;
    let first = work.join("app.wasm");
    let mut options = Options::new(&input);
    options.output_dir = &page;
    options.main_out_path = &first;
    options.main_module = "./app.js";
    let link_name = format!("./{LOADER}");
    options.link_name = &link_name;
    let cut = transform(options).map_err(|error| anyhow!("{}: {error:?}", linked.display()))?;
    let needs: Needs = cut.prefetch_map.into_iter().collect();
    fs::write(work.join("needs.json"), serde_json::to_vec(&needs)?)?;

    let mut bindgen = shell::command(
        "wasm-bindgen",
        &["--target=web", "--no-typescript", "--keep-lld-exports", "--remove-name-section", "--out-name=app"],
    )?;
    shell::run_command(bindgen.arg("--out-dir").arg(&page).arg(&first))?;
    for name in dist::files(&page)?.iter().filter(|name| name.ends_with(".wasm")) {
        let wasm = page.join(name);
        let mut optimize = shell::command("wasm-opt", &["-Oz", "--strip-debug"])?;
        shell::run_command(optimize.args(FEATURES).arg(&wasm).arg("--output").arg(&wasm))?;
    }
    place(&page, Path::new(&staging))
}

/// Puts the parts into a directory named by their content, in place of what Trunk wrote.
fn place(page: &Path, staging: &Path) -> Result<()> {
    let mut digest = Sha256::new();
    let names = dist::files(page)?;
    for name in &names {
        digest.update(fs::read(page.join(name))?);
    }
    let digest: String = digest.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let directory = format!("page-{digest}");
    fs::create_dir_all(staging.join(&directory))?;
    for name in &names {
        fs::copy(page.join(name), staging.join(&directory).join(name))?;
    }

    let index = staging.join("index.html");
    let mut html = fs::read_to_string(&index).with_context(|| index.display().to_string())?;
    for (id, name) in [("app-js", "app.js"), ("app-wasm", "app_bg.wasm")] {
        let whole = address(&html, id).with_context(|| format!("index.html links no {id}"))?;
        fs::remove_file(staging.join(&whole)).with_context(|| whole.clone())?;
        html = html.replace(&whole, &format!("{directory}/{name}"));
    }
    let script = "<link id=\"app-js\"";
    ensure!(html.matches(script).count() == 1, "index.html: expected once: {script}");
    let loader = format!("<link rel=\"modulepreload\" href=\"./{directory}/{LOADER}\">\n");
    html = html.replacen(script, &format!("{loader}{script}"), 1);
    fs::write(&index, html)?;
    Ok(())
}

/// Where the link with this id leads, without its leading "./".
fn address(html: &str, id: &str) -> Option<String> {
    let link = html.split("<link ").find(|link| link.contains(&format!("id=\"{id}\"")))?;
    let rest = link.split_once("href=\"")?.1;
    let (address, _) = rest.split_once('"')?;
    Some(address.trim_start_matches("./").to_owned())
}
