//! The job `import`: a large file of expenses, entered whole or not at all. The file waits as `upload.csv` among the job's
//! own files, and the expenses are entered in the transaction that ends the job.

use outlay_analysis::expense_csv::{self, Limits};
use outlay_analysis::money;
use outlay_entity::job::Problem;
use outlay_entity::queue::{Besides, Published};
use outlay_entity::{artifact, expense, user};

use crate::execute::{Failure, Work};

/// Name of the file that was uploaded.
const UPLOAD: &str = "upload.csv";

/// Bounds of an import; the request has been held against the operator's before.
const LIMITS: Limits = Limits { max_rows: 5_000_000, max_errors: 20, max_category: 100, max_description: 500 };

pub(super) fn run(work: &Work, file_name: String) -> Result<Published, Failure> {
    use outlay_analysis::Progress as _;
    let (db, user_id) = (work.db.orm(), work.job.user_id);
    let account = work.wait(user::get(db, user_id))?;
    let file = work.wait(artifact::of(user_id).get(db, work.job.id, UPLOAD))?;
    work.watch.stage("prepare", 0.5);
    let rows = expense_csv::read(file.bytes.as_slice(), money::minor_digits(&account.currency), &LIMITS);
    let rows = rows.map_err(|refused| {
        let first: Vec<String> = refused.errors.iter().map(ToString::to_string).collect();
        let detail =
            format!("{} things in the file are wrong; nothing was stored. {}", refused.total, first.join("; "));
        Failure::Fail(Problem::new("invalid-file", "The file cannot be imported", detail))
    })?;
    if work.watch.cancelled() {
        return Err(Failure::Stopped);
    }
    work.watch.stage("publish", 0.0);
    let rows = rows.into_iter().map(|row| expense::New {
        date: row.date,
        minor: row.minor,
        category: row.category,
        description: row.description,
        kind: row.kind.into(),
        ..expense::New::default()
    });
    // No file of the job is published: the upload goes, the expenses stay.
    Ok(Published { besides: Some(Besides::Import { file_name, rows: rows.collect() }), ..Published::default() })
}
