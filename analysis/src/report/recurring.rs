//! Charges that come again: subscriptions, rent, bills.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use crate::Money;

/// How often it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// Every 7 days.
    Weekly,
    /// Every 14 days.
    Fortnightly,
    /// Every month.
    Monthly,
    /// Every 3 months.
    Quarterly,
    /// Every 6 months.
    HalfYearly,
    /// Every year.
    Yearly,
}

/// Whether it still comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum RecurringState {
    /// The next charge is not overdue.
    Active,
    /// Overdue by more than its tolerance, once.
    Overdue,
    /// Missed more than twice in a row.
    Stopped,
}

/// What to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// The amount rose to a new plateau.
    PriceRise,
    /// It began within the last two periods.
    NewSubscription,
    /// A charge did not come.
    Missed,
    /// A charge came late.
    Late,
    /// A charge came early.
    Early,
    /// Another one looks like the same thing.
    DuplicateSubscription,
    /// Charged twice in one period.
    DoubleCharge,
    /// It ended.
    Stopped,
}

/// Every recurring charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct RecurringReport {
    /// Largest yearly cost first.
    pub series: Vec<RecurringSeries>,
    /// Cost a month of the active ones.
    pub monthly_cost: Money,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// One recurring charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct RecurringSeries {
    /// Cleaned merchant.
    pub merchant: String,
    /// Category most of its charges have.
    pub category: String,
    /// How often.
    pub cadence: Cadence,
    /// Typical day of the month, for monthly and longer cadences.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_of_month: Option<u32>,
    /// Latest plateau of the amount.
    pub amount: Money,
    /// Whether it still comes.
    pub state: RecurringState,
    /// Charges so far.
    pub charges: u64,
    /// First charge.
    pub first: NaiveDate,
    /// Last charge.
    pub last: NaiveDate,
    /// When the next one is expected, where it is active or overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_date: Option<NaiveDate>,
    /// Share of expected charges that came within tolerance, 0..=1.
    pub regularity: f64,
    /// What to look at, newest first.
    pub alerts: Vec<RecurringAlert>,
    /// 0-based input rows of its charges, in time order.
    pub rows: Vec<u64>,
}

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct RecurringAlert {
    /// Which.
    pub kind: AlertKind,
    /// Day it happened or was expected.
    pub date: NaiveDate,
    /// In words, with the numbers.
    pub text: String,
    /// 0-based input row of the charge it is about, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Probability that a series as regular as this one shows it by chance.
    #[serde(default)]
    pub p_value: f64,
}
