//! Analyses, and the row that is the truth about a job of any [`Kind`]. Submitting, claiming and finishing are in
//! [`queue`](crate::queue); what is done to jobs of whatever kind is in [`job`](crate::job). The queries of this file see
//! analyses only.

use chrono::{DateTime, Utc};
use outlay_analysis::Params;
use sea_orm::entity::prelude::*;
use sea_orm::{FromJsonQueryResult, QueryOrder, QuerySelect, Select};
use serde::{Deserialize, Serialize};

use crate::job::Kind;
use crate::owned::{Owned, owned};
use crate::{Error, Result};

/// Where an analysis is in its life.
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
}

/// Parameters as stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct StoredParams(pub Params);

/// Why an analysis failed, in the shape of RFC 9457.
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

/// One analysis.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "analysis")]
pub struct Model {
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What was asked for.
    #[sea_orm(column_type = "JsonBinary")]
    pub params: StoredParams,
    /// Where it is in its life.
    pub status: Status,
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
    /// Why it failed.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub problem: Option<Problem>,
    /// Goes up with every change.
    pub version: i64,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// When it was submitted.
    pub created_at: DateTime<Utc>,
    /// When the latest attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When its status became final.
    pub finished_at: Option<DateTime<Utc>>,
    /// What kind of job it is.
    pub kind: Kind,
    /// Among the jobs of one account, higher goes first.
    pub priority: i32,
    /// What it may need, estimated at submission.
    pub memory_bytes: i64,
    /// What it is about besides the account, such as the name of the file of an import.
    pub subject: Option<String>,
    /// No two jobs of an account have the same one.
    pub dedup_key: Option<String>,
    /// Hex SHA-256 of what the parts that are ready were computed from.
    pub input_hash: Option<String>,
    /// Estimate of the time it still needs.
    pub remaining_seconds: Option<f64>,
    /// Id of the request that submitted it.
    pub request_id: Option<String>,
    /// W3C trace context of that request.
    pub traceparent: Option<String>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

impl Owned<Entity> {
    fn analyses(&self) -> Select<Entity> {
        self.find().filter(Column::Kind.eq(Kind::Analysis))
    }

    /// One of them.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn get<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<Model> {
        self.analyses().filter(Column::Id.eq(id)).one(db).await?.ok_or(Error::NotFound("analysis"))
    }

    /// Newest first: those of `status`, older than the id `after`, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(
        &self,
        db: &C,
        status: Option<Status>,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Model>> {
        let mut query = self.analyses();
        if let Some(status) = status {
            query = query.filter(Column::Status.eq(status));
        }
        if let Some(after) = after {
            query = query.filter(Column::Id.lt(after));
        }
        Ok(query.order_by_desc(Column::Id).limit(limit).all(db).await?)
    }

    /// The newest one that succeeded, other than `except`.
    ///
    /// # Errors
    /// The database's.
    pub async fn latest<C: ConnectionTrait>(&self, db: &C, except: Option<Uuid>) -> Result<Option<Model>> {
        let mut query = self.analyses().filter(Column::Status.eq(Status::Succeeded));
        if let Some(except) = except {
            query = query.filter(Column::Id.ne(except));
        }
        Ok(query.order_by_desc(Column::FinishedAt).order_by_desc(Column::Id).one(db).await?)
    }

    /// Asks to stop it; see [`job::cancel`](crate::job::cancel). Call it inside a transaction.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Refused`] when it has ended otherwise.
    pub async fn cancel<C: ConnectionTrait>(&self, db: &C, id: Uuid, now: DateTime<Utc>) -> Result<Model> {
        self.get(db, id).await?;
        crate::job::cancel(db, self.user_id, id, now).await
    }

    /// Deletes it with its results. Its worker, if any, notices and stops.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove<C: ConnectionTrait>(&self, db: &C, id: Uuid) -> Result<()> {
        let gone = self.delete().filter(Column::Id.eq(id)).filter(Column::Kind.eq(Kind::Analysis));
        match gone.exec(db).await?.rows_affected {
            0 => Err(Error::NotFound("analysis")),
            _ => Ok(()),
        }
    }
}
