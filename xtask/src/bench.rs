//! `cargo xtask bench`: puts the build, the pages of the adapters and the peers from npm together into
//! one site, and has them measured in Chromium by `benches/driver`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{build, shell, tools};
use xtask::dist;

/// `--dist` takes a build that is there; the rest goes to the driver.
pub fn run(arguments: &[&str]) -> Result<()> {
    let peers = tools::for_bench()?;
    let (mut build, mut rest) = (None, Vec::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--dist" => build = Some(PathBuf::from(arguments.next().context("--dist needs a directory")?)),
            _ => rest.push(*argument),
        }
    }
    let build = match build {
        Some(build) => build,
        None => {
            build::run()?;
            shell::root().join("dist")
        }
    };
    let client = client()?;
    let work = shell::target().join("bench");
    let site = put_together(&work, &build, &client, &peers)?;

    let mut command =
        shell::command("cargo", &["run", "--locked", "--quiet", "--package", "bench-driver", "--"])?;
    let versions: Vec<String> =
        tools::PEERS.iter().map(|(name, version)| format!("{name} {version}")).collect();
    command.arg("--site").arg(site).arg("--work").arg(work.join("profiles"));
    command.arg("--output").arg(shell::root().join("benches"));
    command.arg("--peers").arg(versions.join(", ")).args(rest);
    shell::run_command(&mut command)
}

/// The page's end of the wire, as `benches/client` has it; its directory.
fn client() -> Result<PathBuf> {
    tools::for_build()?;
    let target = "wasm32-unknown-unknown";
    shell::run(
        "cargo",
        &["build", "--locked", "--release", "--target", target, "--package", "bench-client"],
    )?;
    let wasm = shell::target().join(target).join("release/bench_client.wasm");
    let output = shell::target().join("bench/client");
    let mut bindgen = shell::command("wasm-bindgen", &["--target", "web", "--no-typescript", "--out-dir"])?;
    shell::run_command(bindgen.arg(&output).arg(wasm))?;
    Ok(output)
}

fn put_together(work: &Path, build: &Path, client: &Path, peers: &[PathBuf]) -> Result<PathBuf> {
    let site = work.join("site");
    if site.exists() {
        fs::remove_dir_all(&site)?;
    }
    copy(build, &site.join("app"))?;
    copy(&shell::root().join("benches/web"), &site.join("bench"))?;
    copy(client, &site.join("bench/client"))?;
    let npm = site.join("bench/npm");
    fs::create_dir_all(&npm)?;
    let [dexie, minisearch, sqlite] = peers else { anyhow::bail!("the peers are three") };
    fs::copy(dexie.join("dist/modern/dexie.min.mjs"), npm.join("dexie.js"))?;
    fs::copy(minisearch.join("dist/es/index.js"), npm.join("minisearch.js"))?;
    copy(&sqlite.join("dist"), &npm.join("sqlite"))?;
    Ok(site)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    for name in dist::files(from)? {
        let target = to.join(&name);
        fs::create_dir_all(target.parent().context("a file lies in a directory")?)?;
        fs::copy(from.join(&name), target)?;
    }
    Ok(())
}
