//! The ends a job can come to. Each is one transaction that changes nothing unless the lease holds.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use outlay_analysis::model::StoredModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{DatabaseTransaction, Set};

use super::Lease;
use super::end::{after_end, end_attempt, ended, queued};
use super::notify::notify;
use crate::job::{ActiveModel, Column, Model, Problem, Status};
use crate::result::Part;
use crate::{Db, Error, Result, artifact, begin, clock, expense_label, model, result, retention, user};

/// Everything a job gave.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// The documents that are not stored yet; others of their part are replaced.
    pub parts: Vec<(Part, String)>,
    /// The files.
    pub artifacts: Vec<artifact::New>,
    /// Names of files that were [written](crate::artifact_chunk) while it ran, and stay.
    pub written: Vec<String>,
    /// The models it trained.
    pub models: Vec<StoredModel>,
    /// Labels of the expenses it saw; they take the place of the account's earlier ones. `None` leaves those.
    pub labels: Option<Vec<expense_label::Model>>,
    /// What else happens with it.
    pub besides: Option<Besides>,
}

/// Something done within the transaction that publishes a job; it may be asked again where that was not committed.
pub type Within = dyn for<'a> Fn(&'a DatabaseTransaction, DateTime<Utc>) -> BoxFuture<'a, Result<()>> + Send + Sync;

/// What the publication of a job does besides storing what it gave.
#[derive(Clone)]
pub enum Besides {
    /// Enters what it has prepared.
    Within(Arc<Within>),
    /// Deletes the account, and with it the job itself.
    DeleteAccount,
    /// Deletes finished jobs that need not be kept.
    Prune(retention::Policy),
}

impl fmt::Debug for Besides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Within(_) => "Within",
            Self::DeleteAccount => "DeleteAccount",
            Self::Prune(_) => "Prune",
        })
    }
}

/// Publishes the result: it is there as a whole, once, or not at all. It is borrowed, so that a try that fails can be repeated
/// without a copy of files and models: they are copied one at a time. Where its owner asked to cancel meanwhile, the
/// job is cancelled instead; the status of the row given back says which.
///
/// # Errors
/// [`Error::LeaseLost`].
pub async fn publish(db: &Db, lease: &Lease, published: &Published) -> Result<Model> {
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
    let (user_id, id) = (lease.user_id, lease.job_id);
    for (part, document) in &published.parts {
        result::of(user_id).put(&tx, id, *part, document.clone(), now).await?;
    }
    artifact::of(user_id).replace_all(&tx, id, &published.artifacts, &published.written).await?;
    model::of(user_id).store(&tx, &published.models, now).await?;
    if let Some(labels) = &published.labels {
        expense_label::of(user_id).replace_all(&tx, labels).await?;
    }
    let mut leaves = false;
    match &published.besides {
        None => {}
        Some(Besides::Within(enter)) => enter(&tx, now).await?,
        Some(Besides::DeleteAccount) => leaves = true,
        Some(Besides::Prune(policy)) => drop(retention::prune(&tx, user_id, *policy, now).await?),
    }
    end_attempt(&tx, id, lease.attempt, "succeeded", now).await?;
    after_end(&tx, &row, now).await?;
    if leaves {
        user::delete(&tx, user_id).await?;
    }
    tx.commit().await?;
    Ok(row)
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
/// its attempts. A job that was to be cancelled is cancelled.
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
        notify(&tx).await?;
        return close(tx, lease, row, "handed_back", now).await;
    }
    let row = change(&tx, lease, ended(Status::Cancelled, now)).await?;
    close(tx, lease, row, "cancelled", now).await
}

async fn change(tx: &DatabaseTransaction, lease: &Lease, change: ActiveModel) -> Result<Model> {
    lease.update().set(change).exec_with_returning(tx).await?.pop().ok_or(Error::LeaseLost)
}

async fn close(tx: DatabaseTransaction, lease: &Lease, row: Model, outcome: &str, now: DateTime<Utc>) -> Result<Model> {
    end_attempt(&tx, lease.job_id, lease.attempt, outcome, now).await?;
    if row.status.is_final() {
        after_end(&tx, &row, now).await?;
    }
    tx.commit().await?;
    Ok(row)
}
