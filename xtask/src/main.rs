//! What a developer runs: `cargo xtask <command>`.

use std::{env, process::ExitCode};

use anyhow::{Result, bail};
use xtask::seal;

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
        ["seal"] => seal::run(),
        _ => bail!("unknown command"),
    }
}
