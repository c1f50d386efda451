//! What jobs of all kinds share beyond their life: parts kept across attempts, priorities, limits, retention, webhooks.

use std::time::Duration;

use chrono::Utc;
use outlay_analysis::Params;
use outlay_entity::job::{self, Kind, Model, Payload, Status};
use outlay_entity::queue::{self, Lease, New, Published, Terms};
use outlay_entity::result::Part;
use outlay_entity::retention::{self, Policy};
use outlay_entity::webhook_delivery::{self, Tried};
use outlay_entity::{Db, Error, analysis, artifact, begin, checkpoint, clock, job_tally, result, webhook};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::support::{account, on_both};

async fn submit(db: &Db, new: New) -> Model {
    let tx = begin(db.orm()).await.unwrap();
    let row = match new.payload {
        Payload::Analysis => analysis::submit(&tx, Params::default(), new).await.unwrap().1,
        _ => queue::submit(&tx, new).await.unwrap(),
    };
    tx.commit().await.unwrap();
    row
}

async fn claim(db: &Db) -> (Model, Lease) {
    queue::claim(db, "a", Terms::default()).await.unwrap().expect("claimed")
}

fn new(user_id: Uuid) -> New {
    New::of(user_id, Payload::Analysis)
}

#[tokio::test]
async fn a_later_attempt_finds_the_parts_of_an_earlier_one_unless_the_input_changed() {
    on_both(async |db| {
        let row = submit(db, new(account(db).await)).await;
        let (_, first) = claim(db).await;
        assert!(queue::resume(db, &first, "hash").await.unwrap().parts.is_empty());
        queue::store_part(db, &first, Part::Drift, "{\"a\":1}").await.unwrap();
        queue::keep_checkpoint(db, &first, "anomalies.checkpoint", "{}".into()).await.unwrap();
        queue::keep_checkpoint(db, &first, "anomalies.checkpoint", "{\"b\":2}".into()).await.unwrap();
        queue::hand_back(db, &first).await.unwrap();

        let (_, second) = claim(db).await;
        let kept = queue::resume(db, &second, "hash").await.unwrap();
        assert_eq!(kept.parts[&Part::Drift], "{\"a\":1}");
        assert_eq!(kept.checkpoints["anomalies.checkpoint"], "{\"b\":2}");
        assert!(matches!(queue::resume(db, &first, "hash").await, Err(Error::LeaseLost)), "a zombie learns nothing");
        assert!(matches!(queue::keep_checkpoint(db, &first, "x", String::new()).await, Err(Error::LeaseLost)));

        let changed = queue::resume(db, &second, "another").await.unwrap();
        assert_eq!(changed, queue::Kept::default(), "parts of one result must agree");
        assert!(result::of(row.user_id).parts(db.orm(), row.id).await.unwrap().is_empty());

        queue::keep_checkpoint(db, &second, "x", "{}".into()).await.unwrap();
        queue::publish(db, &second, &Published::default()).await.unwrap();
        assert_eq!(checkpoint::Entity::find().count(db.orm()).await.unwrap(), 0, "gone with the end of the job");
    })
    .await;
}

#[tokio::test]
async fn within_an_account_the_highest_priority_goes_first_and_heavy_jobs_can_be_left_out() {
    on_both(async |db| {
        let me = account(db).await;
        let low = submit(db, New { priority: -1, ..new(me) }).await;
        let high = submit(db, New { priority: 5, memory_bytes: 1_000, ..new(me) }).await;
        let light = Terms { below: Some(1_000), ..Terms::default() };
        let (claimed, lease) = queue::claim(db, "a", light).await.unwrap().expect("claimed");
        assert_eq!(claimed.id, low.id, "the other one is too heavy");
        assert!(queue::claim(db, "a", light).await.unwrap().is_none());
        queue::hand_back(db, &lease).await.unwrap();
        assert_eq!(claim(db).await.0.id, high.id);
    })
    .await;
}

#[tokio::test]
async fn an_account_has_so_many_jobs_waiting_however_many_submit_at_once() {
    on_both(async |db| {
        let (me, other) = (account(db).await, account(db).await);
        let one = async || {
            let tx = begin(db.orm()).await.unwrap();
            queue::admit(&tx, me, 3).await?;
            queue::submit(&tx, new(me)).await?;
            tx.commit().await?;
            Ok::<_, Error>(())
        };
        let (a, b, c, d, e) = tokio::join!(one(), one(), one(), one(), one());
        let refused =
            [a, b, c, d, e].into_iter().filter(|r| matches!(r, Err(Error::QueueFull { limit: 3, .. }))).count();
        assert_eq!(refused, 2);
        queue::admit(db.orm(), other, 3).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_key_is_used_once_by_an_account() {
    on_both(async |db| {
        let (me, other) = (account(db).await, account(db).await);
        let keyed = |user_id| New { dedup_key: Some("tick".into()), ..new(user_id) };
        assert!(queue::submit_once(db.orm(), keyed(me)).await.unwrap().is_some());
        assert!(queue::submit_once(db.orm(), keyed(me)).await.unwrap().is_none());
        assert!(matches!(queue::submit(db.orm(), keyed(me)).await, Err(Error::Taken(_))));
        assert!(queue::submit_once(db.orm(), keyed(other)).await.unwrap().is_some());
    })
    .await;
}

/// Ends a job `days` ago.
async fn ended(db: &Db, payload: Payload, user_id: Uuid, days: u64) -> Model {
    let row = submit(db, New::of(user_id, payload)).await;
    let (claimed, lease) = claim(db).await;
    assert_eq!(claimed.id, row.id);
    let file = artifact::New { name: "f".into(), media_type: "text/csv".into(), bytes: vec![1] };
    queue::publish(db, &lease, &Published { artifacts: vec![file], ..Published::default() }).await.unwrap();
    let at = clock::read(db.orm()).await.unwrap() - Duration::from_secs(days * 24 * 3600 + 60);
    let age = job::Entity::update_many().col_expr(job::Column::FinishedAt, Expr::value(at));
    age.filter(job::Column::Id.eq(row.id)).exec(db.orm()).await.unwrap();
    row
}

#[tokio::test]
async fn old_jobs_go_with_their_files_but_the_newest_stay() {
    on_both(async |db| {
        let (me, other) = (account(db).await, account(db).await);
        let policy = Policy { at_least: 2, ..Policy::default() };
        for days in [400, 300, 200, 100, 1] {
            ended(db, Payload::Analysis, me, days).await;
        }
        ended(db, Payload::AccountExport, me, 8).await;
        let fresh = ended(db, Payload::AccountExport, me, 1).await;
        ended(db, Payload::Analysis, other, 400).await;
        assert_eq!(retention::accounts(db.orm(), policy, 10).await.unwrap(), [me], "the other one has too few");

        submit(db, New::of(me, Payload::Retention)).await;
        let (_, lease) = claim(db).await;
        let besides = Some(queue::Besides::Prune(policy));
        queue::publish(db, &lease, &Published { besides, ..Published::default() }).await.unwrap();

        let left = job::list(db.orm(), &job::Filter { user_id: Some(me), ..Default::default() }, 10).await.unwrap();
        let analyses = left.iter().filter(|row| row.kind == Kind::Analysis.name()).count();
        assert_eq!(analyses, 2, "of 100 days and of yesterday");
        assert!(left.iter().any(|row| row.id == fresh.id));
        assert_eq!(left.len(), 4, "with the retention job itself");
        assert_eq!(artifact::Entity::find().count(db.orm()).await.unwrap(), 4, "and one of the other account");
        assert!(retention::accounts(db.orm(), policy, 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn an_account_is_deleted_with_everything_and_the_job_is_counted() {
    on_both(async |db| {
        let me = account(db).await;
        submit(db, New::of(me, Payload::AccountDeletion)).await;
        let (_, lease) = claim(db).await;
        let besides = Some(queue::Besides::DeleteAccount);
        let ended = queue::publish(db, &lease, &Published { besides, ..Published::default() }).await.unwrap();
        assert_eq!(ended.status, Status::Succeeded);
        assert!(matches!(outlay_entity::user::get(db.orm(), me).await, Err(Error::NotFound(_))));
        assert!(matches!(job::of_anybody(db.orm(), ended.id).await, Err(Error::NotFound(_))));
        let tally = job_tally::all(db.orm()).await.unwrap();
        let counted: Vec<_> = tally.iter().map(|t| (t.kind.as_str(), t.outcome, t.jobs)).collect();
        assert_eq!(counted, [(Kind::AccountDeletion.name(), Status::Succeeded, 1)]);
    })
    .await;
}

#[tokio::test]
async fn the_end_of_a_job_is_announced_once_and_tried_until_it_arrives() {
    on_both(async |db| {
        let me = account(db).await;
        let hook = webhook::of(me).create(db.orm(), "https://example.org".into(), "whsec_AAAA".into()).await.unwrap();
        let take = async || webhook_delivery::take(db, 10, Duration::from_secs(60), &[]).await.unwrap();
        submit(db, new(me)).await;
        let (job, lease) = claim(db).await;
        assert!(take().await.is_empty(), "nothing has ended");
        queue::publish(db, &lease, &Published::default()).await.unwrap();

        let taken = take().await;
        assert_eq!(taken.len(), 1);
        assert!(take().await.is_empty(), "it is with somebody");
        let (message, to) = &taken[0];
        assert_eq!((to.id, message.event.as_str(), message.attempt), (hook.id, "analysis.succeeded", 1));
        let payload: serde_json::Value = serde_json::from_str(&message.payload).unwrap();
        assert_eq!(payload["data"]["id"], job.id.to_string());

        webhook_delivery::tried(db, message, Tried::Later(Some(503), "busy".into()), 0.5).await.unwrap();
        assert!(take().await.is_empty(), "not at once");
        let listed = webhook_delivery::of(me).list(db.orm(), hook.id, 10).await.unwrap();
        assert!(listed[0].ended_at.is_none() && listed[0].next_attempt_at > Utc::now());
        let late = webhook_delivery::Model { expires_at: Utc::now(), ..message.clone() };
        webhook_delivery::tried(db, &late, Tried::Later(None, "away".into()), 0.5).await.unwrap();
        let listed = webhook_delivery::of(me).list(db.orm(), hook.id, 10).await.unwrap();
        assert!(listed[0].ended_at.is_some() && !listed[0].delivered, "after two days it is given up");

        // 410 ends the webhook and what waits for it.
        for _ in 0..2 {
            let row = submit(db, new(me)).await;
            queue::cancel(db.orm(), me, row.id, Utc::now()).await.unwrap();
        }
        let taken = take().await;
        assert_eq!(taken.len(), 1, "one after the other");
        webhook_delivery::tried(db, &taken[0].0, Tried::Gone, 0.5).await.unwrap();
        let hook = webhook::of(me).get(db.orm(), hook.id).await.unwrap();
        assert!(hook.disabled_reason.is_some_and(|why| why.contains("410")));
        let listed = webhook_delivery::of(me).list(db.orm(), hook.id, 10).await.unwrap();
        assert!(listed.iter().all(|row| row.ended_at.is_some()));
        let row = submit(db, new(me)).await;
        queue::cancel(db.orm(), me, row.id, Utc::now()).await.unwrap();
        assert!(take().await.is_empty(), "nothing is sent to it any more");
    })
    .await;
}
