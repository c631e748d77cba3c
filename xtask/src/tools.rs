//! Finds what a build or a test needs, and installs what is missing.
//!
//! Tools come in exact versions. A version that is on PATH already is used; any other is left
//! alone, and ours is installed into a directory of our own. Only Debian's packages are installed
//! for the whole machine, and only when a program is missing.

use std::{fs, time::Instant};

use anyhow::{Context, Result, ensure};

use crate::shell::{self, say};

/// The newest that Rust 1.95 builds.
const TRUNK: &str = "0.21.14";
const GECKODRIVER: &str = "0.37.1";
/// From npm: Debian's 108 breaks the reference types that wasm-bindgen emits.
const BINARYEN: &str = "132";
const AXE: &str = "4.14.1";
/// What the benchmark compares with: npm package and version.
pub const PEERS: [(&str, &str); 3] =
    [("dexie", "4.4.7"), ("minisearch", "7.2.0"), ("@sqlite.org/sqlite-wasm", "3.54.1-build1")];

/// What `trunk build` needs.
pub fn for_build() -> Result<()> {
    wasm_target()?;
    cargo_tool("trunk", "trunk", TRUNK)?;
    wasm_bindgen()?;
    let version = shell::output("wasm-opt", &["--version"]).unwrap_or_default();
    if !version.contains(&format!("version {BINARYEN}")) {
        npm_package(&format!("binaryen@{BINARYEN}.0.0"))?;
    }
    Ok(())
}

/// What tests of the wasm target need.
pub fn for_wasm_tests() -> Result<()> {
    wasm_target()?;
    wasm_bindgen()?;
    browsers()
}

/// What the journeys need, beside a build. Returns the address of axe-core.
pub fn for_journeys() -> Result<std::path::PathBuf> {
    browsers()?;
    Ok(npm_exactly("axe-core", AXE)?.join("axe.min.js"))
}

/// What the benchmark needs, beside a build. Returns the directories of the peers.
pub fn for_bench() -> Result<Vec<std::path::PathBuf>> {
    debian_packages(&[("chromium", "chromium")], &["fonts-dejavu-core"])?;
    PEERS.iter().map(|(package, version)| npm_exactly(package, version)).collect()
}

pub fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    // Without rustup the target is a matter of the machine's packages; cargo will tell.
    let Some(installed) = shell::output("rustup", &["target", "list", "--installed"]) else {
        return Ok(());
    };
    if installed.lines().any(|line| line == TARGET) {
        return Ok(());
    }
    shell::run("rustup", &["target", "add", TARGET])
}

/// rustfmt and clippy, which rustup's minimal profile leaves out.
pub fn for_lint() -> Result<()> {
    wasm_target()?;
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        if shell::output(program, &["--version"]).is_none() {
            shell::run("rustup", &["component", "add", component])?;
        }
    }
    Ok(())
}

fn browsers() -> Result<()> {
    let packages = [
        ("chromium", "chromium"),
        ("chromedriver", "chromium-driver"),
        ("firefox-esr", "firefox-esr"),
        ("WebKitWebDriver", "webkit2gtk-driver"),
        ("Xvfb", "xvfb"),
    ];
    debian_packages(&packages, &["fonts-dejavu-core"])?;
    cargo_tool("geckodriver", "geckodriver", GECKODRIVER)
}

/// wasm-bindgen's two halves must be of one version: the lock file has the other.
fn wasm_bindgen() -> Result<()> {
    let lock = fs::read_to_string(shell::root().join("Cargo.lock"))?;
    let version = lock
        .split("[[package]]")
        .find_map(|package| package.trim_start().strip_prefix("name = \"wasm-bindgen\"\nversion = \""))
        .and_then(|rest| rest.split('"').next())
        .context("Cargo.lock names no wasm-bindgen")?;
    cargo_tool("wasm-bindgen", "wasm-bindgen-cli", version)
}

fn cargo_tool(program: &str, package: &str, version: &str) -> Result<()> {
    let installed = shell::output(program, &["--version"]).unwrap_or_default();
    if installed.split_whitespace().any(|word| word == version) {
        return Ok(());
    }
    say(&format!("installing {package} {version} (some minutes, once)"));
    let tools = shell::tools()?;
    let started = Instant::now();
    let mut install =
        shell::command("cargo", &["install", "--locked", "--force", package, "--version", version])?;
    install
        .arg("--root")
        .arg(&tools)
        // Shared, since these tools share half of their dependencies.
        .arg("--target-dir")
        .arg(tools.join("build"))
        // They run for seconds: compiling them fast is worth more than their speed.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    shell::run_command(&mut install)?;
    say(&format!("{package} took {} s", started.elapsed().as_secs()));
    Ok(())
}

/// The directory of a package in exactly this version.
fn npm_exactly(package: &str, version: &str) -> Result<std::path::PathBuf> {
    let directory = shell::tools()?.join("node_modules").join(package);
    let installed = fs::read_to_string(directory.join("package.json")).unwrap_or_default();
    if !installed.contains(&format!("\"version\": \"{version}\"")) {
        npm_package(&format!("{package}@{version}"))?;
    }
    Ok(directory)
}

fn npm_package(package: &str) -> Result<()> {
    debian_packages(&[("node", "nodejs"), ("npm", "npm")], &[])?;
    let tools = shell::tools()?;
    fs::create_dir_all(&tools)?;
    let prefix = tools.to_string_lossy();
    shell::run(
        "npm",
        &["install", "--prefix", &prefix, "--no-audit", "--no-fund", "--loglevel=error", package],
    )
}

/// Installs the packages of the programs that are missing, and `extra` along with them.
fn debian_packages(packages: &[(&str, &str)], extra: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages
        .iter()
        .filter(|(program, _)| shell::find(program).is_none())
        .map(|(_, package)| *package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    ensure!(
        shell::find("apt-get").is_some(),
        "missing: {}. Please install them; only Debian's apt-get can be driven from here",
        missing.join(", ")
    );
    let is_root = shell::output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    let apt_get = |arguments: &[&str]| {
        let mut words = if is_root { vec![] } else { vec!["sudo"] };
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        words.extend(arguments);
        shell::run(words[0], &words[1..])
    };
    apt_get(&["update", "-qq"])?;
    let mut install = vec!["install", "-qq", "-y", "--no-install-recommends"];
    install.extend(missing);
    install.extend(extra);
    apt_get(&install)
}
