//! Taking a job: who is next, and the lease on it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, IntoActiveModel, Set, Statement};

use super::sweep::reap;
use super::{Lease, Ring};
use crate::analysis::{ActiveModel, Column, Entity, Model, Status};
use crate::{Db, Result, attempt, begin, clock};

/// What made a worker look for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A ring, which is used up with it.
    Ring,
    /// None: it had a hand free. Then the ring of the job it gets is not needed, and goes.
    Free,
}

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
    SELECT (SELECT q.user_id FROM analysis q WHERE q.status = 'queued' ORDER BY q.user_id LIMIT 1)
    UNION ALL
    SELECT (SELECT q.user_id FROM analysis q WHERE q.status = 'queued' AND q.user_id > account.user_id
            ORDER BY q.user_id LIMIT 1)
    FROM account WHERE account.user_id IS NOT NULL
), waiting AS MATERIALIZED (
    SELECT account.user_id,
           (SELECT min(q.run_at) FROM analysis q
            WHERE q.user_id = account.user_id AND q.status = 'queued' AND q.run_at <= $1
                AND q.attempt < q.max_attempts AND q.memory_bytes < $3) AS since,
           (SELECT max(s.started_at) FROM analysis s WHERE s.user_id = account.user_id) AS served
    FROM account
    WHERE (SELECT count(*) FROM analysis r
           WHERE r.user_id = account.user_id AND r.status IN ('running', 'cancelling')) < $2
), turn AS MATERIALIZED (
    SELECT w.user_id, CASE WHEN w.served > w.since THEN w.served ELSE w.since END AS waits_since,
           (SELECT count(*) FROM analysis t WHERE t.user_id = w.user_id AND t.started_at >= w.served) AS served_now
    FROM waiting w WHERE w.since IS NOT NULL
    ORDER BY 2, 3, 1
    LIMIT 1
)
SELECT (SELECT a.id FROM analysis a
        WHERE a.user_id = turn.user_id AND a.status = 'queued' AND a.run_at <= $1
            AND a.attempt < a.max_attempts AND a.memory_bytes < $3
        ORDER BY a.priority DESC, a.created_at, a.id
        LIMIT 1) AS id
FROM turn"#;

/// The job that is claimed next.
async fn next<C: ConnectionTrait>(tx: &C, now: DateTime<Utc>, terms: Terms) -> Result<Option<Uuid>> {
    let values = [now.into(), i64::from(terms.per_account).into(), terms.below.unwrap_or(i64::MAX).into()];
    let row = tx.query_one_raw(Statement::from_sql_and_values(tx.get_database_backend(), NEXT, values)).await?;
    Ok(row.map(|row| row.try_get("", "id")).transpose()?)
}

/// One claim at a time: two that count an account's running jobs at once would both be below its limit.
/// SQLite's transactions that write are one at a time anyway.
pub(crate) async fn lock<C: ConnectionTrait>(tx: &C) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('outlay.claim'))").await?;
    }
    Ok(())
}

/// Claims the next job for `worker`, if any may run. Leases that have expired are taken back first.
///
/// # Errors
/// The database's.
pub async fn claim(db: &Db, worker: &str, terms: Terms, hint: Hint) -> Result<Option<(Model, Lease)>> {
    let tx = begin(db.orm()).await?;
    lock(&tx).await?;
    let now = clock::read(&tx).await?;
    reap(&tx, now).await?;
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
        analysis_id: id,
        attempt: row.attempt,
        worker: worker.to_owned(),
        started_at: now,
        last_beat: now,
        ended_at: None,
        outcome: None,
    };
    attempt::Entity::insert(begun.into_active_model()).exec_without_returning(&tx).await?;
    if hint == Hint::Free {
        Ring { analysis: id, attempt: row.attempt - 1 }.silence(&tx).await?;
    }
    tx.commit().await?;
    let lease = Lease { analysis_id: id, user_id: row.user_id, attempt: row.attempt, owner: worker.to_owned() };
    Ok(Some((row, lease)))
}
