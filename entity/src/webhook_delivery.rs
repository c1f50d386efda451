//! The outbox of webhooks: a message is written in the transaction that ends the job it tells of, so none is lost and none
//! tells of what did not happen. It is sent afterwards, at least once, and tried for two days.

use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{ExprTrait as _, LockBehavior, LockType};
use sea_orm::{DbBackend, IntoActiveModel, QueryOrder, QuerySelect, Statement};
use serde_json::json;

use crate::owned::{Owned, owned};
use crate::{Db, Result, begin, clock, job, webhook};

/// How long a message is tried.
pub const LIFE: Duration = Duration::from_secs(2 * 24 * 3600);
/// How long a message that has ended is kept for its owner to look at.
const KEPT: Duration = Duration::from_secs(14 * 24 * 3600);
/// Longest wait between two tries.
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "webhook_delivery")]
pub struct Model {
    /// Its id, the same in every try.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Where to.
    pub webhook_id: Uuid,
    /// The owner.
    pub user_id: Uuid,
    /// What happened, such as `analysis.succeeded`.
    pub event: String,
    /// JSON.
    pub payload: String,
    /// Tries so far.
    pub attempt: i32,
    /// Not before.
    pub next_attempt_at: DateTime<Utc>,
    /// Not after.
    pub expires_at: DateTime<Utc>,
    /// HTTP status of the latest try.
    pub last_status: Option<i32>,
    /// What went wrong in the latest try.
    pub last_error: Option<String>,
    /// It arrived.
    pub delivered: bool,
    /// When it arrived or was given up.
    pub ended_at: Option<DateTime<Utc>>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// None are declared: queries name what they join.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

owned!();

/// Writes a message about the end of `job` for each webhook of its account.
pub(crate) async fn announce<C: ConnectionTrait>(tx: &C, job: &job::Model, now: DateTime<Utc>) -> Result<()> {
    let webhooks = webhook::of(job.user_id).find().filter(webhook::Column::DisabledAt.is_null()).all(tx).await?;
    for webhook in webhooks {
        let event = format!("{}.{}", job.kind, job.status.name());
        let payload = json!({
            "type": event,
            "timestamp": now.to_rfc3339_opts(SecondsFormat::Millis, true),
            "data": {"id": job.id, "kind": job.kind, "status": job.status, "problem": job.problem},
        });
        let row = Model {
            id: Uuid::now_v7(),
            webhook_id: webhook.id,
            user_id: job.user_id,
            event,
            payload: payload.to_string(),
            attempt: 0,
            next_attempt_at: now,
            expires_at: now + LIFE,
            last_status: None,
            last_error: None,
            delivered: false,
            ended_at: None,
            created_at: now,
        };
        Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The message of each webhook that is due longest, those first that wait longest.
const DUE: &str = "SELECT id, webhook_id FROM (SELECT id, webhook_id, next_attempt_at, \
    row_number() OVER (PARTITION BY webhook_id ORDER BY next_attempt_at, id) AS place \
    FROM webhook_delivery WHERE ended_at IS NULL AND next_attempt_at <= $1) AS due \
    WHERE place = 1 ORDER BY next_attempt_at, id";

/// Takes messages that are due, with where to send them: at most `limit`, one a webhook, and none to those that are `busy`.
/// Each is nobody else's for `hold`: a sender that dies delays it by so much.
///
/// # Errors
/// The database's.
pub async fn take(db: &Db, limit: usize, hold: Duration, busy: &[Uuid]) -> Result<Vec<(Model, webhook::Model)>> {
    let now = clock::read(db.orm()).await?;
    let statement = Statement::from_sql_and_values(db.get_database_backend(), DUE, [now.into()]);
    let mut ids: Vec<Uuid> = Vec::new();
    // A plain read: as long as nothing is due, SQLite's write lock is left alone.
    for row in db.query_all_raw(statement).await? {
        if ids.len() < limit && !busy.contains(&row.try_get("", "webhook_id")?) {
            ids.push(row.try_get("", "id")?);
        }
    }
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let tx = begin(db.orm()).await?;
    let mut due = Entity::find()
        .filter(Column::Id.is_in(ids))
        .filter(Column::EndedAt.is_null())
        .filter(Column::NextAttemptAt.lte(now)) // not taken by another sender meanwhile
        .order_by_asc(Column::NextAttemptAt);
    if tx.get_database_backend() == DbBackend::Postgres {
        due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    }
    let mut taken = Vec::new();
    for row in due.all(&tx).await? {
        let Some(webhook) = webhook::Entity::find_by_id(row.webhook_id).one(&tx).await? else { continue };
        let update = Entity::update_many()
            .col_expr(Column::NextAttemptAt, Expr::value(now + hold))
            .col_expr(Column::Attempt, Expr::col(Column::Attempt).add(1))
            .filter(Column::Id.eq(row.id));
        update.exec(&tx).await?;
        taken.push((Model { attempt: row.attempt + 1, ..row }, webhook));
    }
    tx.commit().await?;
    Ok(taken)
}

/// How a try went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It arrived: a status from 200 to 299.
    Delivered(u16),
    /// It may arrive later.
    Later(Option<u16>, String),
    /// It never will.
    Never(Option<u16>, String),
    /// 410: the receiver wants nothing any more.
    Gone,
}

/// Notes how the try of `message` went. What may arrive later is tried again after a wait that doubles, with `jitter` of
/// 0..=1 in half of it, until two days have passed.
///
/// # Errors
/// The database's.
pub async fn tried(db: &Db, message: &Model, tried: Tried, jitter: f64) -> Result<()> {
    let tx = begin(db.orm()).await?;
    let now = clock::read(&tx).await?;
    let wait = back_off(message.attempt).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
    let (status, error, delivered, ended) = match &tried {
        Tried::Delivered(status) => (Some(*status), None, true, true),
        Tried::Later(status, why) => (*status, Some(why.clone()), false, now + wait > message.expires_at),
        Tried::Never(status, why) => (*status, Some(why.clone()), false, true),
        Tried::Gone => (Some(410), Some("the receiver wants no more".to_owned()), false, true),
    };
    let update = Entity::update_many()
        .col_expr(Column::LastStatus, Expr::value(status.map(i32::from)))
        .col_expr(Column::LastError, Expr::value(error))
        .col_expr(Column::Delivered, Expr::value(delivered))
        .col_expr(Column::NextAttemptAt, Expr::value(now + wait))
        .col_expr(Column::EndedAt, Expr::value(ended.then_some(now)))
        .filter(Column::Id.eq(message.id))
        .filter(Column::EndedAt.is_null());
    update.exec(&tx).await?;
    if tried == Tried::Gone {
        let mine = webhook::of(message.user_id);
        mine.set_disabled(&tx, message.webhook_id, Some("the receiver answered 410 Gone")).await?;
        let rest = Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(now))
            .col_expr(Column::LastError, Expr::value("the webhook has ended"))
            .filter(Column::WebhookId.eq(message.webhook_id))
            .filter(Column::EndedAt.is_null());
        rest.exec(&tx).await?;
    }
    Ok(tx.commit().await?)
}

/// Wait after the try of this number: 5 s, 10 s, 20 s... up to six hours.
fn back_off(attempt: i32) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or(0);
    (Duration::from_secs(5) * 2u32.pow(doublings)).min(LONGEST_WAIT)
}

/// Deletes messages that ended long ago.
pub(crate) async fn prune<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many().filter(Column::EndedAt.lt(now - KEPT)).exec(db).await?.rows_affected)
}

impl Owned<Entity> {
    /// The newest messages of a webhook, at most `limit`.
    ///
    /// # Errors
    /// The database's.
    pub async fn list<C: ConnectionTrait>(&self, db: &C, webhook_id: Uuid, limit: u64) -> Result<Vec<Model>> {
        let rows = self.find().filter(Column::WebhookId.eq(webhook_id));
        Ok(rows.order_by_desc(Column::Id).limit(limit).all(db).await?)
    }
}
