//! The heartbeat of a job: renews its lease, writes its progress, reads the wish to cancel.
//!
//! It has a thread and a connection of its own: neither busy async threads nor an exhausted pool may cost a lease.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use outlay_entity::Db;
use outlay_entity::queue::{self, Beat, Lease};
use tokio::sync::oneshot;

use crate::Settings;
use crate::metrics;
use crate::watch::{Stop, Watch};

/// A heartbeat at work; [`Heartbeat::stop`] ends it.
#[derive(Debug)]
pub struct Heartbeat {
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Heartbeat {
    /// Starts the heartbeat of `lease`, which was claimed no earlier than `claimed`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        db: &Db,
        lease: Lease,
        settings: Settings,
        watch: Arc<Watch>,
        claimed: Instant,
    ) -> std::io::Result<Self> {
        let (stop, stopped) = oneshot::channel();
        let db = db.clone();
        let thread = std::thread::Builder::new().name("heartbeat".to_owned()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            match runtime {
                Ok(runtime) => runtime.block_on(async {
                    let db = db.beside(1); // opened on this thread's runtime
                    tokio::select! {
                        () = beat(&db, &lease, &settings, &watch, claimed) => {}
                        _ = stopped => {}
                    }
                    db.close().await;
                }),
                Err(error) => {
                    tracing::error!(%error, "no heartbeat");
                    watch.stop(Stop::Lost);
                }
            }
        })?;
        Ok(Self { stop, thread })
    }

    /// Ends it and waits for its thread.
    pub async fn stop(self) {
        drop(self.stop);
        let joined = tokio::task::spawn_blocking(|| self.thread.join()).await;
        if !matches!(joined, Ok(Ok(()))) {
            tracing::error!("the heartbeat panicked");
        }
    }
}

/// Beats until the lease is lost.
async fn beat(db: &Db, lease: &Lease, settings: &Settings, watch: &Watch, claimed: Instant) {
    // The work must stop before the lease may be given to another: a quarter of it is left for that.
    let length = settings.terms.lease;
    let safe = length.mul_f64(0.75);
    let (mut renewed, mut looked) = (claimed, claimed);
    let mut reported: Option<Instant> = None;
    loop {
        tokio::time::sleep(settings.report.min(settings.look).min(settings.beat)).await;
        let silent = reported.is_none_or(|at| at.elapsed() >= settings.report);
        let report = if silent { watch.take() } else { None };
        if report.is_some() {
            reported = Some(Instant::now());
        }
        let due = renewed.elapsed() >= settings.beat;
        let begun = Instant::now();
        let left = safe.saturating_sub(renewed.elapsed());
        if left.is_zero() {
            tracing::error!(job = %lease.analysis_id, attempt = lease.attempt, "cannot renew the lease");
            metrics::lease_lost();
            return watch.stop(Stop::Lost);
        }
        let answer = if due || report.is_some() {
            tokio::time::timeout(left, queue::renew(db, lease, length, report.as_ref(), due)).await
        } else if looked.elapsed() >= settings.look {
            tokio::time::timeout(left, queue::look(db, lease)).await
        } else {
            continue;
        };
        match answer {
            Ok(Ok(Beat::Held { cancel })) => {
                looked = begun;
                metrics::beat();
                if due || report.is_some() {
                    renewed = begun;
                }
                if cancel {
                    watch.stop(Stop::Cancelled);
                }
            }
            Ok(Ok(Beat::Lost)) => {
                watch.stop(Stop::Lost);
                // A job that has just ended has no lease either: its end stops this heartbeat before it complains.
                tokio::time::sleep(Duration::from_millis(500)).await;
                tracing::warn!(job = %lease.analysis_id, attempt = lease.attempt, "lease lost");
                metrics::lease_lost();
                return;
            }
            Ok(Err(error)) => {
                tracing::warn!(job = %lease.analysis_id, %error, "a heartbeat failed");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(_) => {} // no time is left: the next round says so
        }
    }
}
