//! A job must not wait for a worker that has no place free while another one is idle.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_worker_takes_what_a_busy_one_cannot() {
    idle_beside(1, 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_worker_takes_the_heavy_job_that_another_may_not_start() {
    idle_beside(2, 1_000).await;
}

/// A worker for `concurrency` jobs has one of `memory_bytes`; another one is idle when more of the kind come.
async fn idle_beside(concurrency: usize, memory_bytes: u64) {
    let database = outlay_testkit::Database::postgres().await;
    let connect =
        async || outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.expect("it opens");
    let (db, busys, idles) = (connect().await, connect().await, connect().await);
    let Pool::Postgres(pool) = db.pool() else { panic!("a PostgreSQL URL") };
    outlay_migration::run(outlay_migration::Database::Postgres(pool)).await.expect("it migrates");

    // Neither a sweep nor a look by the clock may help.
    let long = Duration::from_secs(600);
    let settings = Settings { concurrency, heavy: 1_000, poll: long, sweep: long, ..quick() };
    let (done, release) = std::sync::mpsc::channel::<()>();
    let release = Mutex::new(release);
    let held = move |_: &Work| {
        // Until the test is over, however it ends.
        release.lock().expect("unpoisoned").recv().ok();
        Ok(document())
    };
    let busy = Running::with(&busys, settings.clone(), Arc::new(held));
    let kept = submit_heavy(&db, &busy.wake, memory_bytes).await;
    wait(&db, &kept, |row| row.status == Status::Running).await;
    let idle = Running::with(&idles, settings, Arc::new(|_: &Work| Ok(document())));
    tokio::time::sleep(Duration::from_millis(500)).await;

    let elsewhere = Wake::default();
    for _ in 0..20 {
        let row = submit_heavy(&db, &elsewhere, memory_bytes).await;
        let ended = wait(&db, &row, |row| row.status.is_final()).await;
        let waited = ended.started_at.expect("started") - ended.created_at;
        assert!(waited < chrono::TimeDelta::seconds(1), "waited {waited}");
    }
    drop(done);
    idle.stop().await;
    busy.stop().await;
}

async fn submit_heavy(db: &Db, wake: &Wake, memory_bytes: u64) -> Model {
    let new = queue::New { memory_bytes, ..queue::New::of(account(db).await, Payload::Analysis) };
    let tx = begin(db.orm()).await.expect("begun");
    let (_, row) = analysis::submit(&tx, Params::default(), new).await.expect("submitted");
    tx.commit().await.expect("committed");
    wake.wake();
    row
}
