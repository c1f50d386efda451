//! Irregular spending, ranked.

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
    /// First charge of a merchant, and a high one.
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
    /// An unusual combination of features.
    Unusual,
}

/// What the anomaly is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One expense.
    Expense,
    /// One category in one month.
    CategoryMonth,
    /// A recurring charge.
    Recurring,
}

/// The anomalies of the range, most irregular first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct AnomalyReport {
    /// Expenses scored.
    pub scored: u64,
    /// Expenses flagged.
    pub flagged: u64,
    /// Stated false discovery rate of the flags.
    pub false_discovery_rate: f64,
    /// Most flags a month on average.
    pub alert_budget: u32,
    /// The detectors and what each found.
    pub detectors: Vec<Detector>,
    /// All flagged ones and the strongest of the others, ranked; at most 1,000.
    pub anomalies: Vec<Anomaly>,
    /// What was trained or reused.
    pub models: Vec<ModelUse>,
    /// What the reader must know.
    pub notes: Vec<Note>,
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

/// One irregularity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Anomaly {
    /// The same in every run in which the same charge (or cell) is irregular in the same way.
    pub id: Uuid,
    /// 1 is the most irregular.
    pub rank: u32,
    /// What it is about.
    pub subject: Subject,
    /// The stored expense, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expense_id: Option<Uuid>,
    /// 0-based row of the input, for an expense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Day of the charge, or first day of the month.
    pub date: NaiveDate,
    /// The charge, or the month's sum.
    pub amount: Money,
    /// Category.
    pub category: String,
    /// Description as entered.
    pub description: String,
    /// Cleaned merchant.
    pub merchant: String,
    /// 0..=1, higher is more irregular.
    pub score: f64,
    /// Probability of a score this high on normal data.
    pub p_value: f64,
    /// True when it passed Benjamini-Hochberg and the alert budget.
    pub flagged: bool,
    /// Detectors and layers that voted for it.
    pub votes: u32,
    /// Main kind.
    pub kind: AnomalyKind,
    /// Why, strongest first; never empty.
    pub reasons: Vec<Reason>,
    /// Scores of the multivariate detectors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<DetectorScores>,
    /// A person's verdict of an earlier run, if any, which this run respected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// True where that verdict took its flag away.
    #[serde(default)]
    pub suppressed: bool,
}

/// One reason in words that a person can check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Reason {
    /// Kind it speaks for.
    pub kind: AnomalyKind,
    /// With the comparison set: "3.4 × your median at X over 41 charges".
    pub text: String,
    /// Features and their shares, for the multivariate layer.
    pub features: Vec<FeatureShare>,
}

/// A feature's share in a multivariate score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct FeatureShare {
    /// Name of the feature.
    pub feature: String,
    /// 0..=1, the shares of one reason add up to at most 1.
    pub share: f64,
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
    /// Passed Benjamini-Hochberg and the alert budget.
    pub flagged: bool,
    /// Detectors and layers that voted for it.
    pub votes: u32,
    /// Scores of the detectors.
    pub scores: DetectorScores,
    /// Main kind, where there is a reason at all.
    pub kind: Option<AnomalyKind>,
    /// First reason, empty where there is none.
    pub reason: String,
}
