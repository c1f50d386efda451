//! Backup and restore as docs/OPERATIONS.md has them: dump, drop, restore, and all is there; what was under way goes on.

use std::process::{Command, Stdio};
use std::time::Duration;

use outlay_testkit::postgres::{Server as Postgres, program};
use reqwest::StatusCode;
use serde_json::json;

use crate::sample;
use crate::server::{Account, Process, Server};

fn run(tool: &str, arguments: &[&str]) {
    let done = Command::new(program(tool)).args(arguments).stdout(Stdio::null()).output().expect("the tool runs");
    assert!(done.status.success(), "{tool}: {}", String::from_utf8_lossy(&done.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn backup_and_restore() {
    let postgres = tokio::task::spawn_blocking(Postgres::start).await.expect("a server");
    let maintenance = postgres.url.clone();
    let database = maintenance.replace("/postgres", "/outlay");
    let dir = tempfile::tempdir().expect("a directory");
    let dump = dir.path().join("outlay.dump").display().to_string();
    run("psql", &["-d", &maintenance, "-c", "CREATE DATABASE outlay"]);

    let server = Server::start(&database, &["--no-worker"]).await;
    let mut account = Account::register(&server, "kept@example.org").await;
    let csv = sample::csv(&sample::rows(8, 1));
    assert_eq!(account.upload(csv).await.status(), StatusCode::CREATED);
    let worker = Process::worker(&database);
    let id = account.submit(&json!({})).await;
    assert_eq!(account.wait(&id, Duration::from_secs(120)).await["status"], "succeeded");
    let table = account.get_bytes(&format!("/analyses/{id}/transactions.csv")).await;
    let listed = account.get_json("/expenses?limit=500").await;
    drop(worker);
    let waiting = account.submit(&json!({})).await;

    run("pg_dump", &["--format=custom", &format!("--file={dump}"), &database]);
    drop(server);
    run("psql", &["-d", &maintenance, "-c", "DROP DATABASE outlay WITH (FORCE)", "-c", "CREATE DATABASE outlay"]);
    run("pg_restore", &["--no-owner", &format!("--dbname={database}"), &dump]);

    let server = Server::start(&database, &["--no-worker"]).await;
    account.move_to(&server);
    assert!(account.get_bytes(&format!("/analyses/{id}/transactions.csv")).await == table, "the same files");
    assert_eq!(account.get_json("/expenses?limit=500").await, listed, "the same expenses");
    let _worker = Process::worker(&database);
    let ended = account.wait(&waiting, Duration::from_secs(120)).await;
    assert_eq!(ended["status"], "succeeded", "what was queued goes on: {ended}");
}
