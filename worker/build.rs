//! The fingerprint of the engine: two builds have the same one if parts of a result that one of them computed can be
//! completed by the other. It is made of the sources of the engine and of what keeps its parts, and of the versions of all
//! crates: the version of the package says little, and nothing about a build in between.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// What the parts depend on, beside this file.
const SOURCES: [&str; 3] = ["../analysis/src", "src/pipeline", "../Cargo.lock"];

fn main() -> std::io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        let mut files = Vec::new();
        files_under(Path::new(source), &mut files)?;
        files.sort(); // no order of the file system
        for file in files {
            (file.to_string_lossy(), fs::read(&file)?).hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=OUTLAY_ENGINE={:016x}", hasher.finish());
    Ok(())
}

fn files_under(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        files_under(&entry?.path(), files)?;
    }
    Ok(())
}
