//! Holding a job: the lease and its renewal.

use std::time::Duration;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{DbBackend, QuerySelect, UpdateMany};

use crate::job::{Column, Entity, Status};
use crate::{Db, Error, Result, attempt, clock};

/// The right to write for a job: good until another one claims it or it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The job.
    pub job_id: Uuid,
    /// Its owner.
    pub user_id: Uuid,
    /// The fencing token.
    pub attempt: i32,
    /// The worker that holds it.
    pub owner: String,
}

/// How far the work is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Stable name of what is being done.
    pub stage: String,
    /// 0..=1, of the whole.
    pub progress: f64,
    /// In words.
    pub message: String,
    /// Estimate of the time it still needs, in seconds.
    pub remaining: Option<f64>,
}

/// What a renewal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// The lease holds.
    Held {
        /// The owner of the job wants it stopped.
        cancel: bool,
    },
    /// The lease is lost: stop, and write nothing.
    Lost,
}

impl Lease {
    /// Updates the row while the lease holds.
    pub(crate) fn update(&self) -> UpdateMany<Entity> {
        Entity::update_many()
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(self.job_id))
            .filter(Column::Attempt.eq(self.attempt))
            .filter(Column::LeaseOwner.eq(&self.owner))
            .filter(Column::Status.is_in([Status::Running, Status::Cancelling]))
    }

    /// Makes sure of the lease for the rest of the transaction.
    pub(crate) async fn hold<C: ConnectionTrait>(&self, tx: &C) -> Result<()> {
        let mut row = Entity::find_by_id(self.job_id)
            .select_only()
            .column(Column::Id)
            .filter(Column::Attempt.eq(self.attempt))
            .filter(Column::LeaseOwner.eq(&self.owner))
            .filter(Column::Status.is_in([Status::Running, Status::Cancelling]));
        if tx.get_database_backend() == DbBackend::Postgres {
            row = row.lock_exclusive();
        }
        let held: Option<Uuid> = row.into_tuple().one(tx).await?;
        held.map(|_| ()).ok_or(Error::LeaseLost)
    }
}

/// Renews the lease to `length` from now on the database's clock, stores the report and reads the wish to cancel, all in
/// one statement; with `beat` also notes that the worker lives.
///
/// # Errors
/// The database's: the lease may or may not hold.
pub async fn renew(db: &Db, lease: &Lease, length: Duration, report: Option<&Report>, beat: bool) -> Result<Beat> {
    let backend = db.get_database_backend();
    let mut update = Entity::update_many()
        .col_expr(Column::LeaseUntil, Expr::cust(clock::after(backend, length)))
        .filter(Column::Id.eq(lease.job_id))
        .filter(Column::Attempt.eq(lease.attempt))
        .filter(Column::LeaseOwner.eq(&lease.owner))
        .filter(Column::Status.is_in([Status::Running, Status::Cancelling]));
    if let Some(report) = report {
        update = update
            .col_expr(Column::Stage, Expr::value(report.stage.as_str()))
            .col_expr(Column::Progress, Expr::value(report.progress.clamp(0.0, 1.0)))
            .col_expr(Column::Message, Expr::value(report.message.as_str()))
            .col_expr(Column::RemainingSeconds, Expr::value(report.remaining))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1));
    }
    let row = update.exec_with_returning(db.orm()).await?.pop();
    let Some(row) = row else { return Ok(Beat::Lost) };
    if beat {
        attempt::Entity::update_many()
            .col_expr(attempt::Column::LastBeat, Expr::cust(clock::now(backend)))
            .filter(attempt::Column::JobId.eq(lease.job_id))
            .filter(attempt::Column::Attempt.eq(lease.attempt))
            .exec(db.orm())
            .await?;
    }
    Ok(Beat::Held { cancel: row.cancel_requested })
}

/// Reads the wish to cancel without renewing anything.
///
/// # Errors
/// The database's.
pub async fn look(db: &Db, lease: &Lease) -> Result<Beat> {
    let wish = Entity::find_by_id(lease.job_id)
        .select_only()
        .column(Column::CancelRequested)
        .filter(Column::Attempt.eq(lease.attempt))
        .filter(Column::LeaseOwner.eq(&lease.owner));
    let wish: Option<bool> = wish.into_tuple().one(db.orm()).await?;
    Ok(wish.map_or(Beat::Lost, |cancel| Beat::Held { cancel }))
}
