//! `/metrics`: what this process counted, and what the database knows of the queue. docs/OPERATIONS.md says what each
//! metric means.

use std::time::Duration;

use chrono::Utc;
use outlay_entity::analysis::Status;
use outlay_entity::job::{self, Kind};
use outlay_entity::job_tally;
use outlay_telemetry::{Metric, render, written};
use poem::{Request, Response, Result};

use crate::app::App;
use crate::problem::Problem;

const REQUESTS: Metric = Metric {
    name: "outlay_http_requests_total",
    labels: &["method", "route", "status"],
    help: "Requests answered by this process.",
};
const SECONDS: Metric =
    Metric { name: "outlay_http_request_seconds", labels: &["route"], help: "Time from a request to its answer." };
const JOBS: Metric =
    Metric { name: "outlay_jobs", labels: &["kind", "status"], help: "Jobs that have not ended, by kind and status." };
const OLDEST: Metric = Metric {
    name: "outlay_jobs_oldest_due_seconds",
    labels: &["kind"],
    help: "How long the job that waits longest has been due.",
};
const ENDED: Metric = Metric {
    name: "outlay_jobs_ended_total",
    labels: &["kind", "outcome"],
    help: "Jobs that have ended since the installation began.",
};
const ENDED_SECONDS: Metric = Metric {
    name: "outlay_jobs_ended_seconds_total",
    labels: &["kind", "outcome"],
    help: "Time from submission to end of these jobs, added up.",
};

/// Counts one answer. `route` is the path as the OpenAPI document has it, so there are few.
pub(crate) fn answered(method: &str, route: &str, status: u16, took: Duration) {
    let method = match method {
        "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => method,
        _ => "other",
    };
    REQUESTS.inc(&[method, route, &status.to_string()]);
    SECONDS.observe(&[route], took.as_secs_f64());
}

/// The answer to a scrape.
pub(crate) async fn scrape(app: App, request: Request) -> Result<Response> {
    if let Some(token) = &app.settings.metrics_token {
        let given = request.header("authorization").and_then(|h| h.strip_prefix("Bearer "));
        if given != Some(token) {
            return Err(Problem::unauthorized("Send the token of OUTLAY_METRICS_TOKEN as a bearer token.").into());
        }
    }
    let mut text = render();
    match stored(&app).await {
        Ok(more) => text += &more,
        // What the process knows is worth having while the database is away.
        Err(error) => tracing::warn!(target: "outlay::http", %error, "metrics of the queue"),
    }
    Ok(Response::builder().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

async fn stored(app: &App) -> outlay_entity::Result<String> {
    let db = app.db.orm();
    let depth = job::depth(db).await?;
    let now = Utc::now();
    let (mut jobs, mut oldest) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        for status in [Status::Queued, Status::Running, Status::Cancelling] {
            let (count, due) = depth.get(&(kind, status)).copied().unwrap_or_default();
            jobs.push((vec![kind.name().to_owned(), status.name().to_owned()], count as f64));
            if status == Status::Queued {
                let age = due.map_or(0.0, |due| (now - due).as_seconds_f64().max(0.0));
                oldest.push((vec![kind.name().to_owned()], age));
            }
        }
    }
    let (mut ended, mut seconds) = (Vec::new(), Vec::new());
    for row in job_tally::all(db).await? {
        let labels = vec![row.kind.name().to_owned(), row.outcome.name().to_owned()];
        ended.push((labels.clone(), row.jobs as f64));
        seconds.push((labels, row.seconds));
    }
    Ok([
        written(&JOBS, "gauge", &jobs),
        written(&OLDEST, "gauge", &oldest),
        written(&ENDED, "counter", &ended),
        written(&ENDED_SECONDS, "counter", &seconds),
    ]
    .concat())
}
