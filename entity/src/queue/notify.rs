//! Telling workers that a job has become due. It is a hint that may be lost: workers also look by the clock.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend};
use tokio::sync::Notify;

use crate::Result;

/// PostgreSQL's channel for the news that a job is due; it never changes.
pub const CHANNEL: &str = "outlay_job";

/// Tells the workers of all processes once the transaction of `tx` is committed. SQLite is for one process, which has
/// [`Wake`].
pub(crate) async fn notify<C: ConnectionTrait>(tx: &C) -> Result<()> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("NOTIFY outlay_job").await?;
    }
    Ok(())
}

/// Wakes the worker of this process: after the commit of a submission, and when PostgreSQL tells of one. One wake that
/// nobody waits for is remembered.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Wakes the worker of this process, if there is one.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Waits to be woken.
    pub async fn woken(&self) {
        self.0.notified().await;
    }
}
