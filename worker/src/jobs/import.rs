//! The job `import`: a large file of a bank, entered whole or not at all, in the transaction that ends the job. It reads and
//! plans as `/imports` does; where something stands in the way the job fails and says what, and its import waits to be
//! looked at.

use std::sync::Arc;

use outlay_analysis::Progress as _;
use outlay_entity::job::Problem;
use outlay_entity::queue::{Besides, Published};
use outlay_entity::{Error as Stored, artifact, import, import_part, user};
use outlay_import::commit::{self, Obstacle, Planned, Wish};
use outlay_import::enter::lock;
use outlay_import::read::{self, Read};
use outlay_import::{Answers, Bounds, Error};
use outlay_statement::Limits;

use crate::execute::{Failure, Work};

/// Name of the file among the job's own, where its import came with an earlier release.
const UPLOAD: &str = "upload.csv";
/// Most rows of a file; its size was held against the operator's bound before.
const MOST_ROWS: usize = 5_000_000;
/// Most bytes that an archive unpacks to.
const MOST_BYTES: usize = 1 << 30;

pub(super) fn run(work: &Work, name: String, skip_refused: bool, max_amount: u64) -> Result<Published, Failure> {
    let (db, user_id) = (work.db.orm(), work.job.user_id);
    work.watch.stage("prepare", 0.1);
    let account = work.wait(user::get(db, user_id))?;
    let (row, file) = work.wait(upload(work, &name))?;
    let answers: Answers =
        row.options.clone().and_then(|options| serde_json::from_value(options).ok()).unwrap_or_default();
    let bounds = Bounds::of(&account.currency, max_amount);
    let limits = Limits { bytes: MOST_BYTES, rows: MOST_ROWS, ..Limits::default() };
    let read = work.wait(read::read(db, user_id, (&name, &file), &answers, limits)).map_err(failure)?;
    drop(file);
    if work.watch.cancelled() {
        return Err(Failure::Stopped);
    }
    work.watch.stage("prepare", 0.6);
    let wish = Wish { user_id, name, answers, account_id: row.account_id, bounds, skip_refused };
    let planned = work.wait(commit::planned(db, &wish, read.clone())).map_err(failure)?;
    if let Some(obstacle) = planned.obstacle(&wish) {
        return Err(Failure::Fail(in_the_way(&obstacle)));
    }
    if work.watch.cancelled() {
        return Err(Failure::Stopped);
    }
    work.watch.stage("publish", 0.0);
    let entering = Arc::new(Entering { row, wish, planned, read });
    let besides = Besides::Within(Arc::new(move |txn, now| {
        let entering = Arc::clone(&entering);
        Box::pin(async move { entering.enter(txn, now).await })
    }));
    // No file of the job is published: the upload goes, the entries stay.
    Ok(Published { besides: Some(besides), ..Published::default() })
}

/// The import of the job, which has its id, and the file.
async fn upload(work: &Work, name: &str) -> Result<(import::Model, Vec<u8>), Stored> {
    let (db, user_id, id) = (work.db.orm(), work.job.user_id, work.job.id);
    match import::of(user_id).get(db, id).await {
        Ok(row) => Ok((row, import_part::of(user_id).part(db, id, import_part::FILE).await?)),
        Err(Stored::NotFound(_)) => {
            let file = artifact::of(user_id).get(db, id, UPLOAD).await?;
            Ok((import::of(user_id).row(id, name, import::State::Entering, work.job.created_at), file.bytes))
        }
        Err(error) => Err(error),
    }
}

/// All that entering it takes.
struct Entering {
    row: import::Model,
    wish: Wish,
    planned: Planned,
    read: Read,
}

impl Entering {
    async fn enter(&self, txn: &outlay_entity::Transaction, now: chrono::DateTime<chrono::Utc>) -> Result<(), Stored> {
        let mine = import::of(self.wish.user_id);
        lock(txn, self.wish.user_id).await?;
        let row = match mine.get(txn, self.row.id).await {
            Ok(row) => row,
            Err(Stored::NotFound(_)) => mine.insert(txn, self.row.clone()).await?,
            Err(error) => return Err(error),
        };
        if self.planned.holds(txn, self.wish.user_id).await? {
            self.planned.enter(txn, &self.wish, row, now).await?;
            return Ok(());
        }
        // Another file was entered meanwhile, or a person changed something.
        let planned = commit::planned(txn, &self.wish, self.read.clone()).await.map_err(|error| match error {
            Error::Stored(error) => error,
            other => Stored::Refused(other.to_string()),
        })?;
        if let Some(obstacle) = planned.obstacle(&self.wish) {
            return Err(Stored::Refused(obstacle.text()));
        }
        planned.enter(txn, &self.wish, row, now).await?;
        Ok(())
    }
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Stored(error) => error.into(),
        Error::Refused(refused) => Failure::Fail(invalid(&format!("{} Nothing was stored.", refused.text))),
        Error::Broken(why) => {
            tracing::error!(why, "a file could not be read");
            Failure::Retry(Problem::new("internal", "Internal error", "The file could not be read; the log says why."))
        }
    }
}

fn invalid(detail: &str) -> Problem {
    Problem::new("invalid-file", "The file cannot be imported", detail)
}

/// What stands in the way, with the first of it by name.
fn in_the_way(obstacle: &Obstacle) -> Problem {
    match obstacle {
        Obstacle::Open(questions) => {
            let asked: Vec<&str> = questions.iter().map(|q| q.text.as_str()).collect();
            let detail = format!("{} {}", obstacle.text(), asked.join(" "));
            Problem::new("open-question", "Something must be said first", detail)
        }
        Obstacle::Rows(rows) => {
            let first = rows.iter().take(5).map(|r| format!("line {}, {}: {}", r.place.line, r.column, r.reason));
            invalid(&format!("{} {}", obstacle.text(), first.collect::<Vec<_>>().join("; ")))
        }
        Obstacle::Nothing(text) => invalid(text),
    }
}
