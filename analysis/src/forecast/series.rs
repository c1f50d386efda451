//! Forecasts of any set of series: every candidate at every origin, a choice for each series, intervals from the errors
//! of all of them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::backtest::{self, Fold};
use super::conformal::{Score, Widths};
use super::method::Method;
use super::methods::recent::median;
use crate::{Error, Run};

/// Longest horizon.
pub const MAX_HORIZON: usize = 1000;
/// Longest season.
pub const MAX_SEASON: usize = 1000;

/// One series.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// Values in time order, finite.
    pub values: Vec<f64>,
}

/// A forecast of one series; every vector has one value a step ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Expected value.
    pub mean: Vec<f64>,
    /// 80 % interval.
    pub lo80: Vec<f64>,
    /// 80 % interval.
    pub hi80: Vec<f64>,
    /// 95 % interval.
    pub lo95: Vec<f64>,
    /// 95 % interval.
    pub hi95: Vec<f64>,
    /// The method chosen.
    pub model: Method,
    /// What the reader must know of this series: no season, no evidence for the interval.
    pub warnings: Vec<String>,
}

const METHODS: [Method; 12] = [
    Method::Naive,
    Method::SeasonalNaive,
    Method::Drift,
    Method::MeanOfLast,
    Method::MedianOfLast,
    Method::Ses,
    Method::DampedTrend,
    Method::Theta,
    Method::Ets,
    Method::Ces,
    Method::Croston,
    Method::Tsb,
];

/// What the combination is made of: three methods of different kinds.
const MEMBERS: [Method; 3] = [Method::Theta, Method::Ets, Method::Ces];

/// Forecasts every series `horizon` steps ahead; `season` is the number of steps of a cycle, 1 for none.
///
/// # Errors
/// [`Error::Invalid`] for a horizon or season out of range or a series without values, [`Error::Cancelled`].
pub fn series(series: &[Series], season: usize, horizon: usize, run: &Run) -> Result<Vec<Forecast>, Error> {
    check(series, season, horizon)?;
    let most = (2400 / series.len().max(1)).clamp(3, 12);
    let worked: Vec<Worked> = series
        .par_iter()
        .map(|s| {
            run.check()?;
            Ok(Worked::new(&s.values, season, horizon, most))
        })
        .collect::<Result<_, Error>>()?;
    let pool = Pool::new(&worked, horizon);
    Ok(series.iter().zip(worked).map(|(s, w)| w.finish(&s.values, season, horizon, &pool)).collect())
}

fn check(series: &[Series], season: usize, horizon: usize) -> Result<(), Error> {
    if !(1..=MAX_HORIZON).contains(&horizon) {
        return Err(Error::Invalid(format!("horizon is {horizon}; give 1 to {MAX_HORIZON} steps")));
    }
    if !(1..=MAX_SEASON).contains(&season) {
        return Err(Error::Invalid(format!(
            "season is {season}; give 1 (no season) to {MAX_SEASON} steps, such as 12 for months of a year"
        )));
    }
    for s in series {
        if s.values.is_empty() {
            return Err(Error::Invalid(format!("series `{}` has no values; give at least one", s.name)));
        }
        if let Some(i) = s.values.iter().position(|v| !v.is_finite()) {
            return Err(Error::Invalid(format!(
                "value {} of series `{}` is {}; give finite numbers",
                i + 1,
                s.name,
                s.values[i]
            )));
        }
    }
    Ok(())
}

/// One series with its candidates and backtest.
struct Worked {
    ahead: BTreeMap<Method, Vec<f64>>,
    chosen: Method,
    /// Errors of the chosen method by fold and step.
    errors: Vec<Vec<f64>>,
    /// Mean absolute difference to the value before or a season before, whichever is less.
    difference: f64,
}

impl Worked {
    fn new(y: &[f64], season: usize, horizon: usize, most: usize) -> Self {
        let season = usable_season(y.len(), season);
        let least = if season > 1 && y.len() > 2 * season + 4 { 2 * season + 3 } else { 4 };
        let folds: Vec<Fold> = backtest::origins(y.len(), horizon, least, most)
            .into_iter()
            .map(|origin| {
                let known = horizon.min(y.len() - origin);
                Fold { origin, said: backtest::all(&y[..origin], season, known, &METHODS, &MEMBERS) }
            })
            .collect();
        let chosen = backtest::choose(y, &folds);
        let mut ahead = backtest::all(y, season, horizon, &METHODS, &MEMBERS);
        let chosen = if ahead.contains_key(&chosen) { chosen } else { Method::Combination };
        ahead.retain(|m, _| *m == chosen);
        let errors = folds.iter().filter_map(|f| Some(f.errors(y, chosen)?.collect())).collect();
        Self { ahead, chosen, errors, difference: difference(y, season) }
    }

    /// Scale of the errors without fold `skip`: their mean absolute value, shrunk on the log scale to `ratio` times
    /// the series' own difference.
    fn scale(&self, skip: Option<usize>, ratio: f64) -> f64 {
        let kept: Vec<f64> = self
            .errors
            .iter()
            .enumerate()
            .filter(|(k, e)| Some(*k) != skip && !e.is_empty())
            .map(|(_, e)| e.iter().map(|v| v.abs()).sum::<f64>() / e.len() as f64)
            .collect();
        let expected = ratio * self.difference;
        if kept.is_empty() {
            return expected;
        }
        let own = kept.iter().sum::<f64>() / kept.len() as f64;
        if own <= 0.0 || expected <= 0.0 {
            return own.max(expected);
        }
        let weight = kept.len() as f64 / (kept.len() as f64 + SCALE_PRIOR);
        (weight * own.ln() + (1.0 - weight) * expected.ln()).exp()
    }

    fn finish(mut self, y: &[f64], season: usize, horizon: usize, pool: &Pool) -> Forecast {
        let mut warnings = Vec::new();
        if usable_season(y.len(), season) != season {
            warnings
                .push(format!("{} values are fewer than two seasons of {season}: forecast without season", y.len()));
        }
        let mean = self.ahead.remove(&self.chosen).unwrap_or_else(|| vec![y[y.len() - 1]; horizon]);
        let mut scale = self.scale(None, pool.ratio);
        if self.errors.is_empty() {
            warnings.push(format!(
                "{} values are too few for a backtest: the interval rests on {}",
                y.len(),
                if pool.cases > 0 { "the other series" } else { "no evidence and is wide on purpose" }
            ));
            // Nothing of its own to go by: the spread of the others relative to their level, else the level itself.
            let level = y.iter().map(|v| v.abs()).sum::<f64>() / y.len() as f64;
            scale = scale.max(pool.relative * level);
        }
        let negative = y.iter().any(|v| *v < 0.0);
        let bound = |level: usize, sign: f64| -> Vec<f64> {
            mean.iter()
                .zip(&pool.widths.by_step)
                .map(|(m, w)| {
                    let b = m + sign * w[level] * scale;
                    if negative { b } else { b.max(0.0) }
                })
                .collect()
        };
        Forecast {
            lo80: bound(0, -1.0),
            hi80: bound(0, 1.0),
            lo95: bound(1, -1.0),
            hi95: bound(1, 1.0),
            mean,
            model: self.chosen,
            warnings,
        }
    }
}

/// Folds the series' own difference counts for in its scale.
const SCALE_PRIOR: f64 = 2.0;

/// What the series know together.
struct Pool {
    /// Typical backtest error over typical difference.
    ratio: f64,
    /// Typical scale over level; one where nobody knows.
    relative: f64,
    widths: Widths,
    cases: usize,
}

impl Pool {
    fn new(worked: &[Worked], horizon: usize) -> Self {
        let mut ratios: Vec<f64> = worked
            .iter()
            .filter(|w| w.difference > 0.0)
            .map(|w| w.scale(None, 0.0) / w.difference)
            .filter(|r| *r > 0.0)
            .collect();
        let ratio = if ratios.is_empty() { 1.0 } else { median(&mut ratios) };
        let (mut scores, mut cases) = (Vec::new(), 0);
        for w in worked {
            for (k, errors) in w.errors.iter().enumerate() {
                let scale = w.scale(Some(k), ratio);
                if scale > 0.0 {
                    cases += 1;
                    scores
                        .extend(errors.iter().enumerate().map(|(i, e)| Score { step: i + 1, value: e.abs() / scale }));
                }
            }
        }
        let mut relatives: Vec<f64> = worked
            .iter()
            .filter(|w| !w.errors.is_empty())
            .filter_map(|w| {
                let level = w.ahead.get(&w.chosen)?.iter().map(|v| v.abs()).sum::<f64>() / horizon as f64;
                (level > 0.0).then(|| w.scale(None, ratio) / level)
            })
            .collect();
        let relative = if relatives.is_empty() { 1.0 } else { median(&mut relatives) };
        // Without any error to go by: a normal variable of mean absolute error one.
        let widths = Widths::new(&scores, cases, horizon).unwrap_or_else(|| Widths {
            by_step: (1..=horizon).map(|s| [1.6, 2.5].map(|w| w * (s as f64).sqrt())).collect(),
        });
        Self { ratio, relative, widths, cases }
    }
}

/// The season where the series has two of them, else 1.
fn usable_season(n: usize, season: usize) -> usize {
    if season > 1 && n >= 2 * season { season } else { 1 }
}

/// Mean absolute difference to the value before or a season before, whichever is less; zero below two values.
fn difference(y: &[f64], season: usize) -> f64 {
    let at = |lag: usize| {
        let n = y.len().saturating_sub(lag);
        (n > 0).then(|| (lag..y.len()).map(|t| (y[t] - y[t - lag]).abs()).sum::<f64>() / n as f64)
    };
    match (at(1), at(season)) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(0.0),
    }
}
