//! `/imports`: files of expenses, entered whole or not at all, and undone as a whole.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::Money;
use outlay_analysis::expense_csv::{self, Limits};
use outlay_entity::{begin, expense, import};
use poem::http::header;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{Multipart, Object, OpenApi};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::fields;
use crate::idempotency::Once;
use crate::page::{self, Page};
use crate::problem::{FieldError, Problem};
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// A file that was imported.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Import {
    /// Id
    pub id: Uuid,
    /// Name of the file
    pub file_name: String,
    /// Expenses entered from it
    pub expenses: u64,
    /// Their sum, refunds subtracted; in the answer to the upload only
    pub total: Option<Money>,
    /// Day of the first expense; in the answer to the upload only
    pub first: Option<NaiveDate>,
    /// Day of the last expense; in the answer to the upload only
    pub last: Option<NaiveDate>,
    /// When it was imported
    pub created_at: DateTime<Utc>,
}

/// A file of expenses.
#[derive(Multipart)]
#[oai(deny_unknown_fields)]
pub struct ImportInput {
    /// UTF-8 CSV with a header: date (2026-01-31), amount (12.34), category, description; any order, other columns are
    /// ignored
    pub file: Upload,
}

pub(crate) struct Imports {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Imports")]
impl Imports {
    /// Import a CSV file
    ///
    /// All or nothing: when a row cannot be read, up to 100 errors name row, column, what was given and what is allowed,
    /// and nothing is stored.
    #[oai(path = "/imports", method = "post", operation_id = "createImport")]
    async fn create(
        &self,
        account: Account,
        #[oai(name = "Idempotency-Key")] key: Header<Option<String>>,
        input: ImportInput,
    ) -> Result<Created<Import>, Problem> {
        let name = file_name(input.file.file_name().unwrap_or_default());
        if input.file.size() as u64 > self.app.settings.max_upload {
            return Err(Problem::too_large(self.app.settings.max_upload));
        }
        let bytes = input.file.into_vec().await.map_err(|e| Problem::internal(&e))?;
        let hash = Sha256::new_with_prefix(&bytes).chain_update(&name).finalize();
        let once = Once::new(&self.app, account.id(), key.0, "/imports", &hash)?;
        let rows = read(&self.app, &account, bytes).await?;
        let now = Utc::now();
        let txn = begin(&self.app.db).await?;
        if let Some(answered) = once.begin(&txn).await? {
            return Ok(answered);
        }
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        let row = import::of(account.id()).create(&txn, &name, count, now).await?;
        let total = rows.iter().map(|row| row.minor).sum();
        let (first, last) = (rows.iter().map(|row| row.date).min(), rows.iter().map(|row| row.date).max());
        let new = rows.into_iter().map(|row| expense::New {
            date: row.date,
            minor: row.minor,
            category: row.category,
            description: row.description,
        });
        expense::of(account.id()).create_many(&txn, new.collect(), Some(row.id), now).await?;
        let location = format!("/api/v1/imports/{}", row.id);
        let shown = Import { total: Some(account.money(total)), first, last, ..Import::of(row) };
        let reply = Created::new(&shown);
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
    #[oai(path = "/imports/:id", method = "get", operation_id = "getImport")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Import>, Problem> {
        let row = import::of(account.id()).get(self.app.db.orm(), id.0).await?;
        Ok(Found::new(&Import::of(row)))
    }

    /// Undo an import
    ///
    /// Removes the import and the expenses that came with it, changed ones too.
    #[oai(path = "/imports/:id", method = "delete", operation_id = "deleteImport")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        let txn = begin(&self.app.db).await?;
        import::of(account.id()).undo(&txn, id.0).await?;
        txn.commit().await?;
        Ok(Done::default())
    }
}

impl Import {
    fn of(row: import::Model) -> Self {
        Self {
            id: row.id,
            file_name: row.file_name,
            expenses: u64::try_from(row.rows).unwrap_or_default(),
            total: None,
            first: None,
            last: None,
            created_at: row.created_at,
        }
    }
}

/// The expenses in a file, or everything that is wrong with it.
async fn read(app: &App, account: &Account, bytes: Vec<u8>) -> Result<Vec<outlay_analysis::Expense>, Problem> {
    let digits = account.digits();
    let limits = Limits {
        max_rows: app.settings.max_import_rows,
        max_errors: 100,
        max_category: fields::MAX_CATEGORY,
        max_description: fields::MAX_DESCRIPTION,
    };
    let parsed = tokio::task::spawn_blocking(move || expense_csv::read(bytes.as_slice(), digits, &limits)).await;
    parsed.map_err(|e| Problem::internal(&e))?.map_err(|refused| {
        let detail = format!("{} things in the file are wrong; nothing was stored.", refused.total);
        let errors = refused.errors.into_iter().map(|error| FieldError {
            pointer: Some("/file".to_owned()),
            detail: error.to_string(),
            row: error.row,
            line: error.line,
            column: error.column,
            given: Some(error.given),
            allowed: Some(error.allowed),
            ..FieldError::default()
        });
        Problem::unprocessable("invalid-file", "The file cannot be imported", detail).with_errors(errors.collect())
    })
}

/// The last part of a file's name, fit to be shown.
pub(crate) fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    if name.is_empty() { "expenses.csv".to_owned() } else { name }
}
