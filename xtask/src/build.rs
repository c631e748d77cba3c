//! `cargo xtask build`: `dist/`, its size against the budgets, and what may not be in it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use crate::{dist, parts, shell, tools};

/// What the first paint loads, compressed as hosts do: wasm, scripts and styles, with the part that a new
/// visitor sees first.
const PAGE_BYTES: usize = 350 * 1024;
const ENGINE_BYTES: usize = 500 * 1024;

/// The part of the page that the first visit begins with.
const FIRST_PART: &str = "beginning";

/// Panic messages name the source they stand in: what links a module betrays it so.
const NOT_IN_PAGE: [&str; 1] = ["src/engine/"];
const NOT_IN_ENGINE: [&str; 4] = ["src/ui/", "src/app/", "src/feature/", "/leptos-"];

/// The release build in `dist/`, measured.
pub fn run() -> Result<()> {
    tools::for_build()?;
    let dist = shell::root().join("dist");
    shell::run_command(&mut trunk("build", &dist, true)?)?;
    measure(&dist)
}

/// A build for tests: the release build, or a quick one.
pub fn for_tests(debug: bool) -> Result<std::path::PathBuf> {
    tools::for_build()?;
    let dist = if debug { shell::target().join("dist-debug") } else { shell::root().join("dist") };
    shell::run_command(&mut trunk("build", &dist, !debug)?)?;
    Ok(dist)
}

pub fn trunk(verb: &str, dist: &Path, release: bool) -> Result<Command> {
    let mut command = shell::command("trunk", &[verb, "--dist"])?;
    command.arg(dist);
    if release {
        command.args(["--release", "--locked"]);
    }
    // Trunk takes this convention's usual value, "1", for a mistake.
    command.env_remove("NO_COLOR");
    Ok(command)
}

fn measure(dist: &Path) -> Result<()> {
    let (mut page, mut engine) =
        (Part::new("page", NOT_IN_PAGE.to_vec()), Part::new("engine", NOT_IN_ENGINE.to_vec()));
    let mut later = Part::new("later", NOT_IN_PAGE.to_vec());
    let needs = parts::needs()?;
    let first = needs.get(FIRST_PART).with_context(|| format!("the page has no part {FIRST_PART}"))?;
    for name in dist::files(dist)? {
        let bytes = fs::read(dist.join(&name))?;
        let is_code = [".js", ".css", ".wasm"].iter().any(|end| name.ends_with(end));
        let stem = name.rsplit('/').next().and_then(|name| name.strip_suffix(".wasm")).unwrap_or_default();
        if name.starts_with("engine-") {
            engine.add(&name, &bytes)?;
        } else if stem.starts_with("split_") || stem.starts_with("chunk_") {
            let part = if first.iter().any(|needed| needed == stem) { &mut page } else { &mut later };
            part.add(&name, &bytes)?;
        } else if is_code && name != "service-worker.js" {
            page.add(&name, &bytes)?;
        }
    }
    later.tell("when needed");
    page.check(PAGE_BYTES)?;
    engine.check(ENGINE_BYTES)
}

struct Part {
    name: &'static str,
    forbidden: Vec<&'static str>,
    compressed_bytes: usize,
    bytes: usize,
}

impl Part {
    fn new(name: &'static str, forbidden: Vec<&'static str>) -> Self {
        Self { name, forbidden, compressed_bytes: 0, bytes: 0 }
    }

    fn add(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len();
        self.compressed_bytes += brotli_bytes(bytes)?;
        if name.ends_with(".wasm") {
            for code in &self.forbidden {
                let found = bytes.windows(code.len()).any(|window| window == code.as_bytes());
                ensure!(!found, "{name}: the {} must not contain code of {code}", self.name);
            }
        }
        Ok(())
    }

    fn check(&self, most_bytes: usize) -> Result<()> {
        self.tell(&format!("of {:.0} KB", kib(most_bytes)));
        ensure!(self.compressed_bytes <= most_bytes, "the {} is larger than it may be", self.name);
        Ok(())
    }

    fn tell(&self, of: &str) {
        println!(
            "{:7} {:6.1} KB brotli {of} ({:.1} KB raw)",
            self.name,
            kib(self.compressed_bytes),
            kib(self.bytes)
        );
    }
}

fn kib(bytes: usize) -> f64 {
    bytes as f64 / 1024.0
}

fn brotli_bytes(bytes: &[u8]) -> Result<usize> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &parameters)?;
    Ok(compressed.len())
}
