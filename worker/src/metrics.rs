//! What a worker counts. docs/OPERATIONS.md says what each metric means and when to worry.

use std::time::Duration;

use chrono::Utc;
use outlay_telemetry::{Counter, Gauge, Histogram, UpDown};

static RUNNING: UpDown = UpDown::new("outlay_worker_jobs_running", &["kind"], "Jobs at work in this process");
static ENDED: Counter = Counter::new(
    "outlay_worker_attempts_total",
    &["kind", "status"],
    "Attempts of this process by the status they left the job in",
);
static SECONDS: Histogram =
    Histogram::new("outlay_worker_attempt_seconds", &["kind"], "Time from a claim to the end of its attempt");
static WAITED: Histogram =
    Histogram::new("outlay_worker_queue_seconds", &["kind"], "Time a job waited from when it was due to its claim");
static LEASES_LOST: Counter = Counter::new("outlay_worker_leases_lost_total", &[], "Leases this process lost");
static DEATHS: Counter = Counter::new(
    "outlay_worker_deaths_total",
    &[],
    "Leases of other workers that this process found expired: workers that died or hung",
);
static BEAT: Gauge = Gauge::new(
    "outlay_worker_last_heartbeat_timestamp_seconds",
    &[],
    "When a heartbeat of this process last reached the database",
);
static WEBHOOKS: Counter = Counter::new(
    "outlay_worker_webhook_tries_total",
    &["outcome"],
    "Messages this process tried to send, by how that went",
);

pub(crate) fn started(kind: &str, waited: f64) {
    RUNNING.shift(&[kind], 1);
    WAITED.observe(&[kind], waited.max(0.0));
}

pub(crate) fn ended(kind: &str, status: &str, took: Duration) {
    RUNNING.shift(&[kind], -1);
    ENDED.inc(&[kind, status]);
    SECONDS.observe(&[kind], took.as_secs_f64());
}

pub(crate) fn lease_lost() {
    LEASES_LOST.inc(&[]);
}

pub(crate) fn deaths(found: usize) {
    DEATHS.add(&[], found as u64);
}

pub(crate) fn beat() {
    BEAT.set(&[], Utc::now().timestamp_millis() as f64 / 1000.0);
}

pub(crate) fn webhook(outcome: &str) {
    WEBHOOKS.inc(&[outcome]);
}
