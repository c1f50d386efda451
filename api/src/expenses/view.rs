//! How an expense is shown, and what may be entered as one.

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::Money;
use outlay_analysis::report::AnomalyKind;
use outlay_entity::{expense, expense_label};
use poem_openapi::Object;
use poem_openapi::types::ToJSON;
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::etag;
use crate::fields::{Amount, Rules};
use crate::problem::Problem;

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
    /// What the latest analysis says of it, when it has seen it
    pub anomaly: Option<Label>,
}

/// What the latest analysis says of an expense.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Label {
    /// The analysis
    pub analysis_id: Uuid,
    /// 0..=1, higher is more irregular
    pub score: f64,
    /// Probability of a score this high on normal data
    pub p_value: f64,
    /// True when it passed the false discovery rate and the alert budget
    pub flagged: bool,
    /// Detectors and layers that voted for it
    pub votes: u32,
    /// Main kind, where there is a reason at all
    pub kind: Option<AnomalyKind>,
    /// Strongest reason; empty where there is none
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

impl Expense {
    /// A stored expense as it is shown.
    pub(crate) fn of(row: expense::Model, label: Option<expense_label::Model>, digits: u8) -> Self {
        Self {
            id: row.id,
            date: row.date,
            amount: Money::new(row.minor, digits),
            category: row.category,
            description: row.description,
            import_id: row.import_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
            anomaly: label.map(|label| Label {
                analysis_id: label.analysis_id,
                score: label.score,
                p_value: label.p_value,
                flagged: label.flagged,
                votes: u32::try_from(label.votes).unwrap_or_default(),
                kind: label.kind.and_then(|kind| serde_json::from_value(kind.into()).ok()),
                reason: label.reason,
            }),
        }
    }
}

/// An expense with its label, and the tag of both.
pub(crate) async fn load(app: &App, account: &Account, id: Uuid) -> Result<(Expense, etag::Tag), Problem> {
    let row = expense::of(account.id()).get(app.db.orm(), id).await?;
    let label = expense_label::of(account.id()).by_expense(app.db.orm(), &[id]).await?.remove(&id);
    let version = row.version;
    let expense = Expense::of(row, label, account.digits());
    let beside = expense.anomaly.as_ref().map(|label| label.to_json_string()).unwrap_or_default();
    let tag = etag::Tag::of_version(version, beside.as_bytes());
    Ok((expense, tag))
}

/// What is stored of `input`, once everything about it is right.
pub(crate) fn checked(app: &App, account: &Account, input: &ExpenseInput) -> Result<expense::New, Problem> {
    let mut rules = Rules::default();
    let new = rules.expense("", input, account.digits(), app.settings.max_amount);
    rules.done().map(|()| new)
}

impl Rules {
    /// An expense whose fields are at `pointer`.
    pub(crate) fn expense(&mut self, pointer: &str, input: &ExpenseInput, digits: u8, max: u64) -> expense::New {
        let at = |field: &str| format!("{pointer}/{field}");
        expense::New {
            date: self.day(&at("date"), input.date),
            minor: self.amount(&at("amount"), &input.amount, digits, max),
            category: self.category(&at("category"), input.category.as_deref().unwrap_or_default(), false),
            description: self.description(&at("description"), input.description.as_deref().unwrap_or_default()),
        }
    }
}
