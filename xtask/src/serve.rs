//! `cargo xtask serve`: builds, serves at this machine, opens the browser.

use std::{env, path::Path, process::Stdio, thread};

use anyhow::{Context, Result, bail};
use xtask::{seal::UNSEALED_ENV, server::Server};

use crate::{build, shell, tools};

/// Tried one after the other, so that a second copy can run beside the first.
const PORTS: std::ops::Range<u16> = 8080..8100;

pub fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] => {
            let dist = build::for_tests(false)?;
            serve(&dist)
        }
        ["--dev"] => develop(),
        _ => bail!("serve takes nothing, or --dev"),
    }
}

fn serve(dist: &Path) -> Result<()> {
    let server = PORTS.clone().find_map(|port| Server::start(dist, "/", port, false).ok());
    let server = server.with_context(|| format!("all ports of {PORTS:?} are taken"))?;
    println!("\nClientele is at {}  (Ctrl-C ends it)", server.address());
    open_browser(&server.address());
    loop {
        thread::park();
    }
}

/// Builds anew at each change. Nothing is kept by the service worker: a reload shows the newest.
fn develop() -> Result<()> {
    tools::for_build()?;
    let mut trunk = build::trunk("serve", &shell::target().join("dist-dev"), false)?;
    // Trunk's reloader is an inline script, which the page's policy forbids.
    trunk.arg("--no-autoreload").env(UNSEALED_ENV, "1");
    shell::run_command(&mut trunk)
}

fn open_browser(address: &str) {
    let has_screen = env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some();
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    if (has_screen || cfg!(target_os = "macos")) && shell::find(opener).is_some() {
        // A convenience: the address is printed in any case.
        if let Ok(mut command) = shell::command(opener, &[address]) {
            let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        }
    }
}
