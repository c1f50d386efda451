//! How an import is shown.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::Money;
use outlay_entity::import;
use outlay_import::preview::{Counts, Preview};
use poem_openapi::{Enum, Object};
use uuid::Uuid;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename = "ImportState", rename_all = "snake_case")]
pub enum State {
    /// A job reads the file
    Reading,
    /// Read and shown; nothing is entered
    Previewed,
    /// A job enters it
    Entering,
    /// Entered
    Committed,
}

/// A file on its way into the ledger, or one that was entered.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Import {
    /// Id
    pub id: Uuid,
    /// Name of the file
    pub file_name: String,
    /// Where it stands
    pub state: State,
    /// What the file is: `csv`, `ofx`, `qif`, `camt`, `mt940`, `xlsx`, `xls`, `ods`
    pub format: Option<String>,
    /// The bank account its owner named for it
    pub account_id: Option<Uuid>,
    /// The layout it is read with
    pub layout_id: Option<Uuid>,
    /// Entries that came from it: expenses, refunds, income and transfers
    pub expenses: u64,
    /// How many of its rows are what
    pub counts: Option<Counts>,
    /// Spending that came from it, refunds subtracted; in the answer that enters it
    pub total: Option<Money>,
    /// First day that was entered; in the answer that enters it
    pub first: Option<NaiveDate>,
    /// Last day that was entered; in the answer that enters it
    pub last: Option<NaiveDate>,
    /// What entering it would do; until it is entered
    pub preview: Option<Preview>,
    /// The job that reads or enters it
    pub job_id: Option<Uuid>,
    /// When it was uploaded
    pub created_at: DateTime<Utc>,
    /// When the file is forgotten unless it is entered before
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was entered
    pub committed_at: Option<DateTime<Utc>>,
}

impl Import {
    /// Without its preview.
    pub(crate) fn of(row: import::Model) -> Self {
        Self {
            id: row.id,
            file_name: row.file_name,
            state: match row.state {
                import::State::Reading => State::Reading,
                import::State::Previewed => State::Previewed,
                import::State::Entering => State::Entering,
                import::State::Committed => State::Committed,
            },
            format: row.format,
            account_id: row.account_id,
            layout_id: row.layout_id,
            expenses: u64::try_from(row.rows).unwrap_or_default(),
            counts: row.counts.and_then(|counts| serde_json::from_value(counts).ok()),
            total: None,
            first: None,
            last: None,
            preview: None,
            job_id: row.job_id,
            created_at: row.created_at,
            expires_at: row.expires_at,
            committed_at: row.committed_at.or((row.state == import::State::Committed).then_some(row.created_at)),
        }
    }

    /// With what entering it would do.
    pub(crate) fn previewed(row: import::Model, preview: Preview) -> Self {
        Self { counts: Some(preview.counts.clone()), preview: Some(preview), ..Self::of(row) }
    }

    /// With the sum and the days of what was entered.
    pub(crate) fn entered(row: import::Model, preview: &Preview) -> Self {
        Self { total: Some(preview.total), first: preview.first, last: preview.last, ..Self::of(row) }
    }
}
