//! Irregular spending: findings, each one event however many rows it has.
//!
//! A person reads [`Finding::title`] and checks it in ten seconds; programs read the codes and values of its reasons.
//! `flagged` is decided over the whole range; the inbox of a person is what is `flagged` and `in_review`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Note;
use crate::Money;
use crate::input::Verdict;
use crate::model::ModelUse;

/// What kind of irregularity it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum AnomalyKind {
    /// Amount far above what is usual for the merchant, category or account.
    Spike,
    /// The same charge twice.
    Duplicate,
    /// An amount ten or a hundred times the usual one: a slipped decimal point.
    DecimalSlip,
    /// Sign against the custom of the merchant or category.
    Sign,
    /// A date that cannot be right.
    ImpossibleDate,
    /// An amount that does not fit its category but would fit another.
    WrongCategory,
    /// Many charges at one merchant within a day or two.
    Burst,
    /// First charge at a merchant, and a high one.
    NewMerchant,
    /// A recurring charge that rose.
    PriceRise,
    /// A recurring charge on an unusual day.
    OddDay,
    /// A recurring charge did not come.
    Missed,
    /// Two subscriptions to the same thing.
    DuplicateSubscription,
    /// A recurring charge that began.
    NewSubscription,
    /// A recurring charge that ended.
    Stopped,
    /// A month of a category far above its forecast.
    CategoryMonth,
    /// Unlike all other expenses in several respects at once.
    Unusual,
    /// A block of rows that stands twice, as when a file was entered twice.
    EnteredTwice,
    /// Money came back that no purchase explains.
    Refund,
    /// Charges on nearby days that look like one: another description, a tip added, two parts of a third.
    NearDuplicate,
    /// One purchase split into parts that each stay under a limit.
    SplitPurchase,
    /// Amounts just under a limit, or in round sums, more often than chance makes likely.
    UnderLimit,
    /// A vendor's numbered documents out of order, or one number twice.
    VendorSequence,
    /// A payment on a day on which the business is closed.
    ClosedDay,
}

/// The findings of the range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct AnomalyReport {
    /// Expenses looked at.
    pub scored: u64,
    /// Findings flagged over the whole range.
    pub flagged: u64,
    /// Findings flagged that are in review: the inbox.
    #[serde(default)]
    pub in_review: u64,
    /// Expenses that carry a flag, as in `transactions.csv`.
    #[serde(default)]
    pub flagged_expenses: u64,
    /// First day of the review window.
    #[serde(default)]
    pub review_from: NaiveDate,
    /// Findings with less at stake are listed, never flagged.
    #[serde(default = "nothing")]
    pub materiality: Money,
    /// Stated false discovery rate of the flags.
    pub false_discovery_rate: f64,
    /// Most flags a month on average.
    pub alert_budget: u32,
    /// The detectors and what each found.
    pub detectors: Vec<Detector>,
    /// All flagged ones, and the strongest of the others up to 1,000 in all, those in review first; the note
    /// `findings_cut` counts what is left out. Empty in documents that were written before there were findings.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What was looked at for what, and how many findings came of it.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// What was trained or reused.
    pub models: Vec<ModelUse>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Materiality of documents that were written before there was any.
fn nothing() -> Money {
    Money::new(0, 2)
}

/// A check that was made, also where it found nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Check {
    /// Stable name, such as `duplicates`.
    pub code: String,
    /// Things looked at: charges, schedules, months.
    pub looked_at: u64,
    /// Findings flagged, in the whole range.
    pub flagged: u64,
    /// In words: "1,240 charges looked at for doubles: none".
    pub text: String,
}

/// One detector's share in the result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Detector {
    /// `lof`, `ocsvm`, `autoencoder`, `isolation_forest` or a layer: `slips`, `context`, `recurrence`, `category_month`.
    pub name: String,
    /// Expenses for which it voted.
    pub votes: u64,
    /// Rows it was fitted on; zero where it needs no fit.
    pub fitted_rows: u64,
}

/// One event that a person should know of, whatever number of rows it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Finding {
    /// The same in every run in which the same charges (or month, or schedule) are irregular in the same way.
    pub id: Uuid,
    /// 1 is what to look at first.
    pub rank: u32,
    /// Main kind.
    pub kind: AnomalyKind,
    /// True when it passed Benjamini-Hochberg and the alert budget, and matters in money.
    pub flagged: bool,
    /// True where it happened in the review window; what is older is history.
    pub in_review: bool,
    /// 0..=1, higher is more irregular.
    pub score: f64,
    /// Probability of an event this irregular on normal data.
    pub p_value: f64,
    /// Money at stake: what is above the usual, the charges too many, a year's cost of a change.
    pub impact: Money,
    /// First day of the event.
    pub from: NaiveDate,
    /// Last day of the event.
    pub to: NaiveDate,
    /// Merchant as its owner knows it; empty where it is about none.
    pub merchant: String,
    /// Category; empty where it is about several.
    pub category: String,
    /// What its rows add up to; of a missed charge what was due, of a month its sum.
    pub amount: Money,
    /// 0-based rows of the input, ascending; empty where nothing was booked.
    pub rows: Vec<u64>,
    /// The stored expenses of the rows, where there are some.
    pub expense_ids: Vec<Uuid>,
    /// The event in one sentence.
    pub title: String,
    /// Why, strongest first; never empty.
    pub reasons: Vec<Reason>,
    /// Scores of the multivariate detectors, where it is about one row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<DetectorScores>,
    /// A person's verdict of an earlier run, if any, which this run respected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// True where that verdict took its flag away.
    #[serde(default)]
    pub suppressed: bool,
}

/// One reason: in words for people, as a code with values for programs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Reason {
    /// Stable name of the evidence, such as `above_usual`.
    pub code: String,
    /// What, how much, compared with what.
    pub text: String,
    /// The numbers and names of the sentence by stable name; money as decimal strings, days as ISO dates.
    pub values: BTreeMap<String, String>,
}

/// Scores of the four multivariate detectors, each in 0..=1, higher is odder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct DetectorScores {
    /// Local outlier factor.
    pub lof: f64,
    /// One-class support vector machine.
    pub ocsvm: f64,
    /// Autoencoder reconstruction error.
    pub autoencoder: f64,
    /// Isolation forest.
    pub isolation_forest: f64,
}

/// One row of `transactions.csv`: every expense of the range with its scores.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoredExpense {
    /// Index into the input's expenses.
    pub row: usize,
    /// 0..=1.
    pub score: f64,
    /// Probability of a score this high on normal data.
    pub p_value: f64,
    /// True where it is the irregular charge of a flagged finding.
    pub flagged: bool,
    /// Detectors and layers that voted for it.
    pub votes: u32,
    /// Scores of the detectors.
    pub scores: DetectorScores,
    /// Main kind, where there is a reason at all.
    pub kind: Option<AnomalyKind>,
    /// Title of its strongest finding, empty where there is none.
    pub reason: String,
}
