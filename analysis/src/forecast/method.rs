//! The candidates by name, and the rules all of them obey.

use std::collections::BTreeMap;

use super::methods::{
    ces::ces, croston::croston, drift::drift, ets::ets, holt::damped_trend, naive::naive, recent,
    seasonal_naive::seasonal_naive, ses::ses, theta::theta, tsb::tsb,
};

use crate::stats::median;

/// A way to forecast one series from its own past, or the combination of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// Mean or median of several of the others.
    Combination,
    /// Last value.
    Naive,
    /// Last cycle.
    SeasonalNaive,
    /// Line through first and last value.
    Drift,
    /// Mean of the last twelve values.
    MeanOfLast,
    /// Median of the last twelve values.
    MedianOfLast,
    /// Simple exponential smoothing.
    Ses,
    /// Holt's damped trend.
    DampedTrend,
    /// Theta.
    Theta,
    /// Exponential smoothing in state space.
    Ets,
    /// Complex exponential smoothing.
    Ces,
    /// Croston with the Syntetos-Boylan correction.
    Croston,
    /// Teunter-Syntetos-Babai.
    Tsb,
    /// Random forest on lags.
    RandomForest,
    /// Gradient boosting on lags.
    GradientBoosting,
    /// Gradient boosting of XGBoost's kind on lags.
    Xgboost,
    /// Gradient boosting on lags, one model for all series.
    PooledBoosting,
}

/// Values the mean and the median of the last values look at.
const RECENT: usize = 12;

impl Method {
    /// The stable name reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Combination => "combination",
            Self::Naive => "naive",
            Self::SeasonalNaive => "seasonal_naive",
            Self::Drift => "drift",
            Self::MeanOfLast => "mean_12",
            Self::MedianOfLast => "median_12",
            Self::Ses => "ses",
            Self::DampedTrend => "damped_trend",
            Self::Theta => "theta",
            Self::Ets => "ets",
            Self::Ces => "ces",
            Self::Croston => "croston_sba",
            Self::Tsb => "tsb",
            Self::RandomForest => "random_forest",
            Self::GradientBoosting => "gradient_boosting",
            Self::Xgboost => "xgboost_style",
            Self::PooledBoosting => "pooled_boosting",
        }
    }

    /// Forecast of a method that needs only the series itself; `None` where it cannot, or gives what no reader would
    /// believe (not finite, or far outside everything seen).
    pub(crate) fn alone(self, y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
        let ahead = match self {
            Self::Naive => naive(y, horizon),
            Self::SeasonalNaive => seasonal_naive(y, season, horizon),
            Self::Drift => drift(y, horizon),
            Self::MeanOfLast => recent::mean_of_last(y, RECENT, horizon),
            Self::MedianOfLast => recent::median_of_last(y, RECENT, horizon),
            Self::Ses => ses(y, horizon),
            Self::DampedTrend => damped_trend(y, horizon),
            Self::Theta => theta(y, season, horizon),
            Self::Ets => ets(y, season, horizon),
            Self::Ces => ces(y, season, horizon),
            Self::Croston => intermittent(y).then(|| croston(y, horizon)).flatten(),
            Self::Tsb => intermittent(y).then(|| tsb(y, horizon)).flatten(),
            Self::Combination | Self::RandomForest | Self::GradientBoosting | Self::Xgboost | Self::PooledBoosting => {
                None
            }
        }?;
        believable(y, ahead)
    }
}

/// At least a quarter of the values are zero.
fn intermittent(y: &[f64]) -> bool {
    4 * y.iter().filter(|v| **v == 0.0).count() >= y.len()
}

/// `ahead`, never below zero where the history never was; `None` where it is not finite or leaves the history's range
/// by more than three times its width (a growth a backtest has not seen).
pub(crate) fn believable(y: &[f64], mut ahead: Vec<f64>) -> Option<Vec<f64>> {
    let (low, high) = y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let reach = 3.0 * (high - low) + 1e-9 * high.abs().max(low.abs());
    if ahead.iter().any(|v| !v.is_finite() || *v < low - reach || *v > high + reach) {
        return None;
    }
    if low >= 0.0 {
        ahead.iter_mut().for_each(|v| *v = v.max(0.0));
    }
    Some(ahead)
}

/// How the combination is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blend {
    /// Methods it is made of, those that could be fitted.
    pub(crate) members: &'static [Method],
    /// Step by step their median, else their mean.
    pub(crate) median: bool,
}

impl Blend {
    /// Adds the combination to what the candidates said; the naive forecast where no member spoke.
    pub(crate) fn add(&self, said: &mut BTreeMap<Method, Vec<f64>>) {
        let members: Vec<&Vec<f64>> = self.members.iter().filter_map(|m| said.get(m)).collect();
        let combined = match members.first() {
            None => said.get(&Method::Naive).cloned(),
            Some(first) => {
                Some((0..first.len()).map(|i| self.middle(members.iter().map(|m| m[i]).collect())).collect())
            }
        };
        if let Some(combined) = combined {
            said.insert(Method::Combination, combined);
        }
    }

    /// `chosen`, or the naive forecast where the combination is nothing else for want of members.
    pub(crate) fn name_of(&self, chosen: Method, said: &BTreeMap<Method, Vec<f64>>) -> Method {
        let present = said.contains_key(&chosen);
        let alone = !self.members.iter().any(|m| said.contains_key(m));
        match (present, alone) {
            (true, false) => chosen,
            (true, true) if chosen != Method::Combination => chosen,
            (_, true) => Method::Naive,
            (false, false) => Method::Combination,
        }
    }

    fn middle(&self, mut values: Vec<f64>) -> f64 {
        if self.median { median(&mut values) } else { values.iter().sum::<f64>() / values.len() as f64 }
    }
}
