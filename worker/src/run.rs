//! The worker of a process.

use std::sync::Arc;
use std::time::Duration;

use apalis::prelude::{Data, WorkerBuilder, WorkerBuilderExt};
use outlay_entity::Db;
use outlay_entity::queue::Wake;
use outlay_telemetry::traces;
use tokio::sync::watch::{self, Receiver};
use tokio::task::JoinHandle;
use tracing::Instrument as _;
use tracing::field::Empty;
use ulid::Ulid;

use crate::claims::{Claimant, Claimed, Claims};
use crate::execute::{Compute, execute};
use crate::heartbeat::Heartbeats;
use crate::listen::listen;
use crate::settings::STORE;
use crate::{Settings, sweep, webhooks};

/// Wait before a worker that ended for no reason is built anew.
const REBUILD: Duration = Duration::from_secs(1);

/// What all jobs of this worker share.
struct Shared {
    db: Db,
    settings: Settings,
    compute: Arc<Compute>,
    heartbeats: Heartbeats,
    draining: Receiver<bool>,
}

/// Works until `shutdown` becomes true (or its sender is gone): then no more is claimed, running jobs may go on for
/// the grace period, and what still runs is handed back. Everything else that the worker does ends meanwhile, so that it is
/// gone [`Settings::longest_shutdown`] after the signal.
///
/// # Errors
/// When the system gives no thread for the heartbeats.
pub async fn run(
    db: Db,
    settings: Settings,
    wake: Wake,
    compute: Arc<Compute>,
    shutdown: Receiver<bool>,
) -> std::io::Result<()> {
    let heartbeats = Heartbeats::new(&db, &settings).inspect_err(|error| tracing::error!(%error, "no heartbeats"))?;
    let (drain, draining) = watch::channel(false);
    let shared = Arc::new(Shared { db: db.clone(), settings: settings.clone(), compute, heartbeats, draining });
    let listening = tokio::spawn(listen(db.clone(), wake.clone()));
    let sweeping = tokio::spawn(sweep::sweep(db.clone(), settings.clone(), wake.clone(), shutdown.clone()));
    let sending = tokio::spawn(webhooks::send(db.clone(), settings.clone(), shutdown.clone()));
    let claimant = Claimant::new(name(), db, settings.clone(), wake, shutdown.clone());
    let working = tokio::spawn(work(Arc::clone(&shared), claimant));

    let mut ended = shutdown;
    ended.wait_for(|down| *down).await.ok(); // a sender that is gone means the same
    listening.abort();
    tokio::join!(
        finish(working, &settings, &drain),
        closed(sweeping, "the sweep", settings.grace),
        closed(sending, "the sender of webhooks", settings.grace),
    );
    shared.heartbeats.close().await;
    Ok(())
}

/// Lets running jobs end, within the grace period, and then hands them back.
async fn finish(mut working: JoinHandle<()>, settings: &Settings, drain: &watch::Sender<bool>) {
    let Err(_) = tokio::time::timeout(settings.grace, &mut working).await else { return };
    tracing::info!("handing back what still runs");
    drain.send_replace(true);
    // Computations look at the flag often; one that does not is left behind, and its lease runs out.
    closed(working, "a job", settings.patience + STORE).await;
}

/// Waits until a task has ended, for as long as `patience`, and ends it then.
async fn closed(mut task: JoinHandle<()>, what: &str, patience: Duration) {
    match tokio::time::timeout(patience, &mut task).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "{what} panicked"),
        Err(_) => {
            tracing::warn!("{what} did not stop");
            task.abort();
        }
    }
}

/// Runs apalis's worker over what is claimed, until shutdown.
async fn work(shared: Arc<Shared>, claimant: Claimant) {
    let mut shutdown = claimant.shutdown.clone();
    while !*shutdown.borrow() {
        let mut down = shutdown.clone();
        let until = async move {
            down.wait_for(|down| *down).await.ok();
            Ok::<_, std::io::Error>(())
        };
        let worker = WorkerBuilder::new(claimant.name.clone())
            .backend(Claims::new(claimant.clone()))
            .data(Arc::clone(&shared))
            .concurrency(shared.settings.concurrency.max(1))
            .build(handle);
        if let Err(error) = worker.run_until(until).await {
            tracing::error!(%error, "the worker ended; building it anew");
        }
        // At shutdown at once.
        tokio::time::timeout(REBUILD, shutdown.wait_for(|down| *down)).await.ok();
    }
}

/// One claimed job. It has a task of its own: what it does must not delay the claims.
async fn handle(claimed: Claimed, shared: Data<Arc<Shared>>) {
    let Claimed { job, lease, since, place } = claimed;
    let span = tracing::info_span!(
        "job", job = %job.id, kind = job.kind, attempt = lease.attempt,
        request_id = job.request_id, traceparent = job.traceparent, otel.name = Empty, otel.kind = Empty,
    );
    traces::begin(&span, &job.kind, traces::Role::Consumer, job.traceparent.as_deref());
    let shared = Arc::clone(&shared);
    let executed = async move {
        let Shared { db, settings, heartbeats, compute, draining } = &*shared;
        execute(db, settings, heartbeats, compute, (job, lease, since), draining.clone()).await;
    };
    if let Err(error) = tokio::spawn(executed.instrument(span)).await {
        tracing::error!(%error, "a job's task panicked");
    }
    drop(place);
}

/// The worker's name: new with every start, and it says where the process is.
fn name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("worker-{}-{}-{}", host.trim(), std::process::id(), Ulid::new())
}
