//! Makes what Trunk wrote one build that cannot be mixed with another (Trunk's `post_build` hook).
//!
//! Trunk gives the page's files hashed names, but not the worker's, since nobody could guess
//! them. Here they move into a directory named by their content, `index.html` learns its address,
//! and the service worker gets the list of all files with their digests.

use std::{collections::BTreeMap, env, fs, path::Path};

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

const ENGINE_FILES: [&str; 3] = ["engine.js", "engine_bg.wasm", "engine_loader.js"];
const ENGINE_ADDRESS: &str = "./engine_loader.js";
const UNSEALED: &str = r#"const BUILD = { id: "unsealed", files: {} };"#;

/// Set to leave the service worker without a list, so that it keeps nothing while developing.
pub const UNSEALED_ENV: &str = "CLIENTELE_UNSEALED";

/// Seals the directory in which Trunk puts the build together.
pub fn run() -> Result<()> {
    let dist = env::var_os("TRUNK_STAGING_DIR")
        .context("`cargo xtask seal` is a hook of Trunk: TRUNK_STAGING_DIR is not set")?;
    let dist = Path::new(&dist);
    name_engine_by_content(dist)?;
    if env::var_os(UNSEALED_ENV).is_none() {
        list_files(dist)?;
    }
    Ok(())
}

fn name_engine_by_content(dist: &Path) -> Result<()> {
    // Trunk's loader calls it in a way that wasm-bindgen warns of.
    let (old, new) = ("(\"./engine_bg.wasm\")", "({ module_or_path: \"./engine_bg.wasm\" })");
    replace_once(&dist.join("engine_loader.js"), old, new)?;
    let mut digest = Sha256::new();
    for name in ENGINE_FILES {
        digest.update(read(&dist.join(name))?);
    }
    let directory = format!("engine-{}", &hex(&digest.finalize())[..16]);
    fs::create_dir_all(dist.join(&directory))?;
    for name in ENGINE_FILES {
        fs::rename(dist.join(name), dist.join(&directory).join(name))?;
    }
    replace_once(&dist.join("index.html"), ENGINE_ADDRESS, &format!("./{directory}/engine_loader.js"))
}

fn list_files(dist: &Path) -> Result<()> {
    let mut files = BTreeMap::new();
    for name in crate::dist::files(dist)? {
        // The browser itself keeps the service worker, and compares it byte by byte.
        if name == "service-worker.js" {
            continue;
        }
        let integrity = integrity(&read(&dist.join(&name))?);
        // A host may redirect "index.html" to "./", and a redirected answer opens no page.
        let path = if name == "index.html" { "./".to_owned() } else { name };
        files.insert(path, integrity);
    }
    let list = serde_json::to_string_pretty(&files)?;
    // The worker's own code is part of what a build is.
    let worker = dist.join("service-worker.js");
    let id = hex(&Sha256::new().chain_update(&list).chain_update(read(&worker)?).finalize());
    let sealed = format!("const BUILD = {{ id: \"{}\", files: {list} }};", &id[..16]);
    replace_once(&worker, UNSEALED, &sealed)
}

/// A digest as browsers write it: what `integrity` takes.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

fn replace_once(path: &Path, from: &str, to: &str) -> Result<()> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    ensure!(text.matches(from).count() == 1, "{}: expected once: {from}", path.display());
    fs::write(path, text.replacen(from, to, 1))?;
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
