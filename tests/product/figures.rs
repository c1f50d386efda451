//! Figures of whole installations, printed:
//! `cargo test --workspace --test product -- --ignored --nocapture --test-threads=1 figures`.

use std::process::Stdio;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use outlay_testkit::Database;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::sample;
use crate::server::{Account, Process, Server, analyze_file};

/// A ledger of two years with at least `rows` expenses, as many households at once.
fn ledger(rows: usize) -> String {
    let mut all = Vec::new();
    for seed in 0.. {
        if all.len() >= rows {
            break;
        }
        all.extend(sample::rows(24, seed));
    }
    all.truncate(rows);
    sample::csv(&all)
}

/// Seconds from the claim of a job to its end.
fn ran(job: &Value) -> f64 {
    let time = |name: &str| job[name].as_str().and_then(|t| t.parse::<DateTime<Utc>>().ok()).expect("a time");
    (time("finished_at") - time("started_at")).as_seconds_f64()
}

/// What a job costs beside the computation: the same ledger by `outlay analyze` and by a server, and its checkpoints.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn figures_checkpoints() {
    let sizes = std::env::var("OUTLAY_FIGURES_ROWS").unwrap_or_else(|_| "10000,100000".to_owned());
    for rows in sizes.split(',').filter_map(|n| n.parse().ok()) {
        let csv = ledger(rows);
        let since = Instant::now();
        drop(analyze_file(&csv));
        println!("{rows} expenses by `outlay analyze`: {:.1} s", since.elapsed().as_secs_f64());
        for database in [Database::sqlite(), Database::postgres().await] {
            let dir = tempfile::tempdir().expect("a directory");
            let path = dir.path().join("log");
            let log = std::fs::File::create(&path).expect("a log");
            let settings = [("OUTLAY_LOG", "warn,outlay=debug"), ("NO_COLOR", "1")];
            let server = Server::start_with(&database.url, &[], &settings, log).await;
            let account = Account::register(&server, "large@example.org").await;
            assert_eq!(account.upload(csv.clone()).await.status(), StatusCode::CREATED);
            let id = account.submit(&json!({})).await;
            let job = account.wait(&id, Duration::from_secs(600)).await;
            println!("{rows} expenses by a server on {}: {:.1} s, {}", database.kind(), ran(&job), job["status"]);
            let log = std::fs::read_to_string(&path).expect("a log");
            log.lines().filter(|line| line.contains("checkpoint kept")).for_each(|line| println!("  {line}"));
        }
    }
}

/// Analyses of 1,000 expenses by one and by two worker processes of one thread each.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn figures_workers() {
    let csv = ledger(1_000);
    for workers in [1, 2] {
        let database = Database::postgres().await;
        let settings = [("OUTLAY_THREADS", "1"), ("OUTLAY_LOG", "warn")];
        let server = Server::start(&database.url, &["--no-worker"]).await;
        let mut jobs = Vec::new();
        for n in 0..8 {
            let account = Account::register(&server, &format!("p{n}@example.org")).await;
            assert_eq!(account.upload(csv.clone()).await.status(), StatusCode::CREATED);
            // Not the seed of the one before: its models are not used again.
            let mut ids = Vec::new();
            for seed in 0..3 {
                ids.push(account.submit(&json!({"seed": seed})).await);
            }
            jobs.push((account, ids));
        }
        let running: Vec<Process> =
            (0..workers).map(|_| Process::worker_with(&database.url, &settings, Stdio::inherit())).collect();
        let since = Instant::now();
        for (account, ids) in &jobs {
            for id in ids {
                assert_eq!(account.wait(id, Duration::from_secs(600)).await["status"], "succeeded");
            }
        }
        let seconds = since.elapsed().as_secs_f64();
        println!("24 analyses of 1,000 expenses, {workers} worker(s) of one thread: {:.2} a second", 24.0 / seconds);
        drop(running);
    }
}
