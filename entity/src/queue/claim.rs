//! Taking a job: who is next, and the lease on it.
//!
//! A worker claims jobs of the kinds it knows; those of a newer release wait for a worker of that release.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, IntoActiveModel, Set, Statement};

use super::Lease;
use super::expire::expire;
use crate::job::{ActiveModel, Column, Entity, Kind, Model, Status};
use crate::{Db, Result, attempt, begin, clock};

/// On what terms jobs are given out; the same for all workers but for `below`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Length of a lease.
    pub lease: Duration,
    /// Most jobs of one account that run at a time.
    pub per_account: u32,
    /// Only jobs that are estimated to need less memory than this, in bytes.
    pub below: Option<i64>,
}

impl Default for Terms {
    fn default() -> Self {
        Self { lease: Duration::from_secs(20), per_account: 2, below: None }
    }
}

/// An account waits since its oldest due job was submitted, or since it was last served if that is later: so a flood of
/// one account puts it behind everybody else after each job, and delays nobody by more than one. SQLite's clock has
/// milliseconds: within one of them, the account served less often goes first. Of an account's own jobs, the one with the
/// highest priority goes first, then the oldest.
///
/// Claims are one at a time, so this bounds what all workers together can start. It hops from account to account along the
/// index of queued jobs and reads the jobs of the chosen one only: its time grows with the accounts that wait, not with
/// the jobs.
const NEXT: &str = r#"
WITH RECURSIVE account(user_id) AS (
    SELECT (SELECT q.user_id FROM job q WHERE q.status = 'queued' ORDER BY q.user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT q.user_id FROM job q WHERE q.status = 'queued' AND q.user_id > account.user_id
            ORDER BY q.user_id LIMIT 1)
    FROM account WHERE account.user_id IS NOT NULL
), waiting AS MATERIALIZED (
    SELECT account.user_id,
           (SELECT min(q.run_at) FROM job q
            WHERE q.user_id = account.user_id AND q.status = 'queued' AND q.run_at <= $1
                AND q.attempt < q.max_attempts AND q.memory_bytes < $3 AND q.kind IN (KINDS)) AS since,
           (SELECT max(s.started_at) FROM job s WHERE s.user_id = account.user_id) AS served
    FROM account
    WHERE (SELECT count(*) FROM job r
           WHERE r.user_id = account.user_id AND r.status IN ('running', 'cancelling')) < $2
), turn AS MATERIALIZED (
    SELECT w.user_id, CASE WHEN w.served > w.since THEN w.served ELSE w.since END AS waits_since,
           (SELECT count(*) FROM job t WHERE t.user_id = w.user_id AND t.started_at >= w.served) AS served_now
    FROM waiting w WHERE w.since IS NOT NULL
    ORDER BY 2, 3, 1
    LIMIT 1
)
SELECT (SELECT a.id FROM job a
        WHERE a.user_id = turn.user_id AND a.status = 'queued' AND a.run_at <= $1
            AND a.attempt < a.max_attempts AND a.memory_bytes < $3 AND a.kind IN (KINDS)
        ORDER BY a.priority DESC, a.created_at, a.id
        LIMIT 1) AS id
FROM turn"#;

/// Puts the names of all kinds in the place of `KINDS`.
fn of_known_kinds(sql: &str) -> String {
    let names: Vec<String> = Kind::ALL.iter().map(|kind| format!("'{}'", kind.name())).collect();
    sql.replace("KINDS", &names.join(", "))
}

/// The job that is claimed next.
async fn next<C: ConnectionTrait>(tx: &C, now: DateTime<Utc>, terms: Terms) -> Result<Option<Uuid>> {
    static SQL: LazyLock<String> = LazyLock::new(|| of_known_kinds(NEXT));
    let values = [now.into(), i64::from(terms.per_account).into(), terms.below.unwrap_or(i64::MAX).into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), SQL.as_str(), values)).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?.flatten())
}

/// True when there may be something to claim: a plain read, so that idle workers neither take turns nor, on SQLite, the
/// write lock.
async fn may_find<C: ConnectionTrait>(db: &C) -> Result<bool> {
    let backend = db.get_database_backend();
    let now = clock::now(backend);
    let sql = format!(
        "SELECT 1 AS found WHERE EXISTS (SELECT 1 FROM job WHERE status = 'queued' AND run_at <= {now}) \
         OR EXISTS (SELECT 1 FROM job WHERE lease_until < {now})"
    );
    Ok(db.query_one_raw(Statement::from_string(backend, sql)).await?.is_some())
}

/// One claim at a time: two that count an account's running jobs at once would both be below its limit.
/// SQLite's transactions that write are one at a time anyway.
async fn lock<C: ConnectionTrait>(tx: &C) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('outlay.claim'))").await?;
    }
    Ok(())
}

/// Claims the next job for `worker`, if any may run. Leases that have expired are taken back first.
///
/// # Errors
/// The database's.
pub async fn claim(db: &Db, worker: &str, terms: Terms) -> Result<Option<(Model, Lease)>> {
    if !may_find(db.orm()).await? {
        return Ok(None);
    }
    let tx = begin(db.orm()).await?;
    lock(&tx).await?;
    let now = clock::read(&tx).await?;
    expire(&tx, now).await?;
    let Some(id) = next(&tx, now, terms).await? else {
        tx.commit().await?;
        return Ok(None);
    };
    let change = ActiveModel {
        status: Set(Status::Running),
        lease_owner: Set(Some(worker.to_owned())),
        lease_until: Set(Some(now + terms.lease)),
        started_at: Set(Some(now)),
        stage: Set("starting".to_owned()),
        progress: Set(0.0),
        message: Set(String::new()),
        remaining_seconds: Set(None),
        ..Default::default()
    };
    use sea_orm::sea_query::ExprTrait as _;
    let claimed = Entity::update_many()
        .set(change)
        .col_expr(Column::Attempt, Expr::col(Column::Attempt).add(1))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.eq(Status::Queued))
        .exec_with_returning(&tx)
        .await?
        .pop();
    // Cancelled between the two statements.
    let Some(row) = claimed else {
        tx.commit().await?;
        return Ok(None);
    };
    let begun = attempt::Model {
        id: Uuid::now_v7(),
        job_id: id,
        attempt: row.attempt,
        worker: worker.to_owned(),
        started_at: now,
        last_beat: now,
        ended_at: None,
        outcome: None,
    };
    attempt::Entity::insert(begun.into_active_model()).exec_without_returning(&tx).await?;
    tx.commit().await?;
    let lease = Lease { job_id: id, user_id: row.user_id, attempt: row.attempt, owner: worker.to_owned() };
    Ok(Some((row, lease)))
}
