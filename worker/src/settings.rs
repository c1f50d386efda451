//! What an operator may decide about a worker.

use std::time::Duration;

use outlay_entity::queue::{Limits, Terms};
use outlay_entity::retention::Policy;

/// After the grace period, jobs have so long beyond [`Settings::patience`] to store that they are handed back.
pub(crate) const STORE: Duration = Duration::from_secs(5);
/// Longest wait for the heartbeats' connections at shutdown.
pub(crate) const CLOSE: Duration = Duration::from_secs(2);

/// Settings of a worker; the defaults are those of production, tests shorten the times.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Jobs at a time.
    pub concurrency: usize,
    /// Length of a lease, and most running jobs an account; the same for all workers.
    pub terms: Terms,
    /// What scheduled analyses may ask for: the same as those that are asked for by hand.
    pub limits: Limits,
    /// How often a lease is renewed.
    pub beat: Duration,
    /// How often the wish to cancel is read.
    pub look: Duration,
    /// Longest time an attempt may take; then the job fails.
    pub deadline: Duration,
    /// How long a computation that was asked to stop is waited for. One that does not is given up: the job ends without it.
    pub patience: Duration,
    /// Jobs estimated to need so much memory, in bytes, run one at a time in a worker.
    pub heavy: u64,
    /// What finished jobs need not be kept.
    pub retention: Policy,
    /// May webhooks go to addresses of private networks?
    pub private_webhooks: bool,
    /// How often progress is written at most.
    pub report: Duration,
    /// How often it is looked for jobs that are due though nobody woke the worker.
    pub poll: Duration,
    /// How often it is looked for what dead workers left.
    pub sweep: Duration,
    /// How long answers to requests that must not be done twice are kept.
    pub keep_answers: Duration,
    /// How long running jobs may go on at shutdown before they are handed back.
    pub grace: Duration,
    /// Wait before the second attempt of a failed job; doubles with each, with jitter.
    pub back_off: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 1,
            terms: Terms::default(),
            limits: Limits::default(),
            beat: Duration::from_secs(5),
            look: Duration::from_millis(250),
            deadline: Duration::from_secs(15 * 60),
            patience: Duration::from_secs(2),
            heavy: 512_000_000,
            retention: Policy::default(),
            private_webhooks: false,
            report: Duration::from_millis(500),
            poll: Duration::from_secs(1),
            sweep: Duration::from_secs(10),
            keep_answers: Duration::from_secs(24 * 3600),
            grace: Duration::from_secs(20),
            back_off: Duration::from_secs(2),
        }
    }
}

impl Settings {
    /// How long a worker takes at most from the signal to its end: who supervises it must wait longer.
    #[must_use]
    pub fn longest_shutdown(&self) -> Duration {
        self.grace + self.patience + STORE + CLOSE
    }

    /// Wait before the attempt after `attempt`, half of it by chance so that failed jobs do not come back together.
    pub(crate) fn delay(&self, attempt: i32) -> Duration {
        let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(10);
        let full = self.back_off * 2u32.pow(doublings);
        full.mul_f64(0.5 + rand::random::<f64>() / 2.0)
    }
}
