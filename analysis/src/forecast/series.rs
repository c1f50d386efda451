//! Forecasts of any set of series: every candidate at every origin, a choice for each series, intervals from the errors
//! of all of them.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::backtest::{self, Fold, Record};
use super::conformal::Reach;
use super::evidence::{Evidence, Pool};
use super::level::{present_level, without_spikes};
use super::method::{Blend, Method, believable};
use super::temporal::{self, Level};
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
const BLEND: Blend = Blend { members: &[Method::Theta, Method::Ets, Method::Ces], median: false };

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
    let pool = Pool::new(&worked.iter().map(|w| &w.evidence).collect::<Vec<_>>());
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
    ahead: Vec<f64>,
    chosen: Method,
    evidence: Evidence,
}

impl Worked {
    /// Of what the present level is made of: single spikes and what was before a step are left out.
    fn new(whole: &[f64], season: usize, horizon: usize, most: usize) -> Self {
        let clean = without_spikes(whole, usable_season(whole.len(), season));
        let y = &clean[present_level(&clean, usable_season(whole.len(), season))..];
        let season = usable_season(y.len(), season);
        let shortest = if season > 1 && y.len() > 2 * season + 4 { 2 * season + 3 } else { 4 };
        // A model of less than half the history is not the one that forecasts, where there are later dates to ask.
        let half = y.len().div_ceil(2);
        let stride = horizon.div_ceil(2);
        let least = if half + horizon + 2 * stride <= y.len() { shortest.max(half) } else { shortest };
        let all = |y: &[f64], horizon| say(y, season, horizon);
        let folds: Vec<Fold> = backtest::origins(y.len(), horizon, stride, least, most)
            .into_iter()
            .map(|origin| Fold { origin, thorough: true, said: all(&y[..origin], horizon.min(y.len() - origin)) })
            .collect();
        let record = Record::new(y, &folds);
        let chosen = record.choose(|_| true);
        let mut said = all(y, horizon);
        let chosen = BLEND.name_of(chosen, &said);
        let ahead = said.remove(&chosen).unwrap_or_else(|| vec![y[y.len() - 1]; horizon]);
        let honest = record.honest(horizon, |_| true);
        let errors = folds
            .iter()
            .zip(honest)
            .map(|(f, method)| f.errors(y, method).map(Iterator::collect).unwrap_or_default())
            .collect();
        Self { ahead, chosen, evidence: Evidence::new(y, season, errors, horizon.div_ceil(stride) - 1) }
    }

    fn finish(self, y: &[f64], season: usize, horizon: usize, pool: &Pool) -> Forecast {
        let n = y.len();
        let mut warnings = Vec::new();
        let (are, values) = if n == 1 { ("is", "1 value".to_owned()) } else { ("are", format!("{n} values")) };
        if usable_season(n, season) != season {
            warnings.push(format!("{values} {are} fewer than two seasons of {season}: forecast without season"));
        }
        if self.evidence.errors.is_empty() {
            let rests = if pool.cases > 0 { "the other series" } else { "no evidence and is wide on purpose" };
            let too = if n == 1 { "too little" } else { "too few" };
            warnings.push(format!("{values} {are} {too} for a backtest: the interval rests on {rests}"));
        } else if horizon >= n {
            warnings.push(format!("{values} cannot test {horizon} steps ahead: later intervals grow as a random walk"));
        }
        let spread = pool.of(&self.evidence, None);
        let negative = y.iter().any(|v| *v < 0.0);
        let reaches: Vec<[Reach; 2]> = (1..=horizon).map(|step| spread.reaches(step)).collect();
        let bound = |level: usize, by: fn(Reach) -> f64| -> Vec<f64> {
            let moved = self.ahead.iter().zip(&reaches).map(|(m, reach)| m + by(reach[level]));
            moved.map(|b| if negative { b } else { b.max(0.0) }).collect()
        };
        Forecast {
            lo80: bound(0, |r| -r.below),
            hi80: bound(0, |r| r.above),
            lo95: bound(1, |r| -r.below),
            hi95: bound(1, |r| r.above),
            mean: self.ahead,
            model: self.chosen,
            warnings,
        }
    }
}

/// What every candidate says; the combination is that of the steps and of their sums over whole cycles.
fn say(y: &[f64], season: usize, horizon: usize) -> BTreeMap<Method, Vec<f64>> {
    let whole = horizon.next_multiple_of(season);
    let mut said: BTreeMap<Method, Vec<f64>> =
        METHODS.iter().filter_map(|m| Some((*m, m.alone(y, season, whole)?))).collect();
    BLEND.add(&mut said);
    if let Some(base) = said.get(&Method::Combination) {
        let levels: Vec<Level> = temporal::lengths(season)
            .filter_map(|length| {
                let sums = temporal::sums(y, length);
                let season = usable_season(sums.len(), season / length);
                let of = |m: &Method| Some((*m, m.alone(&sums, season, whole / length)?));
                let mut said: BTreeMap<Method, Vec<f64>> = BLEND.members.iter().filter_map(of).collect();
                BLEND.add(&mut said);
                Some(Level { length, ahead: said.remove(&Method::Combination)? })
            })
            .collect();
        if let Some(one) = believable(y, temporal::reconcile(base, season, &levels)) {
            said.insert(Method::Combination, one);
        }
    }
    said.values_mut().for_each(|ahead| ahead.truncate(horizon));
    said
}

/// The season where the series has two of them, else 1.
pub(crate) fn usable_season(n: usize, season: usize) -> usize {
    if season > 1 && n >= 2 * season { season } else { 1 }
}

#[cfg(test)]
#[path = "series_tests.rs"]
mod tests;
