//! What backtest errors say about the next errors: the scale of one series, the spread of all of them.

use super::conformal::{Reach, Score, Scores, normal_exceeds};
use super::methods::recent::median;

/// The backtest errors of one series, each of the method that was chosen without looking at it.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// Forecast minus actual by fold and step; folds of all series of a pool are in the same order.
    pub(crate) errors: Vec<Vec<f64>>,
    /// Folds on either side of a fold that share values with it.
    pub(crate) overlap: usize,
    /// Mean absolute difference to the value before or a season before, whichever is less.
    pub(crate) difference: f64,
    /// Mean absolute value.
    pub(crate) level: f64,
}

/// Folds the series' own difference counts for in its scale.
const SCALE_PRIOR: f64 = 2.0;
/// Series that a ratio of one counts for in the typical error over the typical difference.
const RATIO_PRIOR: f64 = 2.0;

impl Evidence {
    /// Fold `k` may speak of fold `of`: it shares no value with it.
    fn apart(&self, k: usize, of: Option<usize>) -> bool {
        of.is_none_or(|of| k.abs_diff(of) > self.overlap)
    }

    /// Scale of the errors of the folds that are `kept`: their mean absolute value, shrunk on the log scale to `ratio`
    /// times the series' own difference. Zero where nothing is known. The mean over folds is that of square roots,
    /// squared, so that one fold with an outlier does not make the scale.
    fn scale(&self, kept: impl Fn(usize) -> bool, ratio: f64) -> f64 {
        let kept: Vec<f64> = self
            .errors
            .iter()
            .enumerate()
            .filter(|(k, e)| kept(*k) && !e.is_empty())
            .map(|(_, e)| e.iter().map(|v| v.abs()).sum::<f64>() / e.len() as f64)
            .collect();
        let expected = ratio * self.difference;
        if kept.is_empty() {
            return expected;
        }
        let own = (kept.iter().map(|v| v.sqrt()).sum::<f64>() / kept.len() as f64).powi(2);
        if own <= 0.0 || expected <= 0.0 {
            return own.max(expected);
        }
        let weight = kept.len() as f64 / (kept.len() as f64 + SCALE_PRIOR);
        (weight * own.ln() + (1.0 - weight) * expected.ln()).exp()
    }

    fn is_empty(&self) -> bool {
        self.errors.iter().all(Vec::is_empty)
    }
}

/// What the series know together.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    /// Typical backtest error over typical difference.
    ratio: f64,
    /// Typical scale over level; one where nobody knows.
    relative: f64,
    scores: Option<Scores>,
    /// Independent cases (series × folds) the intervals rest on.
    pub(crate) cases: usize,
}

impl Pool {
    /// Pools `all`.
    pub(crate) fn new(all: &[&Evidence]) -> Self {
        Self::without(all, None)
    }

    /// The same without fold `skip` of every series and those that overlap it, to measure coverage on it.
    pub(crate) fn without(all: &[&Evidence], skip: Option<usize>) -> Self {
        let mut ratios: Vec<f64> = all
            .iter()
            .filter(|e| e.difference > 0.0)
            .map(|e| e.scale(|k| e.apart(k, skip), 0.0) / e.difference)
            .filter(|r| *r > 0.0)
            .map(f64::ln)
            .collect();
        // A few odd series beside a short one must not set its scale: their word is shrunk to one.
        let known = ratios.len() as f64;
        let ratio = if ratios.is_empty() { 1.0 } else { (median(&mut ratios) * known / (known + RATIO_PRIOR)).exp() };
        let (mut scores, mut cases) = (Vec::new(), 0);
        for evidence in all {
            for (k, errors) in evidence.errors.iter().enumerate().filter(|(k, _)| evidence.apart(*k, skip)) {
                // A score's scale is made of the other folds, as that of the forecast is made without the future.
                let scale = evidence.scale(|j| j != k && evidence.apart(j, skip), ratio);
                if scale > 0.0 && !errors.is_empty() {
                    cases += 1;
                    let score = |(i, e): (usize, &f64)| Score { step: i + 1, value: -e / scale };
                    scores.extend(errors.iter().enumerate().map(score));
                }
            }
        }
        let mut relatives: Vec<f64> = all
            .iter()
            .filter(|e| !e.is_empty() && e.level > 0.0)
            .map(|e| e.scale(|k| e.apart(k, skip), ratio) / e.level)
            .collect();
        let relative = if relatives.is_empty() { 1.0 } else { median(&mut relatives).min(1.0) };
        Self { ratio, relative, scores: Scores::new(&scores, cases), cases }
    }

    /// Scale of `evidence`; where it has no errors of its own, at least what the others' relative to its level says.
    pub(crate) fn scale(&self, evidence: &Evidence, skip: Option<usize>) -> f64 {
        let scale = evidence.scale(|k| evidence.apart(k, skip), self.ratio);
        if evidence.is_empty() { scale.max(self.relative * evidence.level) } else { scale }
    }

    /// How far the 80 and the 95 % interval reach at `step` (from 1), in units of the scale. Without any error to go by:
    /// as a normal variable of mean absolute error one that walks at random.
    pub(crate) fn reaches(&self, step: usize) -> [Reach; 2] {
        match &self.scores {
            Some(scores) => scores.reaches(step),
            None => [1.6, 2.5].map(|w| w * (step as f64).sqrt()).map(|w| Reach { below: w, above: w }),
        }
    }

    /// Probability that the value `step` steps ahead exceeds its mean by more than `distance` scales, from the same
    /// scores as the intervals.
    pub(crate) fn exceeds(&self, step: usize, distance: f64) -> f64 {
        match &self.scores {
            Some(scores) => scores.exceeds(step, distance),
            None => normal_exceeds(step, distance),
        }
    }
}

/// Mean absolute difference to the value before or a season before, whichever is less; zero below two values.
pub(crate) fn difference(y: &[f64], season: usize) -> f64 {
    let at = |lag: usize| {
        let n = y.len().saturating_sub(lag);
        (n > 0).then(|| (lag..y.len()).map(|t| (y[t] - y[t - lag]).abs()).sum::<f64>() / n as f64)
    };
    match (at(1), at(season)) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(0.0),
    }
}
