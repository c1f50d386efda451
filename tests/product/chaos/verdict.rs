//! What came of it: every accepted job ended, each result is there once and is the undisturbed one, nothing is left over.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use outlay_entity::{Db, Pool};
use serde_json::Value;

use super::client::Person;
use super::site::Site;

/// What an analysis gives when nothing happens.
pub(super) struct Expected {
    transactions: Vec<u8>,
    result: Value,
}

impl Expected {
    /// From the folder of `outlay analyze`.
    pub(super) fn read(out: &Path) -> Self {
        let read = |name: &str| std::fs::read(out.join(name)).expect("a file");
        let result = serde_json::from_slice(&read("result.json")).expect("JSON");
        Self { transactions: read("transactions.csv"), result }
    }
}

/// The figures that count.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    accepted: usize,
    succeeded: usize,
    failed: usize,
    /// Why, and how many of them.
    problems: BTreeMap<String, i64>,
    cancelled: usize,
    /// Accepted jobs of which the database knows nothing, or that did not end.
    lost: usize,
    /// Jobs nobody was told of, and publications beyond the first.
    duplicates: i64,
    /// Results that are not the undisturbed one.
    different: usize,
    /// Rows that belong to nothing, or to what is over.
    orphans: i64,
    /// Jobs that still wait.
    waiting: i64,
    /// Deaths of workers, and attempts in all.
    deaths: i64,
    attempts: i64,
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rows = [
            ("accepted", self.accepted as i64),
            ("succeeded", self.succeeded as i64),
            ("failed", self.failed as i64),
            ("cancelled", self.cancelled as i64),
            ("attempts in all", self.attempts),
            ("attempts whose worker was lost", self.deaths),
            ("lost", self.lost as i64),
            ("duplicates", self.duplicates),
            ("results unlike the undisturbed one", self.different as i64),
            ("orphan rows", self.orphans),
            ("left in the queue", self.waiting),
        ];
        let problems = self.problems.iter().map(|(problem, number)| (problem.as_str(), *number));
        let mut rows = rows.into_iter().chain(problems);
        rows.try_for_each(|(name, number)| writeln!(f, "| {name:<44} | {number:>5} |"))
    }
}

impl Verdict {
    pub(super) fn check(&self) {
        assert_eq!(self.accepted, self.succeeded + self.failed + self.cancelled, "{self:?}");
        let wrong = (self.lost, self.duplicates, self.different, self.orphans, self.waiting);
        assert_eq!(wrong, (0, 0, 0, 0, 0), "{self:?}");
        assert!(self.succeeded > self.accepted / 2, "most succeed: {self:?}");
    }
}

async fn count(db: &Db, sql: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match db.pool() {
        Pool::Sqlite(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.expect("a count"),
        Pool::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.expect("a count"),
    }
}

pub(super) async fn of(
    site: &Site,
    people: &[Arc<Person>],
    accepted: &[(u64, String)],
    ended: &BTreeMap<String, Value>,
    undisturbed: &BTreeMap<u64, Expected>,
) -> Verdict {
    let mut verdict = Verdict { accepted: ended.len(), ..Verdict::default() };
    for (number, id) in accepted {
        match ended[id]["status"].as_str() {
            Some("succeeded") => {
                verdict.succeeded += 1;
                let same = same(&people[*number as usize], id, &undisturbed[number]).await;
                verdict.different += usize::from(!same);
            }
            Some("failed") => {
                verdict.failed += 1;
                let problem = ended[id]["problem"]["type"].as_str().unwrap_or("no problem");
                *verdict.problems.entry(format!("failed with {problem}")).or_default() += 1;
            }
            Some("cancelled") => verdict.cancelled += 1,
            _ => verdict.lost += 1,
        }
    }
    let db = outlay_entity::connect(&site.database, outlay_entity::Settings::default()).await.expect("it opens");
    let jobs = count(&db, "SELECT count(*) FROM job").await;
    let told = accepted.len() as i64;
    verdict.lost += usize::try_from((told - jobs).max(0)).unwrap_or_default();
    verdict.duplicates = (jobs - told).max(0);
    // One publication for each that succeeded, of the attempt that holds; none for the others.
    verdict.duplicates += count(
        &db,
        "SELECT count(*) FROM job j WHERE (SELECT count(*) FROM attempt t WHERE t.job_id = j.id \
         AND t.outcome = 'succeeded') <> CASE WHEN j.status = 'succeeded' THEN 1 ELSE 0 END",
    )
    .await;
    verdict.duplicates += count(
        &db,
        "SELECT count(*) FROM attempt t JOIN job j ON j.id = t.job_id \
         WHERE t.outcome = 'succeeded' AND t.attempt <> j.attempt",
    )
    .await;
    // Each end was announced once, and counted once.
    verdict.duplicates += (count(&db, "SELECT count(*) FROM webhook_delivery").await - jobs).abs();
    let tally = match db.pool() {
        Pool::Sqlite(_) => "SELECT sum(jobs) FROM job_tally",
        Pool::Postgres(_) => "SELECT sum(jobs)::bigint FROM job_tally",
    };
    verdict.duplicates += (count(&db, tally).await - jobs).abs();
    for orphans in [
        "SELECT count(*) FROM checkpoint",
        "SELECT count(*) FROM attempt WHERE ended_at IS NULL",
        "SELECT count(*) FROM job WHERE lease_owner IS NOT NULL",
        "SELECT count(*) FROM artifact f JOIN job j ON j.id = f.job_id WHERE j.status <> 'succeeded'",
        "SELECT count(*) FROM result r WHERE NOT EXISTS (SELECT 1 FROM analysis a WHERE a.id = r.analysis_id)",
        "SELECT count(*) FROM job j WHERE j.status = 'succeeded' AND (SELECT count(*) FROM artifact f \
         WHERE f.job_id = j.id) <> 32",
    ] {
        verdict.orphans += count(&db, orphans).await;
    }
    verdict.attempts = count(&db, "SELECT count(*) FROM attempt").await;
    verdict.deaths = count(&db, "SELECT count(*) FROM attempt WHERE outcome = 'lost'").await;
    let waiting = "SELECT count(*) FROM job WHERE status IN ('queued', 'running', 'cancelling')";
    verdict.waiting = count(&db, waiting).await;
    db.close().await;
    verdict
}

/// True when the result is the undisturbed one.
async fn same(person: &Person, id: &str, expected: &Expected) -> bool {
    let mut same = person.get(&format!("/analyses/{id}/transactions.csv")).await == expected.transactions;
    for part in ["summary", "recurring", "forecasts", "drift"] {
        let mut served: Value =
            serde_json::from_slice(&person.get(&format!("/analyses/{id}/{part}")).await).expect("JSON");
        let mut wanted = expected.result[part].clone();
        // Which models were reused depends on what ran before, not on the expenses.
        for document in [&mut served, &mut wanted] {
            document.as_object_mut().expect("an object").remove("models");
        }
        if served != wanted {
            eprintln!("{id}: {part} differs");
            same = false;
        }
    }
    same
}
