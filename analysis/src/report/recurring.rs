//! Charges that come again: subscriptions, rent, bills.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use crate::Money;
use crate::input::EntryKind;

pub use crate::calendar::Cadence;

/// Whether it still comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum RecurringState {
    /// The next charge is not overdue.
    Active,
    /// The charge that is expected by now is not there.
    Overdue,
    /// Overdue for more than two periods (75 days at most).
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
    /// A charge did not come, and a later one did.
    Missed,
    /// A charge that is expected by now is not there, with none since.
    Overdue,
    /// A charge came late.
    Late,
    /// A charge came early.
    Early,
    /// Another one looks like the same thing.
    DuplicateSubscription,
    /// Charged twice in one period.
    DoubleCharge,
    /// It ended, within the last two periods; what ended before is history and no alert.
    Stopped,
    /// A charge of ten or a hundred times (or a tenth or a hundredth of) the expected amount: a slipped decimal point.
    DecimalSlip,
}

/// Every recurring charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct RecurringReport {
    /// Largest yearly cost first.
    pub series: Vec<RecurringSeries>,
    /// Cost a month of those that have not stopped, transfers left out.
    pub monthly_cost: Money,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// One recurring charge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct RecurringSeries {
    /// Merchant key.
    pub merchant: String,
    /// The merchant as its owner knows it.
    #[serde(default)]
    pub name: String,
    /// What its charges are: `expense`, or `transfer` for savings and other moves of one's own money, which cost nothing.
    #[serde(default)]
    pub kind: EntryKind,
    /// Category most of its latest charges have.
    pub category: String,
    /// How often.
    pub cadence: Cadence,
    /// Usual day of the month, for cadences of whole months; 31 where it is the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_of_month: Option<u32>,
    /// Latest plateau of the amount; for a bill that varies the median of its latest charges.
    pub amount: Money,
    /// True for a bill whose amount changes from charge to charge.
    #[serde(default)]
    pub varies: bool,
    /// Smallest and largest usual charge of the last year (of the latest four charges, where they reach further back);
    /// slips of the decimal point and charges since changed in price are left out. Both are `amount` where it is fixed.
    #[serde(default = "nothing")]
    pub amount_low: Money,
    /// See `amount_low`.
    #[serde(default = "nothing")]
    pub amount_high: Money,
    /// What it costs a month on average while it runs: the mean charge of a bill that varies, else `amount`, by how
    /// often it comes.
    #[serde(default = "nothing")]
    pub monthly_cost: Money,
    /// New prices, oldest first.
    #[serde(default)]
    pub price_steps: Vec<PriceStep>,
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

fn nothing() -> Money {
    Money::new(0, 2)
}

/// A new price.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct PriceStep {
    /// Day of the first charge at the new price.
    pub date: NaiveDate,
    /// Price before.
    pub from: Money,
    /// Price since.
    pub to: Money,
    /// 0-based input row of that charge.
    pub row: u64,
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
    /// The numbers and names behind the text.
    #[serde(default)]
    pub values: AlertValues,
}

/// The numbers and names of an alert; what a kind has is said at each field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
#[serde(default)]
pub struct AlertValues {
    /// The charge that was expected: the price before a rise, the amount that is missing, what a slip should be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<Money>,
    /// The charge that came: the new price, the second charge of a double, the first of a new subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual: Option<Money>,
    /// `price_rise`: the difference a year; `new_subscription`, `duplicate_subscription`: its cost a year; `stopped`:
    /// what it cost a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yearly: Option<Money>,
    /// Day on which the charge was expected: the first one of several that are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_date: Option<NaiveDate>,
    /// `late`, `early`: days from the expected one; `missed`, `overdue`, `stopped`: days from the expected one to the next
    /// charge or to today; `double_charge`: days between the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// Charges in a row that are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<u64>,
    /// `decimal_slip`: how many times the expected amount it is, such as 10 or 0.01.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factor: Option<f64>,
    /// Charges of the series, on which this rests.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charges: Option<u64>,
    /// 0-based input rows it is about, ascending: both charges of a double, those at the new price, the new series', none
    /// for what is not there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u64>,
    /// `duplicate_subscription`: name of the series that runs as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub other: Option<String>,
    /// `duplicate_subscription`: 0-based input rows of that series.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_rows: Vec<u64>,
}
