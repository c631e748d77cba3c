//! `cargo xtask test`: natively, in browsers, and as journeys.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::{build, shell, tools};

/// All of them, the quickest first. The journeys take the build that was measured.
pub fn all() -> Result<()> {
    native(&[])?;
    wasm(&[])?;
    build::run()?;
    journeys(&["--dist", "dist"])
}

/// What needs no browser: nearly everything that can be wrong. `arguments` go to cargo.
pub fn native(arguments: &[&str]) -> Result<()> {
    let mut command = shell::command("cargo", &["test", "--locked", "--workspace", "--exclude", "journeys"])?;
    shell::run_command(command.args(arguments))
}

/// What only a browser can show: storage and the platform. `arguments` go to cargo.
pub fn wasm(arguments: &[&str]) -> Result<()> {
    tools::for_wasm_tests()?;
    for driver in ["chromedriver", "geckodriver"] {
        let path = shell::find(driver).with_context(|| format!("{driver} is not installed"))?;
        let mut command =
            shell::command("cargo", &["test", "--locked", "--target", "wasm32-unknown-unknown"])?;
        command.args(["--package", "clientele", "--lib", "--tests"]);
        command.args(arguments).env(driver.to_uppercase(), path);
        shell::say(&format!("with {driver}:"));
        shell::run_command(&mut command)?;
    }
    Ok(())
}

/// What the README shows, and the picture it is.
const README_PICTURES: [(&str, &str); 6] = [
    ("customers", "customers-1280-light"),
    ("customer", "customer-1280-light"),
    ("segment", "segment-comparison-1280-light"),
    ("customer-dark", "customer-1280-dark"),
    ("customers-narrow", "customers-375-light"),
    ("customer-narrow", "customer-375-dark"),
];

/// Pictures of every screen in `target/screenshots`, and those of the README in `docs`.
/// Takes `--debug` and `--dist` as the journeys do.
pub fn screenshots(arguments: &[&str]) -> Result<()> {
    let directory = shell::target().join("screenshots");
    let to = directory.to_str().context("the target directory has no name in Unicode")?;
    journeys(&[arguments, &["--screenshots", to]].concat())?;
    for (name, picture) in README_PICTURES {
        let file = shell::root().join("docs").join(format!("{name}.png"));
        std::fs::copy(directory.join(format!("{picture}.png")), &file)
            .with_context(|| format!("{} could not be written", file.display()))?;
    }
    shell::say(&format!("all screens: {}", directory.display()));
    Ok(())
}

/// `--debug` takes a quick build and `--dist` one that is there; the rest goes to the journeys.
pub fn journeys(arguments: &[&str]) -> Result<()> {
    let axe = tools::for_journeys()?;
    let mut rest = Vec::new();
    let (mut dist, mut debug) = (None, false);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--debug" => debug = true,
            "--dist" => dist = Some(PathBuf::from(arguments.next().context("--dist needs a directory")?)),
            _ => rest.push(*argument),
        }
    }
    let dist = match dist {
        Some(dist) => dist,
        None => build::for_tests(debug)?,
    };
    let mut command =
        shell::command("cargo", &["run", "--locked", "--quiet", "--package", "journeys", "--"])?;
    command.arg("--dist").arg(dist).arg("--axe").arg(axe);
    command.arg("--output").arg(shell::target().join("journeys")).args(rest);
    shell::run_command(&mut command)
}
