//! What a worker counts. docs/OPERATIONS.md says what each metric means and when to worry.

use std::time::Duration;

use chrono::Utc;
use outlay_telemetry::Metric;

const RUNNING: Metric =
    Metric { name: "outlay_worker_jobs_running", labels: &["kind"], help: "Jobs at work in this process." };
const ENDED: Metric = Metric {
    name: "outlay_worker_attempts_total",
    labels: &["kind", "status"],
    help: "Attempts of this process by the status they left the job in.",
};
const SECONDS: Metric = Metric {
    name: "outlay_worker_attempt_seconds",
    labels: &["kind"],
    help: "Time from a claim to the end of its attempt.",
};
const WAITED: Metric = Metric {
    name: "outlay_worker_queue_seconds",
    labels: &["kind"],
    help: "Time a job waited from when it was due to its claim.",
};
const LEASES_LOST: Metric =
    Metric { name: "outlay_worker_leases_lost_total", labels: &[], help: "Leases this process lost." };
const DEATHS: Metric = Metric {
    name: "outlay_worker_deaths_total",
    labels: &[],
    help: "Leases of other workers that this process found expired: workers that died or hung.",
};
const BEAT: Metric = Metric {
    name: "outlay_worker_last_heartbeat_timestamp_seconds",
    labels: &[],
    help: "When a heartbeat of this process last reached the database.",
};
const WEBHOOKS: Metric = Metric {
    name: "outlay_worker_webhook_tries_total",
    labels: &["outcome"],
    help: "Messages this process tried to send, by how that went.",
};

pub(crate) fn started(kind: &str, waited: f64) {
    RUNNING.shift(&[kind], 1.0);
    WAITED.observe(&[kind], waited.max(0.0));
}

pub(crate) fn ended(kind: &str, status: &str, took: Duration) {
    RUNNING.shift(&[kind], -1.0);
    ENDED.inc(&[kind, status]);
    SECONDS.observe(&[kind], took.as_secs_f64());
}

pub(crate) fn lease_lost() {
    LEASES_LOST.inc(&[]);
}

pub(crate) fn deaths(found: usize) {
    DEATHS.add(&[], f64::from(u32::try_from(found).unwrap_or(u32::MAX)));
}

pub(crate) fn beat() {
    BEAT.set(&[], Utc::now().timestamp_millis() as f64 / 1000.0);
}

pub(crate) fn webhook(outcome: &str) {
    WEBHOOKS.inc(&[outcome]);
}
