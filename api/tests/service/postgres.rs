//! Every test on PostgreSQL.

use outlay_api::Settings;
use outlay_testkit::Database;

use crate::client::Service;

async fn start() -> Service {
    with(|_| {}).await
}

/// With settings changed by `change`.
async fn with(change: impl FnOnce(&mut Settings)) -> Service {
    Service::on(Database::postgres().await, change).await
}

#[path = "analyses.rs"]
mod analyses;
#[path = "auth.rs"]
mod auth;
#[path = "budgets.rs"]
mod budgets;
#[path = "expenses.rs"]
mod expenses;
#[path = "identities.rs"]
mod identities;
#[path = "imports.rs"]
mod imports;
#[path = "jobs.rs"]
mod jobs;
#[path = "merchants.rs"]
mod merchants;
#[path = "models.rs"]
mod models;
#[path = "preferences.rs"]
mod preferences;
#[path = "problems.rs"]
mod problems;
#[path = "rules.rs"]
mod rules;
#[path = "sessions.rs"]
mod sessions;
#[path = "tries.rs"]
mod tries;

/// Transactions that PostgreSQL has counted; a session reports its own within a second.
async fn transactions(service: &Service) -> i64 {
    let outlay_entity::Pool::Postgres(pool) = service.db.pool() else { panic!("a PostgreSQL URL") };
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    let sql = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()";
    sqlx::query_scalar(sql).fetch_one(pool).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_wait_ask_the_database_together() {
    const CLIENTS: i64 = 40;
    let service = start().await;
    let client = service.register("wait@example.org").await;
    let many: Vec<_> = (1..=6)
        .map(|day| serde_json::json!({"date": format!("2026-01-{day:02}"), "amount": "5.00", "category": "Food"}))
        .collect();
    client.json("POST", "/expenses/bulk", serde_json::json!({"expenses": many})).await.expect(201);
    let started = client.json("POST", "/analyses", serde_json::json!({})).await.expect(202);
    let path = started.header("location").replace("/api/v1", "");
    let before = transactions(&service).await;
    let waiting = (0..CLIENTS).map(|_| client.request("GET", &path, &[("prefer", "wait=4")], ""));
    for answer in futures_util::future::join_all(waiting).await {
        assert_eq!(answer.expect(200).json()["status"], "queued");
    }
    let asked = transactions(&service).await - before;
    eprintln!("{CLIENTS} clients that waited 4 s: {asked} transactions");
    // Each reads the account and the analysis at the beginning, and the analysis at the end; beside, four looks a second.
    assert!(asked < CLIENTS * 12, "{asked}");
}
