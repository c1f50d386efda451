//! What the next months will cost.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use crate::Money;

/// Forecasts of the total and of each category, and the evidence for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ForecastReport {
    /// Months ahead.
    pub horizon: u32,
    /// First forecast month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_month: Option<NaiveDate>,
    /// Complete months of history used.
    pub months: u64,
    /// The total; the sum of the categories' means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<SeriesForecast>,
    /// Largest expected first.
    pub categories: Vec<SeriesForecast>,
    /// Single expenses that the forecast does not repeat, newest first.
    #[serde(default)]
    pub set_apart: Vec<SetApart>,
    /// Complete months that tell nothing because nothing was recorded in them; first days, ascending.
    #[serde(default)]
    pub not_recorded: Vec<NaiveDate>,
    /// Every candidate's rolling-origin errors at the same origins, pooled over the categories; best first.
    pub backtest: Vec<MethodScore>,
    /// Kinds of 80 % interval, measured on the same months of the backtest; best first.
    #[serde(default)]
    pub intervals: Vec<IntervalScore>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// Why an expense is not taken as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum SetApartKind {
    /// Out of all proportion to the ledger's months, and rare.
    Purchase,
    /// The same the other way: much came back at once.
    Refund,
    /// Its decimal point has slipped; it counts as `corrected`.
    Slip,
}

/// An expense that the forecast does not repeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct SetApart {
    /// 0-based row of the input.
    pub row: u64,
    /// Its day.
    pub date: NaiveDate,
    /// Its amount as entered.
    pub amount: Money,
    /// Its category.
    pub category: String,
    /// Its description as entered.
    pub description: String,
    /// Why.
    pub kind: SetApartKind,
    /// What a slip counts as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected: Option<Money>,
}

/// One series' forecast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct SeriesForecast {
    /// Category; `None` for the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Complete months, oldest first, zeros included.
    pub history: Vec<MonthAmount>,
    /// One a month ahead.
    pub steps: Vec<ForecastStep>,
    /// Method chosen by rolling origin.
    pub method: String,
    /// What it rests on: "14 months: no seasonal model".
    pub rests_on: String,
    /// Rolling-origin figures, at every origin those of the method that would have been chosen without it, where there
    /// was enough history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backtest: Option<BacktestFigures>,
    /// Rolling-origin errors of every candidate of this series; best first.
    pub candidates: Vec<MethodScore>,
}

/// A month and an amount.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct MonthAmount {
    /// First day of the month.
    pub month: NaiveDate,
    /// Spending.
    pub amount: Money,
}

/// One month ahead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ForecastStep {
    /// First day of the month.
    pub month: NaiveDate,
    /// Expected spending.
    pub mean: Money,
    /// 80 % interval.
    pub lo80: Money,
    /// 80 % interval.
    pub hi80: Money,
    /// 95 % interval.
    pub lo95: Money,
    /// 95 % interval.
    pub hi95: Money,
    /// Part of the mean that is already known to recur.
    pub recurring: Money,
    /// In a month that has begun, what is spent already; the intervals never reach below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spent_so_far: Option<Money>,
    /// In a month that has begun, recurring charges that are still to come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub still_due: Option<Money>,
    /// Budget of the month, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget: Option<Money>,
    /// Probability that the budget is exceeded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_budget: Option<f64>,
}

/// Figures of a rolling-origin backtest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct BacktestFigures {
    /// Origins times steps.
    pub points: u64,
    /// Mean absolute scaled error (scaled by the in-sample naive error).
    pub mase: f64,
    /// Root mean squared scaled error.
    pub rmsse: f64,
    /// Weighted absolute percentage error: sum of errors over sum of actuals.
    pub wape: f64,
    /// Mean error over mean actual; positive is forecasting too much.
    pub bias: f64,
    /// Share of actuals inside the 80 % interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage80: Option<f64>,
    /// Share of actuals inside the 95 % interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage95: Option<f64>,
    /// 1 - MAE / MAE of the naive forecast.
    pub skill: f64,
}

/// A candidate's errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct MethodScore {
    /// Name of the method.
    pub method: String,
    /// Mean absolute error in major units.
    pub mae: f64,
    /// Mean absolute scaled error.
    pub mase: f64,
    /// Weighted absolute percentage error.
    pub wape: f64,
    /// 1 - MAE / MAE of the naive forecast.
    pub skill: f64,
    /// Origins times steps it was measured on.
    #[serde(default)]
    pub points: u64,
    /// True for the one that was chosen (for the pooled table: chosen at least once).
    pub chosen: bool,
}

/// How a kind of 80 % interval did at earlier dates, over all categories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct IntervalScore {
    /// `conformal` or `pooled_quantile_boosting`.
    pub method: String,
    /// Share of actuals inside.
    pub coverage80: f64,
    /// Interval score: width plus ten times what lies outside, over the category's typical month-to-month difference.
    pub score: f64,
    /// Months and categories it was measured on.
    pub points: u64,
    /// True for the kind that the report's intervals are.
    pub chosen: bool,
}
