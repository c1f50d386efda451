//! The files that make containers, held against the product: nothing that was added to it may be missing there.

use std::path::Path;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a file of the product")
}

/// The image builds the dependencies from the manifests alone: without the manifest of one crate there is no workspace.
#[test]
fn the_image_knows_every_crate_of_the_workspace() {
    let manifest = read("Cargo.toml");
    let members = manifest.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).expect("members");
    let image = read("docker/Dockerfile");
    let crates: Vec<&str> = members.split(',').map(|name| name.trim().trim_matches('"')).collect();
    assert!(crates.len() > 5, "{crates:?}");
    let made = image.split("for crate in ").nth(1).and_then(|rest| rest.split(';').next()).expect("a loop over crates");
    for name in crates {
        assert!(image.contains(&format!("COPY {name}/Cargo.toml {name}/Cargo.toml\n")), "{name} is not copied");
        assert!(made.split(' ').any(|made| made == name), "{name} has no empty crate");
    }
}

/// What `.env.example` promises reaches the containers, and no secret stands in a URL, where its characters mean something.
#[test]
fn compose_passes_every_setting_on_and_publishes_to_this_machine_only() {
    let compose = read("docker-compose.yml");
    assert!(compose.contains("env_file: [.env]"), "settings of .env do not reach the containers");
    let url = compose.lines().find(|line| line.contains("DATABASE_URL:")).expect("a URL");
    assert!(!url.contains("PASSWORD"), "{url}");
    assert!(compose.contains("${OUTLAY_PUBLISH:-127.0.0.1:3000}:3000"), "the page is published to everybody");
}

/// Every setting of the binary is in `.env.example`, and nothing else is.
#[test]
fn the_example_lists_the_settings_that_there_are() {
    let example = read(".env.example");
    let listed: std::collections::BTreeSet<&str> = example
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.starts_with("OUTLAY_") && !name.contains(' '))
        .collect();
    let mut known = std::collections::BTreeSet::new();
    for command in ["serve", "worker", "migrate"] {
        let help = std::process::Command::new(env!("CARGO_BIN_EXE_outlay")).args([command, "--help"]).output();
        let help = String::from_utf8(help.expect("help").stdout).expect("text");
        // Help is wrapped, in the middle of `[env: NAME=]` too.
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        known.extend(help.split("[env: ").skip(1).filter_map(|rest| Some(rest.split(['=', ']']).next()?.to_owned())));
    }
    for name in known.iter().filter(|name| name.starts_with("OUTLAY_")) {
        assert!(listed.contains(name.as_str()), "{name} is not in .env.example");
    }
    // Read by the log, the embedder and docker compose, not by a command.
    let others = ["OUTLAY_LOG", "OUTLAY_MODEL_DIR", "OUTLAY_PUBLISH", "OUTLAY_SECRET"];
    for name in listed {
        assert!(known.contains(name) || others.contains(&name), "{name} is no setting");
    }
}
