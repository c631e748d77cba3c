//! Keeps the relocations in the page's wasm of a release build: `cargo xtask seal` needs them to cut it
//! into the parts that are loaded when needed (`src/app/parts.rs`).

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("CARGO_CFG_TARGET_ARCH", "wasm32") && is("PROFILE", "release") {
        println!("cargo::rustc-link-arg-bin=app=--emit-relocs");
    }
}
