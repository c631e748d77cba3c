//! Runs the benchmark in headless Chromium: every adapter on the same workspace, in turn.
//!
//! `cargo xtask bench` builds what is measured, puts it together into one site and calls this.
//! Adapters are pages under `benches/web`; this program only opens browsers, asks, and writes down.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock, and waits for browsers")]

mod browser;
mod measure;
mod page_rows;
mod questions;
mod results;

use std::{
    env, fs,
    path::PathBuf,
    process::{Command, ExitCode},
    time::{Instant, SystemTime},
};

use anyhow::{Context, Result, bail, ensure};
use results::About;
use xtask::server::Server;

pub const ADAPTERS: [&str; 5] = ["clientele", "raw", "dexie", "sqlite", "minisearch"];
pub const ROWS: [&str; 12] = [
    "start", "ready", "import", "filter", "segment", "search", "timeline", "edit", "tab", "page", "memory",
    "disk",
];

/// What is asked of a run.
pub struct Options {
    site: PathBuf,
    /// Profiles lie here while a run lasts.
    work: PathBuf,
    output: PathBuf,
    peers: String,
    sizes: Vec<u32>,
    rows: Vec<String>,
    adapters: Vec<String>,
    /// Rows measured now take the place of the same rows in the results that are there.
    merge: bool,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let all = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut options = Self {
            site: "site".into(),
            work: "work".into(),
            output: ".".into(),
            peers: String::new(),
            sizes: vec![10_000, 100_000],
            rows: all(&ROWS),
            adapters: all(&ADAPTERS),
            merge: false,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            let list = |text: String, known: &[&str]| -> Result<Vec<String>> {
                let names: Vec<String> = text.split(',').map(str::to_owned).collect();
                for name in &names {
                    ensure!(known.contains(&name.as_str()), "{name:?} is none of {known:?}");
                }
                Ok(names)
            };
            match argument.as_str() {
                "--site" => options.site = value()?.into(),
                "--work" => options.work = value()?.into(),
                "--output" => options.output = value()?.into(),
                "--peers" => options.peers = value()?,
                "--merge" => options.merge = true,
                "--quick" => options.sizes = vec![10_000],
                "--sizes" => {
                    let sizes = value()?;
                    options.sizes = sizes.split(',').map(str::parse).collect::<Result<_, _>>()?;
                }
                "--rows" => options.rows = list(value()?, &ROWS)?,
                "--adapters" => options.adapters = list(value()?, &ADAPTERS)?,
                _ => bail!("unknown: {argument}"),
            }
        }
        Ok(options)
    }

    pub fn wants(&self, row: &str) -> bool {
        self.rows.iter().any(|name| name == row)
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let options = Options::parse(env::args().skip(1))?;
    let begun = Instant::now();
    let server = Server::start(&options.site, "/", 0, false)?;
    // Only a whole run is a result; a part of one is for who works on it.
    let is_whole = options.rows.len() == ROWS.len() && options.adapters.len() == ADAPTERS.len();
    let output = if is_whole || options.merge { &options.output } else { &options.work };
    fs::create_dir_all(output)?;
    let earlier = if options.merge { results::read(output)? } else { Vec::new() };
    let (mut rows, mut chromium) = (Vec::new(), String::new());
    for size in &options.sizes {
        let mut digests = measure::Digests::default();
        for adapter in &options.adapters {
            println!("» {size} customers: {adapter}");
            let mut measuring = measure::Measuring::new(&options, &server, *size, adapter, &mut digests);
            measuring.run()?;
            chromium.clone_from(&measuring.chromium);
            rows.append(&mut measuring.rows);
            // What takes most of an hour is not lost with its last step.
            results::write(output, &results::merged(&earlier, &rows), &about(&options, &chromium))?;
        }
    }
    let rows = results::merged(&earlier, &rows);
    let about = about(&options, &chromium);
    println!("{}", results::page(&rows, &about, "")?);
    println!("{} s; written to {}", begun.elapsed().as_secs(), output.display());
    Ok(())
}

fn about(options: &Options, chromium: &str) -> About {
    About {
        date: today(),
        machine: machine(),
        versions: versions(chromium, &options.peers),
        in_parts: options.merge,
    }
}

fn today() -> String {
    // Days to a civil date: Howard Hinnant, "chrono-compatible low-level date algorithms".
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let days = (seconds / 86_400) as i64 + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn machine() -> String {
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let (cpus, memory) = (file("/proc/cpuinfo"), file("/proc/meminfo"));
    let after_colon = |text: &str, key: &str| {
        let line = text.lines().find(|line| line.starts_with(key));
        line.and_then(|line| line.split(':').nth(1)).unwrap_or_default().trim().to_owned()
    };
    let cores = cpus.lines().filter(|line| line.starts_with("processor")).count();
    let kib: f64 = after_colon(&memory, "MemTotal").trim_end_matches(" kB").parse().unwrap_or(0.0);
    let model = after_colon(&cpus, "model name");
    let model = if model.is_empty() || model == "unknown" { env::consts::ARCH.to_owned() } else { model };
    format!("{cores} cores ({model}), {:.0} GB of memory, {}", kib / 1e6, env::consts::OS)
}

fn versions(chromium: &str, peers: &str) -> String {
    let rustc = Command::new("rustc").arg("--version").output();
    let rustc = rustc.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let rustc: Vec<&str> = rustc.split_whitespace().take(2).collect();
    [chromium, &rustc.join(" "), peers].join(", ")
}
