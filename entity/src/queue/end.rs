//! The states a job goes to when nobody holds it any more, and what follows its end.

use chrono::{DateTime, Utc};
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::job::{ActiveModel, Kind, Model, Status};
use crate::{Result, attempt, checkpoint, import, job_tally, webhook_delivery};

/// The columns of a job that has ended.
pub(super) fn ended(status: Status, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        status: Set(status),
        lease_owner: Set(None),
        lease_until: Set(None),
        finished_at: Set(Some(now)),
        remaining_seconds: Set(None),
        ..Default::default()
    }
}

/// The columns of a job that waits once more.
pub(super) fn queued(run_at: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        status: Set(Status::Queued),
        lease_owner: Set(None),
        lease_until: Set(None),
        run_at: Set(run_at),
        stage: Set("queued".to_owned()),
        progress: Set(0.0),
        remaining_seconds: Set(None),
        ..Default::default()
    }
}

/// Writes how an attempt ended into the history.
pub(super) async fn end_attempt<C: ConnectionTrait>(
    tx: &C,
    job_id: Uuid,
    number: i32,
    outcome: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::EndedAt, Expr::value(now))
        .col_expr(attempt::Column::Outcome, Expr::value(outcome))
        .filter(attempt::Column::JobId.eq(job_id))
        .filter(attempt::Column::Attempt.eq(number))
        .exec(tx)
        .await?;
    Ok(())
}

/// What follows the end of a job, in the transaction that ends it: it is counted, its checkpoints go, a file that it did
/// not enter waits for its owner, and who asked to be told of it will be. Call it with the row as it is after its end.
pub(crate) async fn after_end<C: ConnectionTrait>(tx: &C, row: &Model, now: DateTime<Utc>) -> Result<()> {
    let gone = checkpoint::of(row.user_id).delete().filter(checkpoint::Column::JobId.eq(row.id));
    gone.exec(tx).await?;
    if row.kind == Kind::Import.name() && row.status != Status::Succeeded {
        import::of(row.user_id).wait_again(tx, row.id).await?;
    }
    if row.kind != Kind::Retention.name() {
        webhook_delivery::announce(tx, row, now).await?;
    }
    // Last: all workers write the same few rows, and wait for each other until the commit.
    let seconds = (now - row.created_at).as_seconds_f64().max(0.0);
    job_tally::count(tx, &row.kind, row.status, seconds).await
}
