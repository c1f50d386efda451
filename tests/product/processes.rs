//! Several processes on PostgreSQL: every accepted analysis ends, once, whoever is killed.

use std::collections::BTreeMap;
use std::time::Duration;

use outlay_testkit::Database;
use reqwest::StatusCode;
use serde_json::json;

use crate::sample;
use crate::server::{Account, Process, Server, analyze_file};

/// 20 analyses of 5 accounts, two workers, one of them killed in the middle.
#[tokio::test]
async fn a_killed_worker_loses_nothing() {
    let database = Database::postgres().await;
    let server = Server::start(&database.url, &["--no-worker"]).await;
    let mut submitted = Vec::new();
    let mut files = BTreeMap::new();
    for person in 0..5u64 {
        let account = Account::register(&server, &format!("p{person}@example.org")).await;
        let csv = sample::csv(&sample::rows(8, person));
        assert_eq!(account.upload(csv.clone()).await.status(), StatusCode::CREATED);
        files.insert(person, csv);
        submitted.push((person, account));
    }
    let mut ids = Vec::new();
    for _ in 0..4 {
        for (person, account) in &submitted {
            ids.push((*person, account, account.submit(&json!({})).await));
        }
    }

    let mut doomed = Process::worker(&database.url);
    let _survivor = Process::worker(&database.url);
    // Kill it while it is at work: as soon as a quarter of the analyses has ended.
    let (_, first, id) = &ids[4];
    first.wait(id, Duration::from_secs(120)).await;
    doomed.kill();

    let expected: BTreeMap<u64, Vec<u8>> = files
        .iter()
        .map(|(person, csv)| {
            let (_dir, out) = analyze_file(csv);
            (*person, std::fs::read(out.join("transactions.csv")).expect("a file"))
        })
        .collect();
    for (person, account, id) in &ids {
        let ended = account.wait(id, Duration::from_secs(240)).await;
        assert_eq!(ended["status"], "succeeded", "{ended}");
        let served = account.get_bytes(&format!("/analyses/{id}/transactions.csv")).await;
        assert!(&served == expected.get(person).expect("a person"), "{id} differs from `outlay analyze`");
    }

    let pool = sqlx::PgPool::connect(&database.url).await.expect("a connection");
    let count = async |sql: &'static str| -> i64 { sqlx::query_scalar(sql).fetch_one(&pool).await.expect("a count") };
    assert_eq!(count("SELECT count(*) FROM job WHERE status = 'succeeded'").await, 20);
    assert_eq!(count("SELECT count(*) FROM job WHERE status <> 'succeeded'").await, 0);
    assert_eq!(count("SELECT count(*) FROM result WHERE part = 'report'").await, 20);
    assert_eq!(count("SELECT count(*) FROM artifact WHERE name = 'report.xlsx'").await, 20);
}
