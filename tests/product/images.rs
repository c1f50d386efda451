//! The container image, as far as it can be checked without an engine.

use std::path::Path;
use std::process::Command;

/// The layer of dependencies has a manifest and an empty source of every member of the workspace: cargo accepts what
/// that layer copies and makes, before any source is there.
#[test]
fn the_layer_of_dependencies_holds_every_member_of_the_workspace() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docker/Dockerfile")).expect("a Dockerfile").replace("\\\n", "");
    let stage = text.split_once(" AS build\n").expect("the stage `build`").1;
    let (layer, _) = stage.split_once("\nCOPY . .").expect("the sources come later");
    let dir = tempfile::tempdir().expect("a directory");
    let mut script = None;
    for line in layer.lines() {
        if let Some(copied) = line.strip_prefix("COPY ") {
            let mut paths: Vec<&str> = copied.split_whitespace().collect();
            let target = paths.pop().expect("a target");
            for path in paths {
                let to = if target.ends_with('/') { Path::new(target).join(path) } else { target.into() };
                let to = dir.path().join(to);
                std::fs::create_dir_all(to.parent().expect("a parent")).expect("a directory");
                std::fs::copy(root.join(path), to).unwrap_or_else(|error| panic!("{path}: {error}"));
            }
        } else if let Some(run) = line.strip_prefix("RUN ") {
            script = run.split_once("&& cargo build").map(|(before, _)| before.to_owned());
        }
    }
    let script =
        script.expect("a RUN that builds") + "&& \"$CARGO\" metadata --locked --offline --no-deps --format-version 1";
    let done = Command::new("sh")
        .args(["-euc", &script])
        .current_dir(dir.path())
        .env("CARGO", env!("CARGO"))
        .output()
        .expect("a shell");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&done.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.iter().any(|package| package["name"] == "outlay"), "{metadata}");
}
