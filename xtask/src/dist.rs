//! What a build consists of.

use std::{fs, path::Path};

use anyhow::{Context, Result};

/// The names of all files of a build, relative to it and with `/`, sorted.
pub fn files(dist: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    collect(dist, "", &mut names)?;
    names.sort();
    Ok(names)
}

fn collect(directory: &Path, prefix: &str, names: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{name}/"), names)?;
        } else {
            names.push(name);
        }
    }
    Ok(())
}
