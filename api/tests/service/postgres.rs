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
