//! The ends a job can come to. Each is one transaction that changes nothing unless the lease holds.

use std::time::Duration;

use chrono::{DateTime, Utc};
use outlay_analysis::model::StoredModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{DatabaseTransaction, Set};

use super::{Lease, Ring};
use crate::analysis::{ActiveModel, Column, Model, Problem, Status};
use crate::result::Part;
use crate::{Db, Error, Result, artifact, attempt, begin, clock, expense_label, model, result};

/// Everything an analysis gave.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The documents; parts stored before are replaced.
    pub parts: Vec<(Part, String)>,
    /// The files.
    pub artifacts: Vec<artifact::New>,
    /// The models it trained.
    pub models: Vec<StoredModel>,
    /// Labels of the expenses it saw; they take the place of the account's earlier ones.
    pub labels: Vec<expense_label::Model>,
}

/// Publishes the result: it is there as a whole, once, or not at all. Where its owner asked to cancel meanwhile, the
/// analysis is cancelled instead; the status of the row given back says which.
///
/// # Errors
/// [`Error::LeaseLost`].
pub async fn publish(db: &Db, lease: &Lease, published: Published) -> Result<Model> {
    let tx = begin(db.orm()).await?;
    let now = clock::read(&tx).await?;
    let done = ActiveModel {
        stage: Set("done".to_owned()),
        progress: Set(1.0),
        message: Set(String::new()),
        problem: Set(None),
        ..ended(Status::Succeeded, now)
    };
    // First the status: it locks the row for the rest of the transaction.
    let running = lease.update().set(done).filter(Column::Status.eq(Status::Running));
    let Some(row) = running.exec_with_returning(&tx).await?.pop() else {
        let row = change(&tx, lease, ended(Status::Cancelled, now)).await?;
        return close(tx, lease, row, "cancelled", now).await;
    };
    let (user_id, id) = (lease.user_id, lease.analysis_id);
    for (part, document) in published.parts {
        result::of(user_id).put(&tx, id, part, document, now).await?;
    }
    artifact::of(user_id).replace_all(&tx, id, published.artifacts).await?;
    model::of(user_id).store(&tx, published.models, now).await?;
    expense_label::of(user_id).replace_all(&tx, published.labels).await?;
    close(tx, lease, row, "succeeded", now).await
}

/// It stopped because its owner asked for it.
///
/// # Errors
/// [`Error::LeaseLost`].
pub async fn cancelled(db: &Db, lease: &Lease) -> Result<Model> {
    let tx = begin(db.orm()).await?;
    let now = clock::read(&tx).await?;
    let row = change(&tx, lease, ended(Status::Cancelled, now)).await?;
    close(tx, lease, row, "cancelled", now).await
}

/// It failed, and would fail again.
///
/// # Errors
/// [`Error::LeaseLost`].
pub async fn fail(db: &Db, lease: &Lease, problem: Problem) -> Result<Model> {
    let tx = begin(db.orm()).await?;
    let now = clock::read(&tx).await?;
    let row = change(&tx, lease, ActiveModel { problem: Set(Some(problem)), ..ended(Status::Failed, now) }).await?;
    close(tx, lease, row, "failed", now).await
}

/// It failed, and may succeed later: it is queued again not before `delay`, or fails with `problem` when it has had all
/// its attempts. An analysis that was to be cancelled is cancelled.
///
/// # Errors
/// [`Error::LeaseLost`].
pub async fn retry(db: &Db, lease: &Lease, delay: Duration, problem: Problem) -> Result<Model> {
    let tx = begin(db.orm()).await?;
    let now = clock::read(&tx).await?;
    let change = queued(now + delay);
    let running = lease.update().set(change).filter(Column::Status.eq(Status::Running));
    let left = running.filter(Expr::col(Column::Attempt).lt(Expr::col(Column::MaxAttempts)));
    if let Some(row) = left.exec_with_returning(&tx).await?.pop() {
        Ring { analysis: lease.analysis_id, attempt: lease.attempt }.insert(&tx, "", delay).await?;
        return close(tx, lease, row, "retry", now).await;
    }
    let failed = ActiveModel { problem: Set(Some(problem)), ..ended(Status::Failed, now) };
    let failed = lease.update().set(failed).filter(Column::Status.eq(Status::Running));
    if let Some(row) = failed.exec_with_returning(&tx).await?.pop() {
        return close(tx, lease, row, "failed", now).await;
    }
    let row = self::change(&tx, lease, ended(Status::Cancelled, now)).await?;
    close(tx, lease, row, "cancelled", now).await
}

/// Its worker shuts down: it is queued again at once, and the attempt does not count.
///
/// # Errors
/// [`Error::LeaseLost`].
pub async fn hand_back(db: &Db, lease: &Lease) -> Result<Model> {
    let tx = begin(db.orm()).await?;
    let now = clock::read(&tx).await?;
    let running = lease
        .update()
        .set(queued(now))
        .col_expr(Column::MaxAttempts, Expr::col(Column::MaxAttempts).add(1))
        .filter(Column::Status.eq(Status::Running));
    if let Some(row) = running.exec_with_returning(&tx).await?.pop() {
        Ring { analysis: lease.analysis_id, attempt: lease.attempt }.insert(&tx, "", Duration::ZERO).await?;
        return close(tx, lease, row, "handed_back", now).await;
    }
    let row = change(&tx, lease, ended(Status::Cancelled, now)).await?;
    close(tx, lease, row, "cancelled", now).await
}

/// The columns of an analysis that has ended.
pub(super) fn ended(status: Status, now: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        status: Set(status),
        lease_owner: Set(None),
        lease_until: Set(None),
        finished_at: Set(Some(now)),
        ..Default::default()
    }
}

/// The columns of an analysis that waits once more.
pub(super) fn queued(run_at: DateTime<Utc>) -> ActiveModel {
    ActiveModel {
        status: Set(Status::Queued),
        lease_owner: Set(None),
        lease_until: Set(None),
        run_at: Set(run_at),
        stage: Set("queued".to_owned()),
        progress: Set(0.0),
        ..Default::default()
    }
}

async fn change(tx: &DatabaseTransaction, lease: &Lease, change: ActiveModel) -> Result<Model> {
    lease.update().set(change).exec_with_returning(tx).await?.pop().ok_or(Error::LeaseLost)
}

async fn close(tx: DatabaseTransaction, lease: &Lease, row: Model, outcome: &str, now: DateTime<Utc>) -> Result<Model> {
    end_attempt(&tx, lease.analysis_id, lease.attempt, outcome, now).await?;
    tx.commit().await?;
    Ok(row)
}

/// Writes how an attempt ended into the history.
pub(super) async fn end_attempt<C: ConnectionTrait>(
    tx: &C,
    analysis_id: Uuid,
    number: i32,
    outcome: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    attempt::Entity::update_many()
        .col_expr(attempt::Column::EndedAt, Expr::value(now))
        .col_expr(attempt::Column::Outcome, Expr::value(outcome))
        .filter(attempt::Column::AnalysisId.eq(analysis_id))
        .filter(attempt::Column::Attempt.eq(number))
        .exec(tx)
        .await?;
    Ok(())
}
