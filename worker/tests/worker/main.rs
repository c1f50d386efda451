//! The worker loop with a computation that is quick to predict, on both databases.

mod cancel;
mod embeddings;
mod figures;
mod idle;
mod jobs;
mod limits;
mod outage;
mod webhooks;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::Utc;
use outlay_analysis::{Params, Progress};
use outlay_entity::job::{Model, Payload, Problem, Status};
use outlay_entity::queue::{self, Published, Terms, Wake};
use outlay_entity::result::Part;
use outlay_entity::user::{self, New, Role};
use outlay_entity::{Db, Pool, analysis, begin, job, result};
use outlay_worker::{Compute, Failure, Settings, Work, run};
use tokio::sync::watch;
use uuid::Uuid;

async fn on_both(test: impl AsyncFn(&Db)) {
    for database in outlay_testkit::databases().await {
        eprintln!("on {}", database.kind());
        let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.expect("it opens");
        outlay_migration::run(match db.pool() {
            Pool::Sqlite(pool) => outlay_migration::Database::Sqlite(pool),
            Pool::Postgres(pool) => outlay_migration::Database::Postgres(pool),
        })
        .await
        .expect("it migrates");
        test(&db).await;
        db.close().await;
    }
}

async fn account(db: &Db) -> Uuid {
    let new = New {
        email: format!("{}@example.org", Uuid::now_v7()),
        phone: None,
        password_hash: String::new(),
        currency: "USD".to_owned(),
        name: String::new(),
        gender: None,
        date_of_birth: None,
        role: Role::User,
    };
    user::create(db.orm(), new, Utc::now()).await.expect("an account").id
}

async fn submit(db: &Db, wake: &Wake, user_id: Uuid) -> Model {
    let tx = begin(db.orm()).await.expect("begun");
    let new = queue::New::of(user_id, Payload::Analysis);
    let (_, row) = analysis::submit(&tx, Params::default(), new).await.expect("submitted");
    tx.commit().await.expect("committed");
    wake.wake();
    row
}

/// Waits until it is over, or whatever else `until` says.
async fn wait(db: &Db, row: &Model, until: impl Fn(&Model) -> bool) -> Model {
    let since = Instant::now();
    loop {
        let now = job::of(row.user_id).get(db.orm(), row.id).await.expect("there");
        if until(&now) {
            return now;
        }
        assert!(since.elapsed() < Duration::from_secs(20), "still {now:?}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn quick() -> Settings {
    Settings {
        concurrency: 2,
        terms: Terms { lease: Duration::from_secs(4), per_account: 2, below: None },
        beat: Duration::from_millis(500),
        look: Duration::from_millis(100),
        report: Duration::from_millis(50),
        poll: Duration::from_secs(1),
        sweep: Duration::from_millis(500),
        grace: Duration::from_millis(100),
        back_off: Duration::from_millis(100),
        ..Settings::default()
    }
}

/// A worker of this process.
struct Running {
    wake: Wake,
    down: watch::Sender<bool>,
    task: tokio::task::JoinHandle<std::io::Result<()>>,
}

impl Running {
    fn start(db: &Db, compute: impl Fn(&Work) -> Result<Published, Failure> + Send + Sync + 'static) -> Self {
        Self::with(db, quick(), Arc::new(compute))
    }

    fn with(db: &Db, settings: Settings, compute: Arc<Compute>) -> Self {
        let (down, shutdown) = watch::channel(false);
        let wake = Wake::default();
        let task = tokio::spawn(run(db.clone(), settings, wake.clone(), compute, shutdown));
        Self { wake, down, task }
    }

    async fn stop(self) {
        self.down.send_replace(true);
        tokio::time::timeout(Duration::from_secs(10), self.task)
            .await
            .expect("it stops")
            .expect("without a panic")
            .expect("with heartbeats");
    }
}

fn document() -> Published {
    Published { parts: vec![(Part::Summary, "{}".to_owned())], ..Published::default() }
}

/// Works until it is asked to stop.
fn endless(work: &Work) -> Result<Published, Failure> {
    while !work.watch.cancelled() {
        std::thread::sleep(Duration::from_millis(5));
    }
    Err(Failure::Stopped)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_submission_is_worked_on_and_its_parts_arrive_before_its_end() {
    on_both(async |db| {
        let worker = Running::start(db, |work| {
            work.watch.stage("drift", 1.0);
            work.part(Part::Drift, "{\"early\":true}".to_owned());
            std::thread::sleep(Duration::from_millis(300));
            Ok(document())
        });
        let row = submit(db, &worker.wake, account(db).await).await;
        let seen = wait(db, &row, |r| r.progress > 0.0).await;
        assert_eq!((seen.status, seen.stage.as_str()), (Status::Running, "drift"));
        assert_eq!(result::of(row.user_id).parts(db.orm(), row.id).await.expect("parts"), [Part::Drift]);
        let done = wait(db, &row, |r| r.status.is_final()).await;
        assert_eq!((done.status, done.attempt, done.progress), (Status::Succeeded, 1, 1.0));
        let parts = result::of(row.user_id).parts(db.orm(), row.id).await.expect("parts");
        assert_eq!(parts, [Part::Summary, Part::Drift]);
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_worker_begins_at_once() {
    on_both(async |db| {
        let worker = Running::start(db, |_| Ok(document()));
        let user_id = account(db).await;
        wait(db, &submit(db, &worker.wake, user_id).await, |r| r.status.is_final()).await;
        let mut waits: Vec<i64> = Vec::new();
        for _ in 0..10 {
            let row = submit(db, &worker.wake, user_id).await;
            let done = wait(db, &row, |r| r.status.is_final()).await;
            waits.push((done.started_at.expect("started") - done.created_at).num_milliseconds());
        }
        waits.sort_unstable();
        eprintln!("ms from submission to start: {waits:?}");
        assert!(waits[5] < 500, "{waits:?}");
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_do_everything_once() {
    on_both(async |db| {
        let started = Arc::new(Mutex::new(HashMap::<Uuid, usize>::new()));
        let compute = |started: &Arc<Mutex<HashMap<Uuid, usize>>>| {
            let started = Arc::clone(started);
            move |work: &Work| {
                *started.lock().expect("unpoisoned").entry(work.job.id).or_default() += 1;
                std::thread::sleep(Duration::from_millis(20));
                Ok(document())
            }
        };
        let (a, b) = (Running::start(db, compute(&started)), Running::start(db, compute(&started)));
        let mut rows = Vec::new();
        for _ in 0..4 {
            let user_id = account(db).await;
            for _ in 0..5 {
                rows.push(submit(db, &a.wake, user_id).await);
            }
        }
        for row in &rows {
            assert_eq!(wait(db, row, |r| r.status.is_final()).await.status, Status::Succeeded);
        }
        let started = started.lock().expect("unpoisoned").clone();
        assert_eq!(started.len(), 20);
        assert!(started.values().all(|n| *n == 1), "{started:?}");
        a.stop().await;
        b.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_analysis_is_cancelled_within_a_moment() {
    on_both(async |db| {
        let worker = Running::start(db, endless);
        let row = submit(db, &worker.wake, account(db).await).await;
        wait(db, &row, |r| r.status == Status::Running).await;
        let since = Instant::now();
        queue::cancel(db.orm(), row.user_id, row.id, Utc::now()).await.expect("asked");
        let ended = wait(db, &row, |r| r.status.is_final()).await;
        assert_eq!(ended.status, Status::Cancelled);
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_tried_again_and_a_hopeless_input_is_not() {
    on_both(async |db| {
        let tries = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&tries);
        let worker = Running::start(db, move |work| {
            let attempt = work.job.attempt;
            assert_ne!(counted.fetch_add(1, Ordering::SeqCst), 0, "attempt {attempt} panics");
            Ok(document())
        });
        let user_id = account(db).await;
        let row = submit(db, &worker.wake, user_id).await;
        let done = wait(db, &row, |r| r.status.is_final()).await;
        assert_eq!((done.status, done.attempt), (Status::Succeeded, 2));
        worker.stop().await;

        let worker =
            Running::start(db, |_| Err(Failure::Fail(Problem::new("too-few-expenses", "Too few", "Add some."))));
        let row = submit(db, &worker.wake, user_id).await;
        let done = wait(db, &row, |r| r.status.is_final()).await;
        assert_eq!((done.status, done.attempt), (Status::Failed, 1));
        assert_eq!(done.problem.expect("a problem").kind, "/problems/too-few-expenses");
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shutdown_hands_back_what_still_runs() {
    on_both(async |db| {
        let worker = Running::start(db, endless);
        let row = submit(db, &worker.wake, account(db).await).await;
        wait(db, &row, |r| r.status == Status::Running).await;
        worker.stop().await;
        let back = wait(db, &row, |_| true).await;
        assert_eq!((back.status, back.deaths, back.max_attempts - back.attempt), (Status::Queued, 0, 3));

        let heir = Running::start(db, |_| Ok(document()));
        assert_eq!(wait(db, &row, |r| r.status.is_final()).await.status, Status::Succeeded);
        heir.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_analysis_stops_its_worker() {
    on_both(async |db| {
        let stopped = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&stopped);
        let worker = Running::start(db, move |work| {
            let outcome = endless(work);
            counted.fetch_add(1, Ordering::SeqCst);
            outcome
        });
        let row = submit(db, &worker.wake, account(db).await).await;
        wait(db, &row, |r| r.status == Status::Running).await;
        analysis::of(row.user_id).remove(db.orm(), row.id).await.expect("deleted");
        let since = Instant::now();
        while stopped.load(Ordering::SeqCst) == 0 {
            assert!(since.elapsed() < Duration::from_secs(5), "it goes on");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        worker.stop().await;
    })
    .await;
}
