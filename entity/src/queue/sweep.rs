//! What dead workers left, and what has grown old.

use std::time::Duration;

use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::expire::expire;
use crate::{Db, Result, begin, clock, embedding, idempotency_key, session, throttle, webhook_delivery};

/// Takes back leases that have expired, and gives their number. Every claim does it, too; but where all workers are busy
/// nobody claims. One worker at a time does it; the others get `None`.
///
/// # Errors
/// The database's.
pub async fn sweep(db: &Db) -> Result<Option<usize>> {
    let tx = begin(db.orm()).await?;
    if tx.get_database_backend() == DbBackend::Postgres {
        let lock = "SELECT pg_try_advisory_xact_lock(hashtext('outlay.claim')) AS won";
        let row = tx.query_one_raw(Statement::from_string(DbBackend::Postgres, lock)).await?;
        if !row.map(|r| r.try_get("", "won")).transpose()?.unwrap_or(false) {
            return Ok(None);
        }
    }
    let now = clock::read(&tx).await?;
    let expired = expire(&tx, now).await?;
    tx.commit().await?;
    Ok(Some(expired))
}

/// Forgets idempotency keys older than `age`, sessions that have ended, tries of secrets that no longer count and old messages.
///
/// # Errors
/// The database's.
pub async fn housekeep(db: &Db, age: Duration) -> Result<()> {
    let now = clock::read(db.orm()).await?;
    idempotency_key::prune(db.orm(), now - age).await?;
    session::prune(db.orm(), now).await?;
    throttle::prune(db.orm(), now).await?;
    webhook_delivery::prune(db.orm(), now).await?;
    embedding::prune(db.orm(), now).await?;
    Ok(())
}
