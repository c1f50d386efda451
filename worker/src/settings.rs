//! What an operator may decide about a worker.

use std::time::Duration;

use outlay_entity::queue::Terms;
use outlay_entity::retention::Policy;

/// Settings of a worker; the defaults are those of production, tests shorten the times.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Analyses at a time.
    pub concurrency: usize,
    /// Length of a lease, and most running analyses an account; the same for all workers.
    pub terms: Terms,
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
    /// How often the doorbell is looked at though it did not ring.
    pub poll: Duration,
    /// How often it is looked for what dead workers left.
    pub sweep: Duration,
    /// How long rings that were heard are kept.
    pub keep_rings: Duration,
    /// How long running analyses may go on at shutdown before they are handed back.
    pub grace: Duration,
    /// Wait before the second attempt of a failed analysis; doubles with each, with jitter.
    pub back_off: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            concurrency: 1,
            terms: Terms::default(),
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
            keep_rings: Duration::from_secs(3600),
            grace: Duration::from_secs(20),
            back_off: Duration::from_secs(2),
        }
    }
}

impl Settings {
    /// Wait before the attempt after `attempt`, half of it by chance so that failed jobs do not come back together.
    pub(crate) fn delay(&self, attempt: i32) -> Duration {
        let doublings = u32::try_from(attempt - 1).unwrap_or(0).min(10);
        let full = self.back_off * 2u32.pow(doublings);
        full.mul_f64(0.5 + rand::random::<f64>() / 2.0)
    }
}
