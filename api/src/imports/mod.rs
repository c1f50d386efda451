//! `/imports`: files of banks. An upload is read and shown; entering it is a step of its own, all or nothing, and is undone
//! as a whole. [`input`] is what a person says about a file, [`view`] how it is shown, [`work`] reads, plans and enters it.

mod input;
mod view;
mod work;

use chrono::{TimeDelta, Utc};
use outlay_entity::{begin, import, import_part};
use outlay_import::Answers;
use outlay_import::preview::{ImportRow, RowState};
use poem::http::header;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub(crate) use self::input::Said;
pub use self::input::{ImportInput, ImportPatch};
pub use self::view::{Import, State};
use self::work::{File, content};
use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::idempotency::Once;
use crate::page::{self, Page};
use crate::problem::Problem;
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// Days after which an upload that was not entered is forgotten.
pub(crate) const KEPT_DAYS: i64 = 7;
/// Uploads of one account that may wait; the oldest makes room.
const MOST_WAITING: u64 = 20;

pub(crate) struct Imports {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Imports")]
impl Imports {
    /// Upload a file of a bank
    ///
    /// Any CSV, OFX, QFX, QIF, CAMT.052/053/054, MT940, XLSX, XLS or ODS, also within .gz or .zip. The answer shows what was
    /// understood and the rows as they would be entered; nothing is in the ledger yet. `POST /imports/{id}/commit` enters it.
    /// With `commit=true` it is entered at once, unless a question is open (409) or a row cannot be read (422): then nothing
    /// is stored.
    #[oai(path = "/imports", method = "post", operation_id = "createImport")]
    async fn create(
        &self,
        account: Account,
        /// Enter it in the same step
        commit: Query<Option<bool>>,
        /// With `commit`: leave out rows that cannot be read
        skip_refused: Query<Option<bool>>,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: ImportInput,
    ) -> Result<Created<Import>, Problem> {
        let name = file_name(input.file.file_name().unwrap_or_default());
        if input.file.size() as u64 > self.app.settings.max_upload {
            return Err(Problem::too_large(self.app.settings.max_upload));
        }
        let said = Said::of_form(self.app.db.orm(), &account, &input).await?;
        let bytes = input.file.into_vec().await.map_err(|e| Problem::internal(&e))?;
        let (commit, skip) = (commit.0.unwrap_or_default(), skip_refused.0.unwrap_or_default());
        let how = format!("{name}\0{commit}\0{skip}\0{said:?}");
        let hash = Sha256::new_with_prefix(&bytes).chain_update(how).finalize();
        let once = Once::new(&self.app, account.id(), key.0, "/imports", &hash)?;
        let file = File { app: &self.app, account: &account, name: &name, said: &said };
        let read = file.read(&bytes).await?;
        let (mine, now) = (import::of(account.id()), Utc::now());
        let new = import::Model {
            format: Some(read.reading.format.clone()),
            account_id: said.account_id,
            layout_id: said.layout_id.or(read.layout_id),
            options: Some(serde_json::to_value(&said.answers).map_err(|e| Problem::internal(&e))?),
            expires_at: Some(now + TimeDelta::days(KEPT_DAYS)),
            ..mine.row(Uuid::now_v7(), &name, import::State::Previewed, now)
        };
        let location = format!("/api/v1/imports/{}", new.id);
        if commit {
            let txn = begin(&self.app.db).await?;
            if let Some(answered) = once.begin(&txn).await? {
                return Ok(answered);
            }
            let row = mine.insert(&txn, new).await?;
            let shown = file.enter(&txn, row, read, skip, now).await?;
            let reply = Created::new(&shown);
            once.finish(&txn, &reply, &location).await?;
            txn.commit().await?;
            return Ok(reply.header(header::LOCATION, location));
        }
        let preview = file.plan(self.app.db.orm(), read).await?.preview;
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let row =
            mine.insert(&txn, import::Model { counts: serde_json::to_value(&preview.counts).ok(), ..new }).await?;
        import_part::of(account.id()).put(&txn, row.id, import_part::FILE, bytes).await?;
        mine.forget(&txn, MOST_WAITING, now).await?;
        let reply = Created::new(&Import::previewed(row, preview));
        once.finish(&txn, &reply, &location).await?;
        txn.commit().await?;
        Ok(reply.header(header::LOCATION, location))
    }

    /// List imports, newest first
    #[oai(path = "/imports", method = "get", operation_id = "listImports")]
    async fn list(
        &self,
        account: Account,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Import>>, Problem> {
        let limit = page::limit(limit.0)?;
        let after = page::decode::<Uuid>(cursor.as_deref())?;
        let rows = import::of(account.id()).list(self.app.db.orm(), after, limit + 1).await?;
        Ok(Found::new(&Page::cut(rows, limit, |row| row.id, Import::of)))
    }

    /// Read an import
    ///
    /// Until it is entered with what entering it would do now.
    #[oai(path = "/imports/:id", method = "get", operation_id = "getImport")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Import>, Problem> {
        let db = self.app.db.orm();
        let row = import::of(account.id()).get(db, id.0).await?;
        if row.state != import::State::Previewed {
            return Ok(Found::new(&Import::of(row)));
        }
        let said = said(&row);
        let file = File { app: &self.app, account: &account, name: &row.file_name, said: &said };
        let read = file.read(&content(db, &row).await?).await?;
        let preview = file.plan(db, read).await?.preview;
        Ok(Found::new(&Import::previewed(row, preview)))
    }

    /// Say more about a file, and see it again
    ///
    /// Answers to its questions, other roles for its columns, the bank account it is of, rows to leave out.
    #[oai(path = "/imports/:id", method = "patch", operation_id = "updateImport")]
    async fn update(
        &self,
        account: Account,
        id: Path<Uuid>,
        patch: Body<ImportPatch>,
    ) -> Result<Found<Import>, Problem> {
        let db = self.app.db.orm();
        let row = import::of(account.id()).get(db, id.0).await?;
        let bytes = content(db, &row).await?;
        let mut said = said(&row);
        said.patch(db, &account, patch.0).await?;
        let file = File { app: &self.app, account: &account, name: &row.file_name, said: &said };
        let read = file.read(&bytes).await?;
        let (format, layout_id) = (Some(read.reading.format.clone()), said.layout_id.or(read.layout_id));
        let preview = file.plan(db, read).await?.preview;
        let (version, user) = (row.version, account.id());
        let change = import::Model {
            format,
            layout_id,
            account_id: said.account_id,
            options: Some(serde_json::to_value(&said.answers).map_err(|e| Problem::internal(&e))?),
            counts: serde_json::to_value(&preview.counts).ok(),
            ..row
        };
        let txn = begin(&self.app.db).await?;
        let row = import::of(user).replace(&txn, change, version).await?;
        txn.commit().await?;
        Ok(Found::new(&Import::previewed(row, preview)))
    }

    /// Enter a file
    ///
    /// All of it, or nothing: 409 while a question is open, 422 while a row cannot be read, unless `skip_refused=true`. What is
    /// there already is not entered again.
    #[oai(path = "/imports/:id/commit", method = "post", operation_id = "commitImport")]
    async fn commit(
        &self,
        account: Account,
        id: Path<Uuid>,
        /// Leave out rows that cannot be read
        skip_refused: Query<Option<bool>>,
    ) -> Result<Found<Import>, Problem> {
        let db = self.app.db.orm();
        let row = import::of(account.id()).get(db, id.0).await?;
        let bytes = content(db, &row).await?;
        let (name, said) = (row.file_name.clone(), said(&row));
        let file = File { app: &self.app, account: &account, name: &name, said: &said };
        let read = file.read(&bytes).await?;
        let txn = begin(&self.app.db).await?;
        let shown = file.enter(&txn, row, read, skip_refused.0.unwrap_or_default(), Utc::now()).await?;
        txn.commit().await?;
        Ok(Found::new(&shown))
    }

    /// The rows of a file, until it is entered
    ///
    /// As they would be entered now, in the file's order.
    #[oai(path = "/imports/:id/rows", method = "get", operation_id = "listImportRows")]
    async fn rows(
        &self,
        account: Account,
        id: Path<Uuid>,
        /// Only rows in this state
        state: Query<Option<RowState>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<ImportRow>>, Problem> {
        let limit = page::limit(limit.0)?;
        let after = page::decode::<u64>(cursor.as_deref())?.unwrap_or_default();
        let db = self.app.db.orm();
        let row = import::of(account.id()).get(db, id.0).await?;
        let said = said(&row);
        let file = File { app: &self.app, account: &account, name: &row.file_name, said: &said };
        let read = file.read(&content(db, &row).await?).await?;
        let plan = file.plan(db, read).await?.plan;
        let bounds = file.bounds();
        let rows = plan.rows.iter().filter(|row| row.number > after).map(|row| ImportRow::of(row, &plan, &bounds));
        let size = usize::try_from(limit).unwrap_or(usize::MAX).saturating_add(1);
        let rows = rows.filter(|row| state.0.is_none_or(|state| row.state == state)).take(size).collect();
        Ok(Found::new(&Page::cut(rows, limit, |row: &ImportRow| row.row, |row| row)))
    }

    /// Undo an import
    ///
    /// Removes it and the entries that came with it, changed ones too; what it booked is pending again. A file that was not
    /// entered is forgotten.
    #[oai(path = "/imports/:id", method = "delete", operation_id = "deleteImport")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        outlay_import::undo(&txn, account.id(), id.0, Utc::now()).await?;
        txn.commit().await?;
        Ok(Done::default())
    }
}

/// What was said about a file so far.
fn said(row: &import::Model) -> Said {
    let answers = row.options.clone().and_then(|options| serde_json::from_value::<Answers>(options).ok());
    Said { answers: answers.unwrap_or_default(), account_id: row.account_id, layout_id: row.layout_id }
}

/// The last part of a file's name, fit to be shown.
pub(crate) fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.is_empty() { "expenses.csv".to_owned() } else { name }
}
