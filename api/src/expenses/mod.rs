//! `/expenses`: list, create, read, change, remove. [`bulk`] does many at once, [`export`] writes the CSV file,
//! [`history`] sums up months.

pub(crate) mod bulk;
pub(crate) mod export;
pub(crate) mod history;

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::Money;
use outlay_analysis::report::AnomalyKind;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::body::Body;
use crate::fields::Amount;
use crate::page::Page;
use crate::problem::Problem;
use crate::reply::{Created, Done, Found};
use crate::tags::Tag;

/// An expense.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Expense {
    /// Id
    pub id: Uuid,
    /// Day of the charge
    pub date: NaiveDate,
    /// Positive is spending, negative a refund
    pub amount: Money,
    /// Category; empty when there is none
    pub category: String,
    /// Description
    pub description: String,
    /// The import it came with
    pub import_id: Option<Uuid>,
    /// When it was entered
    pub created_at: DateTime<Utc>,
    /// When it was last changed
    pub updated_at: DateTime<Utc>,
    /// What the latest analysis says of it, where it says something
    pub anomaly: Option<Label>,
}

/// What the latest analysis says of an expense.
#[derive(Clone, Debug, Object)]
pub struct Label {
    /// The anomaly
    pub anomaly_id: Uuid,
    /// The analysis that found it
    pub analysis_id: Uuid,
    /// 0..=1, higher is more irregular
    pub score: f64,
    /// Probability of a score this high on normal data
    pub p_value: f64,
    /// True when it passed the false discovery rate and the alert budget
    pub flagged: bool,
    /// Detectors and layers that voted for it
    pub votes: u32,
    /// Main kind
    pub kind: AnomalyKind,
    /// Strongest reason
    pub reason: String,
}

/// A new expense.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ExpenseInput {
    /// Day of the charge
    pub date: NaiveDate,
    /// Positive is spending, negative a refund
    pub amount: Amount,
    /// Category, up to 100 characters
    pub category: Option<String>,
    /// Description, up to 500 characters
    pub description: Option<String>,
}

/// What changes; fields that are left out stay.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ExpensePatch {
    /// Day of the charge
    pub date: Option<NaiveDate>,
    /// Positive is spending, negative a refund
    pub amount: Option<Amount>,
    /// Category, up to 100 characters
    pub category: Option<String>,
    /// Description, up to 500 characters
    pub description: Option<String>,
}

/// What a list of expenses is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Sort {
    /// Day of the charge
    Date,
    /// Amount
    Amount,
}

/// Direction of a sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Order {
    /// Smallest or oldest first
    Asc,
    /// Largest or newest first
    Desc,
}

pub(crate) struct Expenses {
    pub(crate) app: App,
}

#[OpenApi(tag = "Tag::Expenses")]
impl Expenses {
    /// List expenses
    ///
    /// Newest first unless asked otherwise. Filters are combined with "and".
    #[oai(path = "/expenses", method = "get", operation_id = "listExpenses")]
    #[expect(clippy::too_many_arguments, reason = "one argument a query parameter: they are the documentation")]
    async fn list(
        &self,
        account: Account,
        /// First day
        from: Query<Option<NaiveDate>>,
        /// Last day
        to: Query<Option<NaiveDate>>,
        /// Exactly this category; empty for expenses without one
        category: Query<Option<String>>,
        /// Text the description contains, in any case
        q: Query<Option<String>>,
        /// Smallest amount
        min: Query<Option<String>>,
        /// Largest amount
        max: Query<Option<String>>,
        /// Only those the latest analysis flagged, or only the others
        flagged: Query<Option<bool>>,
        /// What to sort by; `date` when left out
        sort: Query<Option<Sort>>,
        /// Direction; `desc` when left out
        order: Query<Option<Order>>,
        /// Items a page, 1 to 500; 100 when left out
        limit: Query<Option<u64>>,
        /// `next` of the page before
        cursor: Query<Option<String>>,
    ) -> Result<Found<Page<Expense>>, Problem> {
        crate::later()
    }

    /// Enter an expense
    #[oai(path = "/expenses", method = "post", operation_id = "createExpense")]
    async fn create(
        &self,
        account: Account,
        /// Any string of up to 100 characters; a repetition within 24 hours answers the same and creates nothing
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Body<ExpenseInput>,
    ) -> Result<Created<Expense>, Problem> {
        crate::later()
    }

    /// Read an expense
    #[oai(path = "/expenses/:id", method = "get", operation_id = "getExpense")]
    async fn get(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-None-Match")] if_none_match: Header<Option<String>>,
    ) -> Result<Found<Expense>, Problem> {
        crate::later()
    }

    /// Change an expense
    #[oai(path = "/expenses/:id", method = "patch", operation_id = "updateExpense")]
    async fn update(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
        patch: Body<ExpensePatch>,
    ) -> Result<Found<Expense>, Problem> {
        crate::later()
    }

    /// Remove an expense
    #[oai(path = "/expenses/:id", method = "delete", operation_id = "deleteExpense")]
    async fn delete(
        &self,
        account: Account,
        id: Path<Uuid>,
        #[oai(name = "If-Match")] if_match: Header<Option<String>>,
    ) -> Result<Done, Problem> {
        crate::later()
    }
}
