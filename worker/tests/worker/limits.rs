//! Jobs that take too long, that do not listen, that talk too much, and that are heavy.

use std::sync::atomic::{AtomicUsize, Ordering};

use outlay_entity::queue::New;

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_takes_too_long_fails_and_is_not_tried_again() {
    on_both(async |db| {
        let settings = Settings { deadline: Duration::from_millis(300), ..quick() };
        let worker = Running::with(db, settings, Arc::new(endless));
        let row = submit(db, &worker.wake, account(db).await).await;
        let done = wait(db, &row, |r| r.status.is_final()).await;
        assert_eq!((done.status, done.attempt), (Status::Failed, 1));
        assert_eq!(done.problem.expect("a problem").kind, "/problems/deadline-exceeded");
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_ends_though_its_computation_does_not_listen() {
    on_both(async |db| {
        let settings = Settings { patience: Duration::from_millis(200), ..quick() };
        let deaf = |work: &Work| {
            if work.job.attempt == 1 {
                std::thread::sleep(Duration::from_secs(3));
            }
            Ok(document())
        };
        let worker = Running::with(db, settings, Arc::new(deaf));
        let row = submit(db, &worker.wake, account(db).await).await;
        wait(db, &row, |r| r.status == Status::Running).await;
        let since = Instant::now();
        let tx = begin(db.orm()).await.expect("begun");
        queue::cancel(&tx, row.user_id, row.id, Utc::now()).await.expect("asked");
        tx.commit().await.expect("committed");
        let ended = wait(db, &row, |r| r.status.is_final()).await;
        assert_eq!(ended.status, Status::Cancelled);
        assert!(since.elapsed() < Duration::from_secs(2), "{:?}", since.elapsed());
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn heavy_jobs_run_one_at_a_time_and_light_ones_beside_them() {
    on_both(async |db| {
        let (heavy, most, light) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (running, seen, beside) = (Arc::clone(&heavy), Arc::clone(&most), Arc::clone(&light));
        let compute = move |work: &Work| {
            if work.job.memory_bytes >= 1_000 {
                seen.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(150));
                running.fetch_sub(1, Ordering::SeqCst);
            } else {
                beside.fetch_add(running.load(Ordering::SeqCst), Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(document())
        };
        let settings = Settings { heavy: 1_000, concurrency: 3, ..quick() };
        let worker = Running::with(db, settings, Arc::new(compute));
        let mut rows = Vec::new();
        for n in 0..8 {
            let user_id = account(db).await;
            let memory_bytes = if n % 2 == 0 { 1_000 } else { 10 };
            let new = New { memory_bytes, ..New::of(user_id, Payload::Analysis) };
            let tx = begin(db.orm()).await.expect("begun");
            rows.push(analysis::submit(&tx, Params::default(), new).await.expect("submitted").1);
            tx.commit().await.expect("committed");
            worker.wake.wake();
        }
        for row in &rows {
            assert_eq!(wait(db, row, |r| r.status.is_final()).await.status, Status::Succeeded);
        }
        assert_eq!(most.load(Ordering::SeqCst), 1, "heavy ones at a time");
        assert!(light.load(Ordering::SeqCst) > 0, "light ones ran beside a heavy one");
        worker.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_is_written_no_more_than_twice_a_second() {
    on_both(async |db| {
        let worker = Running::with(
            db,
            Settings { look: Duration::from_millis(50), report: Duration::from_millis(500), ..quick() },
            Arc::new(|work: &Work| {
                for step in 0..200 {
                    work.watch.stage("anomalies", f64::from(step) / 200.0);
                    std::thread::sleep(Duration::from_millis(10));
                }
                Ok(document())
            }),
        );
        let row = submit(db, &worker.wake, account(db).await).await;
        let seen = Mutex::new(Vec::new());
        let since = Instant::now();
        wait(db, &row, |r| {
            let mut seen = seen.lock().expect("unpoisoned");
            if r.status == Status::Running && r.progress > 0.0 && seen.last() != Some(&r.progress) {
                seen.push(r.progress);
            }
            r.status.is_final()
        })
        .await;
        let most = 2.0 * since.elapsed().as_secs_f64() + 1.0;
        let seen = seen.into_inner().expect("unpoisoned");
        assert!(seen.len() >= 2 && (seen.len() as f64) <= most, "{} in {:?}", seen.len(), since.elapsed());
        assert!(seen.is_sorted(), "it never goes back: {seen:?}");
        worker.stop().await;
    })
    .await;
}
