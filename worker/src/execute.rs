//! One claimed analysis, to its end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use outlay_entity::analysis::{Model, Problem};
use outlay_entity::queue::{self, Lease, Published};
use outlay_entity::result::Part;
use outlay_entity::{Db, Error};
use tokio::runtime::Handle;
use tokio::sync::watch::Receiver;

use crate::Settings;
use crate::heartbeat::Heartbeat;
use crate::watch::{Stop, Watch};

/// Times that storing the end of a job is tried: the work is done, so an outage is worth waiting for.
const STORE_TRIES: u32 = 5;

/// What a worker does with a claimed analysis, on a thread that may block.
pub type Compute = dyn Fn(&Work) -> Result<Published, Failure> + Send + Sync;

/// An analysis at work.
pub struct Work {
    /// The row as it was claimed.
    pub analysis: Model,
    /// The right to write for it.
    pub lease: Lease,
    /// How far it is and whether to stop.
    pub watch: Arc<Watch>,
    /// The database.
    pub db: Db,
    runtime: Handle,
}

/// Why an analysis gave no result.
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

    /// Stores a part that is ready. Its loss is no harm: publication stores all parts again.
    pub fn part(&self, part: Part, document: String) {
        match self.wait(queue::store_part(&self.db, &self.lease, part, document)) {
            Ok(()) => {}
            Err(Error::LeaseLost) => self.watch.stop(Stop::Lost),
            Err(error) => {
                tracing::warn!(analysis = %self.analysis.id, part = part.name(), %error, "a part was not stored early");
            }
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        tracing::warn!(%error, "a job's query failed");
        Self::Retry(Problem::new("storage", "The database did not answer", "Try again later."))
    }
}

/// Executes `analysis` and stores its end. Nothing is stored once the lease is lost.
pub(crate) async fn execute(
    db: &Db,
    settings: &Settings,
    compute: &Arc<Compute>,
    (analysis, lease, claimed): (Model, Lease, Instant),
    mut draining: Receiver<bool>,
) {
    let id = analysis.id;
    tracing::info!(analysis = %id, attempt = lease.attempt, "analysis started");
    let watch = Arc::new(Watch::default());
    let heartbeat = match Heartbeat::start(db, lease.clone(), settings.clone(), Arc::clone(&watch), claimed) {
        Ok(heartbeat) => heartbeat,
        Err(error) => {
            tracing::error!(%error, "no thread for a heartbeat");
            return; // the lease ends by itself
        }
    };
    let work =
        Work { analysis, lease: lease.clone(), watch: Arc::clone(&watch), db: db.clone(), runtime: Handle::current() };
    let compute = Arc::clone(compute);
    let mut job = tokio::task::spawn_blocking(move || catch_unwind(AssertUnwindSafe(|| compute(&work))));
    let joined = tokio::select! {
        joined = &mut job => joined,
        () = raised(&mut draining) => {
            watch.stop(Stop::Draining);
            job.await
        }
    };
    let outcome = match joined {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) | Err(_) => {
            tracing::error!(analysis = %id, "the computation panicked");
            let detail = "The computation ended unexpectedly; the log of the worker says where.";
            Err(Failure::Retry(Problem::new("internal", "Internal error", detail)))
        }
    };
    let mut wait = Duration::from_millis(200);
    for _ in 0..STORE_TRIES {
        match end(db, settings, &lease, &watch, &outcome).await {
            Ok(row) => {
                let seconds = claimed.elapsed().as_secs_f64();
                tracing::info!(analysis = %id, attempt = lease.attempt, status = ?row.status, seconds, "analysis ended");
                break;
            }
            Err(Error::LeaseLost) => {
                tracing::warn!(analysis = %id, attempt = lease.attempt, "nothing stored: the lease is lost");
                break;
            }
            Err(error) => {
                tracing::warn!(analysis = %id, %error, "the end of the analysis could not be stored");
                tokio::time::sleep(wait).await;
                wait *= 2;
            }
        }
    }
    heartbeat.stop().await;
}

/// Waits until the flag is raised, without holding on to it.
async fn raised(flag: &mut Receiver<bool>) {
    flag.wait_for(|raised| *raised).await.ok();
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
        Ok(published) => queue::publish(db, lease, published.clone()).await,
        Err(Failure::Stopped) => match watch.stopped() {
            Some(Stop::Draining) => queue::hand_back(db, lease).await,
            _ => queue::cancelled(db, lease).await,
        },
        Err(Failure::Fail(problem)) => queue::fail(db, lease, problem.clone()).await,
        Err(Failure::Retry(problem)) => queue::retry(db, lease, settings.delay(lease.attempt), problem.clone()).await,
    }
}
