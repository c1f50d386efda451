//! The sweep of a worker: every so often, and one worker at a time.

use std::time::Instant;

use outlay_entity::job::Payload;
use outlay_entity::queue::{self, New, Wake};
use outlay_entity::{Db, begin, clock, retention, schedule};
use tokio::sync::watch::Receiver;

use crate::{Settings, metrics};

/// Every how many sweeps what has grown old is deleted.
const HOUSEKEEPING: u32 = 60;
/// Retention jobs submitted at a time.
const RETENTION_JOBS: u64 = 100;

/// Sweeps until `shutdown`, and ends between two sweeps: dropped in the middle of a transaction, it could keep SQLite's
/// only write lock from those who hand back their work.
pub async fn sweep(db: Db, settings: Settings, wake: Wake, mut shutdown: Receiver<bool>) {
    let mut rounds = 0u32;
    loop {
        let began = Instant::now();
        match schedule::run_due(&db, settings.limits).await {
            Ok(0) => {}
            Ok(submitted) => {
                tracing::info!(submitted, "scheduled analyses submitted");
                wake.wake();
            }
            Err(error) => tracing::warn!(%error, "schedules could not be looked at"),
        }
        match queue::sweep(&db).await {
            Ok(Some(expired)) if expired > 0 => {
                metrics::deaths(expired);
                tracing::info!(expired, "leases of workers that died");
                wake.wake();
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the sweep failed"),
        }
        if rounds.is_multiple_of(HOUSEKEEPING)
            && let Err(error) = housekeep(&db, &settings, &wake).await
        {
            tracing::warn!(%error, "housekeeping failed");
        }
        rounds = rounds.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(settings.sweep.saturating_sub(began.elapsed())) => {}
            _ = shutdown.wait_for(|down| *down) => return,
        }
    }
}

/// Deletes what has grown old, and submits a retention job for each account that has more than it needs to keep, at most
/// one a day.
async fn housekeep(db: &Db, settings: &Settings, wake: &Wake) -> outlay_entity::Result<()> {
    queue::housekeep(db, settings.keep_answers).await?;
    let now = clock::read(db.orm()).await?;
    retention::forget(db.orm(), now).await?;
    for user_id in retention::accounts(db.orm(), settings.retention, RETENTION_JOBS).await? {
        let tx = begin(db.orm()).await?;
        let dedup_key = Some(format!("retention:{}", now.date_naive()));
        let submitted = queue::submit_once(&tx, New { dedup_key, ..New::of(user_id, Payload::Retention) }).await?;
        tx.commit().await?;
        if submitted.is_some() {
            wake.wake();
        }
    }
    Ok(())
}
