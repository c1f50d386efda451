//! How long a running analysis takes to stop: every long loop of the engine looks at the flag.

use chrono::{Days, NaiveDate};
use outlay_entity::expense;
use outlay_worker::jobs;

use super::*;

/// Expenses of two years.
pub(super) async fn ledger(db: &Db, user_id: Uuid, rows: u64) {
    let first = NaiveDate::from_ymd_opt(2024, 1, 1).expect("a day");
    let of = |n: u64| {
        let (category, shop) = [("Groceries", "Fresh Market"), ("Dining", "Noodle House"), ("Coffee", "Corner Roast")]
            [usize::try_from(n % 3).expect("small")];
        let minor = i64::try_from(1_000 + n * 7_919 % 4_001).expect("small");
        let description = format!("{shop} {}", n % 40);
        let (date, category) = (first + Days::new(n * 750 / rows), category.to_owned());
        expense::New { date, minor, category, description, ..expense::New::default() }
    };
    expense::of(user_id).create_many(db.orm(), (0..rows).map(of).collect(), None, Utc::now()).await.expect("stored");
}

/// Starts an analysis, asks it to stop after `delay`, and gives the time it took; `None` when it was done before.
pub(super) async fn cancelled_after(db: &Db, worker: &Running, user_id: Uuid, delay: Duration) -> Option<Duration> {
    let row = submit(db, &worker.wake, user_id).await;
    wait(db, &row, |r| r.status != Status::Queued).await;
    tokio::time::sleep(delay).await;
    let tx = begin(db.orm()).await.expect("begun");
    let asked = queue::cancel(&tx, user_id, row.id, Utc::now()).await;
    tx.commit().await.expect("committed");
    let since = Instant::now();
    asked.ok()?;
    let ended = wait(db, &row, |r| r.status.is_final()).await;
    (ended.status == Status::Cancelled).then(|| since.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_analysis_stops_within_moments_wherever_it_is() {
    on_both(async |db| {
        let settings = Settings { look: Duration::from_millis(250), ..quick() };
        let worker = Running::with(db, settings, jobs::compute(jobs::Options::default()));
        let user_id = account(db).await;
        ledger(db, user_id, 1_000).await;
        let mut times = Vec::new();
        for n in 0..6 {
            times.extend(cancelled_after(db, &worker, user_id, Duration::from_millis(120 * n)).await);
        }
        times.sort_unstable();
        eprintln!("from the wish to cancel to its end: {times:?}");
        assert!(times.iter().all(|t| *t < Duration::from_secs(3)), "{times:?}");
        worker.stop().await;
    })
    .await;
}
