//! How a job begins.

use std::time::Duration;

use outlay_analysis::Params;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, IntoActiveModel, PaginatorTrait, Set, Statement};

use super::Ring;
use crate::analysis::{self, ActiveModel, Column, Entity, Model, Status, StoredParams};
use crate::job::{self, Kind};
use crate::{Error, Result, clock};

/// Attempts of a job that fails.
pub const MAX_ATTEMPTS: i32 = 3;

/// Where a job comes from, so that its log and its trace go on where those of the request end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Id of the request.
    pub request_id: Option<String>,
    /// W3C trace context.
    pub traceparent: Option<String>,
}

/// A job to submit.
#[derive(Clone, Debug)]
pub struct New {
    /// The owner.
    pub user_id: Uuid,
    /// What it does.
    pub kind: Kind,
    /// Parameters of an analysis; the defaults otherwise.
    pub params: Params,
    /// Among the jobs of the account, higher goes first.
    pub priority: i32,
    /// What it may need, in bytes.
    pub memory_bytes: u64,
    /// What it is about besides the account.
    pub subject: Option<String>,
    /// No two jobs of the account have the same one.
    pub dedup_key: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
}

impl New {
    /// A job of some kind with nothing special about it.
    #[must_use]
    pub fn of(user_id: Uuid, kind: Kind) -> Self {
        Self {
            user_id,
            kind,
            params: Params::default(),
            priority: 0,
            memory_bytes: 0,
            subject: None,
            dedup_key: None,
            origin: Origin::default(),
        }
    }

    /// An analysis with these parameters.
    #[must_use]
    pub fn analysis(user_id: Uuid, params: Params) -> Self {
        Self { params, ..Self::of(user_id, Kind::Analysis) }
    }

    async fn row<C: ConnectionTrait>(self, db: &C) -> Result<Model> {
        let now = clock::read(db).await?;
        Ok(Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            params: StoredParams(self.params),
            status: Status::Queued,
            attempt: 0,
            max_attempts: MAX_ATTEMPTS,
            deaths: 0,
            lease_owner: None,
            lease_until: None,
            cancel_requested: false,
            stage: "queued".to_owned(),
            progress: 0.0,
            message: String::new(),
            problem: None,
            version: 1,
            run_at: now,
            created_at: now,
            started_at: None,
            finished_at: None,
            kind: self.kind,
            priority: self.priority,
            memory_bytes: i64::try_from(self.memory_bytes).unwrap_or(i64::MAX),
            subject: self.subject,
            dedup_key: self.dedup_key,
            input_hash: None,
            remaining_seconds: None,
            request_id: self.origin.request_id,
            traceparent: self.origin.traceparent,
        })
    }
}

/// Makes sure that the account has fewer than `limit` jobs waiting, until the end of the transaction.
///
/// # Errors
/// [`Error::QueueFull`].
pub async fn admit<C: ConnectionTrait>(tx: &C, user_id: Uuid, limit: u32) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        // Two submissions that count at once would both be below the limit.
        let lock = "SELECT pg_advisory_xact_lock(hashtext('outlay.submit'), hashtext($1))";
        let values = [user_id.to_string().into()];
        tx.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, lock, values)).await?;
    }
    let waiting = analysis::of(user_id).find().filter(Column::Status.eq(Status::Queued)).count(tx).await?;
    if waiting >= u64::from(limit) { Err(Error::QueueFull { waiting, limit }) } else { Ok(()) }
}

/// Stores a job and rings for it. Call it inside a transaction (both or none), and ring the [`Bell`](super::Bell) after
/// the commit.
///
/// # Errors
/// [`Error::Taken`] when the account has a job with its key; the database's.
pub async fn submit<C: ConnectionTrait>(db: &C, new: New) -> Result<Model> {
    submit_once(db, new).await?.ok_or(Error::Taken("job"))
}

/// The same, but gives `None` when the account has a job with the same key already.
///
/// # Errors
/// The database's.
pub async fn submit_once<C: ConnectionTrait>(db: &C, new: New) -> Result<Option<Model>> {
    let row = new.row(db).await?;
    let known = OnConflict::columns([Column::UserId, Column::DedupKey]).do_nothing().to_owned();
    let insert = Entity::insert(row.clone().into_active_model()).on_conflict(known);
    if insert.exec_without_returning(db).await? == 0 {
        return Ok(None);
    }
    Ring { analysis: row.id, attempt: 0 }.insert(db, "", Duration::ZERO).await?;
    tracing::info!(job = %row.id, kind = row.kind.name(), "job accepted");
    Ok(Some(row))
}

/// Queues a job that failed or was cancelled once more, with all its attempts before it. Call it inside a transaction,
/// and ring the [`Bell`](super::Bell) after the commit.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] for one that is under way or succeeded.
pub async fn again<C: ConnectionTrait>(db: &C, user_id: Uuid, id: Uuid) -> Result<Model> {
    let now = clock::read(db).await?;
    let row = job::get(db, user_id, id).await?;
    let change = ActiveModel {
        status: Set(Status::Queued),
        max_attempts: Set(row.attempt + MAX_ATTEMPTS),
        deaths: Set(0),
        cancel_requested: Set(false),
        stage: Set("queued".to_owned()),
        progress: Set(0.0),
        remaining_seconds: Set(None),
        message: Set(String::new()),
        problem: Set(None),
        version: Set(row.version + 1),
        run_at: Set(now),
        finished_at: Set(None),
        ..Default::default()
    };
    let update = analysis::of(user_id).update().set(change).filter(Column::Id.eq(id));
    let done = update.filter(Column::Status.is_in([Status::Failed, Status::Cancelled])).exec(db).await?;
    if done.rows_affected == 0 {
        return Err(Error::Refused("only a job that failed or was cancelled can be tried again".to_owned()));
    }
    // A cancelled job may have been rung for with the same attempt: the time makes the occasion another one.
    let occasion = format!(":again:{}", now.timestamp_micros());
    Ring { analysis: id, attempt: row.attempt }.insert(db, &occasion, Duration::ZERO).await?;
    job::get(db, user_id, id).await
}
