//! Every test on SQLite.

use outlay_api::Settings;
use outlay_testkit::Database;

use crate::client::Service;

async fn start() -> Service {
    with(|_| {}).await
}

/// With settings changed by `change`.
async fn with(change: impl FnOnce(&mut Settings)) -> Service {
    Service::on(Database::sqlite(), change).await
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

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_busy_is_a_503_and_says_when_to_try_again() {
    let service = start().await;
    let client = service.register("busy@example.org").await;
    let held = outlay_entity::begin(&service.db).await.unwrap();
    let body = serde_json::json!({"date": "2026-01-01", "amount": "5.00", "category": "Food"});
    let busy = client.json("POST", "/expenses", body.clone()).await;
    assert!(!busy.header("retry-after").is_empty());
    busy.problem(503, "unavailable");
    held.rollback().await.unwrap();
    client.json("POST", "/expenses", body).await.expect(201);
}
