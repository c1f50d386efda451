//! One account's whole journey over HTTP, the same on SQLite and on PostgreSQL.

use std::time::Duration;

use outlay_testkit::Database;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::sample;
use crate::server::{Account, Server, analyze_file};

const PATIENCE: Duration = Duration::from_secs(120);

/// From registration to the workbook, checked against `outlay analyze` of the same rows.
async fn journey(database: &str) {
    let server = Server::start(database, &[]).await;
    let account = Account::register(&server, "one@example.org").await;
    let rows = sample::rows(15, 3);
    let csv = sample::csv(&rows);
    assert_eq!(account.upload(csv.clone()).await.status(), StatusCode::CREATED);
    let listed = account.get_json("/expenses?limit=5&category=Rent").await;
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(5));
    assert!(listed["next"].is_string());

    let id = account.submit(&json!({})).await;
    let ended = account.wait(&id, PATIENCE).await;
    assert_eq!(ended["status"], "succeeded", "{ended}");
    assert!(ended["parts"].as_array().is_some_and(|parts| parts.iter().all(|p| p["ready"] == true)));

    let (_dir, files) = analyze_file(&csv);
    let whole: Value =
        serde_json::from_slice(&std::fs::read(files.join("result.json")).expect("a file")).expect("JSON");
    for part in ["summary", "recurring", "forecasts", "drift"] {
        let mut served = account.get_json(&format!("/analyses/{id}/{part}")).await;
        let mut expected = whole[part].clone();
        // Which models were reused depends on what ran before, not on the expenses.
        for document in [&mut served, &mut expected] {
            document.as_object_mut().expect("an object").remove("models");
        }
        assert_eq!(served, expected, "{part} differs from `outlay analyze`");
    }
    let served = account.get_bytes(&format!("/analyses/{id}/transactions.csv")).await;
    let expected = std::fs::read(files.join("transactions.csv")).expect("a file");
    assert!(served == expected, "transactions.csv differs from `outlay analyze`");

    let anomalies = account.get_json(&format!("/analyses/{id}/anomalies?limit=3")).await;
    assert!(anomalies["findings"][0]["reasons"][0]["text"].as_str().is_some_and(|text| !text.is_empty()));
    assert!(account.get_bytes(&format!("/analyses/{id}/report.xlsx")).await.starts_with(b"PK"));
    let charts = account.get_json(&format!("/analyses/{id}/charts")).await;
    let name = charts["items"][0]["name"].as_str().expect("a chart").to_owned();
    assert!(account.get_bytes(&format!("/analyses/{id}/charts/{name}.png")).await.starts_with(b"\x89PNG"));
    let labelled = String::from_utf8(account.get_bytes("/expenses.csv").await).expect("UTF-8");
    assert!(labelled.lines().next().is_some_and(|header| header.contains("flagged") && header.contains("reason")));
    assert_eq!(labelled.lines().count(), rows.len() + 1);

    let other = Account::register(&server, "two@example.org").await;
    for path in ["", "/anomalies", "/report.xlsx", "/summary"] {
        assert_eq!(other.get(&format!("/analyses/{id}{path}")).await.status(), StatusCode::NOT_FOUND, "{path}");
    }

    // Nothing changed, so the second run loads what the first one learned.
    let again = account.submit(&json!({})).await;
    assert_eq!(account.wait(&again, PATIENCE).await["status"], "succeeded");
    let models = account.get_json(&format!("/analyses/{again}/summary")).await["models"].clone();
    let models = models.as_array().expect("a list");
    assert!(!models.is_empty() && models.iter().all(|m| m["reused"] == true), "{models:?}");
    let served = account.get_bytes(&format!("/analyses/{again}/transactions.csv")).await;
    assert!(served == expected, "a run with stored models differs from the run that trained them");
}

#[tokio::test]
async fn journey_on_sqlite() {
    let database = Database::sqlite();
    journey(&database.url).await;
}

#[tokio::test]
async fn journey_on_postgresql() {
    let database = Database::postgres().await;
    journey(&database.url).await;
}

#[tokio::test]
async fn odd_ledgers_succeed_and_say_what_could_not_be_computed() {
    let database = Database::sqlite();
    let server = Server::start(&database.url, &[]).await;
    let line = |i: u32, amount: &str, category: &str| format!("2025-03-{:02},{amount},{category},Shop\n", i % 28 + 1);
    let header = "date,amount,category,description\n";
    let long = "x".repeat(100);
    let cases = [
        ("all equal", (0..8).map(|i| line(i, "5.00", "Food")).collect::<String>()),
        (
            "extremes",
            ["0.01", "9999999.99", "-12.00", "0.00", "3.10", "4.20"].iter().map(|a| line(1, a, "a/b")).collect(),
        ),
        ("names", ["..", "🍕 & co", "=1+1", &long, ""].iter().map(|c| line(2, "7.50", c)).collect()),
        ("gap", (0..3).flat_map(|_| [line(1, "4.00", "A"), "2021-01-31,4.00,A,Shop\n".to_owned()]).collect()),
    ];
    for (name, rows) in cases {
        let account = Account::register(&server, &format!("{}@example.org", name.replace(' ', "-"))).await;
        let answer = account.upload(format!("{header}{rows}")).await;
        assert_eq!(answer.status(), StatusCode::CREATED, "{name}: {}", answer.text().await.unwrap_or_default());
        account.put("/budgets", &json!({"category": "Food", "amount": "0.00"})).await;
        let id = account.submit(&json!({})).await;
        let ended = account.wait(&id, PATIENCE).await;
        assert_eq!(ended["status"], "succeeded", "{name}: {ended}");
        let forecasts = account.get_json(&format!("/analyses/{id}/forecasts")).await;
        assert!(forecasts["notes"].as_array().is_some_and(|notes| !notes.is_empty()), "{name} says nothing");
    }
}
