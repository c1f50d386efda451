//! Taking a job: who is next, and the lease on it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{DbBackend, IntoActiveModel, Set, Statement};

use super::Lease;
use super::sweep::reap;
use crate::analysis::{ActiveModel, Column, Entity, Model, Status};
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
const NEXT: &str = r#"
SELECT a.id FROM (
    SELECT q.user_id, q.since,
           (SELECT max(s.started_at) FROM analysis s WHERE s.user_id = q.user_id) AS served
    FROM (
        SELECT user_id, min(run_at) AS since FROM analysis
        WHERE status = 'queued' AND run_at <= $1 AND attempt < max_attempts AND memory_bytes < $4
        GROUP BY user_id
    ) AS q
    WHERE (SELECT count(*) FROM analysis r
           WHERE r.user_id = q.user_id AND r.status IN ('running', 'cancelling')) < $2
) AS w
JOIN analysis a ON a.user_id = w.user_id
    AND a.status = 'queued' AND a.run_at <= $1 AND a.attempt < a.max_attempts AND a.memory_bytes < $4
ORDER BY CASE WHEN w.served > w.since THEN w.served ELSE w.since END,
         (SELECT count(*) FROM analysis t WHERE t.user_id = w.user_id AND t.started_at >= w.served),
         w.user_id, a.priority DESC, a.created_at, a.id
LIMIT $3"#;

/// Ids of the jobs that may be claimed now, next one first.
pub(crate) async fn claimable<C: ConnectionTrait>(
    tx: &C,
    now: DateTime<Utc>,
    terms: Terms,
    limit: i64,
) -> Result<Vec<Uuid>> {
    let below = terms.below.unwrap_or(i64::MAX);
    let values = [now.into(), i64::from(terms.per_account).into(), limit.into(), below.into()];
    let statement = Statement::from_sql_and_values(tx.get_database_backend(), NEXT, values);
    tx.query_all_raw(statement).await?.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
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
pub async fn claim(db: &Db, worker: &str, terms: Terms) -> Result<Option<(Model, Lease)>> {
    let tx = begin(db.orm()).await?;
    lock(&tx).await?;
    let now = clock::read(&tx).await?;
    reap(&tx, now).await?;
    let Some(id) = claimable(&tx, now, terms, 1).await?.pop() else {
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
    tx.commit().await?;
    let lease = Lease { analysis_id: id, user_id: row.user_id, attempt: row.attempt, owner: worker.to_owned() };
    Ok(Some((row, lease)))
}
