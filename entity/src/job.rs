//! Jobs of every kind. They share one table, [`analysis`](crate::analysis), and so one life: submission, lease,
//! heartbeat, cancellation, publication and sweep are the same for all of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::ExprTrait as _;
use sea_orm::{QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::analysis::{self, Column, Entity, Model, Status};
use crate::queue::after_end;
use crate::{Error, Result};

/// What a job does; the names never change.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Analyses an account's expenses.
    #[sea_orm(string_value = "analysis")]
    Analysis,
    /// Enters the expenses of a large file.
    #[sea_orm(string_value = "import")]
    Import,
    /// Packs everything an account has into one file.
    #[sea_orm(string_value = "account_export")]
    AccountExport,
    /// Deletes an account and everything it has.
    #[sea_orm(string_value = "account_deletion")]
    AccountDeletion,
    /// Deletes what an account need not keep any longer.
    #[sea_orm(string_value = "retention")]
    Retention,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Analysis, Self::Import, Self::AccountExport, Self::AccountDeletion, Self::Retention];

    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Analysis => "analysis",
            Self::Import => "import",
            Self::AccountExport => "account_export",
            Self::AccountDeletion => "account_deletion",
            Self::Retention => "retention",
        }
    }
}

impl Status {
    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Cancelling => "cancelling",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Memory of a worker that has opened the embedding model and reads no expense, in bytes.
const MEMORY_BASE: u64 = 200_000_000;
/// Memory an analysis needs for each expense, in bytes: peak resident sizes of 1,000 to 100,000 rows, rounded up.
const MEMORY_ROW: u64 = 6_000;

/// What an analysis of so many expenses may need, in bytes.
#[must_use]
pub fn memory_of(rows: u64) -> u64 {
    MEMORY_BASE.saturating_add(rows.saturating_mul(MEMORY_ROW))
}

/// Most expenses of an analysis that may need `bytes`.
#[must_use]
pub fn rows_within(bytes: u64) -> u64 {
    bytes.saturating_sub(MEMORY_BASE) / MEMORY_ROW
}

/// One job of an account.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn get<C: ConnectionTrait>(db: &C, user_id: Uuid, id: Uuid) -> Result<Model> {
    analysis::of(user_id).find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("job"))
}

/// One job of any account, for operators.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn of_anybody<C: ConnectionTrait>(db: &C, id: Uuid) -> Result<Model> {
    Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound("job"))
}

/// Which jobs a list has.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this account; `None` is everybody's, for operators.
    pub user_id: Option<Uuid>,
    /// Of these kinds; empty is all.
    pub kinds: Vec<Kind>,
    /// In this status.
    pub status: Option<Status>,
    /// Older than this id.
    pub after: Option<Uuid>,
}

/// Jobs, newest first, at most `limit`.
///
/// # Errors
/// The database's.
pub async fn list<C: ConnectionTrait>(db: &C, filter: &Filter, limit: u64) -> Result<Vec<Model>> {
    let mut query = Entity::find();
    if let Some(user_id) = filter.user_id {
        query = query.filter(Column::UserId.eq(user_id));
    }
    if !filter.kinds.is_empty() {
        query = query.filter(Column::Kind.is_in(filter.kinds.iter().copied()));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(after) = filter.after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// Asks to stop a job. A queued one is cancelled at once; a running one is `cancelling` until its worker has stopped; one
/// that is being cancelled or has been stays as it is. Call it inside a transaction.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] when it has ended otherwise.
pub async fn cancel<C: ConnectionTrait>(db: &C, user_id: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Model> {
    let change = |from: Status, to: Status| {
        analysis::of(user_id)
            .update()
            .col_expr(Column::Status, Expr::value(to))
            .col_expr(Column::CancelRequested, Expr::value(true))
            .col_expr(Column::Version, Expr::col(Column::Version).add(1))
            .filter(Column::Id.eq(id))
            .filter(Column::Status.eq(from))
    };
    let queued = change(Status::Queued, Status::Cancelled).col_expr(Column::FinishedAt, Expr::value(now));
    if let Some(row) = queued.exec_with_returning(db).await?.pop() {
        after_end(db, &row, now).await?;
        return Ok(row);
    }
    change(Status::Running, Status::Cancelling).exec(db).await?;
    let row = get(db, user_id, id).await?;
    match row.status {
        Status::Succeeded | Status::Failed => {
            Err(Error::Refused("the job has ended; only a queued or running one can be cancelled".to_owned()))
        }
        _ => Ok(row),
    }
}

/// How many jobs there are of each kind in each status that is not final, and when the oldest became due.
pub type Depth = BTreeMap<(Kind, Status), (u64, Option<DateTime<Utc>>)>;

/// The queue at a glance.
///
/// # Errors
/// The database's.
pub async fn depth<C: ConnectionTrait>(db: &C) -> Result<Depth> {
    let rows = Entity::find()
        .select_only()
        .columns([Column::Kind, Column::Status])
        .column_as(Column::Id.count(), "jobs")
        .column_as(Column::RunAt.min(), "oldest")
        .filter(Column::FinishedAt.is_null())
        .group_by(Column::Kind)
        .group_by(Column::Status);
    let rows: Vec<(Kind, Status, i64, Option<DateTime<Utc>>)> = rows.into_tuple().all(db).await?;
    Ok(rows
        .into_iter()
        .map(|(kind, status, jobs, oldest)| ((kind, status), (u64::try_from(jobs).unwrap_or_default(), oldest)))
        .collect())
}
