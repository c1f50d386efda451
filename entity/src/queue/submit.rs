//! How a job begins.

use std::time::Duration;

use outlay_analysis::Params;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel, Set};

use super::Ring;
use crate::analysis::{self, ActiveModel, Column, Entity, Model, Status, StoredParams};
use crate::{Error, Result, clock};

/// Attempts of an analysis that fails.
pub const MAX_ATTEMPTS: i32 = 3;

/// Stores an analysis and rings for it. Call it inside a transaction (both or none), and ring the [`Bell`](super::Bell)
/// after the commit.
///
/// # Errors
/// The database's.
pub async fn submit<C: ConnectionTrait>(db: &C, user_id: Uuid, params: Params) -> Result<Model> {
    let now = clock::read(db).await?;
    let row = Model {
        id: Uuid::now_v7(),
        user_id,
        params: StoredParams(params),
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
    };
    let row = Entity::insert(row.into_active_model()).exec_with_returning(db).await?;
    Ring { analysis: row.id, attempt: 0 }.insert(db, "", Duration::ZERO).await?;
    Ok(row)
}

/// Queues an analysis that failed or was cancelled once more, with all its attempts before it. Call it inside a
/// transaction, and ring the [`Bell`](super::Bell) after the commit.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] for one that is under way or succeeded.
pub async fn again<C: ConnectionTrait>(db: &C, user_id: Uuid, id: Uuid) -> Result<Model> {
    let now = clock::read(db).await?;
    let mine = analysis::of(user_id);
    let row = mine.get(db, id).await?;
    let change = ActiveModel {
        status: Set(Status::Queued),
        max_attempts: Set(row.attempt + MAX_ATTEMPTS),
        deaths: Set(0),
        cancel_requested: Set(false),
        stage: Set("queued".to_owned()),
        progress: Set(0.0),
        message: Set(String::new()),
        problem: Set(None),
        version: Set(row.version + 1),
        run_at: Set(now),
        finished_at: Set(None),
        ..Default::default()
    };
    let update = mine.update().set(change).filter(Column::Id.eq(id));
    let done = update.filter(Column::Status.is_in([Status::Failed, Status::Cancelled])).exec(db).await?;
    if done.rows_affected == 0 {
        return Err(Error::Refused("only an analysis that failed or was cancelled can be tried again".to_owned()));
    }
    // A cancelled analysis may have been rung for with the same attempt: the time makes the occasion another one.
    let occasion = format!(":again:{}", now.timestamp_micros());
    Ring { analysis: id, attempt: row.attempt }.insert(db, &occasion, Duration::ZERO).await?;
    mine.get(db, id).await
}
