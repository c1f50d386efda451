//! The jobs that are due, as apalis polls them: its worker asks for a task when it has a place free, and the answer is a job
//! that this worker has claimed. There is no other queue, so nothing can disagree with the `job` table.
//!
//! A claim is a task of its own that runs to its end, however seldom apalis polls: a transaction left half done would keep
//! SQLite's only write lock. Where nothing is due, the next look is when somebody wakes or after [`Settings::poll`]. A
//! wake that comes during a claim, which may have looked too early, is remembered.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Instant;

use apalis::prelude::{Backend, Task, TaskBuilder, TaskId, WorkerContext};
use apalis_core::backend::BackendConfig;
use apalis_core::backend::finalize::Ephemeral;
use apalis_core::layers::Identity;
use outlay_entity::Db;
use outlay_entity::job::Model;
use outlay_entity::queue::{self, Lease, Terms, Wake};
use tokio::sync::watch::Receiver;
use tokio::task::JoinHandle;

use crate::Settings;

/// A job that was claimed.
pub(crate) struct Claimed {
    /// The row as it was claimed.
    pub(crate) job: Model,
    /// The right to write for it.
    pub(crate) lease: Lease,
    /// It was claimed no earlier.
    pub(crate) since: Instant,
    /// What it takes up in this worker.
    pub(crate) place: Place,
}

/// Taken up by a job as long as it runs. When it is dropped, it is time to look again: the account may have more to run, or
/// a heavy job may go now.
pub(crate) struct Place {
    heavy: Option<Arc<AtomicBool>>,
    wake: Wake,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(heavy) = &self.heavy {
            heavy.store(false, Ordering::SeqCst);
        }
        self.wake.wake();
    }
}

/// Who claims, and how.
#[derive(Clone)]
pub(crate) struct Claimant {
    /// The worker's name.
    pub(crate) name: String,
    pub(crate) db: Db,
    pub(crate) settings: Settings,
    pub(crate) wake: Wake,
    pub(crate) shutdown: Receiver<bool>,
    /// True while a heavy job runs here: one at a time.
    heavy: Arc<AtomicBool>,
}

impl Claimant {
    pub(crate) fn new(name: String, db: Db, settings: Settings, wake: Wake, shutdown: Receiver<bool>) -> Self {
        Self { name, db, settings, wake, shutdown, heavy: Arc::default() }
    }

    /// Claims the next job, if any may run here.
    async fn claim(self) -> Option<Claimed> {
        let since = Instant::now();
        let threshold = i64::try_from(self.settings.heavy).unwrap_or(i64::MAX);
        let below = self.heavy.load(Ordering::SeqCst).then_some(threshold);
        let terms = Terms { below, ..self.settings.terms };
        let (job, lease) = match queue::claim(&self.db, &self.name, terms).await {
            Ok(claimed) => claimed?,
            Err(error) => {
                tracing::warn!(%error, "could not claim"); // what is due stays due
                return None;
            }
        };
        let heavy = (job.memory_bytes >= threshold).then(|| Arc::clone(&self.heavy));
        if let Some(heavy) = &heavy {
            heavy.store(true, Ordering::SeqCst); // claims of a worker are one at a time
        }
        let claimed = Claimed { job, lease, since, place: Place { heavy, wake: self.wake.clone() } };
        if *self.shutdown.borrow() {
            self.give_back(claimed).await;
            return None;
        }
        Some(claimed)
    }

    /// Hands back a job that was claimed as the worker shut down.
    async fn give_back(self, claimed: Claimed) {
        if let Err(error) = queue::hand_back(&self.db, &claimed.lease).await {
            tracing::warn!(%error, job = %claimed.job.id, "a job could not be handed back");
        }
    }
}

enum State {
    Look,
    Claiming(JoinHandle<Option<Claimed>>),
    Idle(Pin<Box<dyn Future<Output = ()> + Send>>),
    Closing(Pin<Box<dyn Future<Output = ()> + Send>>),
}

/// Claims, as a source of tasks. It never fails: where the database does not answer, nothing is due for a while.
pub(crate) struct Claims {
    claimant: Claimant,
    state: State,
}

impl Claims {
    pub(crate) fn new(claimant: Claimant) -> Self {
        Self { claimant, state: State::Look }
    }

    async fn idle(claimant: Claimant) {
        tokio::time::timeout(claimant.settings.poll, claimant.wake.woken()).await.ok();
    }
}

impl Backend for Claims {
    type Task = Task<Claimed>;
    type Error = Infallible;

    fn poll_ready(&mut self, _: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
        _: &WorkerContext,
    ) -> Poll<Option<Result<Task<Claimed>, Infallible>>> {
        loop {
            self.state = match &mut self.state {
                State::Look => State::Claiming(tokio::spawn(self.claimant.clone().claim())),
                State::Claiming(claim) => match ready!(Pin::new(claim).poll(cx)) {
                    Ok(Some(claimed)) => {
                        self.state = State::Look;
                        let id = TaskId::from_string(claimed.job.id.to_string());
                        return Poll::Ready(Some(Ok(TaskBuilder::new(claimed).task_id(id).build())));
                    }
                    Ok(None) => State::Idle(Box::pin(Self::idle(self.claimant.clone()))),
                    Err(error) => {
                        tracing::error!(%error, "a claim panicked");
                        State::Idle(Box::pin(Self::idle(self.claimant.clone())))
                    }
                },
                State::Idle(until) => {
                    ready!(until.as_mut().poll(cx));
                    State::Look
                }
                State::Closing(_) => return Poll::Ready(None),
            };
        }
    }

    /// What was claimed and not asked for any more goes back.
    fn poll_close(&mut self, cx: &mut Context<'_>, _: &WorkerContext) -> Poll<Result<(), Infallible>> {
        loop {
            self.state = match &mut self.state {
                State::Look | State::Idle(_) => State::Closing(Box::pin(std::future::ready(()))),
                State::Claiming(claim) => match ready!(Pin::new(claim).poll(cx)) {
                    Ok(Some(claimed)) => State::Closing(Box::pin(self.claimant.clone().give_back(claimed))),
                    Ok(None) | Err(_) => State::Closing(Box::pin(std::future::ready(()))),
                },
                State::Closing(done) => {
                    ready!(done.as_mut().poll(cx));
                    self.state = State::Closing(Box::pin(std::future::ready(())));
                    return Poll::Ready(Ok(()));
                }
            };
        }
    }
}

impl BackendConfig for Claims {
    type Args = Claimed;
    type Id = String;
    type Kind = Ephemeral;
    type Config = Settings;
    type Layer = Identity;

    fn config(&self) -> &Settings {
        &self.claimant.settings
    }

    fn middleware(&mut self, _: &mut WorkerContext) -> Identity {
        Identity::new()
    }
}
