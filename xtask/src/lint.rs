//! `cargo xtask lint`: the form of the code, for the host and for the browser.

use anyhow::Result;

use crate::{shell, tools};

pub fn run() -> Result<()> {
    tools::for_lint()?;
    shell::run("cargo", &["fmt", "--all", "--check"])?;
    shell::run("cargo", &["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"])?;
    shell::run(
        "cargo",
        &[
            "clippy",
            "--locked",
            "--package",
            "clientele",
            "--target",
            "wasm32-unknown-unknown",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ],
    )
}
