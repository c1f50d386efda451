//! Whether habits have changed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::Note;
use crate::Money;

/// The last complete month against the months before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct DriftReport {
    /// First day of the current period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_from: Option<NaiveDate>,
    /// Last day of the current period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_to: Option<NaiveDate>,
    /// First day of the reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_from: Option<NaiveDate>,
    /// Last day of the reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference_to: Option<NaiveDate>,
    /// True when any test found a change that is both significant and large enough.
    pub drift: bool,
    /// One a column or aspect.
    pub tests: Vec<DriftTest>,
    /// Categories by how much they contribute to the change of the mix.
    pub contributors: Vec<Contributor>,
    /// Categories of the current period that the reference does not have.
    pub new_categories: Vec<String>,
    /// Categories of the reference that the current period does not have.
    pub vanished_categories: Vec<String>,
    /// Each month against those before it.
    pub history: Vec<DriftMonth>,
    /// Where the level of spending changed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_point: Option<ChangePoint>,
    /// Why the current month differs from the average reference month.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decomposition: Option<Decomposition>,
    /// What the reader must know.
    pub notes: Vec<Note>,
}

/// One aspect, tested by permutation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct DriftTest {
    /// `category_mix`, `category_spend`, `amount`, `merchant`, `weekday`, `frequency`, or a column's name.
    pub name: String,
    /// `categorical` or `numeric`.
    pub kind: String,
    /// Test statistic: Kolmogorov-Smirnov for numbers, else the Jensen-Shannon distance weighted by the sides' sizes.
    pub statistic: f64,
    /// Permutation p-value.
    pub p_value: f64,
    /// Benjamini-Hochberg adjusted.
    pub q_value: f64,
    /// Effect size: Cramér's V or Cliff's delta, in magnitude.
    pub effect: f64,
    /// Jensen-Shannon distance (base 2), 0..=1.
    pub js: f64,
    /// Population stability index.
    pub psi: f64,
    /// Kullback-Leibler divergence in bits, smoothed.
    pub kl: f64,
    /// 95 % point of `js` without drift at this n.
    pub js_null95: f64,
    /// 95 % point of `psi` without drift at this n.
    pub psi_null95: f64,
    /// Significant and large enough.
    pub drift: bool,
}

/// A category's share in the change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Contributor {
    /// Category.
    pub category: String,
    /// Share of the reference spending.
    pub reference_share: f64,
    /// Share of the current spending.
    pub current_share: f64,
    /// Difference of the shares.
    pub change: f64,
    /// 95 % bootstrap interval of the difference.
    pub lo95: f64,
    /// 95 % bootstrap interval of the difference.
    pub hi95: f64,
    /// Average month of the reference.
    pub reference_spend: Money,
    /// Current period.
    pub current_spend: Money,
    /// Share in the whole Jensen-Shannon divergence, 0..=1.
    pub contribution: f64,
}

/// One month of the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct DriftMonth {
    /// First day of the month.
    pub month: NaiveDate,
    /// Jensen-Shannon distance of the category mix to the months before.
    pub js: f64,
    /// 95 % point without drift.
    pub js_null95: f64,
    /// Permutation p-value.
    pub p_value: f64,
    /// Significant and large enough.
    pub drift: bool,
}

/// A change of the level of monthly spending.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ChangePoint {
    /// First month of the new level.
    pub month: NaiveDate,
    /// Average month before.
    pub before: Money,
    /// Average month from then on.
    pub after: Money,
    /// Permutation p-value.
    pub p_value: f64,
}

/// Difference of two months' spending, exactly: `price + volume + mix == difference`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Decomposition {
    /// Current minus reference.
    pub difference: Money,
    /// From higher or lower amounts a charge.
    pub price: Money,
    /// From more or fewer charges.
    pub volume: Money,
    /// From charges moving between categories.
    pub mix: Money,
}
