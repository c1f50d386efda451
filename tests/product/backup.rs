//! Backup and restore as docs/OPERATIONS.md has them: dump, drop, restore, and all is there; what was under way goes on.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
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

fn backup(database: &str, folder: &Path) -> (bool, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
    let done = command.arg("backup").arg(folder).env("DATABASE_URL", database).output().expect("the binary runs");
    (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sqlite_file_is_copied_while_its_server_works() {
    let dir = tempfile::tempdir().expect("a directory");
    let (data, kept) = (dir.path().join("my data"), dir.path().join("kept"));
    let file = data.join("outlay.db");
    let database = format!("sqlite://{}", file.display()).replace(' ', "%20");
    let own_secret = [("OUTLAY_SECRET", "")];

    let server = Server::start_with(&database, &[], &own_secret, Stdio::inherit()).await;
    let mut account = Account::register(&server, "kept@example.org").await;
    assert_eq!(account.upload(sample::csv(&sample::rows(8, 1))).await.status(), StatusCode::CREATED);
    let id = account.submit(&json!({})).await;
    assert_eq!(account.wait(&id, Duration::from_secs(120)).await["status"], "succeeded");
    let table = account.get_bytes(&format!("/analyses/{id}/transactions.csv")).await;
    let listed = account.get_json("/expenses?limit=500").await;
    drop(server);
    let server = Server::start_with(&database, &["--no-worker"], &own_secret, Stdio::inherit()).await;
    account.move_to(&server);
    let waiting = account.submit(&json!({})).await;

    assert_eq!(backup(&database, &kept), (true, String::new()));
    let (again, why) = backup(&database, &kept);
    assert!(!again && why.contains("does not exist yet"), "{why}");
    assert_eq!(account.upload(sample::csv(&sample::rows(6, 2))).await.status(), StatusCode::CREATED, "of later");
    drop(server); // SIGKILL
    std::fs::remove_dir_all(&data).expect("all is lost");
    let (none, why) = backup(&database, &dir.path().join("nothing"));
    assert!(!none && why.contains("there is no database"), "{why}");
    assert!(!dir.path().join("nothing").exists() && !data.exists(), "a refusal leaves nothing behind");

    std::fs::create_dir(&data).expect("a folder");
    for name in ["outlay.db", "outlay.secret"] {
        let mode = std::fs::metadata(kept.join(name)).expect("copied").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is its owner's");
        std::fs::copy(kept.join(name), data.join(name)).expect("put back");
    }
    let server = Server::start_with(&database, &[], &own_secret, Stdio::inherit()).await;
    account.move_to(&server); // signed in as before: the secret is the same
    assert!(account.get_bytes(&format!("/analyses/{id}/transactions.csv")).await == table, "the same files");
    assert_eq!(account.get_json("/expenses?limit=500").await, listed, "the same expenses");
    let ended = account.wait(&waiting, Duration::from_secs(120)).await;
    assert_eq!(ended["status"], "succeeded", "what was queued goes on: {ended}");
}

#[test]
fn a_backup_of_postgresql_names_its_tool() {
    let dir = tempfile::tempdir().expect("a directory");
    let (done, why) = backup("postgres://outlay@127.0.0.1/outlay", &dir.path().join("kept"));
    assert!(!done && why.contains("pg_dump"), "{why}");
}
