//! A database of the release before jobs had a table of their own, with jobs in every state, becomes one of this release:
//! nothing is lost, and everything goes on.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use outlay_entity::job::{self, Payload, Status};
use outlay_entity::queue::{self, Beat, Lease, Limits, Published, Terms};
use outlay_entity::result::Part;
use outlay_entity::{Db, Error, Pool, analysis, artifact, attempt, checkpoint, clock, expense_label, result, schedule};
use sea_orm::sea_query::{Alias, Query};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, Value};
use sea_orm::{SqlxPostgresConnector, SqlxSqliteConnector};
use sea_orm_migration::MigratorTrait as _;
use serde_json::json;
use uuid::Uuid;

use crate::support::migrate;

/// Migrations of the release before.
const BEFORE: u32 = 6;

async fn insert(db: &Db, table: &'static str, row: Vec<(&'static str, Value)>) {
    let (columns, values): (Vec<_>, Vec<_>) = row.into_iter().map(|(name, value)| (Alias::new(name), value)).unzip();
    let mut query = Query::insert();
    query.into_table(Alias::new(table)).columns(columns).values_panic(values.into_iter().map(Into::into));
    db.execute(&query).await.unwrap_or_else(|e| panic!("{table}: {e}"));
}

/// A job as the release before stored it; `more` replaces columns.
async fn old_job(db: &Db, user_id: Uuid, now: DateTime<Utc>, more: Vec<(&'static str, Value)>) -> Uuid {
    let id = Uuid::now_v7();
    let mut row: Vec<(&'static str, Value)> = vec![
        ("id", id.into()),
        ("user_id", user_id.into()),
        ("params", json!({"horizon": 7, "seed": 42, "currency": "EUR"}).into()),
        ("status", "queued".into()),
        ("attempt", 0.into()),
        ("max_attempts", 3.into()),
        ("deaths", 0.into()),
        ("cancel_requested", false.into()),
        ("stage", "queued".into()),
        ("progress", 0.0.into()),
        ("message", "".into()),
        ("version", 1i64.into()),
        ("run_at", now.into()),
        ("created_at", now.into()),
        ("kind", "analysis".into()),
        ("priority", 0.into()),
        ("memory_bytes", 1_000i64.into()),
    ];
    row.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    row.extend(more);
    insert(db, "analysis", row).await;
    id
}

fn running(owner: &str, until: DateTime<Utc>, started: DateTime<Utc>) -> Vec<(&'static str, Value)> {
    vec![
        ("status", "running".into()),
        ("attempt", 1.into()),
        ("lease_owner", owner.into()),
        ("lease_until", until.into()),
        ("started_at", started.into()),
    ]
}

/// The tables of the library that told workers of jobs, as far as they matter.
async fn old_queue(db: &Db) {
    let statements: &[&str] = match db.pool() {
        Pool::Sqlite(_) => &[
            "CREATE TABLE Workers (id TEXT)",
            "CREATE TABLE Jobs (id TEXT, job_type TEXT)",
            "INSERT INTO Jobs VALUES ('1', 'outlay.analysis')",
        ],
        Pool::Postgres(_) => &[
            "CREATE SCHEMA apalis",
            "CREATE TABLE apalis.jobs (id text, job_type text)",
            "INSERT INTO apalis.jobs VALUES ('1', 'outlay.analysis')",
        ],
    };
    for sql in statements {
        db.execute_unprepared(sql).await.unwrap();
    }
}

async fn job(db: &Db, user_id: Uuid, id: Uuid) -> job::Model {
    job::of(user_id).get(db.orm(), id).await.unwrap()
}

#[tokio::test]
async fn jobs_of_the_release_before_go_on() {
    for database in outlay_testkit::databases().await {
        eprintln!("on {}", database.kind());
        let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.unwrap();
        let connection = match db.pool() {
            Pool::Sqlite(pool) => SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone()),
            Pool::Postgres(pool) => SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()),
        };
        outlay_migration::Migrator::up(&connection, Some(BEFORE)).await.unwrap();
        old_queue(&db).await;
        let (me, now) = (Uuid::now_v7(), clock::read(db.orm()).await.unwrap());
        let (soon, past) = (now + TimeDelta::minutes(10), now - TimeDelta::minutes(1));
        insert(
            &db,
            "user",
            vec![
                ("id", me.into()),
                ("email", "me@example.org".into()),
                ("password_hash", "hash".into()),
                ("currency", "EUR".into()),
                ("name", "Me".into()),
                ("role", "user".into()),
                ("version", 1i64.into()),
                ("created_at", past.into()),
                ("updated_at", past.into()),
            ],
        )
        .await;

        let done = old_job(
            &db,
            me,
            past,
            vec![
                ("status", "succeeded".into()),
                ("attempt", 2.into()),
                ("finished_at", past.into()),
                ("started_at", past.into()),
            ],
        )
        .await;
        let failed = old_job(
            &db,
            me,
            past,
            vec![
                ("status", "failed".into()),
                ("finished_at", past.into()),
                ("problem", json!({"type": "/problems/internal", "title": "t", "detail": "d"}).into()),
            ],
        )
        .await;
        let mut held = running("alive", soon, past);
        held.push(("input_hash", "hash".into()));
        let held = old_job(&db, me, past, held).await;
        let lost = old_job(&db, me, past, running("dead", past, past)).await;
        let queued = old_job(&db, me, past, vec![("priority", 3.into()), ("dedup_key", "tick".into())]).await;
        let import = old_job(&db, me, past, vec![("kind", "import".into()), ("subject", "bank.csv".into())]).await;

        let of_analysis = |id: Uuid| vec![("analysis_id", id.into()), ("user_id", me.into())];
        for (id, part) in [(done, "summary"), (held, "drift")] {
            let mut row = of_analysis(id);
            row.extend([("part", part.into()), ("document", "{}".into()), ("created_at", past.into())]);
            insert(&db, "result", row).await;
        }
        let mut kept = of_analysis(held);
        kept.extend([("name", "c".into()), ("document", "{}".into()), ("created_at", past.into())]);
        insert(&db, "checkpoint", kept).await;
        for (id, name) in [(done, "report.xlsx"), (import, "upload.csv")] {
            let mut row = of_analysis(id);
            row.extend([
                ("id", Uuid::now_v7().into()),
                ("name", name.into()),
                ("media_type", "text/csv".into()),
                ("sha256", "00".into()),
                ("size", 1i64.into()),
                ("bytes", vec![1u8].into()),
            ]);
            insert(&db, "artifact", row).await;
        }
        insert(
            &db,
            "attempt",
            vec![
                ("id", Uuid::now_v7().into()),
                ("analysis_id", held.into()),
                ("attempt", 1.into()),
                ("worker", "alive".into()),
                ("started_at", past.into()),
                ("last_beat", past.into()),
            ],
        )
        .await;
        let expense = Uuid::now_v7();
        insert(
            &db,
            "expense",
            vec![
                ("id", expense.into()),
                ("user_id", me.into()),
                ("date", past.date_naive().into()),
                ("minor", 100i64.into()),
                ("category", "Food".into()),
                ("description", "x".into()),
                ("version", 1i64.into()),
                ("created_at", past.into()),
                ("updated_at", past.into()),
            ],
        )
        .await;
        let mut label = of_analysis(done);
        label.extend([
            ("expense_id", expense.into()),
            ("score", 0.5.into()),
            ("p_value", 0.5.into()),
            ("votes", 1.into()),
            ("flagged", true.into()),
            ("reason", "r".into()),
        ]);
        insert(&db, "expense_label", label).await;
        insert(
            &db,
            "schedule",
            vec![
                ("user_id", me.into()),
                ("frequency", "weekly".into()),
                ("day", 1.into()),
                ("hour", 6.into()),
                ("time_zone", "Europe/Berlin".into()),
                ("params", json!({}).into()),
                ("next_run_at", past.into()),
                ("last_analysis_id", done.into()),
                ("version", 1i64.into()),
                ("created_at", past.into()),
                ("updated_at", past.into()),
            ],
        )
        .await;

        // Several processes of the new release start at once.
        tokio::join!(migrate(&db), migrate(&db), migrate(&db));

        let listed = job::list(db.orm(), &job::Filter::default(), 100).await.unwrap();
        assert_eq!(listed.len(), 6);
        assert_eq!(analysis::of(me).list(db.orm(), None, None, 100).await.unwrap().len(), 5);
        let (asked, at_work) = analysis::of(me).get(db.orm(), held).await.unwrap();
        assert_eq!((asked.params.0.horizon, asked.params.0.currency.as_str()), (7, "EUR"));
        assert_eq!((at_work.status, at_work.lease_owner.as_deref()), (Status::Running, Some("alive")));
        assert_eq!(at_work.payload().unwrap(), Payload::Analysis);
        assert_eq!(job(&db, me, failed).await.problem.expect("a problem").detail, "d");
        let waiting = job(&db, me, queued).await;
        assert_eq!((waiting.priority, waiting.dedup_key.as_deref()), (3, Some("tick")));
        let upload = job(&db, me, import).await;
        assert_eq!(upload.payload().unwrap().subject(), Some("bank.csv"));
        assert_eq!(artifact::of(me).get(db.orm(), import, "upload.csv").await.unwrap().bytes, [1]);
        assert_eq!(result::of(me).parts(db.orm(), done).await.unwrap(), [Part::Summary]);
        let tables = match db.pool() {
            Pool::Sqlite(_) => "SELECT count(*) AS n FROM sqlite_master WHERE name IN ('Jobs', 'Workers')",
            Pool::Postgres(_) => "SELECT count(*) AS n FROM pg_namespace WHERE nspname = 'apalis'",
        };
        let statement = sea_orm::Statement::from_string(db.get_database_backend(), tables);
        let left: i64 = db.query_one_raw(statement).await.unwrap().expect("a row").try_get("", "n").unwrap();
        assert_eq!(left, 0, "the second queue is gone");

        // The lease that holds goes on holding, and finds what it kept.
        let lease = Lease { job_id: held, user_id: me, attempt: 1, owner: "alive".into() };
        let renewed = queue::renew(&db, &lease, Duration::from_secs(20), None, true).await.unwrap();
        assert_eq!(renewed, Beat::Held { cancel: false });
        let found = queue::resume(&db, &lease, "hash").await.unwrap();
        assert_eq!((found.parts.len(), found.checkpoints.len()), (1, 1));
        queue::publish(&db, &lease, &Published::default()).await.unwrap();
        assert_eq!(attempt::list(db.orm(), &at_work).await.unwrap()[0].outcome.as_deref(), Some("succeeded"));
        assert_eq!(checkpoint::Entity::find().count(db.orm()).await.unwrap(), 0);

        // What waited, what a dead worker left and what is scheduled is run to its end.
        assert_eq!(schedule::run_due(&db, Limits::default()).await.unwrap(), 1);
        let mut ended = Vec::new();
        while let Some((row, lease)) = queue::claim(&db, "new", Terms::default()).await.unwrap() {
            queue::publish(&db, &lease, &Published::default()).await.unwrap();
            ended.push(row.id);
        }
        assert_eq!(ended.len(), 4, "one of them is the scheduled one");
        assert!([lost, queued, import].iter().all(|id| ended.contains(id)), "{ended:?}");
        assert_eq!(job(&db, me, lost).await.deaths, 1);

        // Everything of an analysis goes with it.
        analysis::of(me).remove(db.orm(), done).await.unwrap();
        assert!(matches!(job::of(me).get(db.orm(), done).await, Err(Error::NotFound(_))));
        assert!(result::of(me).parts(db.orm(), done).await.unwrap().is_empty());
        let labels = expense_label::Entity::find().filter(expense_label::Column::AnalysisId.eq(done));
        assert_eq!(labels.count(db.orm()).await.unwrap(), 0);
        assert!(artifact::of(me).list(db.orm(), done).await.unwrap().is_empty());
        if let Pool::Sqlite(pool) = db.pool() {
            let broken = sqlx::query("PRAGMA foreign_key_check").fetch_all(pool).await.unwrap();
            assert!(broken.is_empty(), "{} rows name what is not there", broken.len());
        }
        db.close().await;
    }
}
