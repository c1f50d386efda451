//! One claimed job, to its end. Whatever the computation does, the job ends: a panic is a failure, and a computation that
//! does not stop when it must is left behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_entity::job::{Model, Problem};
use outlay_entity::queue::{self, Lease, Published};
use outlay_entity::result::Part;
use outlay_entity::{Db, Error};
use outlay_telemetry::traces;
use tokio::runtime::Handle;
use tokio::sync::watch::Receiver;

use crate::Settings;
use crate::heartbeat::Heartbeats;
use crate::metrics;
use crate::watch::{Stop, Watch};

/// Times that storing the end of a job is tried: the work is done, so an outage is worth waiting for.
const STORE_TRIES: u32 = 5;

/// What a worker does with a claimed job, on a thread that may block.
pub type Compute = dyn Fn(&Work) -> Result<Published, Failure> + Send + Sync;

/// A job at work.
pub struct Work {
    /// The row as it was claimed.
    pub job: Model,
    /// The right to write for it.
    pub lease: Lease,
    /// How far it is and whether to stop.
    pub watch: Arc<Watch>,
    /// The database.
    pub db: Db,
    runtime: Handle,
}

/// Why a job gave no result.
#[derive(Clone, Debug, PartialEq)]
pub enum Failure {
    /// It was asked to stop; the watch knows why.
    Stopped,
    /// It would fail again.
    Fail(Problem),
    /// It may succeed later.
    Retry(Problem),
}

impl Work {
    /// Waits for something asynchronous.
    pub fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Stores a part that is ready, once. Gives it back when that failed: it is to be published with the rest.
    pub fn part(&self, part: Part, document: String) -> Option<String> {
        let stored = self.wait(queue::store_part(&self.db, &self.lease, part, &document));
        (!self.early(part.name(), stored)).then_some(document)
    }

    /// Stores what a later attempt needs. Its loss is no harm: the later attempt computes it.
    pub fn checkpoint(&self, name: &str, document: String) {
        self.early(name, self.wait(queue::keep_checkpoint(&self.db, &self.lease, name, document)));
    }

    /// Whether it was stored.
    fn early(&self, name: &str, stored: Result<(), Error>) -> bool {
        match &stored {
            Ok(()) => {}
            Err(Error::LeaseLost) => self.watch.stop(Stop::Lost),
            Err(error) => tracing::warn!(job = %self.job.id, name, %error, "a part was not stored early"),
        }
        stored.is_ok()
    }
}

/// Only what has to do with the moment is tried again: a bad row is as bad the next time.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::LeaseLost => Self::Stopped,
            error if error.can_be_tried_again() => {
                tracing::warn!(%error, "a job's query failed");
                Self::Retry(Problem::new("storage", "The database did not answer", "Try again later."))
            }
            error => {
                tracing::error!(%error, "a job's query failed");
                Self::Fail(internal("What is stored could not be read or written; the log of the worker says why."))
            }
        }
    }
}

fn internal(detail: &str) -> Problem {
    Problem::new("internal", "Internal error", detail)
}

/// Executes `job` and stores its end. Nothing is stored once the lease is lost.
pub(crate) async fn execute(
    db: &Db,
    settings: &Settings,
    heartbeats: &Heartbeats,
    compute: &Arc<Compute>,
    (job, lease, claimed): (Model, Lease, Instant),
    draining: Receiver<bool>,
) {
    let (id, kind) = (job.id, job.kind.clone());
    tracing::info!(attempt = lease.attempt, "job started");
    let queued = job.started_at.map(|started| (started - job.run_at.max(job.created_at)).as_seconds_f64());
    metrics::started(&kind, queued.unwrap_or_default());
    let watch = Arc::new(Watch::default());
    let heartbeat = heartbeats.start(lease.clone(), Arc::clone(&watch), claimed);
    let work =
        Work { job, lease: lease.clone(), watch: Arc::clone(&watch), db: db.clone(), runtime: Handle::current() };
    let mut outcome = computed(settings, Arc::clone(compute), work, &watch, draining).await;
    let mut wait = Duration::from_millis(200);
    let mut status = "unknown";
    for _ in 0..STORE_TRIES {
        match end(db, settings, &lease, &watch, &outcome).await {
            Ok(row) => {
                status = row.status.name();
                break;
            }
            Err(Error::LeaseLost) => {
                tracing::warn!(attempt = lease.attempt, "nothing stored: the lease is lost");
                status = "lost";
                break;
            }
            Err(error) if error.can_be_tried_again() => {
                tracing::warn!(job = %id, %error, "the end of the job could not be stored");
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
            Err(error) => {
                // It would be refused each time: then the job has failed, and its owner is told.
                tracing::error!(job = %id, %error, "the result of the job was refused");
                outcome =
                    Err(Failure::Fail(internal("The result could not be stored; the log of the worker says why.")));
            }
        }
    }
    drop(heartbeat);
    tracing::info!(attempt = lease.attempt, status, seconds = claimed.elapsed().as_secs_f64(), "job ended");
    metrics::ended(&kind, status, claimed.elapsed());
    traces::outcome(&tracing::Span::current(), "job.status", status, status == "failed");
}

/// Computes off the async threads until it is done or has to stop.
async fn computed(
    settings: &Settings,
    compute: Arc<Compute>,
    work: Work,
    watch: &Arc<Watch>,
    mut draining: Receiver<bool>,
) -> Result<Published, Failure> {
    let span = tracing::Span::current();
    let mut job =
        tokio::task::spawn_blocking(move || span.in_scope(|| catch_unwind(AssertUnwindSafe(|| compute(&work)))));
    let deadline = tokio::time::sleep(settings.deadline);
    tokio::select! {
        joined = &mut job => return outcome_of(joined),
        () = raised(&mut draining) => watch.stop(Stop::Draining),
        () = deadline => watch.stop(Stop::Overdue),
        () = stopped(watch, settings.look) => {}
    }
    // Computations look at the flag in every long loop.
    match tokio::time::timeout(settings.patience, job).await {
        Ok(joined) => outcome_of(joined),
        Err(_) => {
            tracing::error!(why = ?watch.stopped(), "the computation does not stop; the job ends without it");
            Err(Failure::Stopped)
        }
    }
}

type Joined = Result<std::thread::Result<Result<Published, Failure>>, tokio::task::JoinError>;

fn outcome_of(joined: Joined) -> Result<Published, Failure> {
    match joined {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) | Err(_) => {
            tracing::error!("the computation panicked");
            Err(Failure::Retry(internal("The computation ended unexpectedly; the log of the worker says where.")))
        }
    }
}

/// Waits until the flag is raised, without holding on to it.
async fn raised(flag: &mut Receiver<bool>) {
    flag.wait_for(|raised| *raised).await.ok();
}

/// Waits until the heartbeat asks the computation to stop.
async fn stopped(watch: &Watch, look: Duration) {
    while watch.stopped().is_none() {
        tokio::time::sleep(look).await;
    }
}

/// Stores how it ended.
async fn end(
    db: &Db,
    settings: &Settings,
    lease: &Lease,
    watch: &Watch,
    outcome: &Result<Published, Failure>,
) -> Result<Model, Error> {
    if watch.stopped() == Some(Stop::Lost) {
        return Err(Error::LeaseLost);
    }
    match outcome {
        Ok(published) => queue::publish(db, lease, published).await,
        Err(Failure::Stopped) => match watch.stopped() {
            Some(Stop::Draining) => queue::hand_back(db, lease).await,
            Some(Stop::Overdue) => queue::fail(db, lease, overdue(settings.deadline)).await,
            _ => queue::cancelled(db, lease).await,
        },
        Err(Failure::Fail(problem)) => queue::fail(db, lease, problem.clone()).await,
        Err(Failure::Retry(problem)) => queue::retry(db, lease, settings.delay(lease.attempt), problem.clone()).await,
    }
}

fn overdue(deadline: Duration) -> Problem {
    let detail = format!(
        "The job took longer than the {} s a job may. Choose a shorter range, or ask the operator for a longer deadline.",
        deadline.as_secs()
    );
    Problem::new("deadline-exceeded", "The job took too long", detail)
}
