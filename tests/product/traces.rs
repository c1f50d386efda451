//! Traces: what a collector hears of a submission, from the client's span over the request to the job and its parts, in
//! one process and across two; and what the log says of them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::SpanKind;
use outlay_testkit::Database;
use poem::listener::{Acceptor as _, Listener as _};
use poem::{EndpointExt as _, Request};
use prost::Message as _;
use reqwest::StatusCode;
use serde_json::json;

use crate::sample;
use crate::server::{Account, Process, Server};

/// What was exported, with the name of the service that did.
type Heard = Arc<Mutex<Vec<(String, Span)>>>;

/// A collector of traces: OTLP over HTTP, for those who have the key.
async fn collector() -> (String, Heard) {
    let heard = Heard::default();
    let take = poem::endpoint::make(|mut request: Request| async move {
        let heard = request.data::<Heard>().cloned().expect("it was given");
        if request.header("x-key") != Some("a key") {
            return poem::http::StatusCode::UNAUTHORIZED;
        }
        let bytes = request.take_body().into_bytes().await.expect("a body");
        let export = ExportTraceServiceRequest::decode(bytes).expect("an export");
        for resource in export.resource_spans {
            let attributes = resource.resource.map(|r| r.attributes).unwrap_or_default();
            let name = attributes.into_iter().find(|a| a.key == "service.name").and_then(|a| a.value?.value);
            let Some(Value::StringValue(name)) = name else { panic!("a service without a name") };
            let spans = resource.scope_spans.into_iter().flat_map(|scope| scope.spans);
            heard.lock().expect("unpoisoned").extend(spans.map(|span| (name.clone(), span)));
        }
        poem::http::StatusCode::OK
    });
    let listener = poem::listener::TcpListener::bind("127.0.0.1:0").into_acceptor().await.expect("a port");
    let address = listener.local_addr().remove(0);
    let base = format!("http://{}", address.as_socket_addr().expect("an address"));
    let routes = poem::Route::new().at("/v1/traces", take.data(Arc::clone(&heard)));
    tokio::spawn(poem::Server::new_with_acceptor(listener).run(routes));
    (base, heard)
}

async fn traced(database: &str, apart: bool) {
    let (endpoint, heard) = collector().await;
    let settings = [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
        ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a key"),
        ("OTEL_SERVICE_NAME", "outlay-test"),
        // So long that all there is to hear is sent at shutdown.
        ("OTEL_BSP_SCHEDULE_DELAY", "600000"),
        ("OUTLAY_JSON_LOG", "true"),
    ];
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("log");
    let log = || std::fs::OpenOptions::new().create(true).append(true).open(&path).expect("a log");
    let mut server = Server::start_with(database, if apart { &["--no-worker"] } else { &[] }, &settings, log()).await;
    let mut worker = apart.then(|| Process::worker_with(database, &settings, log()));
    let account = Account::register(&server, "traced@example.org").await;
    assert_eq!(account.upload(sample::csv(&sample::rows(8, 1))).await.status(), StatusCode::CREATED);
    let client = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let id = account.submit_as(&json!({}), Some(client)).await;
    assert_eq!(account.wait(&id, Duration::from_secs(120)).await["status"], "succeeded");
    // One that its client does not trace.
    let other = account.submit(&json!({})).await;
    assert_eq!(account.wait(&other, Duration::from_secs(120)).await["status"], "succeeded");
    // Blocks: the collector answers on another thread.
    tokio::task::block_in_place(|| {
        server.process.terminate();
        worker.iter_mut().for_each(Process::terminate);
    });

    let heard = heard.lock().expect("unpoisoned");
    assert!(heard.iter().all(|(service, _)| service == "outlay-test"));
    let spans: Vec<&Span> = heard.iter().map(|(_, span)| span).collect();
    let text = |span: &Span, key: &str| match span.attributes.iter().find(|a| a.key == key)?.value.clone()?.value? {
        Value::StringValue(text) => Some(text),
        Value::IntValue(number) => Some(number.to_string()),
        _ => None,
    };
    let job = |id: &str| {
        let found: Vec<&Span> = spans.iter().copied().filter(|s| text(s, "job").as_deref() == Some(id)).collect();
        let [job] = found.as_slice() else { panic!("spans of job {id}: {found:?}") };
        assert_eq!((job.name.as_str(), job.kind), ("analysis", SpanKind::Consumer as i32));
        assert_eq!(text(job, "job.status").as_deref(), Some("succeeded"));
        *job
    };
    let parent = |of: &Span| {
        let found =
            spans.iter().copied().find(|s| s.span_id == of.parent_span_id).expect("its parent was exported too");
        assert_eq!(found.trace_id, of.trace_id, "one trace");
        assert_eq!((found.name.as_str(), found.kind), ("POST /analyses", SpanKind::Server as i32));
        assert_eq!(text(found, "http.response.status_code").as_deref(), Some("202"));
        found
    };
    let first = job(&id);
    let request = parent(first);
    assert_eq!(hex(&request.trace_id), "0af7651916cd43dd8448eb211c80319c", "the client's trace");
    assert_eq!(hex(&request.parent_span_id), "b7ad6b7169203331", "the client's span");
    let parts: Vec<String> =
        spans.iter().filter(|s| s.parent_span_id == first.span_id).filter_map(|s| text(s, "part")).collect();
    for part in ["recurring", "anomalies", "clusters", "forecasts", "drift"] {
        assert!(parts.iter().any(|p| p == part), "{part} is not among {parts:?}");
    }
    // The log names the job, its request and its trace.
    let log = std::fs::read_to_string(&path).expect("a log");
    let lines = log.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let ended: Vec<serde_json::Value> =
        lines.filter(|l: &serde_json::Value| l["fields"]["message"] == "job ended" && l["span"]["job"] == id).collect();
    let [ended] = ended.as_slice() else { panic!("{log}") };
    assert_eq!(ended["span"]["request_id"].as_str(), text(request, "id").as_deref(), "{ended}");
    let context = format!("00-{}-{}-01", hex(&request.trace_id), hex(&request.span_id));
    assert_eq!(ended["span"]["traceparent"], context, "{ended}");

    let root = parent(job(&other));
    assert!(root.parent_span_id.is_empty(), "nobody's child");
    assert_ne!(root.trace_id, request.trace_id);
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_from_the_request_to_the_job_in_one_process() {
    let database = Database::sqlite();
    traced(&database.url, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trace_goes_from_the_request_to_the_job_of_another_process() {
    let database = Database::postgres().await;
    traced(&database.url, true).await;
}
