//! The cache of embeddings: only texts that are new need the model.

use chrono::NaiveDate;
use outlay_analysis::report::ClusterReport;
use outlay_analysis::{Input, Ledger};
use outlay_entity::{embedding, expense};
use outlay_worker::embedder::{DIM, Embedder, MODEL_ID, cache_key, default_directory};
use outlay_worker::jobs;

use super::*;

/// Runs an analysis to its end and returns its clusters.
async fn clusters(db: &Db, worker: &Running, user_id: Uuid) -> ClusterReport {
    let row = submit(db, &worker.wake, user_id).await;
    let ended = wait(db, &row, |r| r.status.is_final()).await;
    assert_eq!(ended.status, Status::Succeeded, "{ended:?}");
    let document = result::of(user_id).document(db.orm(), row.id, Part::Clusters).await.expect("clusters");
    serde_json::from_str(&document).expect("a report")
}

/// Keys of all distinct texts of the account's ledger.
async fn keys(db: &Db, user_id: Uuid) -> Vec<String> {
    let expenses = expense::of(user_id).for_analysis(db.orm(), None, None).await.expect("expenses");
    let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("a ledger");
    ledger.texts.iter().map(|t| cache_key(t)).collect()
}

async fn spend(db: &Db, user_id: Uuid, description: &str) {
    let date = NaiveDate::from_ymd_opt(2025, 6, 5).expect("a day");
    let (category, description) = ("Garden".to_owned(), description.to_owned());
    let new = expense::New { date, minor: 4_200, category, description, ..expense::New::default() };
    expense::of(user_id).create_many(db.orm(), vec![new], None, Utc::now()).await.expect("stored");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_analysis_embeds_only_what_is_new() {
    on_both(async |db| {
        let user_id = account(db).await;
        cancel::ledger(db, user_id, 1_000).await;
        let known = keys(db, user_id).await;
        let direction = |i: usize| (0..DIM).map(|d| f32::from(u8::from(d == i % DIM))).collect::<Vec<f32>>();
        let vectors = known.iter().enumerate().map(|(i, key)| (key.clone(), direction(i))).collect();
        embedding::put_many(db.orm(), MODEL_ID, vectors).await.expect("stored");

        // A worker that has no model at all: whatever it says of clusters comes from the cache.
        let options = jobs::Options { model: "/nowhere".into(), ..jobs::Options::default() };
        let without = Running::with(db, quick(), jobs::compute(options));
        let cached = clusters(db, &without, user_id).await;
        assert_eq!((cached.texts, cached.model.as_str()), (known.len() as u64, MODEL_ID), "{:?}", cached.notes);
        spend(db, user_id, "rhododendron nursery").await;
        let new = clusters(db, &without, user_id).await;
        assert!(new.notes.iter().any(|n| n.code == "model_missing"), "one text is new: {:?}", new.notes);
        without.stop().await;

        if let Err(missing) = Embedder::open(&default_directory()) {
            eprintln!("the rest is skipped: {missing}");
            return;
        }
        let options = jobs::Options { model: default_directory(), ..jobs::Options::default() };
        let with = Running::with(db, quick(), jobs::compute(options));
        let made = clusters(db, &with, user_id).await;
        with.stop().await;
        assert_eq!(made.texts, known.len() as u64 + 1);
        let now = keys(db, user_id).await;
        let stored = embedding::get_many(db.orm(), MODEL_ID, &now).await.expect("vectors");
        assert_eq!(stored.len(), now.len(), "the new one is kept");
        for (i, key) in known.iter().enumerate() {
            assert_eq!(stored[key], direction(i), "a known vector was made again");
        }
    })
    .await;
}
