//! The sweep of a worker: every so often, and one worker at a time.

use std::time::Instant;

use outlay_entity::Db;
use outlay_entity::queue::{self, Bell};
use tokio::sync::watch::Receiver;

use crate::Settings;

/// Every how many sweeps what has grown old is deleted.
const HOUSEKEEPING: u32 = 60;

/// Sweeps until `shutdown`, and ends between two sweeps: dropped in the middle of a transaction, it could keep SQLite's
/// only write lock from those who hand back their work.
pub async fn sweep(db: Db, settings: Settings, bell: Bell, mut shutdown: Receiver<bool>) {
    let mut rounds = 0u32;
    loop {
        let began = Instant::now();
        match queue::sweep(&db, settings.terms).await {
            Ok(Some(swept)) if swept.expired + swept.stranded > 0 => {
                tracing::info!(expired = swept.expired, stranded = swept.stranded, "swept");
                bell.ring();
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the sweep failed"),
        }
        if rounds.is_multiple_of(HOUSEKEEPING)
            && let Err(error) = queue::housekeep(&db, settings.keep_rings).await
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
