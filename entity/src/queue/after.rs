//! What follows the end of a job, in the transaction that ends it: it is counted, its checkpoints go, and who asked to be
//! told of it will be.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::analysis::Model;
use crate::job::Kind;
use crate::{Result, checkpoint, job_tally, webhook_delivery};

/// Call it with the row as it is after its end, in the same transaction.
pub(crate) async fn after_end<C: ConnectionTrait>(tx: &C, row: &Model, now: DateTime<Utc>) -> Result<()> {
    let gone = checkpoint::of(row.user_id).delete().filter(checkpoint::Column::AnalysisId.eq(row.id));
    gone.exec(tx).await?;
    if row.kind != Kind::Retention {
        webhook_delivery::announce(tx, row, now).await?;
    }
    // Last: all workers write the same few rows, and wait for each other until the commit.
    let seconds = (now - row.created_at).as_seconds_f64().max(0.0);
    job_tally::count(tx, row.kind, row.status, seconds).await
}
