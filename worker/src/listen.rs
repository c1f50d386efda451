//! Hearing from other processes that a job is due, by PostgreSQL's notifications.

use std::time::Duration;

use outlay_entity::Db;
use outlay_entity::queue::{CHANNEL, Wake};
use sqlx::postgres::PgListener;

/// Wait before a lost connection is made anew. Meanwhile jobs are found by the clock.
const AGAIN: Duration = Duration::from_secs(1);

/// Wakes for each notification, for ever. There are none on SQLite, nor behind a pooler: it gives nobody a session.
pub async fn listen(db: Db, wake: Wake) {
    loop {
        let Some(pool) = db.direct() else { return std::future::pending().await };
        if let Err(error) = relay(pool, &wake).await {
            tracing::warn!(%error, "not listening for new jobs; trying again");
        }
        tokio::time::sleep(AGAIN).await;
    }
}

async fn relay(pool: &sqlx::PgPool, wake: &Wake) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?; // a connection of its own
    listener.listen(CHANNEL).await?;
    wake.wake(); // what came while nobody listened
    loop {
        listener.recv().await?;
        wake.wake();
    }
}
