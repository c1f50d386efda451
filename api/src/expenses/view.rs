//! How an expense is shown, and what may be entered as one.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use outlay_analysis::report::AnomalyKind;
use outlay_analysis::{EntryKind, Money, money};
use outlay_entity::{ConnectionTrait, account as bank_account, expense, expense_label};
use poem_openapi::Object;
use poem_openapi::types::ToJSON;
use uuid::Uuid;

use crate::account::Account;
use crate::app::App;
use crate::etag;
use crate::fields::{Amount, Rules};
use crate::problem::Problem;

/// An expense, or another entry of an account: `kind` says which.
#[derive(Clone, Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Expense {
    /// Id
    pub id: Uuid,
    /// Day of the charge
    pub date: NaiveDate,
    /// Positive is money out, negative money in
    pub amount: Money,
    /// What it is; totals, budgets and analyses are about expenses and refunds only
    pub kind: EntryKind,
    /// Category; empty when there is none
    pub category: String,
    /// Description
    pub description: String,
    /// The bank account it belongs to
    pub account_id: Option<Uuid>,
    /// Day on which the bank counts it, where a file says it apart
    pub value_date: Option<NaiveDate>,
    /// Who was paid, where a file, a rule or its owner says it apart
    pub merchant: Option<String>,
    /// Amount and currency of the purchase, where they differ from the account's
    pub original: Option<Original>,
    /// Announced by the bank and not booked: it is in no total
    pub pending: bool,
    /// What its owner notes beside it
    pub note: Option<String>,
    /// The import it came with
    pub import_id: Option<Uuid>,
    /// When it was entered
    pub created_at: DateTime<Utc>,
    /// When it was last changed
    pub updated_at: DateTime<Utc>,
    /// What the latest analysis says of it, when it has seen it
    pub anomaly: Option<Label>,
}

/// What was paid in another currency.
#[derive(Clone, Debug, PartialEq, Eq, Object)]
pub struct Original {
    /// Amount
    pub amount: Money,
    /// ISO 4217 code
    pub currency: String,
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
    /// Positive is money out, negative money in
    pub amount: Amount,
    /// What it is; `expense` when left out
    pub kind: Option<EntryKind>,
    /// Category, up to 100 characters
    pub category: Option<String>,
    /// Description, up to 500 characters
    pub description: Option<String>,
    /// The bank account it belongs to
    pub account_id: Option<Uuid>,
    /// Who was paid, up to 100 characters
    pub merchant: Option<String>,
    /// What to note beside it, up to 500 characters
    pub note: Option<String>,
}

/// What changes; fields that are left out stay.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct ExpensePatch {
    /// Day of the charge
    pub date: Option<NaiveDate>,
    /// Positive is money out, negative money in
    pub amount: Option<Amount>,
    /// What it is
    pub kind: Option<EntryKind>,
    /// Category, up to 100 characters
    pub category: Option<String>,
    /// Description, up to 500 characters
    pub description: Option<String>,
    /// The bank account it belongs to
    pub account_id: Option<Uuid>,
    /// Who was paid, up to 100 characters; empty for nothing
    pub merchant: Option<String>,
    /// What to note beside it, up to 500 characters; empty for nothing
    pub note: Option<String>,
}

impl Expense {
    /// A stored expense as it is shown.
    pub(crate) fn of(row: expense::Model, label: Option<expense_label::Model>, digits: u8) -> Self {
        Self {
            id: row.id,
            date: row.date,
            amount: Money::new(row.minor, digits),
            kind: row.kind.into(),
            category: row.category,
            description: row.description,
            account_id: row.account_id,
            value_date: row.value_date,
            merchant: row.merchant,
            original: row.original_minor.zip(row.original_currency).map(|(minor, currency)| Original {
                amount: Money::new(minor, money::minor_digits(&currency)),
                currency,
            }),
            pending: row.pending,
            note: row.note,
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
pub(crate) async fn checked<C: ConnectionTrait>(
    db: &C,
    (app, account): (&App, &Account),
    input: &ExpenseInput,
) -> Result<expense::New, Problem> {
    let mut rules = Rules::default();
    let new = rules.expense("", input, account.digits(), app.settings.max_amount);
    rules.done()?;
    known_accounts(db, account, std::slice::from_ref(&new)).await?;
    Ok(new)
}

/// Refuses expenses of bank accounts that are not this person's.
pub(crate) async fn known_accounts<C: ConnectionTrait>(
    db: &C,
    account: &Account,
    new: &[expense::New],
) -> Result<(), Problem> {
    let named: BTreeSet<Uuid> = new.iter().filter_map(|new| new.account_id).collect();
    for id in named {
        bank_account::of(account.id()).get(db, id).await?;
    }
    Ok(())
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
            kind: input.kind.unwrap_or_default().into(),
            account_id: input.account_id,
            merchant: Some(self.merchant(&at("merchant"), input.merchant.as_deref().unwrap_or_default()))
                .filter(|merchant| !merchant.is_empty()),
            note: Some(self.description(&at("note"), input.note.as_deref().unwrap_or_default()))
                .filter(|note| !note.is_empty()),
            ..expense::New::default()
        }
    }
}
