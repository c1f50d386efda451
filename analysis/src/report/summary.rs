//! The whole range at a glance.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use crate::Money;
use crate::input::EntryKind;
use crate::model::ModelUse;

/// Totals of the range, by category and by month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct SummaryReport {
    /// First day of the range.
    pub from: NaiveDate,
    /// Last day of the range.
    pub to: NaiveDate,
    /// Expenses in the range.
    pub expenses: u64,
    /// Their sum, refunds subtracted.
    pub total: Money,
    /// What the range holds that is no spending, and that no figure counts.
    #[serde(default)]
    pub set_aside: Vec<SetAside>,
    /// ISO 4217 code of all amounts.
    pub currency: String,
    /// Distinct merchants after cleaning.
    pub merchants: u64,
    /// Largest spending first.
    pub categories: Vec<CategoryTotal>,
    /// In time order, empty months included.
    pub months: Vec<MonthTotal>,
    /// One row a category and month with spending, in time order.
    pub category_months: Vec<CategoryMonth>,
    /// Budgets against the last complete month and the average month.
    pub budgets: Vec<BudgetStatus>,
    /// What was trained or reused.
    pub models: Vec<ModelUse>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Entries that are no spending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct SetAside {
    /// Income or transfer.
    pub kind: EntryKind,
    /// Number of entries.
    pub count: u64,
    /// Their sum, as entered.
    pub total: Money,
}

/// Spending of one category.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct CategoryTotal {
    /// Category, `Uncategorised` where there is none.
    pub category: String,
    /// Number of expenses.
    pub count: u64,
    /// Sum.
    pub total: Money,
    /// Share of the positive spending, 0..=1.
    pub share: f64,
    /// Median amount.
    pub median: Money,
}

/// Spending of one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct MonthTotal {
    /// First day of the month.
    pub month: NaiveDate,
    /// Number of expenses.
    pub count: u64,
    /// Sum.
    pub total: Money,
    /// False where the range covers the month only in part.
    pub complete: bool,
}

/// Spending of one category in one month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct CategoryMonth {
    /// Category.
    pub category: String,
    /// First day of the month.
    pub month: NaiveDate,
    /// Number of expenses.
    pub count: u64,
    /// Sum.
    pub total: Money,
}

/// A budget against what was spent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct BudgetStatus {
    /// Category.
    pub category: String,
    /// Allowed a month.
    pub budget: Money,
    /// Spent in the last complete month.
    pub last_month: Money,
    /// Average of the complete months.
    pub average: Money,
    /// Months over budget, of the complete ones.
    pub months_over: u64,
    /// Complete months.
    pub months: u64,
}
