//! Reading, planning and entering a file on behalf of a request, and saying why not.

use chrono::{DateTime, Utc};
use outlay_entity::{ConnectionTrait, Transaction, import, import_part, layout};
use outlay_import::preview::{OpenQuestion, Preview};
use outlay_import::read::{self, Read};
use outlay_import::{Bounds, Error, Plan, known, plan};
use outlay_statement::{Limits, Refused, RowRefused};
use uuid::Uuid;

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

    /// Plans what was read, against the ledger as `db` has it.
    pub(super) async fn plan<C: ConnectionTrait>(&self, db: &C, read: Read) -> Result<(Plan, Preview), Problem> {
        let known = known::load(db, self.account.id(), plan::days(&read.reading)).await?;
        let (bounds, said) = (self.bounds(), self.said.clone());
        let planned = tokio::task::spawn_blocking(move || {
            let plan = plan::plan(read.reading, &known, &bounds, said.account_id, &said.answers)?;
            let preview = Preview::of(&plan, &bounds);
            Ok::<_, Refused>((plan, preview))
        });
        planned.await.map_err(|e| Problem::internal(&e))?.map_err(|refused| problem(Error::Refused(refused)))
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
        let layout_id = read.layout_id;
        outlay_import::enter::lock(txn, self.account.id()).await?;
        let (plan, preview) = self.plan(txn, read).await?;
        if !plan.questions.is_empty() {
            return Err(open(&preview.questions));
        }
        if !plan.refused.is_empty() && !skip_refused {
            return Err(refused_rows(&plan.refused));
        }
        if plan.rows.is_empty() {
            return Err(nothing(&plan));
        }
        let layout_id = self.remember(txn, &plan, now).await?.or(layout_id);
        let row = import::Model { layout_id, account_id: self.said.account_id, ..row };
        let row = outlay_import::enter(txn, row, &plan, &self.bounds(), now).await?;
        Ok(Import::entered(row, &preview))
    }

    /// Keeps a corrected layout for the next file of the same shape.
    async fn remember(&self, txn: &Transaction, plan: &Plan, now: DateTime<Utc>) -> Result<Option<Uuid>, Problem> {
        let answers = &self.said.answers;
        let Some(found) = plan.layout.as_ref().filter(|found| answers.last() && !found.fingerprint.is_empty()) else {
            return Ok(None);
        };
        let mapping = serde_json::to_value(answers.lasting(found)).map_err(|e| Problem::internal(&e))?;
        let name: String = self.name.chars().take(100).collect();
        let kept = layout::of(self.account.id()).remember(txn, (&found.fingerprint, &name), mapping, now).await?;
        Ok(Some(kept.id))
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

/// Rows that could not be read, and nobody said that they are to be skipped.
fn refused_rows(rows: &[RowRefused]) -> Problem {
    let detail = format!(
        "{} of the file cannot be read; nothing was stored. Mend them, or enter the others with skip_refused=true.",
        if rows.len() == 1 { "One row".to_owned() } else { format!("{} rows", rows.len()) }
    );
    let error = |row: &RowRefused| {
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
    };
    Problem::unprocessable("invalid-file", "The file cannot be imported", detail)
        .with_errors(rows.iter().take(MAX_ERRORS).map(error).collect())
}

/// A file in which there is nothing to enter.
fn nothing(plan: &Plan) -> Problem {
    let detail = match plan.skipped.first() {
        Some(row) => format!(
            "No payment of the file can be entered. {} rows are left out, such as line {}: {}.",
            plan.skipped.len(),
            row.place.line,
            row.reason
        ),
        None => "There is no payment in the file. Export it again and choose a period with payments.".to_owned(),
    };
    let error = FieldError { allowed: Some("a file with payments".to_owned()), ..FieldError::at("/file", &detail) };
    Problem::unprocessable("invalid-file", "The file cannot be imported", detail)
        .with_errors(vec![error.given(plan.format.as_str())])
}

/// Questions that only a person can answer.
fn open(questions: &[OpenQuestion]) -> Problem {
    let error = |question: &OpenQuestion| FieldError {
        pointer: Some(format!("/{}", question.code)),
        detail: question.text.clone(),
        allowed: Some(question.answers.join(", ")).filter(|answers| !answers.is_empty()),
        ..FieldError::default()
    };
    let detail = "The file leaves something open that only you can say; nothing was stored. Answer it beside the file, or with \
                  PATCH on its preview.";
    Problem::conflict("open-question", "Something must be said first", detail)
        .with_errors(questions.iter().map(error).collect())
}
