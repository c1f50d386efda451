//! How a job begins.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{DbBackend, IntoActiveModel, PaginatorTrait, Set, Statement};

use super::end::{after_end, ended};
use super::notify::notify;
use crate::job::{self, ActiveModel, Column, Entity, Model, Payload, Problem, Status};
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

/// What an account may ask for; the same for the service and the workers, which start what is scheduled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most jobs of an account that wait.
    pub queued_per_account: u32,
    /// Most memory a job may need by its estimate, in bytes.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { queued_per_account: 20, memory: 4_000_000_000 }
    }
}

/// A job to submit.
#[derive(Clone, Debug)]
pub struct New {
    /// The owner.
    pub user_id: Uuid,
    /// What it does.
    pub payload: Payload,
    /// Among the jobs of the account, higher goes first.
    pub priority: i32,
    /// What it may need, in bytes.
    pub memory_bytes: u64,
    /// No two jobs of the account have the same one.
    pub dedup_key: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
}

impl New {
    /// A job with nothing special about it.
    #[must_use]
    pub fn of(user_id: Uuid, payload: Payload) -> Self {
        Self { user_id, payload, priority: 0, memory_bytes: 0, dedup_key: None, origin: Origin::default() }
    }

    async fn row<C: ConnectionTrait>(self, db: &C) -> Result<Model> {
        let now = clock::read(db).await?;
        Ok(Model {
            id: Uuid::now_v7(),
            user_id: self.user_id,
            kind: self.payload.kind().name().to_owned(),
            payload: serde_json::to_value(&self.payload).map_err(|e| Error::corrupt("payload of a job", e))?,
            status: Status::Queued,
            priority: self.priority,
            run_at: now,
            attempt: 0,
            max_attempts: MAX_ATTEMPTS,
            deaths: 0,
            lease_owner: None,
            lease_until: None,
            cancel_requested: false,
            stage: "queued".to_owned(),
            progress: 0.0,
            message: String::new(),
            remaining_seconds: None,
            memory_bytes: bytes(self.memory_bytes),
            problem: None,
            dedup_key: self.dedup_key,
            input_hash: None,
            request_id: self.origin.request_id,
            traceparent: self.origin.traceparent,
            version: 1,
            created_at: now,
            started_at: None,
            finished_at: None,
        })
    }
}

fn bytes(memory: u64) -> i64 {
    i64::try_from(memory).unwrap_or(i64::MAX)
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
    let waiting = job::of(user_id).find().filter(Column::Status.eq(Status::Queued)).count(tx).await?;
    if waiting >= u64::from(limit) { Err(Error::QueueFull { waiting, limit }) } else { Ok(()) }
}

/// Stores a job and tells the workers. Call it inside a transaction (both or none), and [`Wake`](super::Wake) the worker of
/// this process after the commit.
///
/// # Errors
/// [`Error::Taken`] when the account has a job with its key; the database's.
pub async fn submit<C: ConnectionTrait>(tx: &C, new: New) -> Result<Model> {
    submit_once(tx, new).await?.ok_or(Error::Taken("job"))
}

/// The same, but gives `None` when the account has a job with the same key already.
///
/// # Errors
/// The database's.
pub async fn submit_once<C: ConnectionTrait>(tx: &C, new: New) -> Result<Option<Model>> {
    let row = new.row(tx).await?;
    let known = OnConflict::columns([Column::UserId, Column::DedupKey]).do_nothing().to_owned();
    let insert = Entity::insert(row.clone().into_active_model()).on_conflict(known);
    if insert.exec_without_returning(tx).await? == 0 {
        return Ok(None);
    }
    notify(tx).await?;
    tracing::info!(job = %row.id, kind = row.kind, "job accepted");
    Ok(Some(row))
}

/// Ends a job that has just been submitted, because it may not run: its owner finds it among the others, with the reason.
/// Call it in the same transaction.
///
/// # Errors
/// The database's.
pub async fn refuse<C: ConnectionTrait>(tx: &C, row: &Model, problem: Problem) -> Result<()> {
    let now = clock::read(tx).await?;
    let change =
        ActiveModel { problem: Set(Some(problem)), version: Set(row.version + 1), ..ended(Status::Failed, now) };
    let update = job::of(row.user_id).update().set(change).filter(Column::Id.eq(row.id));
    for ended in update.exec_with_returning(tx).await? {
        after_end(tx, &ended, now).await?;
    }
    Ok(())
}

/// Queues a job that failed or was cancelled once more, with all its attempts before it and, if given, another estimate of
/// the memory it needs. Call it inside a transaction, and [`Wake`](super::Wake) the worker of this process after the commit.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] for one that is under way or succeeded.
pub async fn again<C: ConnectionTrait>(tx: &C, user_id: Uuid, id: Uuid, memory: Option<u64>) -> Result<Model> {
    let now = clock::read(tx).await?;
    let row = job::of(user_id).get(tx, id).await?;
    let change = ActiveModel {
        status: Set(Status::Queued),
        max_attempts: Set(row.attempt + MAX_ATTEMPTS),
        deaths: Set(0),
        cancel_requested: Set(false),
        stage: Set("queued".to_owned()),
        progress: Set(0.0),
        remaining_seconds: Set(None),
        message: Set(String::new()),
        memory_bytes: Set(memory.map_or(row.memory_bytes, bytes)),
        problem: Set(None),
        version: Set(row.version + 1),
        run_at: Set(now),
        finished_at: Set(None),
        ..Default::default()
    };
    let update = job::of(user_id).update().set(change).filter(Column::Id.eq(id));
    let queued =
        update.filter(Column::Status.is_in([Status::Failed, Status::Cancelled])).exec_with_returning(tx).await?;
    let Some(row) = queued.into_iter().next() else {
        return Err(Error::Refused("only a job that failed or was cancelled can be tried again".to_owned()));
    };
    notify(tx).await?;
    Ok(row)
}
