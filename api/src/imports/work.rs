//! Reading, planning and entering a file on behalf of a request, and saying why not.

use chrono::{DateTime, Utc};
use outlay_entity::{ConnectionTrait, Transaction, import, import_part};
use outlay_import::commit::{self, Obstacle, Planned, Wish};
use outlay_import::preview::OpenQuestion;
use outlay_import::read::{self, Read};
use outlay_import::{Bounds, Error, Plan};
use outlay_statement::{Limits, RowRefused};

use super::input::Said;
use super::view::Import;
use crate::account::Account;
use crate::app::App;
use crate::problem::{FieldError, Problem, shorten};
use crate::schema::MAX_ERRORS;

/// An archive may unpack to so many times the largest upload.
const UNPACKED: u64 = 3;

/// A file and what is said about it.
pub(super) struct File<'a> {
    pub(super) app: &'a App,
    pub(super) account: &'a Account,
    pub(super) name: &'a str,
    pub(super) said: &'a Said,
}

impl File<'_> {
    /// What the ledger takes.
    pub(super) fn bounds(&self) -> Bounds {
        Bounds::of(&self.account.user.currency, self.app.settings.max_amount)
    }

    /// Reads it.
    pub(super) async fn read(&self, bytes: &[u8]) -> Result<Read, Problem> {
        let settings = &self.app.settings;
        let size = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let limits = Limits {
            bytes: size(settings.max_upload.saturating_mul(UNPACKED)),
            rows: size(settings.max_import_rows),
            ..Limits::default()
        };
        let (db, id) = (self.app.db.orm(), self.account.id());
        read::read(db, id, (self.name, bytes), &self.said.answers, limits).await.map_err(problem)
    }

    /// What is to be done with it.
    pub(super) fn wish(&self, skip_refused: bool) -> Wish {
        Wish {
            user_id: self.account.id(),
            name: self.name.to_owned(),
            answers: self.said.answers.clone(),
            account_id: self.said.account_id,
            bounds: self.bounds(),
            skip_refused,
        }
    }

    /// Plans what was read, against the ledger as `db` has it.
    pub(super) async fn plan<C: ConnectionTrait>(&self, db: &C, read: Read) -> Result<Planned, Problem> {
        commit::planned(db, &self.wish(false), read).await.map_err(problem)
    }

    /// Enters it as the import `row`, inside the transaction, and remembers what was said about files of its shape.
    pub(super) async fn enter(
        &self,
        txn: &Transaction,
        row: import::Model,
        read: Read,
        skip_refused: bool,
        now: DateTime<Utc>,
    ) -> Result<Import, Problem> {
        let wish = self.wish(skip_refused);
        outlay_import::enter::lock(txn, self.account.id()).await?;
        let planned = commit::planned(txn, &wish, read).await.map_err(problem)?;
        if let Some(obstacle) = planned.obstacle(&wish) {
            return Err(in_the_way(&obstacle, &planned.plan));
        }
        let row = planned.enter(txn, &wish, row, now).await?;
        Ok(Import::entered(row, &planned.preview))
    }
}

/// The file of an import that is not entered yet.
pub(super) async fn content<C: ConnectionTrait>(db: &C, row: &import::Model) -> Result<Vec<u8>, Problem> {
    let what = match row.state {
        import::State::Previewed => {
            return Ok(import_part::of(row.user_id).part(db, row.id, import_part::FILE).await?);
        }
        import::State::Committed => "It is entered: `/expenses?import_id=` lists what came from it.",
        import::State::Reading => "It is being read. Ask again in a moment.",
        import::State::Entering => "It is being entered. Ask again in a moment.",
    };
    let problem = Problem::conflict("not-now", "Not in this state", what);
    Err(if row.state == import::State::Committed { problem } else { problem.retry_after(1) })
}

/// Why a file was not read.
fn problem(error: Error) -> Problem {
    match error {
        Error::Stored(error) => error.into(),
        Error::Broken(why) => Problem::internal(&why),
        Error::Refused(refused) => {
            let error = FieldError {
                pointer: Some("/file".to_owned()),
                detail: refused.text.clone(),
                given: Some(refused.code),
                allowed: Some(
                    "CSV, OFX, QFX, QIF, CAMT.052/053/054, MT940, XLSX, XLS, ODS; in .gz or .zip too".to_owned(),
                ),
                ..FieldError::default()
            };
            let detail = format!("{} Nothing was stored.", refused.text);
            Problem::unprocessable("invalid-file", "The file cannot be imported", detail).with_errors(vec![error])
        }
    }
}

/// Why a file is not entered.
fn in_the_way(obstacle: &Obstacle, plan: &Plan) -> Problem {
    let invalid = || Problem::unprocessable("invalid-file", "The file cannot be imported", obstacle.text());
    match obstacle {
        Obstacle::Open(questions) => {
            Problem::conflict("open-question", "Something must be said first", obstacle.text())
                .with_errors(questions.iter().map(open).collect())
        }
        Obstacle::Rows(rows) => invalid().with_errors(rows.iter().take(MAX_ERRORS).map(refused).collect()),
        Obstacle::Nothing(text) => {
            let error =
                FieldError { allowed: Some("a file with payments".to_owned()), ..FieldError::at("/file", text) };
            invalid().with_errors(vec![error.given(plan.format.as_str())])
        }
    }
}

fn refused(row: &RowRefused) -> FieldError {
    let part = if row.place.part.is_empty() { String::new() } else { format!("{}, ", row.place.part) };
    FieldError {
        pointer: Some("/file".to_owned()),
        detail: format!("{part}line {}, {}: {}", row.place.line, row.column, row.reason),
        line: Some(row.place.line),
        column: Some(row.column.clone()).filter(|column| !column.is_empty()),
        given: Some(shorten(&row.given)),
        allowed: Some(row.reason.clone()),
        ..FieldError::default()
    }
}

fn open(question: &OpenQuestion) -> FieldError {
    FieldError {
        pointer: Some(format!("/{}", question.code)),
        detail: question.text.clone(),
        allowed: Some(question.answers.join(", ")).filter(|answers| !answers.is_empty()),
        ..FieldError::default()
    }
}
