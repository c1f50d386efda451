//! Makes sure that there is a web UI to embed: when it has not been built, a page that says how to build it.

use std::path::Path;
use std::{fs, io};

const MISSING: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Outlay</title>\
<p>UI not built: run <code>make web</code>, then build again. The API is at <a href=\"/docs\">/docs</a>.</p></html>\n";

fn main() -> io::Result<()> {
    let dist = Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/dist");
    fs::create_dir_all(&dist)?;
    let index = dist.join("index.html");
    if !index.exists() {
        fs::write(&index, MISSING)?;
    }
    println!("cargo::rerun-if-changed={}", dist.display());
    Ok(())
}
