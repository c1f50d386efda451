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
    /// True when any test or shift is a change that is both significant and large enough.
    pub drift: bool,
    /// One a column or aspect.
    pub tests: Vec<DriftTest>,
    /// Categories whose occasions became more or fewer, or dearer or cheaper: the surest first, at most a hundred.
    #[serde(default)]
    pub shifts: Vec<CategoryShift>,
    /// Categories by how much they contribute to the change of the mix.
    pub contributors: Vec<Contributor>,
    /// Categories of the current period that the reference does not have.
    pub new_categories: Vec<String>,
    /// Categories that have gone: a change of their rate to nothing that is told among `shifts`. What comes now and then
    /// is not gone because it did not come.
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
    /// Permutation p-value; in a ledger the larger of it and the chance that months differ as much anyway.
    pub p_value: f64,
    /// In a ledger, the p-value against the same month of the year before: a change it does not bear out is seasonal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value_year: Option<f64>,
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
    /// 95 % point of `kl` without drift at this n.
    #[serde(default)]
    pub kl_null95: f64,
    /// Significant and large enough.
    pub drift: bool,
}

/// One category's newest months against the up to twelve before them. An occasion is what one merchant charges on one
/// day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct CategoryShift {
    /// Category.
    pub category: String,
    /// `count`: occasions a month; `amount`: typical amount (geometric mean) of an occasion in major units.
    pub aspect: String,
    /// Months of the new level that were compared, up to 12.
    pub months: u32,
    /// Month from which on the new level is most likely.
    pub since: NaiveDate,
    /// Level before.
    pub before: f64,
    /// Level in the newest months.
    pub now: f64,
    /// Level now over level before.
    pub ratio: f64,
    /// 95 % interval of the ratio.
    pub lo95: f64,
    /// 95 % interval of the ratio.
    pub hi95: f64,
    /// What the category cost a month on average before `since` (over up to a year).
    #[serde(default = "nothing")]
    pub monthly_before: Money,
    /// What it costs a month on average since then (over at most the last year).
    #[serde(default = "nothing")]
    pub monthly_now: Money,
    /// Two-sided p-value; its variance is that of the same comparison at earlier dates, or of months that remember as
    /// the category's do.
    pub p_value: f64,
    /// The p-value against the same months of the year before, where there are any: a change it does not bear out is
    /// seasonal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value_year: Option<f64>,
    /// Benjamini-Hochberg adjusted, together with all other shifts.
    pub q_value: f64,
    /// Significant, not seasonal and large enough.
    pub drift: bool,
}

/// The monthly money of documents that were written before there was any.
fn nothing() -> Money {
    Money::new(0, 2)
}

impl CategoryShift {
    /// In words: "Dining 210.40 → 361.90 a month since August 2026 (× 1.72 in amount)"; "Baby is new since July 2026:
    /// 310.00 a month"; "Commuting is gone since September 2026: it was 106.00 a month".
    #[must_use]
    pub fn words(&self) -> String {
        let since = self.since.format("%B %Y");
        if self.aspect == "count" && self.before == 0.0 {
            return format!("{} is new since {since}: {} a month", self.category, self.monthly_now);
        }
        if self.aspect == "count" && self.now == 0.0 {
            return format!("{} is gone since {since}: it was {} a month", self.category, self.monthly_before);
        }
        let aspect = if self.aspect == "count" { "number" } else { "amount" };
        let (before, now) = (self.monthly_before, self.monthly_now);
        format!("{} {before} → {now} a month since {since} (× {:.2} in {aspect})", self.category, self.ratio)
    }
}

impl DriftReport {
    /// Everything that changed, in words.
    #[must_use]
    pub fn changes(&self) -> Vec<String> {
        let aspects = self.tests.iter().filter(|t| t.drift).map(|t| t.name.replace('_', " "));
        aspects.chain(self.shifts.iter().filter(|s| s.drift).map(CategoryShift::words)).collect()
    }
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
