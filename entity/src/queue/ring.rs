//! Rings: rows of the queue library's tables. Its own functions cannot join a transaction of ours, a plain INSERT can.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};
use ulid::Ulid;
use uuid::Uuid;

use crate::{Db, Error, Result};

/// Name of the queue; it never changes.
pub const QUEUE: &str = "outlay.analysis";

/// PostgreSQL's channel for rings that whoever heard them could not answer.
pub const PASSED: &str = "outlay.passed";

/// What a ring says. It is a hint: whoever hears it claims what is due, and that may be another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// The analysis that became due.
    pub analysis: Uuid,
    /// Attempts it had had.
    pub attempt: i32,
}

impl Ring {
    /// Rings after `delay`, in the transaction of `db`. Each (analysis, attempt, occasion) rings once.
    pub(crate) async fn insert<C: ConnectionTrait>(&self, db: &C, occasion: &str, delay: Duration) -> Result<()> {
        let payload = serde_json::to_vec(self).map_err(|e| Error::corrupt("ring", e))?;
        let key = self.key(occasion);
        // The library counts in whole seconds: round up, or it would come before the analysis is due.
        let seconds = if delay.is_zero() { 0 } else { i64::try_from(delay.as_secs()).unwrap_or(0) + 1 };
        let backend = db.get_database_backend();
        let sql = match backend {
            DbBackend::Sqlite => {
                "INSERT INTO Jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, \
                 idempotency_key) VALUES ($1, $2, $3, 'Pending', 0, 5, CAST(strftime('%s','now') AS INTEGER) + $4, 0, \
                 '{}', $5) ON CONFLICT (job_type, idempotency_key) DO NOTHING"
            }
            _ => {
                "INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, \
                 idempotency_key) VALUES ($1, $2, $3, 'Pending', 0, 5, now() + $4 * interval '1 second', 0, ''::hstore, \
                 $5) ON CONFLICT (job_type, idempotency_key) DO NOTHING"
            }
        };
        let id = Ulid::new().to_string(); // anything else kills the library's worker
        let values = [id.into(), QUEUE.into(), payload.into(), seconds.into(), key.into()];
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        Ok(())
    }

    /// Takes the ring back unless it is being heard.
    pub(super) async fn silence<C: ConnectionTrait>(&self, db: &C) -> Result<()> {
        let backend = db.get_database_backend();
        let sql = match backend {
            DbBackend::Sqlite => "DELETE FROM Jobs WHERE job_type = $1 AND idempotency_key = $2 AND status = 'Pending'",
            _ => "DELETE FROM apalis.jobs WHERE job_type = $1 AND idempotency_key = $2 AND status = 'Pending'",
        };
        db.execute_raw(Statement::from_sql_and_values(backend, sql, [QUEUE.into(), self.key("").into()])).await?;
        Ok(())
    }

    fn key(&self, occasion: &str) -> String {
        format!("{}:{}{occasion}", self.analysis, self.attempt)
    }
}

/// Asks all workers with a hand free to look for work: what was heard by one that has none must not wait for it. On
/// SQLite there is only the one.
///
/// # Errors
/// The database's.
pub async fn pass_on(db: &Db) -> Result<()> {
    if db.get_database_backend() == DbBackend::Postgres {
        let values = [PASSED.into()];
        db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, '')", values)).await?;
    }
    Ok(())
}

/// Rings that wait to be heard and are due.
pub(crate) async fn pending<C: ConnectionTrait>(db: &C) -> Result<i64> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Sqlite => {
            "SELECT count(*) AS n FROM Jobs WHERE job_type = $1 AND status = 'Pending' \
             AND run_at <= CAST(strftime('%s','now') AS INTEGER)"
        }
        _ => "SELECT count(*) AS n FROM apalis.jobs WHERE job_type = $1 AND status = 'Pending' AND run_at <= now()",
    };
    let row = db.query_one_raw(Statement::from_sql_and_values(backend, sql, [QUEUE.into()])).await?;
    Ok(row.map(|r| r.try_get("", "n")).transpose()?.unwrap_or_default())
}

/// Deletes rings heard longer than `age` ago, and the library's records of workers not seen for as long.
pub(crate) async fn prune<C: ConnectionTrait>(db: &C, age: Duration) -> Result<u64> {
    let backend = db.get_database_backend();
    let age: sea_orm::Value = i64::try_from(age.as_secs()).unwrap_or(i64::MAX).into();
    let statements = match backend {
        DbBackend::Sqlite => [
            "DELETE FROM Jobs WHERE status IN ('Done', 'Killed', 'Failed') \
             AND CAST(done_at AS INTEGER) < CAST(strftime('%s','now') AS INTEGER) - $1",
            "DELETE FROM Workers WHERE CAST(last_seen AS INTEGER) < CAST(strftime('%s','now') AS INTEGER) - $1 \
             AND NOT EXISTS (SELECT 1 FROM Jobs WHERE lock_by = Workers.id)",
        ],
        _ => [
            "DELETE FROM apalis.jobs WHERE status IN ('Done', 'Killed', 'Failed') \
             AND done_at < now() - $1 * interval '1 second'",
            "DELETE FROM apalis.workers w WHERE last_seen < now() - $1 * interval '1 second' \
             AND NOT EXISTS (SELECT 1 FROM apalis.jobs j WHERE j.lock_by = w.id)",
        ],
    };
    let mut gone = 0;
    for sql in statements {
        let statement = Statement::from_sql_and_values(backend, sql, [age.clone()]);
        gone += db.execute_raw(statement).await?.rows_affected();
    }
    Ok(gone)
}
