//! Reference values for tests: those written into the tests, and the tables of `CLIENTELE_DATA`.

use std::path::{Path, PathBuf};

/// Asserts that a value is this one, relative to its size when that is above one.
#[track_caller]
pub fn close(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs().max(1.0), "{got} instead of {want}");
}

/// Asserts that a value is this one relative to its size; what underflows must do so in both.
#[track_caller]
pub fn relative(got: f64, want: f64, tolerance: f64) {
    assert!((got - want).abs() <= tolerance * want.abs() + 1e-300, "{got} instead of {want}");
}

/// A reference table as text.
pub struct Table(String);

impl Table {
    /// Reads a table of the folder `insight` in `CLIENTELE_DATA`, or in `../shared/data` beside the project.
    /// Says so when it is not there: the test is then skipped.
    pub fn read(name: &str) -> Option<Table> {
        let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
        let folder = std::env::var_os("CLIENTELE_DATA").map_or_else(beside, PathBuf::from);
        let text = std::fs::read_to_string(folder.join("insight").join(name)).ok();
        if text.is_none() {
            eprintln!("SKIPPED: {name} is not there; CLIENTELE_DATA names the folder of reference data");
        }
        text.map(Table)
    }

    /// Lines after the header, split at commas.
    pub fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        self.0.lines().skip(1).filter(|line| !line.is_empty()).map(|line| line.split(',').collect())
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.lines()
    }
}
