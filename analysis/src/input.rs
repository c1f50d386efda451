//! What an analysis is made of: expenses, budgets, feedback and parameters.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::report::AnomalyKind;

/// Fewest expenses from which the engine answers.
pub const MIN_EXPENSES: usize = 5;

/// What an entry of an account is. Only [`Expense`](EntryKind::Expense) and [`Refund`](EntryKind::Refund) are spending;
/// the others are kept and shown, and left out of totals, forecasts, drift, clusters and anomalies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum EntryKind {
    /// Money spent.
    #[default]
    Expense,
    /// Money that a merchant gave back, or a booking that was reversed; its amount is negative.
    Refund,
    /// Salary, interest, money from others.
    Income,
    /// Money moved between accounts of the same person; the payment of a credit card, savings.
    Transfer,
}

impl EntryKind {
    /// True for what totals, budgets and analyses are about.
    #[must_use]
    pub fn is_spending(self) -> bool {
        matches!(self, Self::Expense | Self::Refund)
    }
}

/// One expense as its owner entered it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expense {
    /// The stored row's id; `None` when the expenses come from a file.
    pub id: Option<Uuid>,
    /// Day of the charge.
    pub date: NaiveDate,
    /// Minor units of the account's currency; positive is spending, negative a refund.
    pub minor: i64,
    /// Category as entered; empty when there is none.
    pub category: String,
    /// Description as entered; may be empty.
    pub description: String,
    /// What the entry is, as the file, the owner or the import's classification says.
    pub kind: EntryKind,
    /// Name of the account it belongs to; empty when there is one account only.
    pub account: String,
}

/// A monthly budget of one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Category it limits.
    pub category: String,
    /// Minor units a month, zero or more.
    pub minor: i64,
}

/// What a person said of an anomaly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Normal for this account: expect the like from now on.
    Expected,
    /// Real but not to be repeated; nothing to learn from it.
    OneOff,
    /// Say nothing about this merchant any more.
    IgnoreMerchant,
    /// Truly irregular.
    Confirmed,
}

/// A verdict on an anomaly of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The anomaly's stable id.
    pub anomaly_id: Uuid,
    /// Merchant key the anomaly was about; empty when it was not about one.
    pub merchant: String,
    /// What was said.
    pub verdict: Verdict,
}

/// What a merchant is called: everything at `key` belongs to `merchant`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alias {
    /// Merchant key, or a description; both are cleaned before they are used.
    pub key: String,
    /// The merchant it belongs to.
    pub merchant: String,
    /// Read from an edit and not said outright: it gives way where the charges speak against it.
    pub learned: bool,
}

/// Everything one analysis reads.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// In the order of the file or of creation; order among equal rows changes nothing.
    pub expenses: Vec<Expense>,
    /// At most one a category.
    pub budgets: Vec<Budget>,
    /// Verdicts given so far.
    pub feedback: Vec<Feedback>,
    /// What merchants are called; at most one a key.
    pub aliases: Vec<Alias>,
}

/// Indices of the expenses whose day is wanted, in the order of a ledger.
pub(crate) fn in_order(expenses: &[Expense], wanted: impl Fn(NaiveDate) -> bool) -> Vec<usize> {
    let mut row: Vec<usize> = (0..expenses.len()).filter(|&i| wanted(expenses[i].date)).collect();
    row.sort_by(|&a, &b| {
        let key = |i: usize| {
            let e = &expenses[i];
            (e.date, &e.category, &e.description, e.minor, i)
        };
        key(a).cmp(&key(b))
    });
    row
}

/// What auditors of spending look for, each a check of its own that an account switches on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Audit {
    /// One purchase split into parts that each stay under the approval limit.
    SplitPurchases,
    /// Charges on nearby days that look like one though they are not equal.
    NearDuplicates,
    /// Amounts just under the approval limit, and round sums.
    UnderLimit,
    /// Numbered documents of a vendor that are out of order or come twice.
    VendorSequences,
    /// Payments on the closed days.
    ClosedDays,
}

impl Audit {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::SplitPurchases, Self::NearDuplicates, Self::UnderLimit, Self::VendorSequences, Self::ClosedDays];
}

/// Settings of one analysis, stored with it. A newer release may have stored them: what is not known is ignored, and fields
/// that are added have a default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Params {
    /// First day of the range; `None` is the first expense.
    pub from: Option<NaiveDate>,
    /// Last day of the range; `None` is the last expense.
    pub to: Option<NaiveDate>,
    /// Months ahead to forecast, 1 to 12.
    pub horizon: u8,
    /// Seed of everything random.
    pub seed: u64,
    /// False discovery rate of the flags, 0.001 to 0.5 (Benjamini-Hochberg).
    pub false_discovery_rate: f64,
    /// Most anomalies flagged a month on average, 1 to 1,000.
    pub alert_budget: u32,
    /// Kinds that are listed but never flagged.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "known")]
    pub muted_kinds: Vec<AnomalyKind>,
    /// First day of what is news; `None` is twelve months before the last expense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_from: Option<NaiveDate>,
    /// Findings with less than this at stake, in minor units, are listed but never flagged; `None` takes it from the
    /// account's own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub materiality: Option<i64>,
    /// Checks of an auditor of spending that are made as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub audit: Vec<Audit>,
    /// From this amount on, in minor units, a purchase needs an approval; some audit checks need to know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval_limit: Option<i64>,
    /// Weekdays on which the business is closed, 1 (Monday) to 7 (Sunday), for the audit check of closed days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed_days: Vec<u8>,
    /// ISO 4217 code of the amounts.
    pub currency: String,
}

impl Default for Params {
    fn default() -> Self {
        Self {
            from: None,
            to: None,
            horizon: 3,
            seed: 42,
            false_discovery_rate: 0.05,
            alert_budget: 50,
            muted_kinds: Vec::new(),
            review_from: None,
            materiality: None,
            audit: Vec::new(),
            approval_limit: None,
            closed_days: Vec::new(),
            currency: "USD".to_owned(),
        }
    }
}

/// Those of the values that this release knows.
fn known<'de, T: serde::de::DeserializeOwned, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    let values = Vec::<serde_json::Value>::deserialize(from)?;
    Ok(values.into_iter().filter_map(|value| serde_json::from_value(value).ok()).collect())
}

impl Params {
    /// Decimals of the currency.
    #[must_use]
    pub fn digits(&self) -> u8 {
        crate::money::minor_digits(&self.currency)
    }
}
