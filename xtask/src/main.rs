//! What a developer runs: `cargo xtask <command>`.

mod bench;
mod build;
mod lint;
mod parts;
mod serve;
mod shell;
mod test;
mod tools;

use std::{env, process::ExitCode};

use anyhow::{Result, bail};
use xtask::{dist, seal};

const HELP: &str = "\
cargo xtask <command>

  serve [--dev]     build, serve at this machine and open the browser;
                    --dev builds a debug build anew at each change
  build             the release build in dist/, its size against the budgets
  test              all tests
  test native       what needs no browser        (more arguments go to cargo test)
  test wasm         storage and platform, in Chromium and Firefox        (the same)
  test e2e [--browser chromium|firefox|webkit]... [--debug] [--dist DIR] [--jobs N] [NAME]
                    journeys in real browsers; NAME is a part of a journey's name
  bench [--quick] [--rows a,b] [--adapters a,b] [--sizes n,n] [--merge] [--dist DIR]
                    the app and its peers on the same workspace, in Chromium: benches/RESULTS.md;
                    a part of it is only printed, or with --merge replaces the same rows there
  screenshots [--debug] [--dist DIR]
                    pictures of every screen, light and dark, wide and narrow; those of the README
  lint              rustfmt and clippy, for the host and for the browser

Whatever is missing (wasm target, trunk, wasm-bindgen, wasm-opt, browsers, drivers) is installed
when it is first needed; that takes minutes once, and nothing afterwards.
";

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
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["serve", rest @ ..] => serve::run(rest),
        ["build"] => build::run(),
        ["test"] => test::all(),
        ["test", "native", rest @ ..] => test::native(rest),
        ["test", "wasm", rest @ ..] => test::wasm(rest),
        ["test", "e2e", rest @ ..] => test::journeys(rest),
        ["bench", rest @ ..] => bench::run(rest),
        ["screenshots", rest @ ..] => test::screenshots(rest),
        ["lint"] => lint::run(),
        // Called by Trunk: see Trunk.toml.
        ["seal"] => parts::cut().and_then(|()| seal::run()),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => bail!("unknown: {}\n\n{HELP}", arguments.join(" ")),
    }
}
