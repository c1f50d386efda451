use std::time::Duration;

use outlay_analysis::report::AnomalyReport;
use outlay_entity::queue::{self, Published, Terms};
use outlay_entity::result::Part;
use outlay_entity::{artifact, expense_label};
use serde_json::{Value, json};

use crate::client::Client;

async fn six_expenses(client: &Client<'_>) -> Vec<Value> {
    let expense = |day: u32| json!({"date": format!("2026-01-{day:02}"), "amount": "5.00", "category": "Food"});
    let many: Vec<Value> = (1..=6).map(expense).collect();
    let created = client.json("POST", "/expenses/bulk", json!({"expenses": many})).await.expect(201).json();
    created["ids"].as_array().unwrap().clone()
}

fn anomalies(expense: &Value) -> String {
    let finding = |rank: u32, flagged: bool| {
        json!({"id": uuid::Uuid::from_u128(rank.into()), "rank": rank, "kind": "spike", "flagged": flagged, "in_review": true,
            "score": 0.9, "p_value": 0.01, "impact": "4.00", "from": "2026-01-01", "to": "2026-01-01", "merchant": "shop",
            "category": "Food", "amount": "5.00", "rows": [0], "expense_ids": [expense], "title": "5.00 at shop: much",
            "reasons": [{"code": "above_usual", "text": "much", "values": {"times": "5"}}]})
    };
    let report = json!({"scored": 6, "flagged": 1, "in_review": 1, "flagged_expenses": 1, "review_from": "2025-01-06",
        "materiality": "1.00", "false_discovery_rate": 0.05, "alert_budget": 50, "detectors": [], "checks": [],
        "findings": [finding(1, true), finding(2, false), finding(3, false)], "models": [], "notes": []});
    serde_json::from_value::<AnomalyReport>(report.clone()).unwrap();
    report.to_string()
}

#[tokio::test]
async fn an_analysis_is_started_watched_and_read() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let ids = six_expenses(&client).await;

    let answer = client.keyed("/analyses", "go", json!({"horizon": 6})).await.expect(202);
    let path = answer.header("location").strip_prefix("/api/v1").unwrap().to_owned();
    assert!(!answer.header("retry-after").is_empty());
    assert_eq!(answer.json()["status"], "queued");
    assert_eq!(answer.json()["parameters"]["horizon"], 6);
    let again = client.keyed("/analyses", "go", json!({"horizon": 6})).await.expect(202);
    assert_eq!(answer.bytes, again.bytes);
    for result in ["anomalies", "forecasts", "summary", "charts", "report.xlsx", "transactions.csv"] {
        let answer = client.get(&format!("{path}/{result}")).await;
        assert!(!answer.header("retry-after").is_empty(), "{result}");
        answer.problem(409, "not-ready");
    }
    let waited = client.request("GET", &path, &[("prefer", "wait=1")], "").await.expect(200);
    assert_eq!(waited.header("preference-applied"), "wait=1");

    // A worker takes it, and one part is there before the others.
    let (row, lease) = queue::claim(&service.db, "test", Terms::default()).await.unwrap().unwrap();
    queue::store_part(&service.db, &lease, Part::Anomalies, &anomalies(&ids[0])).await.unwrap();
    let running = client.get(&path).await.expect(200).json();
    assert_eq!(running["status"], "running");
    assert!(running["parts"].as_array().unwrap().contains(&json!({"name": "anomalies", "ready": true})));
    client.get(&format!("{path}/anomalies")).await.expect(200);
    client.get(&format!("{path}/drift")).await.problem(409, "not-ready");
    client.delete(&path).await.problem(409, "not-now");

    // A client that waits hears at once that it is done.
    let waiting = client.request("GET", &path, &[("prefer", "wait=30")], "");
    let file = |name: &str, media_type: &str| artifact::New {
        name: name.into(),
        media_type: media_type.into(),
        bytes: b"x".to_vec(),
    };
    let published = Published {
        parts: vec![(Part::Anomalies, anomalies(&ids[0]))],
        artifacts: vec![
            file("report.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            file("charts/heat_map.svg", "image/svg+xml"),
            file("charts/heat_map.png", "image/png"),
        ],
        labels: Some(vec![expense_label::Model {
            expense_id: serde_json::from_value(ids[0].clone()).unwrap(),
            user_id: row.user_id,
            analysis_id: row.id,
            score: 0.9,
            p_value: 0.01,
            votes: 2,
            flagged: true,
            kind: Some("spike".into()),
            reason: "=much".into(),
        }]),
        ..Published::default()
    };
    let publishing = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        queue::publish(&service.db, &lease, &published).await.unwrap()
    };
    let (done, _) = tokio::join!(waiting, publishing);
    assert_eq!(done.expect(200).json()["status"], "succeeded");

    let charts = client.get(&format!("{path}/charts")).await.expect(200).json();
    assert_eq!(charts["items"][0]["title"], "Heat map");
    let svg = charts["items"][0]["svg"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
    assert_eq!(client.get(svg).await.expect(200).header("content-type"), "image/svg+xml");
    let workbook = client.get(&format!("{path}/report.xlsx")).await.expect(200);
    assert!(workbook.header("content-disposition").contains("report.xlsx"));
    let tag = workbook.header("etag").to_owned();
    client.request("GET", &format!("{path}/report.xlsx"), &[("if-none-match", &tag)], "").await.expect(304);
    client.get(&format!("{path}/charts/nothing.svg")).await.problem(404, "not-found");

    // The labels stand beside the expenses.
    let flagged = client.get("/expenses?flagged=true").await.expect(200).json();
    assert_eq!(flagged["items"][0]["anomaly"]["kind"], "spike");
    assert_eq!(flagged["items"].as_array().unwrap().len(), 1);
    let csv = client.get("/expenses.csv").await.expect(200).text();
    assert!(csv.lines().nth(1).unwrap().ends_with(",0.9,0.01,true,2,spike,'=much"), "{csv}");

    client.delete(&path).await.expect(204);
    client.get(&path).await.problem(404, "not-found");
}

#[tokio::test]
async fn anomalies_are_filtered_paged_and_judged() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let ids = six_expenses(&client).await;
    let path = client.json("POST", "/analyses", json!({})).await.expect(202).header("location").replace("/api/v1", "");
    let (_, lease) = queue::claim(&service.db, "test", Terms::default()).await.unwrap().unwrap();
    let parts = vec![(Part::Anomalies, anomalies(&ids[0]))];
    queue::publish(&service.db, &lease, &Published { parts, ..Published::default() }).await.unwrap();

    let page = client.get(&format!("{path}/anomalies?limit=2")).await.expect(200).json();
    assert_eq!((page["matching"].as_u64(), page["findings"].as_array().unwrap().len()), (Some(3), 2));
    let next = page["next"].as_str().unwrap();
    let rest = client.get(&format!("{path}/anomalies?limit=2&cursor={next}")).await.expect(200).json();
    assert_eq!(rest["findings"][0]["rank"], 3);
    assert!(rest.get("next").is_none());
    let flagged = client.get(&format!("{path}/anomalies?flagged=true&kind=spike")).await.expect(200).json();
    assert_eq!(flagged["matching"], 1);

    let id = page["findings"][0]["id"].as_str().unwrap();
    let verdict = format!("/anomalies/{id}/feedback");
    let given = client.json("PUT", &verdict, json!({"verdict": "expected"})).await.expect(200).json();
    assert_eq!(given["merchant"], "shop");
    assert_eq!(client.get(&format!("{path}/anomalies")).await.json()["findings"][0]["verdict"], "expected");
    assert_eq!(client.get("/feedback").await.expect(200).json()["items"].as_array().unwrap().len(), 1);
    client.json("PUT", &verdict, json!({"verdict": "nonsense"})).await.problem(422, "invalid-request");
    let bob = service.register("bob@example.org").await;
    bob.json("PUT", &verdict, json!({"verdict": "expected"})).await.problem(404, "not-found");
    bob.get(&format!("{path}/anomalies")).await.problem(404, "not-found");
    bob.get(&path).await.problem(404, "not-found");
    for action in ["cancel", "retry"] {
        bob.json("POST", &format!("{path}/{action}"), json!({})).await.problem(404, "not-found");
    }
    bob.delete(&path).await.problem(404, "not-found");
    client.delete(&verdict).await.expect(204);
    client.delete(&verdict).await.problem(404, "not-found");
}

#[tokio::test]
async fn parameters_are_checked_before_anything_is_queued() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.json("POST", "/analyses", json!({})).await.problem(422, "too-few-expenses");
    six_expenses(&client).await;
    for (input, pointer) in [
        (json!({"horizon": 0}), "/horizon"),
        (json!({"horizon": 13}), "/horizon"),
        (json!({"horizon": 1000}), "/horizon"),
        (json!({"horizon": "x"}), "/horizon"),
        (json!({"false_discovery_rate": 0.9}), "/false_discovery_rate"),
        (json!({"alert_budget": 0}), "/alert_budget"),
        (json!({"seed": -1}), "/seed"),
        (json!({"from": "2026-02-01", "to": "2026-01-01"}), "/to"),
        (json!({"to": "9999-12-31"}), "/to"),
        (json!({"from": "-262143-01-01"}), "/from"),
        (json!({"from": "1900-01-01"}), "/from"),
        (json!({"contamination": 0.1}), "/contamination"),
    ] {
        let problem = client.json("POST", "/analyses", input.clone()).await.problem(422, "invalid-request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{input}");
    }
    client.json("POST", "/analyses", json!({"from": "2027-01-01"})).await.problem(422, "too-few-expenses");
    assert_eq!(client.get("/analyses").await.json()["items"], json!([]));
}

#[tokio::test]
async fn an_analysis_is_cancelled_retried_and_fails_in_words() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    six_expenses(&client).await;
    let path = client.json("POST", "/analyses", json!({})).await.expect(202).header("location").replace("/api/v1", "");
    client.json("POST", &format!("{path}/retry"), json!({})).await.problem(409, "not-now");
    let cancelled = client.json("POST", &format!("{path}/cancel"), json!({})).await.expect(202).json();
    assert_eq!(cancelled["status"], "cancelled");
    client.get(&format!("{path}/summary")).await.problem(410, "analysis-ended");
    let queued = client.json("POST", &format!("{path}/retry"), json!({})).await.expect(202).json();
    assert_eq!(queued["status"], "queued");

    let (_, lease) = queue::claim(&service.db, "test", Terms::default()).await.unwrap().unwrap();
    let running = client.json("POST", &format!("{path}/cancel"), json!({})).await.expect(202).json();
    assert_eq!(running["status"], "cancelling");
    queue::cancelled(&service.db, &lease).await.unwrap();
    client.json("POST", &format!("{path}/retry"), json!({})).await.expect(202);
    let (_, lease) = queue::claim(&service.db, "test", Terms::default()).await.unwrap().unwrap();
    let problem = outlay_entity::job::Problem::new("worker-lost", "The worker was lost", "Its worker died 3 times.");
    queue::fail(&service.db, &lease, problem).await.unwrap();
    let failed = client.get(&path).await.expect(200).json();
    assert_eq!((&failed["status"], &failed["problem"]["type"]), (&json!("failed"), &json!("/problems/worker-lost")));
    let listed = client.get("/analyses?status=failed").await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}
