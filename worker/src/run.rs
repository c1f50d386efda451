//! The worker of a process.

use std::sync::Arc;
use std::time::{Duration, Instant};

use apalis::prelude::{BackendExt, Data, WorkerBuilder, WorkerBuilderExt, WorkerError};
use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use outlay_entity::analysis::Model;
use outlay_entity::queue::{self, Bell, Hint, Lease, QUEUE, Ring, Terms};
use outlay_entity::{Db, Pool};
use outlay_telemetry::traces;
use tokio::sync::watch::{self, Receiver};
use tokio::sync::{Mutex, Semaphore};
use tracing::Instrument as _;
use tracing::field::Empty;
use ulid::Ulid;

use crate::doorbell::{Doorbell, relay};
use crate::execute::{Compute, execute};
use crate::heartbeat::Heartbeats;
use crate::slots::{Gate, Slot, Slots};
use crate::{Settings, sweep, webhooks};

/// Wait before a failed connection to the queue is built anew.
const REBUILD: Duration = Duration::from_secs(1);

/// What every answer to a ring shares.
struct Shared {
    name: String,
    db: Db,
    settings: Settings,
    compute: Arc<Compute>,
    heartbeats: Heartbeats,
    slots: Slots,
    /// Held while a job is claimed; true while a heavy one runs.
    heavy: Mutex<bool>,
    /// For the one that waits for a slot.
    waiting: Semaphore,
    shutdown: Receiver<bool>,
    draining: Receiver<bool>,
}

/// Works until `shutdown` becomes true (or its sender is gone): then no more is claimed, running jobs may go on for
/// the grace period, and what still runs is handed back.
///
/// # Errors
/// When the system gives no thread for the heartbeats.
pub async fn run(
    db: Db,
    settings: Settings,
    bell: Bell,
    compute: Arc<Compute>,
    shutdown: Receiver<bool>,
) -> std::io::Result<()> {
    let heartbeats = Heartbeats::new(&db, &settings).inspect_err(|error| tracing::error!(%error, "no heartbeats"))?;
    let (drain, draining) = watch::channel(false);
    let shared = Arc::new(Shared {
        name: name(),
        db: db.clone(),
        slots: Slots::new(settings.concurrency),
        waiting: Semaphore::new(1),
        heavy: Mutex::new(false),
        compute,
        heartbeats,
        shutdown: shutdown.clone(),
        draining,
        settings: settings.clone(),
    });
    let idle = Arc::clone(&shared);
    let relaying = tokio::spawn(relay(db.clone(), bell.clone(), move || drop(tokio::spawn(help(Arc::clone(&idle))))));
    let sweeping = tokio::spawn(sweep::sweep(db.clone(), settings.clone(), bell.clone(), shutdown.clone()));
    let sending = tokio::spawn(webhooks::send(db.clone(), settings.clone(), shutdown.clone()));
    let listening = tokio::spawn(listen(Arc::clone(&shared), bell));

    let mut ended = shutdown;
    ended.wait_for(|down| *down).await.ok(); // a sender that is gone means the same
    relaying.abort();
    if let Err(error) = sweeping.await {
        tracing::error!(%error, "the sweep panicked");
    }
    if let Err(error) = sending.await {
        tracing::error!(%error, "the sender of webhooks panicked");
    }
    if tokio::time::timeout(settings.grace, shared.slots.idle()).await.is_err() {
        tracing::info!("handing back what still runs");
        drain.send_replace(true);
        // Computations look at the flag often; one that does not loses its lease when this process is gone.
        if tokio::time::timeout(settings.terms.lease, shared.slots.idle()).await.is_err() {
            tracing::warn!("a job did not stop");
        }
    }
    // The library acknowledges the rings it has answered.
    let abort = listening.abort_handle();
    if tokio::time::timeout(Duration::from_secs(2), listening).await.is_err() {
        abort.abort();
    }
    shared.heartbeats.close().await;
    Ok(())
}

/// Hears rings until shutdown. Any error of a fetch or an acknowledgement ends the library's stream for good, so it is
/// built anew, under a new name: what it had not acknowledged is nobody's any more.
async fn listen(shared: Arc<Shared>, bell: Bell) {
    while !*shared.shutdown.borrow() {
        match hear(&shared, &bell).await {
            Ok(()) if *shared.shutdown.borrow() => return,
            Ok(()) => tracing::warn!("the queue's stream ended; building it anew"),
            Err(error) => tracing::warn!(%error, "the queue's stream failed; building it anew"),
        }
        tokio::time::sleep(REBUILD).await;
        bell.ring();
    }
}

async fn hear(shared: &Arc<Shared>, bell: &Bell) -> Result<(), WorkerError> {
    let name = format!("{}-{}", shared.name, Ulid::new());
    let settings = &shared.settings;
    let doorbell = Doorbell::new(bell, settings.poll);
    // Rings are fetched one by one: rings that wait in a buffer are heard by nobody else.
    macro_rules! worker {
        ($storage:expr, $config:expr) => {{
            let backend = $storage.with_config($config.queue(QUEUE).batch_size(1)).poll_with_strategy(doorbell);
            WorkerBuilder::new(name)
                .backend(backend)
                .data(Arc::clone(shared))
                .concurrency(1)
                .layer_fn(|service| Gate::new(service, shared.slots.clone()))
                .build(answer)
                .run_until(down(shared.shutdown.clone()))
                .await
        }};
    }
    match shared.db.pool() {
        Pool::Sqlite(pool) => worker!(SqliteStorage::<Ring>::new(pool), apalis_sqlite::Config::default()),
        Pool::Postgres(pool) => worker!(PostgresStorage::<Ring>::new(pool), apalis_postgres::Config::default()),
    }
}

async fn down(mut shutdown: Receiver<bool>) -> Result<(), std::io::Error> {
    shutdown.wait_for(|down| *down).await.ok();
    Ok(())
}

/// Answers a ring by a task of its own, and at once: while a handler runs, the library may leave a fetch half read, which
/// on SQLite keeps the only write lock. A ring is a hint; what it was about is safe in its row, and the sweep rings again.
async fn answer(_: Ring, shared: Data<Arc<Shared>>) {
    match shared.slots.try_take() {
        Some(slot) => drop(tokio::spawn(hear_out(Arc::clone(&shared), slot))),
        None => drop(tokio::spawn(wait_for_slot(Arc::clone(&shared)))),
    }
}

/// Works because of a ring, which nobody else hears: what it was about must not be forgotten.
async fn hear_out(shared: Arc<Shared>, slot: Slot) {
    // It may be about a heavy job while one runs here, or this worker may be about to end.
    if !work_off(&shared, Hint::Ring).await && (*shared.shutdown.borrow() || *shared.heavy.lock().await) {
        pass_on(&shared.db).await;
    }
    drop(slot);
}

/// No hand is free, though the gate let a ring in before the last one was taken: the others are asked, and so is the first
/// hand that becomes free.
async fn wait_for_slot(shared: Arc<Shared>) {
    pass_on(&shared.db).await;
    // One that waits is enough: it looks after every ring that came before it got the slot.
    let Ok(waiting) = shared.waiting.try_acquire() else { return };
    let Some(slot) = shared.slots.take().await else { return };
    drop(waiting);
    hear_out(Arc::clone(&shared), slot).await;
}

/// Works because another worker passed a ring on, if a hand is free. Several may, for one ring: a ring too many finds
/// nothing to do, one too few would let a job wait.
async fn help(shared: Arc<Shared>) {
    let Some(_slot) = shared.slots.try_take() else { return };
    work_off(&shared, Hint::Ring).await;
}

async fn pass_on(db: &Db) {
    if let Err(error) = queue::pass_on(db).await {
        tracing::warn!(%error, "could not pass a ring on"); // the sweep rings again
    }
}

/// Claims and executes until nothing is due, and says whether anything was. Whose ring it was does not matter: the claim
/// knows who is next.
async fn work_off(shared: &Shared, mut hint: Hint) -> bool {
    let mut any = false;
    while !*shared.shutdown.borrow() {
        let claimed = Instant::now();
        let (job, lease, heavy) = match claim(shared, hint).await {
            Ok(Some(claimed)) => claimed,
            Ok(None) => break,
            Err(error) => {
                // The sweep rings again for what is still due.
                tracing::warn!(%error, "could not claim");
                break;
            }
        };
        (any, hint) = (true, Hint::Free);
        let span = tracing::info_span!(
            "job", job = %job.id, kind = job.kind.name(), attempt = lease.attempt,
            request_id = job.request_id, traceparent = job.traceparent, otel.name = Empty, otel.kind = Empty,
        );
        traces::begin(&span, job.kind.name(), traces::Role::Consumer, job.traceparent.as_deref());
        let draining = shared.draining.clone();
        let Shared { db, settings, heartbeats, compute, .. } = shared;
        let executed = execute(db, settings, heartbeats, compute, (job, lease, claimed), draining);
        executed.instrument(span).await;
        if heavy {
            *shared.heavy.lock().await = false;
        }
    }
    any
}

/// Claims the next job; the last of the three says whether it is a heavy one, of which one runs at a time.
async fn claim(shared: &Shared, hint: Hint) -> outlay_entity::Result<Option<(Model, Lease, bool)>> {
    let mut heavy_runs = shared.heavy.lock().await;
    let threshold = i64::try_from(shared.settings.heavy).unwrap_or(i64::MAX);
    let terms = Terms { below: heavy_runs.then_some(threshold), ..shared.settings.terms };
    let Some((job, lease)) = queue::claim(&shared.db, &shared.name, terms, hint).await? else { return Ok(None) };
    let heavy = job.memory_bytes >= threshold;
    *heavy_runs |= heavy;
    Ok(Some((job, lease, heavy)))
}

/// The worker's name: new with every start, and it says where the process is.
fn name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("worker-{}-{}-{}", host.trim(), std::process::id(), Ulid::new())
}
