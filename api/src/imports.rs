//! `/imports`: files of expenses, entered whole or not at all, and undone as a whole.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::Money;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{Multipart, Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::page::Page;
use crate::problem::Problem;
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
    /// Their sum, refunds subtracted
    pub total: Option<Money>,
    /// Day of the first expense
    pub first: Option<NaiveDate>,
    /// Day of the last expense
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
        crate::later()
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
        crate::later()
    }

    /// Read an import
    #[oai(path = "/imports/:id", method = "get", operation_id = "getImport")]
    async fn get(&self, account: Account, id: Path<Uuid>) -> Result<Found<Import>, Problem> {
        crate::later()
    }

    /// Undo an import
    ///
    /// Removes the import and the expenses that came with it, changed ones too.
    #[oai(path = "/imports/:id", method = "delete", operation_id = "deleteImport")]
    async fn delete(&self, account: Account, id: Path<Uuid>) -> Result<Done, Problem> {
        crate::later()
    }
}
