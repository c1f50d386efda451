//! The sweep of a worker: every so often, and one worker at a time.

use std::time::Instant;

use outlay_entity::Db;
use outlay_entity::queue::{self, Bell};

use crate::Settings;

/// Every how many sweeps what has grown old is deleted.
const HOUSEKEEPING: u32 = 60;

/// Sweeps for ever.
pub async fn sweep(db: Db, settings: Settings, bell: Bell) {
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
        tokio::time::sleep(settings.sweep.saturating_sub(began.elapsed())).await;
    }
}
