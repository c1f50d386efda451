//! What operators watch: every metric that exists is explained, and those of a job are there when one was worked on.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::sample;
use crate::server::{Account, Server};

/// The names of metrics in `text`.
fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let kinds = ["outlay_jobs", "outlay_worker_", "outlay_http_"];
    words.filter(|word| kinds.iter().any(|kind| word.starts_with(kind))).collect()
}

#[test]
fn every_metric_is_explained() {
    let declared: Vec<&str> = [include_str!("../../api/src/metrics.rs"), include_str!("../../worker/src/metrics.rs")]
        .iter()
        .flat_map(|source| source.split('"').filter(|text| text.starts_with("outlay_")))
        .collect();
    assert!(declared.len() > 10, "{declared:?}");
    let explained = names(include_str!("../../docs/OPERATIONS.md"));
    assert_eq!(declared.into_iter().collect::<BTreeSet<_>>(), explained);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_seen_in_the_metrics() {
    let database = outlay_testkit::Database::sqlite();
    let read = async |server: &Server| {
        let answer = reqwest::get(format!("{}/metrics", server.base)).await.expect("an answer");
        answer.text().await.expect("text")
    };
    let server = Server::start(&database.url, &["--no-worker"]).await;
    let mut account = Account::register(&server, "seen@example.org").await;
    assert!(account.upload(sample::csv(&sample::rows(6, 1))).await.status().is_success());
    let id = account.submit(&json!({})).await;
    let text = read(&server).await;
    assert!(text.contains("outlay_jobs{kind=\"analysis\",status=\"queued\"} 1\n"), "{text}");
    assert!(text.contains("outlay_jobs_oldest_due_seconds{kind=\"analysis\"} "), "{text}");
    drop(server);

    let server = Server::start(&database.url, &[]).await;
    account.move_to(&server);
    assert_eq!(account.wait(&id, Duration::from_secs(120)).await["status"], "succeeded");
    let attempted = "outlay_worker_attempts_total{kind=\"analysis\",status=\"succeeded\"} 1\n";
    let since = Instant::now();
    let mut text = read(&server).await;
    // The worker counts a moment after everybody may see the end.
    while !text.contains(attempted) {
        assert!(since.elapsed() < Duration::from_secs(5), "{text}");
        text = read(&server).await;
    }
    for line in [
        "outlay_jobs_ended_total{kind=\"analysis\",outcome=\"succeeded\"} 1\n",
        "outlay_jobs_ended_seconds_total{kind=\"analysis\",outcome=\"succeeded\"} ",
        "outlay_worker_queue_seconds_count",
        "outlay_worker_attempt_seconds_count",
        "outlay_worker_jobs_running{kind=\"analysis\"} 0\n",
        "outlay_http_request_seconds_count",
    ] {
        assert!(text.contains(line), "{line:?} is not in {text}");
    }
}
