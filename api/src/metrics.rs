//! `/metrics`: what this process counted, and what the database knows of the queue. docs/OPERATIONS.md says what each
//! metric means.

use std::time::Duration;

use chrono::Utc;
use outlay_entity::job::{self, Kind, Status};
use outlay_entity::{error, job_tally};
use outlay_telemetry::{Counter, Histogram, MEDIA_TYPE, Snapshot, render};
use poem::{Request, Response, Result};

use crate::app::App;
use crate::network;
use crate::problem::Problem;

static REQUESTS: Counter =
    Counter::new("outlay_http_requests_total", &["method", "route", "status"], "Requests answered by this process");
static SECONDS: Histogram =
    Histogram::new("outlay_http_request_seconds", &["route"], "Time from a request to its answer");

/// Counts one answer. `route` is the path as the OpenAPI document has it, so there are few.
pub(crate) fn answered(method: &str, route: &str, status: u16, took: Duration) {
    let method = match method {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
        _ => "other",
    };
    REQUESTS.inc(&[method, route, &status.to_string()]);
    SECONDS.observe(&[route], took.as_secs_f64());
}

/// The answer to a scrape. Without a token, only who asks from this machine itself gets one: what a service does, and how
/// much, is not for everybody who reaches its port.
pub(crate) async fn scrape(app: App, request: Request) -> Result<Response> {
    match &app.settings.metrics_token {
        Some(token) => {
            let given = request.header("authorization").and_then(|h| h.strip_prefix("Bearer "));
            if given != Some(token) {
                return Err(Problem::unauthorized("Send the token of OUTLAY_METRICS_TOKEN as a bearer token.").into());
            }
        }
        None if !network::is_local(&request) => {
            let detail = "Set OUTLAY_METRICS_TOKEN and send it as a bearer token, or ask from the same machine.";
            return Err(Problem::forbidden("metrics-closed", "The metrics are closed", detail).into());
        }
        None => {}
    }
    let known = stored(&app).await.unwrap_or_else(|error| {
        // What the process knows is worth having while the database is away.
        tracing::warn!(target: "outlay::http", %error, "metrics of the queue");
        Snapshot::default()
    });
    Ok(Response::builder().content_type(MEDIA_TYPE).body(render(&known)))
}

async fn stored(app: &App) -> outlay_entity::Result<Snapshot> {
    let db = app.db.orm();
    let depth = job::depth(db).await?;
    let now = Utc::now();
    let (mut jobs, mut oldest) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        for status in [Status::Queued, Status::Running, Status::Cancelling] {
            let (count, due) = depth.get(&(kind, status)).copied().unwrap_or_default();
            let labels = vec![("kind", kind.name().to_owned()), ("status", status.name().to_owned())];
            jobs.push((labels, i64::try_from(count).unwrap_or(i64::MAX)));
            if status == Status::Queued {
                let age = due.map_or(0.0, |due| (now - due).as_seconds_f64().max(0.0));
                oldest.push((vec![("kind", kind.name().to_owned())], age));
            }
        }
    }
    let (mut ended, mut seconds) = (Vec::new(), Vec::new());
    for row in job_tally::all(db).await? {
        let labels = vec![("kind", row.kind), ("outcome", row.outcome.name().to_owned())];
        ended.push((labels.clone(), error::stored("number of jobs", row.jobs)?));
        seconds.push((labels, row.seconds));
    }
    let mut known = Snapshot::default();
    known.levels("outlay_jobs", "Jobs that have not ended, by kind and status", jobs);
    known.gauges("outlay_jobs_oldest_due_seconds", "How long the job that waits longest has been due", oldest);
    known.counts("outlay_jobs_ended_total", "Jobs that have ended since the installation began", ended);
    let help = "Time from submission to end of these jobs, added up";
    known.sums("outlay_jobs_ended_seconds_total", help, seconds);
    Ok(known)
}
