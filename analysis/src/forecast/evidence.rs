//! What backtest errors say about the next errors: the scale of one series, the spread of all of them.

use super::conformal::{Score, Widths, tail};
use super::methods::recent::median;

/// The backtest errors of one series' chosen method.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    /// By fold and step; folds of all series of a pool are in the same order.
    pub(crate) errors: Vec<Vec<f64>>,
    /// Mean absolute difference to the value before or a season before, whichever is less.
    pub(crate) difference: f64,
    /// Mean absolute forecast.
    pub(crate) level: f64,
}

/// Folds the series' own difference counts for in its scale.
const SCALE_PRIOR: f64 = 2.0;

impl Evidence {
    /// Scale of the errors without fold `skip`: their mean absolute value, shrunk on the log scale to `ratio` times
    /// the series' own difference. Zero where nothing is known.
    pub(crate) fn scale(&self, skip: Option<usize>, ratio: f64) -> f64 {
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
    scores: Vec<Score>,
    widths: Widths,
    /// Independent cases (series × folds) the widths rest on.
    pub(crate) cases: usize,
}

impl Pool {
    /// Pools `all`, for `horizon` steps.
    pub(crate) fn new(all: &[&Evidence], horizon: usize) -> Self {
        Self::without(all, horizon, None)
    }

    /// The same without fold `skip` of every series, to measure coverage on it.
    pub(crate) fn without(all: &[&Evidence], horizon: usize, skip: Option<usize>) -> Self {
        let mut ratios: Vec<f64> = all
            .iter()
            .filter(|e| e.difference > 0.0)
            .map(|e| e.scale(skip, 0.0) / e.difference)
            .filter(|r| *r > 0.0)
            .collect();
        let ratio = if ratios.is_empty() { 1.0 } else { median(&mut ratios) };
        let (mut scores, mut cases) = (Vec::new(), 0);
        for evidence in all {
            for (k, errors) in evidence.errors.iter().enumerate().filter(|(k, _)| Some(*k) != skip) {
                let scale = evidence.scale(Some(k), ratio);
                if scale > 0.0 && !errors.is_empty() {
                    cases += 1;
                    let score = |(i, e): (usize, &f64)| Score { step: i + 1, value: e.abs() / scale };
                    scores.extend(errors.iter().enumerate().map(score));
                }
            }
        }
        let mut relatives: Vec<f64> =
            all.iter().filter(|e| !e.is_empty() && e.level > 0.0).map(|e| e.scale(skip, ratio) / e.level).collect();
        let relative = if relatives.is_empty() { 1.0 } else { median(&mut relatives) };
        // Without any error to go by: as wide as a normal variable of mean absolute error one that walks at random.
        let widths = Widths::new(&scores, cases, horizon).unwrap_or_else(|| Widths {
            by_step: (1..=horizon).map(|s| [1.6, 2.5].map(|w| w * (s as f64).sqrt())).collect(),
        });
        Self { ratio, relative, scores, widths, cases }
    }

    /// Scale of `evidence`; where it has no errors of its own, at least what the others' relative to its level says.
    pub(crate) fn scale(&self, evidence: &Evidence, skip: Option<usize>) -> f64 {
        let scale = evidence.scale(skip, self.ratio);
        if evidence.is_empty() { scale.max(self.relative * evidence.level) } else { scale }
    }

    /// Half-widths at `step` (from 1) of the 80 and the 95 % interval, in units of the scale.
    pub(crate) fn widths(&self, step: usize) -> [f64; 2] {
        self.widths.by_step[step - 1]
    }

    /// Probability that the value `step` steps ahead exceeds its mean by more than `distance` scales, from the same
    /// scores as the intervals and as symmetric as they are.
    pub(crate) fn exceeds(&self, step: usize, distance: f64) -> f64 {
        let beyond = tail(&self.scores, self.cases, step, distance.abs()) / 2.0;
        if distance >= 0.0 { beyond } else { 1.0 - beyond }
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
