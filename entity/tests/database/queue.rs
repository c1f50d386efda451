//! The life of a job, on both databases.

use std::time::Duration;

use crate::support::{account, on_both};
use outlay_analysis::Params;
use outlay_entity::job::{Model, Payload, Problem, Status};
use outlay_entity::queue::{self, Beat, Lease, MAX_DEATHS, New, Published, Terms};
use outlay_entity::result::Part;
use outlay_entity::{Db, Error, analysis, artifact, attempt, begin, clock, job, result};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, DatabaseTransaction, EntityTrait as _, QueryFilter as _};
use serde_json::json;
use uuid::Uuid;

const SHORT: Terms = Terms { lease: Duration::from_millis(150), per_account: 2, below: None };

fn long() -> Terms {
    Terms::default()
}

async fn submit_in(tx: &DatabaseTransaction, user_id: Uuid) -> Model {
    let new = New::of(user_id, Payload::Analysis);
    analysis::submit(tx, Params::default(), new).await.unwrap().1
}

async fn submit(db: &Db, user_id: Uuid) -> Model {
    let tx = begin(db.orm()).await.unwrap();
    let row = submit_in(&tx, user_id).await;
    tx.commit().await.unwrap();
    row
}

async fn claim(db: &Db, worker: &str) -> Option<(Model, Lease)> {
    queue::claim(db, worker, long()).await.unwrap()
}

async fn get(db: &Db, row: &Model) -> Model {
    job::of(row.user_id).get(db.orm(), row.id).await.unwrap()
}

fn document() -> Published {
    Published { parts: vec![(Part::Summary, "{}".to_owned())], ..Published::default() }
}

fn problem() -> Problem {
    Problem::new("test", "Test", "It failed.")
}

#[tokio::test]
async fn a_submission_that_is_rolled_back_leaves_nothing() {
    on_both(async |db| {
        let user_id = account(db).await;
        let tx = begin(db.orm()).await.unwrap();
        submit_in(&tx, user_id).await;
        tx.rollback().await.unwrap();
        assert!(analysis::of(user_id).list(db.orm(), None, None, 10).await.unwrap().is_empty());
        assert!(claim(db, "a").await.is_none());
        let row = submit(db, user_id).await;
        let (asked, job) = analysis::of(user_id).get(db.orm(), row.id).await.unwrap();
        assert_eq!((asked.params.0, job.id), (Params::default(), row.id));
    })
    .await;
}

#[tokio::test]
async fn of_many_workers_one_claims() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        let (a, b, c, d) = tokio::join!(claim(db, "a"), claim(db, "b"), claim(db, "c"), claim(db, "d"));
        let claimed: Vec<_> = [a, b, c, d].into_iter().flatten().collect();
        assert_eq!(claimed.len(), 1);
        let (running, lease) = &claimed[0];
        assert_eq!((running.id, running.status, running.attempt), (row.id, Status::Running, 1));
        assert_eq!(running.payload().unwrap(), Payload::Analysis);
        let held = queue::renew(db, lease, long().lease, None, true).await.unwrap();
        assert_eq!(held, Beat::Held { cancel: false });
        let ended = queue::publish(db, lease, &document()).await.unwrap();
        assert_eq!((ended.status, ended.progress, &ended.lease_owner), (Status::Succeeded, 1.0, &None));
        assert_eq!(result::of(row.user_id).parts(db.orm(), row.id).await.unwrap(), [Part::Summary]);
        let history = attempt::list(db.orm(), &ended).await.unwrap();
        assert_eq!(history[0].outcome.as_deref(), Some("succeeded"));
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_lost_its_lease_changes_nothing() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        let (_, zombie) = queue::claim(db, "zombie", SHORT).await.unwrap().expect("claimed");
        tokio::time::sleep(SHORT.lease + Duration::from_millis(50)).await;
        let (again, lease) = claim(db, "heir").await.expect("taken over");
        assert_eq!((again.id, again.attempt, again.deaths, again.max_attempts), (row.id, 2, 1, 4));

        assert_eq!(queue::renew(db, &zombie, long().lease, None, true).await.unwrap(), Beat::Lost);
        assert_eq!(queue::look(db, &zombie).await.unwrap(), Beat::Lost);
        let part = queue::store_part(db, &zombie, Part::Drift, "{}").await;
        assert!(matches!(part, Err(Error::LeaseLost)), "{part:?}");
        assert!(matches!(queue::publish(db, &zombie, &document()).await, Err(Error::LeaseLost)));
        assert!(matches!(queue::fail(db, &zombie, problem()).await, Err(Error::LeaseLost)));
        assert!(matches!(queue::retry(db, &zombie, Duration::ZERO, problem()).await, Err(Error::LeaseLost)));
        assert!(matches!(queue::hand_back(db, &zombie).await, Err(Error::LeaseLost)));
        assert!(result::of(row.user_id).parts(db.orm(), row.id).await.unwrap().is_empty());
        assert_eq!(get(db, &row).await.status, Status::Running);

        queue::publish(db, &lease, &document()).await.unwrap();
        assert!(matches!(queue::publish(db, &lease, &document()).await, Err(Error::LeaseLost)), "published once");
        let outcomes: Vec<_> = attempt::list(db.orm(), &row).await.unwrap().into_iter().map(|a| a.outcome).collect();
        assert_eq!(outcomes, [Some("lost".to_owned()), Some("succeeded".to_owned())]);
    })
    .await;
}

#[tokio::test]
async fn a_renewed_lease_holds_beyond_its_first_end() {
    on_both(async |db| {
        submit(db, account(db).await).await;
        let (_, lease) = queue::claim(db, "a", SHORT).await.unwrap().expect("claimed");
        let report =
            queue::Report { stage: "drift".into(), progress: 0.5, message: "half".into(), remaining: Some(3.0) };
        queue::renew(db, &lease, Duration::from_secs(20), Some(&report), true).await.unwrap();
        tokio::time::sleep(SHORT.lease + Duration::from_millis(50)).await;
        assert!(claim(db, "b").await.is_none());
        let row = job::of(lease.user_id).get(db.orm(), lease.job_id).await.unwrap();
        assert_eq!((row.stage.as_str(), row.progress, row.message.as_str()), ("drift", 0.5, "half"));
    })
    .await;
}

#[tokio::test]
async fn queued_ones_are_cancelled_at_once_and_running_ones_when_they_stop() {
    on_both(async |db| {
        let user_id = account(db).await;
        let cancel = async |id, now| queue::cancel(db.orm(), user_id, id, now).await;
        let now = clock::read(db.orm()).await.unwrap();
        let queued = submit(db, user_id).await;
        assert_eq!(cancel(queued.id, now).await.unwrap().status, Status::Cancelled);
        assert!(claim(db, "a").await.is_none());

        let running = submit(db, user_id).await;
        let (_, lease) = claim(db, "a").await.expect("claimed");
        assert_eq!(cancel(running.id, now).await.unwrap().status, Status::Cancelling);
        assert_eq!(cancel(running.id, now).await.unwrap().status, Status::Cancelling, "again");
        assert_eq!(queue::look(db, &lease).await.unwrap(), Beat::Held { cancel: true });
        let late = queue::publish(db, &lease, &document()).await.unwrap();
        assert_eq!(late.status, Status::Cancelled, "what was asked for counts, though it was nearly done");
        assert!(result::of(user_id).parts(db.orm(), running.id).await.unwrap().is_empty());

        let done = submit(db, user_id).await;
        let (_, lease) = claim(db, "a").await.expect("claimed");
        queue::publish(db, &lease, &document()).await.unwrap();
        assert!(matches!(cancel(done.id, now).await, Err(Error::Refused(_))));
    })
    .await;
}

#[tokio::test]
async fn a_failure_comes_back_later_and_at_last_fails() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        for number in 1..=2 {
            let (_, lease) = claim(db, "a").await.expect("claimed");
            assert_eq!(lease.attempt, number);
            let waiting = queue::retry(db, &lease, Duration::from_millis(300), problem()).await.unwrap();
            assert_eq!((waiting.status, waiting.problem), (Status::Queued, None));
            assert!(claim(db, "a").await.is_none(), "not before its time");
            tokio::time::sleep(Duration::from_millis(350)).await;
        }
        let (_, lease) = claim(db, "a").await.expect("claimed");
        let failed = queue::retry(db, &lease, Duration::ZERO, problem()).await.unwrap();
        assert_eq!((failed.status, failed.problem), (Status::Failed, Some(problem())));
        assert!(claim(db, "a").await.is_none());

        let tx = begin(db.orm()).await.unwrap();
        let again = queue::again(&tx, row.user_id, row.id, Some(7)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((again.status, again.problem, again.memory_bytes), (Status::Queued, None, 7));
        assert_eq!(claim(db, "a").await.expect("claimed").1.attempt, 4, "the fencing token never goes back");
    })
    .await;
}

#[tokio::test]
async fn a_hand_back_does_not_count() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        for _ in 0..5 {
            let (_, lease) = claim(db, "a").await.expect("claimed");
            let back = queue::hand_back(db, &lease).await.unwrap();
            assert_eq!((back.status, back.max_attempts - back.attempt), (Status::Queued, 3));
        }
        assert_eq!(get(db, &row).await.deaths, 0);
    })
    .await;
}

#[tokio::test]
async fn a_job_that_kills_its_workers_is_given_up() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        for _ in 0..MAX_DEATHS {
            queue::claim(db, "mortal", SHORT).await.unwrap().expect("claimed");
            tokio::time::sleep(SHORT.lease + Duration::from_millis(50)).await;
            assert_eq!(queue::sweep(db).await.unwrap(), Some(1));
        }
        let lost = get(db, &row).await;
        assert_eq!((lost.status, lost.deaths), (Status::Failed, MAX_DEATHS));
        assert_eq!(lost.problem.expect("a problem").kind, "/problems/worker-lost");
        assert!(claim(db, "a").await.is_none());
    })
    .await;
}

/// Writes what a release of tomorrow could have written.
async fn from_tomorrow(db: &Db, row: &Model, kind: &str, payload: serde_json::Value) {
    let update = job::Entity::update_many()
        .col_expr(job::Column::Kind, Expr::value(kind))
        .col_expr(job::Column::Payload, Expr::value(payload))
        .filter(job::Column::Id.eq(row.id));
    update.exec(db.orm()).await.unwrap();
}

#[tokio::test]
async fn what_a_newer_release_wrote_stops_no_older_worker() {
    on_both(async |db| {
        let me = account(db).await;
        let unknown = submit(db, me).await;
        from_tomorrow(db, &unknown, "audit", json!({"kind": "audit", "since": "2030"})).await;
        let known = submit(db, me).await;
        from_tomorrow(db, &known, "analysis", json!({"kind": "analysis", "colour": "red"})).await;
        let params = Expr::value(json!({"horizon": 5, "colour": "red", "muted_kinds": ["of_tomorrow", "spike"]}));
        let update = analysis::Entity::update_many().col_expr(analysis::Column::Params, params);
        update.filter(analysis::Column::Id.eq(known.id)).exec(db.orm()).await.unwrap();

        let (claimed, lease) = queue::claim(db, "a", SHORT).await.unwrap().expect("the one that is known");
        assert_eq!((claimed.id, claimed.payload().unwrap()), (known.id, Payload::Analysis));
        let (asked, _) = analysis::of(me).get(db.orm(), known.id).await.unwrap();
        assert_eq!((asked.params.0.horizon, asked.params.0.muted_kinds.len()), (5, 1), "what is known is kept");
        assert!(claim(db, "b").await.is_none(), "the other one waits for a worker that knows it");

        // It is run by a newer worker, which dies: whoever comes takes the lease back.
        let running = job::Entity::update_many()
            .col_expr(job::Column::Status, Expr::value(Status::Running))
            .col_expr(job::Column::LeaseUntil, Expr::value(clock::read(db.orm()).await.unwrap()))
            .filter(job::Column::Id.eq(unknown.id));
        running.exec(db.orm()).await.unwrap();
        queue::publish(db, &lease, &document()).await.unwrap();
        assert_eq!(queue::sweep(db).await.unwrap(), Some(1));
        assert_eq!(get(db, &unknown).await.status, Status::Queued);
        assert!(get(db, &unknown).await.payload().is_err(), "known to be unknown");
        assert_eq!(
            job::list(db.orm(), &job::Filter::default(), 10).await.unwrap().len(),
            1,
            "lists have what is known"
        );
        assert_eq!(job::depth(db.orm()).await.unwrap().len(), 0);
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_one_account_delays_others_by_one_job() {
    on_both(async |db| {
        let (flood, other) = (account(db).await, account(db).await);
        for _ in 0..6 {
            submit(db, flood).await;
        }
        let (_, first) = claim(db, "a").await.expect("claimed");
        assert_eq!(first.user_id, flood);
        submit(db, other).await;
        submit(db, other).await;
        queue::publish(db, &first, &document()).await.unwrap();
        let mut order = Vec::new();
        for _ in 0..4 {
            let (row, lease) = claim(db, "a").await.expect("claimed");
            order.push(row.user_id == other);
            queue::publish(db, &lease, &document()).await.unwrap();
        }
        assert_eq!(order.iter().filter(|o| **o).count(), 2, "{order:?}");
        assert!(order[..2].contains(&true), "{order:?}");
    })
    .await;
}

#[tokio::test]
async fn an_account_runs_no_more_than_its_share() {
    on_both(async |db| {
        let (greedy, other) = (account(db).await, account(db).await);
        for _ in 0..4 {
            submit(db, greedy).await;
        }
        submit(db, other).await;
        let (a, b, c, d) = tokio::join!(claim(db, "a"), claim(db, "b"), claim(db, "c"), claim(db, "d"));
        let claimed: Vec<_> = [a, b, c, d].into_iter().flatten().collect();
        assert_eq!(claimed.iter().filter(|(row, _)| row.user_id == greedy).count(), 2);
        assert_eq!(claimed.len(), 3);
        queue::publish(db, &claimed.iter().find(|(r, _)| r.user_id == greedy).unwrap().1, &document()).await.unwrap();
        assert_eq!(claim(db, "a").await.expect("a place is free").0.user_id, greedy);
    })
    .await;
}

#[tokio::test]
async fn files_are_published_with_their_hash() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        let (_, lease) = claim(db, "a").await.expect("claimed");
        let file =
            |name: &str| artifact::New { name: name.into(), media_type: "text/csv".into(), bytes: b"abc".to_vec() };
        let published = Published { artifacts: vec![file("transactions.csv"), file("charts/a.svg")], ..document() };
        queue::publish(db, &lease, &published).await.unwrap();
        let stored = artifact::of(row.user_id).get(db.orm(), row.id, "charts/a.svg").await.unwrap();
        assert_eq!(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let names: Vec<_> = artifact::of(row.user_id).list(db.orm(), row.id).await.unwrap();
        assert_eq!(names.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["charts/a.svg", "transactions.csv"]);
        let other = account(db).await;
        assert!(matches!(artifact::of(other).get(db.orm(), row.id, "charts/a.svg").await, Err(Error::NotFound(_))));
    })
    .await;
}
