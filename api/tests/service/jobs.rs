//! `/jobs`, `/me/jobs`, `/me/schedule`, `/webhooks`, `/metrics`, and the limits of submissions.

use outlay_entity::job::Kind;
use outlay_entity::queue::{self, Published, Terms};
use outlay_entity::{artifact, import_part, user};
use poem::Body;
use serde_json::json;

use crate::client::{Client, Service};

async fn six_expenses(client: &Client<'_>) {
    let expense = |day: u32| json!({"date": format!("2026-01-{day:02}"), "amount": "5.00", "category": "Food"});
    let many: Vec<_> = (1..=6).map(expense).collect();
    client.json("POST", "/expenses/bulk", json!({"expenses": many})).await.expect(201);
}

async fn claim(service: &Service) -> (outlay_entity::job::Model, queue::Lease) {
    queue::claim(&service.db, "test", Terms::default()).await.unwrap().expect("claimed")
}

#[tokio::test]
async fn too_many_waiting_jobs_and_too_many_expenses_are_refused() {
    let service = super::with(|s| s.limits.queued_per_account = 2).await;
    let client = service.register("many@example.org").await;
    six_expenses(&client).await;
    for priority in [0, 5] {
        let job = client.json("POST", "/analyses", json!({"priority": priority})).await.expect(202).json();
        assert_eq!(job["priority"], priority);
    }
    let refused = client.json("POST", "/analyses", json!({})).await;
    assert_eq!(refused.header("ratelimit-policy"), "\"queued-jobs\";q=2");
    assert!(!refused.header("retry-after").is_empty());
    let problem = refused.problem(429, "queue-full");
    assert!(problem["detail"].as_str().unwrap().contains("at most 2"));
    client.request("POST", "/me/export", &[], Body::empty()).await.problem(429, "queue-full");
    client.json("POST", "/analyses", json!({"priority": 11})).await.problem(422, "invalid-request");
    // One that was cancelled waits like any other once it is tried again.
    let id = client.get("/analyses").await.expect(200).json()["items"][0]["id"].as_str().unwrap().to_owned();
    client.request("POST", &format!("/analyses/{id}/cancel"), &[], Body::empty()).await.expect(202);
    client.json("POST", "/analyses", json!({})).await.expect(202);
    let retry = format!("/analyses/{id}/retry");
    client.request("POST", &retry, &[], Body::empty()).await.problem(429, "queue-full");
    let other = service.register("few@example.org").await;
    six_expenses(&other).await;
    other.json("POST", "/analyses", json!({})).await.expect(202);

    let small = super::with(|s| s.limits.memory = 1).await;
    let client = small.register("big@example.org").await;
    six_expenses(&client).await;
    let problem = client.json("POST", "/analyses", json!({})).await.problem(422, "too-many-expenses");
    assert!(problem["detail"].as_str().unwrap().contains("shorter range"));
}

#[tokio::test]
async fn a_refresh_without_a_session_is_unauthorized() {
    let service = super::start().await;
    let json = [("content-type", "application/json")];
    service.send("POST", "/api/v1/auth/refresh", &json, "{}").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn operators_see_and_steer_all_jobs_and_nobody_else_does() {
    let service = super::start().await;
    let client = service.register("user@example.org").await;
    six_expenses(&client).await;
    let id = client.json("POST", "/analyses", json!({})).await.expect(202).json()["id"].as_str().unwrap().to_owned();
    for path in ["/jobs", "/jobs/summary"] {
        client.get(path).await.problem(403, "operators-only");
    }
    client.request("POST", &format!("/jobs/{id}/cancel"), &[], Body::empty()).await.problem(403, "operators-only");

    let operator = service.register("ops@example.org").await;
    outlay_api::accounts::promote(service.db.orm(), "ops@example.org").await.unwrap();
    let summary = operator.get("/jobs/summary").await.expect(200).json();
    assert_eq!((&summary["queued"], &summary["running"]), (&json!(1), &json!(0)), "{summary}");
    assert!(summary["oldest_seconds"].as_f64().is_some());
    let (_, lease) = claim(&service).await;
    let listed = operator.get("/jobs?status=running&kind=analysis").await.expect(200).json();
    assert_eq!((&listed["items"][0]["id"], &listed["items"][0]["worker"]), (&json!(id), &json!("test")), "{listed}");
    let cancelled = operator.request("POST", &format!("/jobs/{id}/cancel"), &[], Body::empty()).await.expect(202);
    assert_eq!(cancelled.json()["status"], "cancelling");
    operator.get("/jobs/00000000-0000-0000-0000-000000000000/x").await.problem(404, "not-found");
    let metrics = service.send("GET", "/metrics", &[], Body::empty()).await.expect(200).text();
    assert!(metrics.contains("outlay_jobs{kind=\"analysis\",status=\"cancelling\"} 1\n"), "{metrics}");
    assert!(metrics.contains("outlay_http_requests_total{method=\"GET\",route=\"/jobs/summary\",status=\"200\"}"));
    let retry = format!("/jobs/{id}/retry");
    operator.request("POST", &retry, &[], Body::empty()).await.problem(409, "not-now");
    queue::cancelled(&service.db, &lease).await.unwrap();
    assert_eq!(operator.get("/jobs?status=cancelled").await.expect(200).json()["items"][0]["id"], json!(id));
    client.request("POST", &retry, &[], Body::empty()).await.problem(403, "operators-only");
    assert_eq!(operator.request("POST", &retry, &[], Body::empty()).await.expect(202).json()["status"], "queued");
    let (_, lease) = claim(&service).await;
    let problem = outlay_entity::job::Problem::new("internal", "Internal error", "It broke.");
    queue::fail(&service.db, &lease, problem).await.unwrap();
    let failed = operator.get("/jobs?status=failed").await.expect(200).json();
    assert_eq!(failed["items"][0]["problem"]["type"], "/problems/internal", "{failed}");
}

#[tokio::test]
async fn metrics_can_be_kept_behind_a_token() {
    let service = super::with(|s| s.metrics_token = Some("t0ken".to_owned())).await;
    service.send("GET", "/metrics", &[], Body::empty()).await.problem(401, "unauthorized");
    service.send("GET", "/metrics", &[("authorization", "Bearer t0ken")], Body::empty()).await.expect(200);
}

#[tokio::test]
async fn an_export_is_a_job_and_its_file_is_its_owners() {
    let service = super::start().await;
    let client = service.register("export@example.org").await;
    let answer = client.keyed("/me/export", "once", json!({})).await.expect(202);
    let path = answer.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    let again = client.keyed("/me/export", "once", json!({})).await.expect(202);
    assert_eq!(again.json()["id"], answer.json()["id"]);
    client.get(&format!("{path}/export.zip")).await.problem(409, "not-ready");
    let (row, lease) = claim(&service).await;
    assert_eq!(row.kind, Kind::AccountExport.name());
    assert!(row.request_id.is_some(), "the job knows its request");
    let file = artifact::New { name: "export.zip".into(), media_type: "application/zip".into(), bytes: b"PK".to_vec() };
    queue::publish(&service.db, &lease, &Published { artifacts: vec![file], ..Published::default() }).await.unwrap();
    assert_eq!(client.get(&path).await.expect(200).json()["status"], "succeeded");
    assert_eq!(client.get(&format!("{path}/export.zip")).await.expect(200).text(), "PK");
    let other = service.register("other@example.org").await;
    other.get(&path).await.problem(404, "not-found");
    other.get(&format!("{path}/export.zip")).await.problem(404, "not-found");
    assert_eq!(client.get("/me/jobs").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    assert!(client.get("/analyses").await.expect(200).json()["items"].as_array().unwrap().is_empty());
    let id = path.rsplit('/').next().unwrap();
    client.get(&format!("/analyses/{id}")).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_deleted_account_is_out_at_once() {
    let service = super::start().await;
    let client = service.register("gone@example.org").await;
    client.json("POST", "/me/deletion", json!({"password": "wrong"})).await.problem(422, "invalid-request");
    client.json("POST", "/me/deletion", json!({"password": "correct horse"})).await.expect(202);
    client.get("/me").await.problem(401, "unauthorized");
    let (row, _) = claim(&service).await;
    assert_eq!(row.kind, Kind::AccountDeletion.name());
    assert!(user::get(service.db.orm(), row.user_id).await.unwrap().disabled_at.is_some());
}

#[tokio::test]
async fn a_large_file_is_imported_by_a_job() {
    let service = super::start().await;
    let client = service.register("large@example.org").await;
    let body = "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bank.csv\"\r\n\
        Content-Type: text/csv\r\n\r\ndate,amount,category,description\n2026-01-02,1.00,A,b\n\r\n--X--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=X"), ("idempotency-key", "k")];
    let job = client.request("POST", "/import-jobs", &headers, body).await.expect(202).json();
    assert_eq!((&job["kind"], &job["subject"]), (&json!("import"), &json!("bank.csv")));
    let again = client.request("POST", "/import-jobs", &headers, body).await.expect(202).json();
    assert_eq!(again["id"], job["id"]);
    let (row, _) = claim(&service).await;
    let file = import_part::of(row.user_id).part(service.db.orm(), row.id, import_part::FILE).await.unwrap();
    assert!(file.starts_with(b"date,amount"));
    let import = format!("/imports/{}", row.id);
    assert_eq!(client.get(&import).await.expect(200).json()["state"], "entering");
    let path = format!("/me/jobs/{}/cancel", row.id);
    assert_eq!(client.request("POST", &path, &[], Body::empty()).await.expect(202).json()["status"], "cancelling");
}

#[tokio::test]
async fn a_schedule_is_set_read_and_removed() {
    let service = super::start().await;
    let client = service.register("plan@example.org").await;
    client.get("/me/schedule").await.problem(404, "not-found");
    let input = json!({"frequency": "monthly", "day": 3, "hour": 6, "time_zone": "Europe/Berlin"});
    let set = client.json("PUT", "/me/schedule", input).await.expect(200).json();
    assert!(set["next_run_at"].as_str().unwrap().contains("-03T0"), "{set}");
    for bad in [
        json!({"frequency": "weekly", "day": 8, "hour": 6, "time_zone": "UTC"}),
        json!({"frequency": "weekly", "day": 1, "hour": 6, "time_zone": "Mars/Olympus"}),
        json!({"frequency": "weekly", "day": 1, "hour": 24, "time_zone": "UTC"}),
    ] {
        client.json("PUT", "/me/schedule", bad).await.problem(422, "invalid-request");
    }
    assert_eq!(client.get("/me/schedule").await.expect(200).json(), set);
    client.delete("/me/schedule").await.expect(204);
    client.delete("/me/schedule").await.problem(404, "not-found");
}

#[tokio::test]
async fn a_webhook_tells_its_secret_once_and_lists_its_messages() {
    let service = super::start().await;
    let client = service.register("hook@example.org").await;
    for bad in ["ftp://example.org", "https://user@example.org", "nonsense"] {
        client.json("POST", "/webhooks", json!({"url": bad})).await.problem(422, "invalid-request");
    }
    let made = client.json("POST", "/webhooks", json!({"url": "https://example.org/hook"})).await.expect(201).json();
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    let path = format!("/webhooks/{}", made["id"].as_str().unwrap());
    assert!(client.get(&path).await.expect(200).json()["secret"].is_null());
    six_expenses(&client).await;
    let id = client.json("POST", "/analyses", json!({})).await.expect(202).json()["id"].as_str().unwrap().to_owned();
    client.request("POST", &format!("/analyses/{id}/cancel"), &[], Body::empty()).await.expect(202);
    let sent = client.get(&format!("{path}/deliveries")).await.expect(200).json();
    assert_eq!(sent["items"][0]["event"], "analysis.cancelled", "{sent}");
    let other = service.register("spy@example.org").await;
    other.get(&path).await.problem(404, "not-found");
    other.get(&format!("{path}/deliveries")).await.problem(404, "not-found");
    client.delete(&path).await.expect(204);
    client.get(&path).await.problem(404, "not-found");
}
