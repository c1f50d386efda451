//! Analyses that start by themselves.

use std::time::Duration;

use chrono::Utc;
use outlay_analysis::report::AnomalyKind;
use outlay_entity::account_setting::{self, Decided};
use outlay_entity::job::{self, Status};
use outlay_entity::queue::{Limits, cancel};
use outlay_entity::schedule::{self, Frequency, Rule};
use outlay_entity::{Db, analysis, clock, expense};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::support::{account, on_both};

fn rule() -> Rule {
    Rule { frequency: Frequency::Weekly, day: 1, hour: 6, zone: chrono_tz::Europe::Berlin }
}

/// An account whose schedule has been due for `days`.
async fn due(db: &Db, days: u64) -> Uuid {
    let me = account(db).await;
    schedule::of(me).set(db.orm(), rule()).await.unwrap();
    let past = clock::read(db.orm()).await.unwrap() - Duration::from_secs(days * 24 * 3600);
    let due = schedule::of(me).update().col_expr(schedule::Column::NextRunAt, Expr::value(past));
    due.exec(db.orm()).await.unwrap();
    me
}

/// The one analysis of an account, and its job.
async fn only(db: &Db, user_id: Uuid) -> (analysis::Model, job::Model) {
    let mut all = analysis::of(user_id).list(db.orm(), None, None, 10).await.unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test]
async fn ten_workers_start_a_scheduled_analysis_once() {
    on_both(async |db| {
        let me = account(db).await;
        let rule = Rule { frequency: Frequency::Weekly, day: 1, hour: 6, zone: chrono_tz::Europe::Berlin };
        let set = schedule::of(me).set(db.orm(), rule).await.unwrap();
        assert!(set.next_run_at > Utc::now());
        assert_eq!(schedule::run_due(db, Limits::default()).await.unwrap(), 0, "not yet");
        // Three weeks of outage.
        let past = clock::read(db.orm()).await.unwrap() - Duration::from_secs(21 * 24 * 3600);
        let due = schedule::Entity::update_many().col_expr(schedule::Column::NextRunAt, Expr::value(past));
        due.exec(db.orm()).await.unwrap();
        let all = futures_util::future::join_all((0..10).map(|_| schedule::run_due(db, Limits::default()))).await;
        let submitted: usize = all.into_iter().map(|n| n.unwrap_or(0)).sum();
        assert_eq!(submitted, 1);
        let jobs = analysis::of(me).list(db.orm(), None, None, 10).await.unwrap();
        let row = schedule::of(me).get(db.orm()).await.unwrap().expect("a schedule");
        assert_eq!((jobs.len(), row.last_analysis_id), (1, Some(jobs[0].0.id)));
        assert!(row.next_run_at > Utc::now(), "made up for once");
    })
    .await;
}

#[tokio::test]
async fn a_scheduled_analysis_works_with_what_the_account_has_decided_by_then() {
    on_both(async |db| {
        let me = due(db, 1).await;
        let decided =
            Decided { false_discovery_rate: Some(0.2), alert_budget: Some(7), muted_kinds: vec![AnomalyKind::Spike] };
        account_setting::of(me).put(db.orm(), decided, 0, Utc::now()).await.unwrap();
        assert_eq!(schedule::run_due(db, Limits::default()).await.unwrap(), 1);
        let params = only(db, me).await.0.params.0;
        assert_eq!((params.false_discovery_rate, params.alert_budget), (0.2, 7));
        assert_eq!(params.muted_kinds, [AnomalyKind::Spike]);
        assert_eq!(params.currency, "USD", "the account's");
    })
    .await;
}

#[tokio::test]
async fn the_limits_hold_for_what_is_scheduled_and_its_owner_is_told() {
    on_both(async |db| {
        let me = due(db, 1).await;
        let date = Utc::now().date_naive();
        let row = expense::New {
            date,
            minor: 100,
            category: "Food".into(),
            description: "x".into(),
            ..expense::New::default()
        };
        expense::of(me).create_many(db.orm(), vec![row], None, Utc::now()).await.unwrap();
        let small = Limits { memory: analysis::memory_of(0), ..Limits::default() };
        assert_eq!(schedule::run_due(db, small).await.unwrap(), 1);
        let (_, job) = only(db, me).await;
        assert_eq!(job.status, Status::Failed);
        assert_eq!(job.problem.expect("a problem").kind, "/problems/too-many-expenses");

        // Tried again when there is room, it is estimated anew.
        let again = analysis::again(db.orm(), me, job.id, small).await;
        assert!(matches!(again, Err(outlay_entity::Error::TooManyExpenses { found: 1, most: 0 })), "{again:?}");
        let again = analysis::again(db.orm(), me, job.id, Limits::default()).await.unwrap();
        assert_eq!((again.status, again.memory_bytes), (Status::Queued, analysis::memory_of(1) as i64));

        let other = due(db, 1).await;
        let none = Limits { queued_per_account: 0, ..Limits::default() };
        assert_eq!(schedule::run_due(db, none).await.unwrap(), 1);
        let (_, job) = only(db, other).await;
        assert_eq!(job.problem.expect("a problem").kind, "/problems/queue-full");
    })
    .await;
}

#[tokio::test]
async fn a_retry_is_estimated_from_what_the_account_has_now() {
    on_both(async |db| {
        let me = due(db, 1).await;
        schedule::run_due(db, Limits::default()).await.unwrap();
        let (_, job) = only(db, me).await;
        assert_eq!(job.memory_bytes, analysis::memory_of(0) as i64);
        cancel(db.orm(), me, job.id, Utc::now()).await.unwrap();
        let row = |n: i64| expense::New {
            date: Utc::now().date_naive(),
            minor: n,
            category: "Food".into(),
            description: "x".into(),
            ..expense::New::default()
        };
        expense::of(me).create_many(db.orm(), (1..=500).map(row).collect(), None, Utc::now()).await.unwrap();
        let again = analysis::again(db.orm(), me, job.id, Limits::default()).await.unwrap();
        assert_eq!(again.memory_bytes, analysis::memory_of(500) as i64);
    })
    .await;
}

#[tokio::test]
async fn a_schedule_that_cannot_be_followed_stops_no_other() {
    on_both(async |db| {
        let bad = due(db, 3).await;
        let unreadable = due(db, 2).await;
        let good = due(db, 1).await;
        let zone = schedule::of(bad).update().col_expr(schedule::Column::TimeZone, Expr::value("Mars/Olympus"));
        zone.exec(db.orm()).await.unwrap();
        // As a newer release might have it.
        let often = schedule::of(unreadable).update().col_expr(schedule::Column::Frequency, Expr::value("hourly"));
        often.exec(db.orm()).await.unwrap();
        assert_eq!(schedule::run_due(db, Limits::default()).await.unwrap(), 1);
        only(db, good).await;
        // They are not in the way the next time either.
        let now = clock::read(db.orm()).await.unwrap();
        let left = schedule::Entity::find().filter(schedule::Column::NextRunAt.lte(now));
        use sea_orm::PaginatorTrait as _;
        assert_eq!(left.count(db.orm()).await.unwrap(), 0);
    })
    .await;
}
