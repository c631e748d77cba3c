//! Holds the lines of the house that the compiler does not: which module may name which.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The pure modules, from the ground up: each may name itself, the ones before it, and the text.
/// All of them run and are tested without a browser.
const PURE: [&str; 7] = ["model", "change", "wire", "insight", "exchange", "demo", "engine"];

/// What would tie a pure module to a browser, a clock or chance. All of it is passed in.
const IMPURE: [&str; 14] = [
    "web_sys",
    "js_sys",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "leptos",
    "gloo_storage",
    "idb",
    "rexie",
    "getrandom",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "Ulid::new",
];

/// The browser's half: what each module may name beside itself.
const BROWSER: [(&str, &[&str]); 3] = [
    ("platform", &["model", "text"]),
    ("storage", &["model", "change", "platform", "text"]),
    ("ui", &["platform", "text"]),
];

/// The page's end of the wire stands beside its messages, and is no pure code.
const PAGE_END: &str = "src/wire/client.rs";

#[test]
fn pure_modules_name_nothing_impure() {
    let mut found = String::new();
    for module in PURE {
        for (file, line, code) in code_of(module) {
            for name in IMPURE.iter().filter(|name| names(&code, name)) {
                writeln!(found, "{}:{line}: {name}", file.display()).unwrap();
            }
        }
    }
    assert!(found.is_empty(), "pass it in, or do it in src/platform:\n{found}");
}

#[test]
fn no_module_reaches_upward() {
    let mut found = String::new();
    for (index, module) in PURE.iter().enumerate() {
        found += &reached_beyond(module, &[&PURE[..index], &["text"]].concat());
    }
    for (module, below) in BROWSER {
        found += &reached_beyond(module, below);
    }
    assert!(found.is_empty(), "these reach upward:\n{found}");
}

fn reached_beyond(module: &str, below: &[&str]) -> String {
    let mut found = String::new();
    for (file, line, code) in code_of(module) {
        for path in code.split("crate::").skip(1) {
            let named = path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            if !named.is_empty() && named != module && !below.contains(&named) {
                writeln!(found, "{}:{line}: crate::{named}", file.display()).unwrap();
            }
        }
    }
    found
}

/// Whether code has this as a name of its own, not as a part of a longer one.
fn names(code: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(start, _)| {
        !code[..start].ends_with(is_part) && !code[start + name.len()..].starts_with(is_part)
    })
}

/// The lines of a module with their numbers, without comments.
fn code_of(module: &str) -> Vec<(PathBuf, usize, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut lines = Vec::new();
    let mut open = vec![source.join(module), source.join(module).with_extension("rs")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") && path.exists() {
            let file = path.strip_prefix(source.parent().unwrap()).unwrap().to_owned();
            if file == Path::new(PAGE_END) {
                continue;
            }
            for (index, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
                let code = line.split("//").next().unwrap().to_owned();
                lines.push((file.clone(), index + 1, code));
            }
        }
    }
    lines
}
