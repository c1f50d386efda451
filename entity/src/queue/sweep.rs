//! What dead workers left, and what has grown old.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockBehavior, LockType};
use sea_orm::{DbBackend, QuerySelect, Set, Statement};

use super::claim::Terms;
use super::finish::{end_attempt, ended, queued};
use super::{MAX_DEATHS, Ring, after_end, ring};
use crate::analysis::{ActiveModel, Column, Entity, Problem, Status};
use crate::{Db, Result, begin, clock, embedding, idempotency_key, session, webhook_delivery};

/// Rings a sweep makes at most: each sets a worker to claim until nothing is left.
const MAX_RINGS: i64 = 64;

/// Jobs that are due, of accounts that may have more jobs running.
const DUE: &str = "SELECT a.id, a.attempt FROM analysis a \
    WHERE a.status = 'queued' AND a.run_at <= $1 AND a.attempt < a.max_attempts \
    AND (SELECT count(*) FROM analysis r WHERE r.user_id = a.user_id AND r.status IN ('running', 'cancelling')) < $2 \
    LIMIT $3";

/// What a sweep found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Leases that had expired.
    pub expired: usize,
    /// Jobs that were due with no ring to be heard.
    pub stranded: usize,
}

/// Takes back leases that have expired and rings for what is due and not rung for. One worker at a time does it; the
/// others get `None`.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &Db, terms: Terms) -> Result<Option<Swept>> {
    let tx = begin(db.orm()).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_try_advisory_xact_lock(hashtext('outlay.claim')) AS won";
        let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
        if !row.map(|r| r.try_get("", "won")).transpose()?.unwrap_or(false) {
            return Ok(None);
        }
    }
    let now = clock::read(&tx).await?;
    let expired = reap(&tx, now).await?;
    let values = [now.into(), i64::from(terms.per_account).into(), MAX_RINGS.into()];
    let due = tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), DUE, values)).await?;
    let pending = usize::try_from(ring::pending(&tx).await?).unwrap_or_default();
    let mut stranded = 0;
    for row in due.iter().skip(pending) {
        let occasion = format!(":sweep:{}", now.timestamp_millis());
        let ring = Ring { analysis: row.try_get("", "id")?, attempt: row.try_get("", "attempt")? };
        ring.insert(&tx, &occasion, Duration::ZERO).await?;
        stranded += 1;
    }
    tx.commit().await?;
    Ok(Some(Swept { expired, stranded }))
}

/// Forgets rings heard longer than `age` ago, idempotency keys of yesterday, sessions that have ended, old messages and vectors
/// that nobody uses.
///
/// # Errors
/// The database's.
pub async fn housekeep(db: &Db, age: Duration) -> Result<()> {
    let now = clock::read(db.orm()).await?;
    ring::prune(db.orm(), age).await?;
    idempotency_key::prune(db.orm(), now - Duration::from_secs(24 * 3600)).await?;
    session::prune(db.orm(), now).await?;
    webhook_delivery::prune(db.orm(), now).await?;
    embedding::prune(db.orm(), now).await?;
    Ok(())
}

/// Takes back leases that have expired: each is a death of its worker. The third death of a job ends it.
pub(super) async fn reap<C: ConnectionTrait>(tx: &C, now: DateTime<Utc>) -> Result<usize> {
    let mut lost = Entity::find()
        .filter(Column::Status.is_in([Status::Running, Status::Cancelling]))
        .filter(Column::LeaseUntil.lt(now));
    if tx.get_database_backend() == DbBackend::Postgres {
        lost = lost.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked); // it is being published
    }
    let lost = lost.all(tx).await?;
    for row in &lost {
        let deaths = row.deaths + 1;
        let fate = if row.cancel_requested {
            ended(Status::Cancelled, now)
        } else if deaths >= MAX_DEATHS {
            let problem = Problem::new(
                "worker-lost",
                "The worker was lost",
                format!(
                    "The process working on this job died {deaths} times. Analyse fewer expenses at a time, or give the workers more memory, and try again."
                ),
            );
            ActiveModel { problem: Set(Some(problem)), ..ended(Status::Failed, now) }
        } else {
            // Not the analysis's fault: the attempt does not count.
            ActiveModel { max_attempts: Set(row.max_attempts + 1), ..queued(now) }
        };
        let requeued = fate.status == Set(Status::Queued);
        let update = Entity::update_many()
            .set(ActiveModel { deaths: Set(deaths), ..fate })
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(row.id));
        let now_is = update.exec_with_returning(tx).await?.pop();
        if let Some(ended) = now_is.filter(|row| row.status.is_final()) {
            after_end(tx, &ended, now).await?;
        }
        end_attempt(tx, row.id, row.attempt, "lost", now).await?;
        if requeued {
            Ring { analysis: row.id, attempt: row.attempt }.insert(tx, "", Duration::ZERO).await?;
        }
        tracing::warn!(analysis = %row.id, attempt = row.attempt, deaths, worker = row.lease_owner, "lease expired");
    }
    Ok(lost.len())
}
