//! Leases that have run out: their workers are dead, or as good as dead.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockBehavior, LockType};
use sea_orm::{DbBackend, QuerySelect, Set};

use super::MAX_DEATHS;
use super::end::{after_end, end_attempt, ended, queued};
use super::notify::notify;
use crate::Result;
use crate::job::{ActiveModel, Column, Entity, Problem, Status};

/// Takes back leases that have expired and gives their number: each is a death of its worker. The third death of a job
/// ends it.
pub(super) async fn expire<C: ConnectionTrait>(tx: &C, now: DateTime<Utc>) -> Result<usize> {
    let mut lost = Entity::find()
        .filter(Column::Status.is_in([Status::Running, Status::Cancelling]))
        .filter(Column::LeaseUntil.lt(now));
    if tx.get_database_backend() == DbBackend::Postgres {
        lost = lost.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked); // it is being published
    }
    let lost = lost.all(tx).await?;
    let mut requeued = false;
    for row in &lost {
        let deaths = row.deaths + 1;
        let fate = if row.cancel_requested {
            ended(Status::Cancelled, now)
        } else if deaths >= MAX_DEATHS {
            ActiveModel { problem: Set(Some(worker_lost(deaths))), ..ended(Status::Failed, now) }
        } else {
            // Not the job's fault: the attempt does not count.
            ActiveModel { max_attempts: Set(row.max_attempts + 1), ..queued(now) }
        };
        requeued |= fate.status == Set(Status::Queued);
        let update = Entity::update_many()
            .set(ActiveModel { deaths: Set(deaths), ..fate })
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(row.id));
        let now_is = update.exec_with_returning(tx).await?.pop();
        if let Some(ended) = now_is.filter(|row| row.status.is_final()) {
            after_end(tx, &ended, now).await?;
        }
        end_attempt(tx, row.id, row.attempt, "lost", now).await?;
        tracing::warn!(job = %row.id, attempt = row.attempt, deaths, worker = row.lease_owner, "lease expired");
    }
    if requeued {
        notify(tx).await?;
    }
    Ok(lost.len())
}

fn worker_lost(deaths: i32) -> Problem {
    let detail = format!(
        "The process working on this job died {deaths} times. Analyse fewer expenses at a time, or give the workers more \
         memory, and try again."
    );
    Problem::new("worker-lost", "The worker was lost", detail)
}
