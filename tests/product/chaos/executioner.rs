//! Who ends the process of one job whenever it runs: a job that kills its workers.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::site::signal;

/// Aborts the process that runs a job of this priority, each attempt once, and gives the number of processes aborted.
pub(super) async fn abort_whoever_runs(database: String, priority: i32, done: Arc<AtomicBool>) -> usize {
    let mut aborted = std::collections::BTreeSet::new();
    let mut looked = None;
    while !done.load(Ordering::Relaxed) {
        // One connection as long as it holds: an attempt may be over in moments.
        let eye = match looked.take() {
            Some(eye) => Some(eye),
            None => Eye::open(&database).await,
        };
        if let Some(mut eye) = eye
            && let Ok(found) = eye.runs(priority).await
        {
            looked = Some(eye);
            // worker-HOST-PID-ULID
            if let Some((Some(owner), attempt)) = found
                && let Some(pid) = owner.rsplit('-').nth(1).and_then(|pid| pid.parse().ok())
                && aborted.insert(attempt)
            {
                signal(pid, "ABRT");
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    aborted.len()
}

/// A connection that looks on.
enum Eye {
    Sqlite(sqlx::SqliteConnection),
    Postgres(sqlx::PgConnection),
}

impl Eye {
    async fn open(database: &str) -> Option<Self> {
        use sqlx::Connection as _;
        if database.starts_with("sqlite") {
            return sqlx::SqliteConnection::connect(database).await.ok().map(Self::Sqlite);
        }
        sqlx::PgConnection::connect(database).await.ok().map(Self::Postgres)
    }

    /// Who runs a job of this priority, and which attempt it is.
    async fn runs(&mut self, priority: i32) -> sqlx::Result<Option<(Option<String>, i32)>> {
        let sql = "SELECT lease_owner, attempt FROM job WHERE priority = $1 AND status = 'running'";
        match self {
            Self::Sqlite(db) => sqlx::query_as(sql).bind(priority).fetch_optional(db).await,
            Self::Postgres(db) => sqlx::query_as(sql).bind(priority).fetch_optional(db).await,
        }
    }
}
