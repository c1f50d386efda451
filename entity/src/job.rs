//! Jobs of every kind: one table, and so one life. Submission, lease, heartbeat, cancellation, publication and sweep are the
//! same for all of them and are in [`queue`](crate::queue); [`Payload`] is what tells them apart.
//!
//! A row may have been written by a newer release. Its kind is therefore text and its payload JSON until somebody needs to
//! know them: what is done to all jobs never fails because of one.

mod payload;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::{FromJsonQueryResult, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

pub use self::payload::{Kind, Payload};
use crate::error::stored;
use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Where a job is in its life.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
)]
#[sea_orm(rs_type = "String", db_type = "Text")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Waits for a worker.
    #[sea_orm(string_value = "queued")]
    Queued,
    /// A worker is at it.
    #[sea_orm(string_value = "running")]
    Running,
    /// A worker is at it and has been asked to stop.
    #[sea_orm(string_value = "cancelling")]
    Cancelling,
    /// Done; its results are complete.
    #[sea_orm(string_value = "succeeded")]
    Succeeded,
    /// Given up; `problem` says why.
    #[sea_orm(string_value = "failed")]
    Failed,
    /// Stopped because its owner asked for it.
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl Status {
    /// True once nothing will change any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }

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

/// Why a job failed, in the shape of RFC 9457.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Problem {
    /// Stable URI path under `/problems/`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The same for all of a type.
    pub title: String,
    /// What happened here and what to do.
    pub detail: String,
}

impl Problem {
    /// A problem of `/problems/{kind}`.
    #[must_use]
    pub fn new(kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self { kind: format!("/problems/{kind}"), title: title.to_owned(), detail: detail.into() }
    }
}

/// One job.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// Name of its kind: that of the payload.
    pub kind: String,
    /// What it is given, as JSON; see [`Model::payload`].
    #[sea_orm(column_type = "JsonBinary")]
    pub payload: Json,
    /// Where it is in its life.
    pub status: Status,
    /// Among the jobs of one account, higher goes first.
    pub priority: i32,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// Times it was claimed; the fencing token of whoever claimed it.
    pub attempt: i32,
    /// Claims it may have. A hand-back or a worker's death adds one, as neither is the job's fault.
    pub max_attempts: i32,
    /// Times its worker died.
    pub deaths: i32,
    /// The worker that holds it.
    pub lease_owner: Option<String>,
    /// Until when, on the database's clock.
    pub lease_until: Option<DateTime<Utc>>,
    /// The owner asked to stop it.
    pub cancel_requested: bool,
    /// Stable name of what is being done.
    pub stage: String,
    /// 0..=1.
    pub progress: f64,
    /// The same in words.
    pub message: String,
    /// Estimate of the time it still needs.
    pub remaining_seconds: Option<f64>,
    /// What it may need, in bytes, estimated when it was submitted or last tried again.
    pub memory_bytes: i64,
    /// Why it failed.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub problem: Option<Problem>,
    /// No two jobs of an account have the same one.
    pub dedup_key: Option<String>,
    /// Hex SHA-256 of what its checkpoints and the parts that are ready were computed from.
    pub input_hash: Option<String>,
    /// Id of the request that submitted it.
    pub request_id: Option<String>,
    /// W3C trace context of that request.
    pub traceparent: Option<String>,
    /// Goes up with every change.
    pub version: i64,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
    /// When the latest attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its status became final.
    pub finished_at: Option<DateTime<Utc>>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Model {
    /// Its kind.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for one that only a newer release knows.
    pub fn kind(&self) -> Result<Kind> {
        Kind::parse(&self.kind).ok_or_else(|| Error::corrupt("kind of job", &self.kind))
    }

    /// What it is given.
    ///
    /// # Errors
    /// [`Error::Corrupt`] for one that only a newer release can read.
    pub fn payload(&self) -> Result<Payload> {
        serde_json::from_value(self.payload.clone()).map_err(|e| Error::corrupt("payload of a job", e))
    }
}

impl Owned<Entity> {
    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.find().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("job"))
    }
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
    /// Of these kinds; empty is all that this release knows.
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
    let kinds: &[Kind] = if filter.kinds.is_empty() { &Kind::ALL } else { &filter.kinds };
    let mut query = Entity::find().filter(Column::Kind.is_in(kinds.iter().map(|kind| kind.name())));
    if let Some(user_id) = filter.user_id {
        query = query.filter(Column::UserId.eq(user_id));
    }
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    if let Some(after) = filter.after {
        query = query.filter(Column::Id.lt(after));
    }
    Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// The versions of those of the jobs `ids` that are there: a job whose version is the same has not changed.
///
/// # Errors
/// The database's.
pub async fn versions<C: ConnectionTrait>(db: &C, ids: Vec<Uuid>) -> Result<Vec<(Uuid, i64)>> {
    let rows = Entity::find().select_only().columns([Column::Id, Column::Version]).filter(Column::Id.is_in(ids));
    Ok(rows.into_tuple().all(db).await?)
}

/// How many jobs there are of each kind in each status that is not final, and when the oldest became due.
pub type Depth = BTreeMap<(Kind, Status), (u64, Option<DateTime<Utc>>)>;

/// The queue at a glance. Kinds that only a newer release knows are not in it.
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
    let rows: Vec<(String, Status, i64, Option<DateTime<Utc>>)> = rows.into_tuple().all(db).await?;
    let known = rows.into_iter().filter_map(|(kind, status, jobs, oldest)| {
        let kind = Kind::parse(&kind)?;
        Some(stored("number of jobs", jobs).map(|jobs| ((kind, status), (jobs, oldest))))
    });
    known.collect()
}
