//! Figures of the queue, printed: `cargo test --workspace --test worker -- --ignored --nocapture figures`.

use outlay_worker::jobs;

use super::*;

async fn postgres() -> (outlay_testkit::Database, Db) {
    let database = outlay_testkit::Database::postgres().await;
    let settings = outlay_entity::Settings { connections: 30, ..Default::default() };
    let db = outlay_entity::connect(&database.url, settings).await.expect("it opens");
    let Pool::Postgres(pool) = db.pool() else { panic!("a PostgreSQL URL") };
    outlay_migration::run(outlay_migration::Database::Postgres(pool)).await.expect("it migrates");
    (database, db)
}

fn settings(concurrency: usize) -> Settings {
    Settings { concurrency, ..Settings::default() }
}

fn percentiles(mut seconds: Vec<f64>) -> String {
    seconds.sort_by(f64::total_cmp);
    let at = |p: f64| 1000.0 * seconds[((seconds.len() - 1) as f64 * p) as usize];
    format!("p50 {:.0} ms, p95 {:.0} ms, p99 {:.0} ms, max {:.0} ms", at(0.5), at(0.95), at(0.99), at(1.0))
}

/// Seconds from submission to start of jobs.
async fn waits(db: &Db, rows: &[Model]) -> Vec<f64> {
    let mut waits = Vec::new();
    for row in rows {
        let done = wait(db, row, |r| r.started_at.is_some()).await;
        waits.push((done.started_at.expect("started") - done.created_at).as_seconds_f64());
    }
    waits
}

async fn left(db: &Db) -> i64 {
    let Pool::Postgres(pool) = db.pool() else { return 0 };
    let sql = "SELECT count(*) FROM job WHERE status IN ('queued', 'running', 'cancelling')";
    sqlx::query_scalar(sql).fetch_one(pool).await.expect("a count")
}

async fn drained(db: &Db) {
    while left(db).await > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn figures_latency() {
    let (_database, db) = postgres().await;
    let other = outlay_entity::connect(&_database.url, outlay_entity::Settings::default()).await.expect("it opens");
    // The submitter is another process as far as the worker can tell: it hears by notification only.
    let worker = Running::with(&other, settings(4), Arc::new(|_: &Work| Ok(document())));
    let far = Wake::default();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut rows = Vec::new();
    let user_id = account(&db).await;
    for _ in 0..100 {
        rows.push(submit(&db, &far, user_id).await);
        tokio::time::sleep(Duration::from_millis(70)).await;
    }
    println!("submission to start, idle: {}", percentiles(waits(&db, &rows).await));

    let busy = Running::with(
        &other,
        settings(4),
        Arc::new(|_: &Work| {
            std::thread::sleep(Duration::from_millis(20));
            Ok(document())
        }),
    );
    let mut rows = Vec::new();
    for _ in 0..400 {
        let user_id = account(&db).await;
        rows.push(submit(&db, &far, user_id).await);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    println!("submission to start, a job every ~10 ms: {}", percentiles(waits(&db, &rows).await));
    busy.stop().await;
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn figures_throughput_and_bloat() {
    let number = |name: &str, default: i64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let jobs = number("OUTLAY_FIGURES_JOBS", 5_000);
    let accounts = number("OUTLAY_FIGURES_ACCOUNTS", 50);
    for workers in [1usize, 4] {
        let (_database, db) = postgres().await;
        let mut people = Vec::new();
        for _ in 0..accounts {
            people.push(account(&db).await);
        }
        let quiet = Wake::default();
        for n in 0..jobs {
            submit(&db, &quiet, people[usize::try_from(n % accounts).expect("small")]).await;
        }
        let mut running = Vec::new();
        let since = Instant::now();
        for _ in 0..workers {
            let own =
                outlay_entity::connect(&_database.url, outlay_entity::Settings::default()).await.expect("it opens");
            running.push(Running::with(&own, settings(4), Arc::new(|_: &Work| Ok(document()))));
        }
        drained(&db).await;
        let seconds = since.elapsed().as_secs_f64();
        println!(
            "{jobs} jobs of {accounts} accounts that do nothing, {workers} worker(s) of 4: {:.0} a second",
            jobs as f64 / seconds
        );
        for worker in running {
            worker.stop().await;
        }
        let Pool::Postgres(pool) = db.pool() else { return };
        queue::housekeep(&db, Duration::ZERO).await.expect("kept");
        let sql = "SELECT relname::text, n_live_tup, n_dead_tup, pg_total_relation_size(relid) / 1024 FROM pg_stat_user_tables \
            WHERE relname IN ('job', 'analysis', 'attempt', 'result', 'job_tally') ORDER BY 1";
        tokio::time::sleep(Duration::from_secs(2)).await;
        let tables: Vec<(String, i64, i64, i64)> = sqlx::query_as(sql).fetch_all(pool).await.expect("statistics");
        for (table, live, dead, kb) in tables {
            println!("  {table}: {live} live, {dead} dead, {kb} kB");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn figures_flood() {
    let (_database, db) = postgres().await;
    let (flood, few) = (account(&db).await, account(&db).await);
    let quiet = Wake::default();
    for _ in 0..500 {
        submit(&db, &quiet, flood).await;
    }
    let worker = Running::with(
        &db,
        settings(2),
        Arc::new(|_: &Work| {
            std::thread::sleep(Duration::from_millis(100));
            Ok(document())
        }),
    );
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut rows = Vec::new();
    for _ in 0..5 {
        rows.push(submit(&db, &worker.wake, few).await);
    }
    let waited = waits(&db, &rows).await;
    println!(
        "5 jobs beside a flood of 500 (100 ms each, 2 at a time): waited {waited:.2?} s; left of the flood: {}",
        left(&db).await
    );
    worker.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "prints figures"]
async fn figures_cancel() {
    let (_database, db) = postgres().await;
    let worker = Running::with(&db, settings(1), jobs::compute(jobs::Options::default()));
    let user_id = account(&db).await;
    cancel::ledger(&db, user_id, 1_000).await;
    let large = account(&db).await;
    cancel::ledger(&db, large, 50_000).await;
    for (rows, user_id, step) in [("1,000", user_id, 15), ("50,000", large, 75)] {
        let mut times = Vec::new();
        for n in 0..40 {
            let delay = Duration::from_millis(n * step);
            times.extend(cancel::cancelled_after(&db, &worker, user_id, delay).await.map(|t| t.as_secs_f64()));
        }
        println!("{} analyses of {rows} expenses cancelled while they ran: {}", times.len(), percentiles(times));
    }
    worker.stop().await;
}
