//! Waiting until a job changes. All requests of this process that wait share one look at the database, so that a hundred
//! clients ask it no more often than one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use outlay_entity::{Db, job};
use tokio::sync::watch;
use tokio::time::Instant;
use uuid::Uuid;

/// How often it is looked for changes while anybody waits.
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// Versions of the jobs that somebody waits for.
#[derive(Clone, Default)]
pub(crate) struct Changes(Arc<Mutex<Waiting>>);

#[derive(Default)]
struct Waiting {
    versions: HashMap<Uuid, watch::Sender<i64>>,
    /// A task looks as long as there is anybody to look for.
    looking: bool,
}

impl Changes {
    /// Waits until the job `id` has a later version than `seen` or is gone, or until `until`.
    pub(crate) async fn wait(&self, db: &Db, id: Uuid, seen: i64, until: Instant) {
        let mut version = {
            let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !waiting.looking {
                waiting.looking = true;
                tokio::spawn(self.clone().look(db.clone()));
            }
            waiting.versions.entry(id).or_insert_with(|| watch::Sender::new(seen)).subscribe()
        };
        let changed = version.wait_for(|now| *now > seen || *now == GONE);
        tokio::time::timeout_at(until, changed).await.ok(); // whoever waited reads the job again in any case
    }

    async fn look(self, db: Db) {
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            let ids: Vec<Uuid> = {
                let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                waiting.versions.retain(|_, version| version.receiver_count() > 0);
                if waiting.versions.is_empty() {
                    waiting.looking = false;
                    return;
                }
                waiting.versions.keys().copied().collect()
            };
            let versions: HashMap<Uuid, i64> = match job::versions(db.orm(), ids.clone()).await {
                Ok(versions) => versions.into_iter().collect(),
                Err(error) => {
                    tracing::warn!(target: "outlay::api", %error, "waiting for changes");
                    continue;
                }
            };
            let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for id in ids {
                if let Some(sender) = waiting.versions.get(&id) {
                    sender.send_replace(versions.get(&id).copied().unwrap_or(GONE));
                }
            }
        }
    }
}

/// In the place of the version of a job that is not there any more.
const GONE: i64 = i64::MIN;
