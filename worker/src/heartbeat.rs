//! The heartbeat of a job: renews its lease, writes its progress, reads the wish to cancel.
//!
//! The heartbeats of a worker share a thread and connections of their own: neither busy async threads nor an exhausted
//! pool may cost a lease. The connections are opened by the first beat that needs one: a job that ends sooner costs none.

use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_entity::Db;
use outlay_entity::queue::{self, Beat, Lease};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::AbortHandle;

use crate::Settings;
use crate::metrics;
use crate::settings::CLOSE;
use crate::watch::{Stop, Watch};

/// Where the heartbeats of one worker beat.
#[derive(Debug)]
pub struct Heartbeats {
    handle: Handle,
    /// There until this is dropped.
    runtime: Option<Runtime>,
    db: Db,
    settings: Settings,
}

/// A heartbeat at work; it ends when it is dropped.
#[derive(Debug)]
pub struct Heartbeat(AbortHandle);

impl Heartbeats {
    /// A thread, and connections to the database of `db`: one for each job at a time, so that none waits for another's lock.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn new(db: &Db, settings: &Settings) -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(1).thread_name("heartbeat").enable_all().build()?;
        let jobs = u32::try_from(settings.concurrency.max(1)).unwrap_or(u32::MAX);
        let inside = runtime.enter(); // its connections are served by this thread
        let db = db.beside(jobs);
        drop(inside);
        Ok(Self { handle: runtime.handle().clone(), runtime: Some(runtime), db, settings: settings.clone() })
    }

    /// Starts the heartbeat of `lease`, which was claimed no earlier than `claimed`.
    pub fn start(&self, lease: Lease, watch: Arc<Watch>, claimed: Instant) -> Heartbeat {
        let (db, settings) = (self.db.clone(), self.settings.clone());
        let beating = self.handle.spawn(async move {
            let orphaned = Orphaned(Arc::clone(&watch));
            beat(&db, &lease, &settings, &watch, claimed).await;
            drop(orphaned);
        });
        Heartbeat(beating.abort_handle())
    }

    /// Closes the connections, when no heartbeat needs them any more.
    pub async fn close(&self) {
        let db = self.db.clone();
        let closed = self.handle.spawn(async move { tokio::time::timeout(CLOSE, db.close()).await });
        if !matches!(closed.await, Ok(Ok(()))) {
            tracing::warn!("the heartbeats' connections were not closed");
        }
    }
}

impl Drop for Heartbeats {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background(); // it may be dropped by an async thread, which must not wait
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A job whose heartbeat panics must stop: nobody renews its lease.
struct Orphaned(Arc<Watch>);

impl Drop for Orphaned {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("the heartbeat panicked");
            self.0.stop(Stop::Lost);
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
        let due_report = reported.is_none_or(|at| at.elapsed() >= settings.report);
        let report = if due_report { watch.take() } else { None };
        if report.is_some() {
            reported = Some(Instant::now());
        }
        let due = renewed.elapsed() >= settings.beat;
        let begun = Instant::now();
        let left = safe.saturating_sub(renewed.elapsed());
        if left.is_zero() {
            tracing::error!(job = %lease.job_id, attempt = lease.attempt, "cannot renew the lease");
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
                tracing::warn!(job = %lease.job_id, attempt = lease.attempt, "lease lost");
                metrics::lease_lost();
                return;
            }
            Ok(Err(error)) => {
                tracing::warn!(job = %lease.job_id, %error, "a heartbeat failed");
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(_) => {} // no time is left: the next round says so
        }
    }
}
