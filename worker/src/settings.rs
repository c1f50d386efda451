//! What an operator may decide about a worker.

use std::time::Duration;

use outlay_entity::queue::Terms;

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
            look: Duration::from_secs(1),
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
