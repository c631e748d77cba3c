//! Runs other programs, and says which.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

/// The project's root: every command runs there, wherever `cargo xtask` was typed.
pub fn root() -> PathBuf {
    // As cargo says now, not when this was compiled: two checkouts may share a target directory.
    let here = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).parent().unwrap_or(Path::new(".")).to_owned()
}

/// Where cargo builds, which a person may have moved.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// What we install for ourselves. Outside of `target`, which is made to be deleted, and outside of
/// what a person has installed for themself.
pub fn tools() -> Result<PathBuf> {
    let cache = match env::var_os("XDG_CACHE_HOME") {
        Some(cache) => PathBuf::from(cache),
        None => PathBuf::from(env::var_os("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(cache.join("clientele-tools"))
}

/// A command in the project's root that finds our tools first.
pub fn command(program: &str, arguments: &[&str]) -> Result<Command> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()).env("PATH", search_path()?);
    Ok(command)
}

/// Runs to the end, with its output shown; fails as it fails.
pub fn run(program: &str, arguments: &[&str]) -> Result<()> {
    run_command(&mut command(program, arguments)?)
}

pub fn run_command(command: &mut Command) -> Result<()> {
    let line = written(command);
    say(&line);
    let status = command.status().with_context(|| format!("{line}: could not be started"))?;
    ensure!(status.success(), "{line}: {status}");
    Ok(())
}

/// What a command prints, without showing it; `None` if it is not there or fails.
pub fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program, arguments).ok()?.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn find(program: &str) -> Option<PathBuf> {
    let path = search_path().ok()?;
    env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

pub fn say(what: &str) {
    println!("» {what}");
}

fn search_path() -> Result<OsString> {
    let tools = tools()?;
    let ours = [tools.join("bin"), tools.join("node_modules/.bin")];
    let theirs = env::var_os("PATH").unwrap_or_default();
    Ok(env::join_paths(ours.into_iter().chain(env::split_paths(&theirs)))?)
}

fn written(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
