//! The wish of a job's owner that it stops.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;

use super::end::after_end;
use crate::job::{self, Column, Model, Status};
use crate::{Error, Result};

/// Asks to stop a job. A queued one is cancelled at once; a running one is `cancelling` until its worker has stopped; one
/// that is being cancelled or has been stays as it is. Call it inside a transaction.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] when it has ended otherwise.
pub async fn cancel<C: ConnectionTrait>(tx: &C, user_id: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Model> {
    let change = |from: Status, to: Status| {
        job::of(user_id)
            .update()
            .col_expr(Column::Status, Expr::value(to))
            .col_expr(Column::CancelRequested, Expr::value(true))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id))
            .filter(Column::Status.eq(from))
    };
    let queued = change(Status::Queued, Status::Cancelled).col_expr(Column::FinishedAt, Expr::value(now));
    if let Some(row) = queued.exec_with_returning(tx).await?.pop() {
        after_end(tx, &row, now).await?;
        return Ok(row);
    }
    change(Status::Running, Status::Cancelling).exec(tx).await?;
    let row = job::of(user_id).get(tx, id).await?;
    match row.status {
        Status::Succeeded | Status::Failed => {
            Err(Error::Refused("the job has ended; only a queued or running one can be cancelled".to_owned()))
        }
        _ => Ok(row),
    }
}
