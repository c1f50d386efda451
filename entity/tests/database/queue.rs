//! The life of a job, on both databases.

use std::time::Duration;

use crate::support::{account, on_both};
use outlay_analysis::Params;
use outlay_entity::analysis::{Model, Problem, Status};
use outlay_entity::queue::{self, Beat, Hint, Lease, MAX_DEATHS, Published, Terms};
use outlay_entity::result::Part;
use outlay_entity::{Db, Error, Pool, analysis, artifact, attempt, begin, clock, result};
use uuid::Uuid;

const SHORT: Terms = Terms { lease: Duration::from_millis(150), per_account: 2, below: None };

fn long() -> Terms {
    Terms::default()
}

async fn submit(db: &Db, user_id: Uuid) -> Model {
    let tx = begin(db.orm()).await.unwrap();
    let row = queue::submit(&tx, queue::New::analysis(user_id, Params::default())).await.unwrap();
    tx.commit().await.unwrap();
    row
}

async fn claim(db: &Db, worker: &str) -> Option<(Model, Lease)> {
    queue::claim(db, worker, long(), Hint::Ring).await.unwrap()
}

async fn rings(db: &Db) -> i64 {
    let count = |table: &str| format!("SELECT count(*) FROM {table} WHERE status = 'Pending'");
    match db.pool() {
        Pool::Sqlite(pool) => sqlx::query_scalar(sqlx::AssertSqlSafe(count("Jobs"))).fetch_one(pool).await.unwrap(),
        Pool::Postgres(pool) => {
            sqlx::query_scalar(sqlx::AssertSqlSafe(count("apalis.jobs"))).fetch_one(pool).await.unwrap()
        }
    }
}

async fn forget_rings(db: &Db) {
    match db.pool() {
        Pool::Sqlite(pool) => drop(sqlx::query("DELETE FROM Jobs").execute(pool).await.unwrap()),
        Pool::Postgres(pool) => drop(sqlx::query("DELETE FROM apalis.jobs").execute(pool).await.unwrap()),
    }
}

async fn get(db: &Db, row: &Model) -> Model {
    analysis::of(row.user_id).get(db.orm(), row.id).await.unwrap()
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
        queue::submit(&tx, queue::New::analysis(user_id, Params::default())).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(analysis::of(user_id).list(db.orm(), None, None, 10).await.unwrap().is_empty());
        assert_eq!(rings(db).await, 0);
        submit(db, user_id).await;
        assert_eq!(rings(db).await, 1);
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
        assert_eq!(running.params.0, Params::default());
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
        let (_, zombie) = queue::claim(db, "zombie", SHORT, Hint::Ring).await.unwrap().expect("claimed");
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
        let (_, lease) = queue::claim(db, "a", SHORT, Hint::Ring).await.unwrap().expect("claimed");
        let report =
            queue::Report { stage: "drift".into(), progress: 0.5, message: "half".into(), remaining: Some(3.0) };
        queue::renew(db, &lease, Duration::from_secs(20), Some(&report), true).await.unwrap();
        tokio::time::sleep(SHORT.lease + Duration::from_millis(50)).await;
        assert!(claim(db, "b").await.is_none());
        let row = analysis::of(lease.user_id).get(db.orm(), lease.analysis_id).await.unwrap();
        assert_eq!((row.stage.as_str(), row.progress, row.message.as_str()), ("drift", 0.5, "half"));
    })
    .await;
}

#[tokio::test]
async fn queued_ones_are_cancelled_at_once_and_running_ones_when_they_stop() {
    on_both(async |db| {
        let user_id = account(db).await;
        let mine = analysis::of(user_id);
        let now = clock::read(db.orm()).await.unwrap();
        let queued = submit(db, user_id).await;
        assert_eq!(mine.cancel(db.orm(), queued.id, now).await.unwrap().status, Status::Cancelled);
        assert!(claim(db, "a").await.is_none());

        let running = submit(db, user_id).await;
        let (_, lease) = claim(db, "a").await.expect("claimed");
        assert_eq!(mine.cancel(db.orm(), running.id, now).await.unwrap().status, Status::Cancelling);
        assert_eq!(mine.cancel(db.orm(), running.id, now).await.unwrap().status, Status::Cancelling, "again");
        assert_eq!(queue::look(db, &lease).await.unwrap(), Beat::Held { cancel: true });
        let late = queue::publish(db, &lease, &document()).await.unwrap();
        assert_eq!(late.status, Status::Cancelled, "what was asked for counts, though it was nearly done");
        assert!(result::of(user_id).parts(db.orm(), running.id).await.unwrap().is_empty());

        let done = submit(db, user_id).await;
        let (_, lease) = claim(db, "a").await.expect("claimed");
        queue::publish(db, &lease, &document()).await.unwrap();
        assert!(matches!(mine.cancel(db.orm(), done.id, now).await, Err(Error::Refused(_))));
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
        let again = queue::again(&tx, row.user_id, row.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((again.status, again.problem), (Status::Queued, None));
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
        assert_eq!(rings(db).await, 6);
    })
    .await;
}

#[tokio::test]
async fn an_analysis_that_kills_its_workers_is_given_up() {
    on_both(async |db| {
        let row = submit(db, account(db).await).await;
        for _ in 0..MAX_DEATHS {
            queue::claim(db, "mortal", SHORT, Hint::Ring).await.unwrap().expect("claimed");
            tokio::time::sleep(SHORT.lease + Duration::from_millis(50)).await;
            queue::sweep(db, SHORT).await.unwrap().expect("won");
        }
        let lost = get(db, &row).await;
        assert_eq!((lost.status, lost.deaths), (Status::Failed, MAX_DEATHS));
        assert_eq!(lost.problem.expect("a problem").kind, "/problems/worker-lost");
        assert!(claim(db, "a").await.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_sweep_rings_for_what_nobody_rang_for() {
    on_both(async |db| {
        let user_id = account(db).await;
        for _ in 0..3 {
            submit(db, user_id).await;
        }
        assert_eq!(queue::sweep(db, long()).await.unwrap().expect("won").stranded, 0, "all are rung for");
        forget_rings(db).await;
        assert_eq!(queue::sweep(db, long()).await.unwrap().expect("won").stranded, 3);
        assert_eq!(rings(db).await, 3);
        queue::housekeep(db, Duration::ZERO).await.unwrap();
        assert_eq!(rings(db).await, 3, "what waits is not pruned");
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

#[tokio::test]
async fn a_job_that_is_claimed_without_a_ring_needs_its_own_no_more() {
    on_both(async |db| {
        for _ in 0..2 {
            submit(db, account(db).await).await;
        }
        assert_eq!(rings(db).await, 2);
        queue::claim(db, "a", long(), Hint::Ring).await.unwrap().expect("claimed");
        assert_eq!(rings(db).await, 2, "who was rung for has heard a ring already");
        queue::claim(db, "a", long(), Hint::Free).await.unwrap().expect("claimed");
        assert_eq!(rings(db).await, 1);
    })
    .await;
}
