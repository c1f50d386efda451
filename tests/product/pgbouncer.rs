//! An installation whose PostgreSQL is behind PgBouncer in transaction mode, as Debian has it: every statement may be run on
//! another connection than the one before, and nothing of a session is there the next time.

use std::process::Stdio;
use std::time::Duration;

use chrono::{DateTime, Utc};
use outlay_testkit::pgbouncer::PgBouncer;
use outlay_testkit::postgres::Server as Postgres;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::sample;
use crate::server::{Account, Process, Server};

const ACCOUNTS: u64 = 3;
const JOBS: u64 = 4;

fn time(job: &Value, name: &str) -> DateTime<Utc> {
    job[name].as_str().and_then(|text| text.parse().ok()).expect("a time")
}

/// Several accounts submit to two workers at once, all through the pooler; then one looks how soon a job begins.
async fn works(database: &str, settings: &[(&str, &str)]) {
    let server = Server::start_with(database, &["--no-worker"], settings, Stdio::inherit()).await;
    let _workers = [0, 1].map(|_| Process::worker_with(database, settings, Stdio::inherit()));
    let mut submitted = Vec::new();
    for n in 0..ACCOUNTS {
        let account = Account::register(&server, &format!("p{n}@example.org")).await;
        assert_eq!(account.upload(sample::csv(&sample::rows(6, n))).await.status(), StatusCode::CREATED);
        let mut ids = Vec::new();
        for seed in 0..JOBS {
            ids.push(account.submit(&json!({"seed": seed})).await);
        }
        submitted.push((account, ids));
    }
    for (account, ids) in &submitted {
        for id in ids {
            let ended = account.wait(id, Duration::from_secs(300)).await;
            assert_eq!(ended["status"], "succeeded", "{ended}");
            assert_eq!(ended["attempt"], 1, "{ended}");
        }
    }
    let (account, _) = &submitted[0];
    let mut waits = Vec::new();
    for seed in 100..105 {
        let id = account.submit(&json!({"seed": seed})).await;
        let ended = account.wait(&id, Duration::from_secs(120)).await;
        waits.push((time(&ended, "started_at") - time(&ended, "created_at")).num_milliseconds());
    }
    waits.sort_unstable();
    eprintln!("ms from submission to start through PgBouncer: {waits:?}");
    // Told at once where there is a direct connection, else found within a second.
    let told = settings.iter().any(|(name, _)| *name == "OUTLAY_DIRECT_DATABASE_URL");
    assert!(waits[waits.len() / 2] < if told { 500 } else { 2_000 }, "{waits:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_behind_pgbouncer_with_a_direct_connection_for_news() {
    let postgres = tokio::task::spawn_blocking(Postgres::start).await.expect("a server");
    let Some(bouncer) = PgBouncer::before(&postgres, "") else {
        eprintln!("left out: PgBouncer is not installed");
        return;
    };
    works(&bouncer.url, &[("OUTLAY_DIRECT_DATABASE_URL", postgres.url.as_str())]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_behind_a_pgbouncer_that_hides_itself() {
    let postgres = tokio::task::spawn_blocking(Postgres::start).await.expect("a server");
    let hidden = "ignore_startup_parameters = extra_float_digits,options";
    let Some(bouncer) = PgBouncer::before(&postgres, hidden) else {
        eprintln!("left out: PgBouncer is not installed");
        return;
    };
    works(&bouncer.url, &[("OUTLAY_PGBOUNCER", "true")]).await;
}
