//! What backtest errors say about the next errors: the scale of one series, the spread of all that are as wild.
//!
//! A series' own errors make the scale of its interval; they are too few for its tails, so those come from the scaled
//! errors of several series. Errors of a wild series (mostly small, now and then huge) say nothing about a calm one and
//! the other way round: every error stands beside its series' wildness, and an interval is made of those whose wildness
//! is nearest. Within such a class errors are exchangeable (V. Vovk, "Conditional validity of inductive conformal
//! predictors", 2012: Mondrian classes); scale and wildness of an error are made of the *other* folds, as those of the
//! forecast are made without the future.

use super::conformal::{Reach, Score, Scores, normal_exceeds};
use crate::stats::median;

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
    /// Smallest scale: that nothing changed `n` times says that a change is rarer than one in `n`, not that there is none.
    pub(crate) least: f64,
}

/// Folds the series' own difference counts for in its scale.
const SCALE_PRIOR: f64 = 2.0;
/// Series that a ratio of one counts for in the typical error over the typical difference.
const RATIO_PRIOR: f64 = 2.0;
/// Folds that the usual wildness counts for in that of a series.
const WILDNESS_PRIOR: f64 = 4.0;
/// Share of the level, over the number of values, that is the smallest scale.
const LEAST: f64 = 0.25;
/// Folds at which twice the largest error is the most that is expected.
const UNSEEN: f64 = 12.0;
/// Differences beyond so many usual ones count as these: one spike must not be the scale.
const CUT: f64 = 6.0;

impl Evidence {
    /// Of the values `y`, whose season is `season`, and the errors made at earlier dates.
    pub(crate) fn new(y: &[f64], season: usize, errors: Vec<Vec<f64>>, overlap: usize) -> Self {
        let n = y.len().max(1) as f64;
        let level = y.iter().map(|v| v.abs()).sum::<f64>() / n;
        Self { errors, overlap, difference: difference(y, season), level, least: LEAST * level / (n + 1.0) }
    }

    /// With the smallest scale of the whole history `y`, of which only the present level was looked at.
    pub(crate) fn at_least_of(self, y: &[f64]) -> Self {
        let n = y.len().max(1) as f64;
        let level = y.iter().map(|v| v.abs()).sum::<f64>() / n;
        Self { least: self.least.max(LEAST * level / (n + 1.0)), ..self }
    }

    /// Fold `k` may speak of fold `of`: it shares no value with it.
    fn apart(&self, k: usize, of: Option<usize>) -> bool {
        of.is_none_or(|of| k.abs_diff(of) > self.overlap)
    }

    /// Errors of the folds that are `kept`.
    fn kept(&self, kept: impl Fn(usize) -> bool) -> impl Iterator<Item = &Vec<f64>> {
        self.errors.iter().enumerate().filter(move |(k, e)| kept(*k) && !e.is_empty()).map(|(_, e)| e)
    }

    /// Scale of the errors of the folds that are `kept`: their mean absolute value, shrunk on the log scale to `ratio`
    /// times the series' own difference. Zero where nothing is known. The mean over folds is that of square roots,
    /// squared, so that one fold with an outlier does not make the scale.
    fn scale(&self, kept: impl Fn(usize) -> bool, ratio: f64) -> f64 {
        let kept: Vec<f64> = self.kept(kept).map(|e| e.iter().map(|v| v.abs()).sum::<f64>() / e.len() as f64).collect();
        let expected = ratio * self.difference;
        if kept.is_empty() {
            return expected.max(self.least);
        }
        let own = (kept.iter().map(|v| v.sqrt()).sum::<f64>() / kept.len() as f64).powi(2);
        if own <= 0.0 || expected <= 0.0 {
            return own.max(expected).max(self.least);
        }
        let weight = kept.len() as f64 / (kept.len() as f64 + SCALE_PRIOR);
        (weight * own.ln() + (1.0 - weight) * expected.ln()).exp().max(self.least)
    }

    /// How wild the errors of the folds that are `kept` are: the logarithm of their root mean square over the square of
    /// their mean root, which is .4 for a normal distribution and grows without bound with the tails; and the number of
    /// these folds.
    fn wildness(&self, kept: impl Fn(usize) -> bool) -> Option<(f64, f64)> {
        let (mut square, mut root, mut n, mut folds) = (0.0, 0.0, 0.0, 0.0);
        for errors in self.kept(kept) {
            folds += 1.0;
            for e in errors {
                square += e * e;
                root += e.abs().sqrt();
                n += 1.0;
            }
        }
        (root > 0.0).then(|| (0.5 * (square / n).ln() - 2.0 * (root / n).ln(), folds))
    }

    /// The largest error of the folds that are `kept`, stretched by what so few of them may not have shown, and the steps
    /// they reach: what others of the class once did is no reason to expect more than twice the worst of a dozen dates.
    fn most(&self, kept: impl Fn(usize) -> bool) -> Option<(f64, usize)> {
        let (mut largest, mut steps, mut folds) = (0.0f64, 0, 0.0);
        for errors in self.kept(kept) {
            largest = errors.iter().fold(largest, |most, e| most.max(e.abs()));
            steps = steps.max(errors.len());
            folds += 1.0;
        }
        (folds > 0.0).then(|| (largest * (1.0 + UNSEEN / folds), steps))
    }

    fn is_empty(&self) -> bool {
        self.errors.iter().all(Vec::is_empty)
    }

    /// Share of the errors that are none at all, of one more than there are: a forecast of what is always the same is
    /// exact, until it is not.
    pub(crate) fn exact(&self) -> f64 {
        let all = self.errors.iter().flatten().count() as f64;
        let none = self.errors.iter().flatten().filter(|e| e.abs() <= 1e-9 * self.level).count() as f64;
        none / (all + 1.0)
    }
}

/// What the series know together.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    /// Typical backtest error over typical difference.
    ratio: f64,
    /// Typical scale over level; one where nobody knows.
    relative: f64,
    /// Typical wildness.
    wildness: f64,
    /// Classes of cases by wildness, ascending, each overlapping its neighbours.
    classes: Vec<Class>,
    /// Independent cases (series × folds) the intervals rest on.
    pub(crate) cases: usize,
}

/// Scores of cases that are about equally wild.
#[derive(Clone, Debug)]
struct Class {
    /// Wildness of the case in the middle.
    wildness: f64,
    scores: Scores,
}

/// Cases of a class: a quarter of all, but enough for both tails of 95 % and no more than needed.
const CLASS: std::ops::RangeInclusive<usize> = 60..=600;
/// Most classes.
const MOST_CLASSES: usize = 32;

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
        let mut usual: Vec<f64> =
            all.iter().filter_map(|e| e.wildness(|k| e.apart(k, skip))).map(|(wildness, _)| wildness).collect();
        let mut pool = Self { ratio, relative: 1.0, wildness: median(&mut usual), classes: Vec::new(), cases: 0 };
        let mut cases: Vec<(f64, Vec<f64>)> = Vec::new();
        for evidence in all {
            for (k, errors) in evidence.errors.iter().enumerate().filter(|(k, _)| evidence.apart(*k, skip)) {
                let others = |j: usize| j != k && evidence.apart(j, skip);
                let scale = evidence.scale(others, ratio);
                if scale > 0.0 && !errors.is_empty() {
                    cases.push((pool.wildness_of(evidence, others), errors.iter().map(|e| -e / scale).collect()));
                }
            }
        }
        pool.cases = cases.len();
        pool.classes = classes(cases);
        let mut relatives: Vec<f64> = all
            .iter()
            .filter(|e| !e.is_empty() && e.level > 0.0)
            .map(|e| e.scale(|k| e.apart(k, skip), ratio) / e.level)
            .collect();
        if !relatives.is_empty() {
            pool.relative = median(&mut relatives).min(1.0);
        }
        pool
    }

    /// Wildness of the folds that are `kept`, shrunk to the usual one.
    fn wildness_of(&self, evidence: &Evidence, kept: impl Fn(usize) -> bool) -> f64 {
        let (own, folds) = evidence.wildness(kept).unwrap_or((self.wildness, 1.0));
        (folds * own + WILDNESS_PRIOR * self.wildness) / (folds + WILDNESS_PRIOR)
    }

    /// What the pool says of `evidence`, without fold `skip`.
    pub(crate) fn of(&self, evidence: &Evidence, skip: Option<usize>) -> Spread<'_> {
        let scale = evidence.scale(|k| evidence.apart(k, skip), self.ratio);
        // Without errors of its own at least what the others' relative to its level says.
        let scale = if evidence.is_empty() { scale.max(self.relative * evidence.level) } else { scale };
        let wildness = self.wildness_of(evidence, |k| evidence.apart(k, skip));
        let away = |c: &&Class| (c.wildness - wildness).abs();
        let nearest = self.classes.iter().min_by(|a, b| away(a).total_cmp(&away(b)));
        let most = evidence.most(|k| evidence.apart(k, skip));
        Spread { scale, least: evidence.least, most, scores: nearest.map(|c| &c.scores) }
    }
}

/// `cases` as wildness and scores by step, in overlapping classes of equal size.
fn classes(mut cases: Vec<(f64, Vec<f64>)>) -> Vec<Class> {
    cases.sort_by(|a, b| a.0.total_cmp(&b.0));
    let n = cases.len();
    let size = (n / 4).clamp(*CLASS.start(), *CLASS.end()).min(n);
    let steps = if n > size { ((n - size).div_ceil(size.div_ceil(4))).clamp(1, MOST_CLASSES - 1) } else { 0 };
    (0..=steps)
        .filter_map(|i| {
            let from = ((n - size) * i).checked_div(steps).unwrap_or(0);
            let part = &cases[from..from + size];
            let scores: Vec<Score> = part
                .iter()
                .flat_map(|(_, scores)| scores.iter().enumerate().map(|(i, &value)| Score { step: i + 1, value }))
                .collect();
            Some(Class { wildness: part.get(size / 2)?.0, scores: Scores::new(&scores, size)? })
        })
        .collect()
}

/// Half widths of the 80 and the 95 % interval of a normal variable whose mean absolute value is one.
const NORMAL: [f64; 2] = [1.6, 2.5];

/// How far a series' values spread around its forecast.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spread<'a> {
    /// Typical error, in units of the series.
    pub(crate) scale: f64,
    /// Scale below which no interval is made, though all errors were none.
    least: f64,
    /// Farthest that an interval reaches within so many steps, where the series has errors of its own.
    most: Option<(f64, usize)>,
    scores: Option<&'a Scores>,
}

impl Spread<'_> {
    /// How far the 80 and the 95 % interval reach at `step` (from 1), in units of the series. Without any error to go by:
    /// as a normal variable of mean absolute error one that walks at random.
    pub(crate) fn reaches(&self, step: usize) -> [Reach; 2] {
        let reaches = match self.scores {
            Some(scores) => scores.reaches(step),
            None => NORMAL.map(|w| w * (step as f64).sqrt()).map(|w| Reach { below: w, above: w }),
        };
        let beyond = |seen: usize| (step as f64 / seen.max(1) as f64).max(1.0).sqrt();
        let most = self.most.map_or(f64::INFINITY, |(most, seen)| most * beyond(seen));
        let side = |reach: f64, least: f64| (self.scale * reach).min(most).max(least * self.least);
        [0, 1].map(|i| Reach { below: side(reaches[i].below, NORMAL[i]), above: side(reaches[i].above, NORMAL[i]) })
    }

    /// Probability that the value `step` steps ahead exceeds its mean by more than `distance`, in units of the series,
    /// from the same scores as the intervals; for a scale of zero certain or impossible.
    pub(crate) fn exceeds(&self, step: usize, distance: f64) -> f64 {
        if self.scale <= 0.0 {
            return f64::from(u8::from(distance < 0.0));
        }
        match self.scores {
            Some(scores) => scores.exceeds(step, distance / self.scale),
            None => normal_exceeds(step, distance / self.scale),
        }
    }
}

/// Mean absolute difference to the value before or a season before, whichever is less; zero below two values. Where most
/// differ at all, differences beyond [`CUT`] times the usual one count as that.
fn difference(y: &[f64], season: usize) -> f64 {
    let at = |lag: usize| {
        let mut all: Vec<f64> = (lag..y.len()).map(|t| (y[t] - y[t - lag]).abs()).collect();
        let middle = median(&mut all);
        let most = if middle > 0.0 { CUT * middle } else { f64::INFINITY };
        let n = all.len();
        (n > 0).then(|| all.into_iter().map(|d| d.min(most)).sum::<f64>() / n as f64)
    };
    match (at(1), at(season)) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(0.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(salt: usize, wild: bool) -> Evidence {
        let error = |k: usize| {
            let unit = ((k * 7919 + salt * 104_729 + 13) % 1009) as f64 / 1009.0 - 0.5;
            vec![if wild && (k + salt).is_multiple_of(5) { 100.0 * unit } else { unit }]
        };
        Evidence { errors: (0..20).map(error).collect(), overlap: 0, difference: 0.3, level: 10.0, least: 0.0 }
    }

    #[test]
    fn a_wild_series_leaves_the_interval_of_a_calm_one_alone() {
        let calm: Vec<Evidence> = (0..12).map(|salt| evidence(salt, false)).collect();
        let wild = [evidence(50, true), evidence(51, true), evidence(52, true)];
        let alone: Vec<&Evidence> = calm.iter().collect();
        let both: Vec<&Evidence> = calm.iter().chain(&wild).collect();
        let reach = |all: &[&Evidence], of: &Evidence| Pool::new(all).of(of, None).reaches(1)[1].above;
        let (without, with) = (reach(&alone, &calm[0]), reach(&both, &calm[0]));
        assert!((with / without - 1.0).abs() < 0.3, "{without} {with}");
        assert!(reach(&both, &wild[0]) > 10.0 * with);
    }

    #[test]
    fn what_never_changed_has_a_width_and_one_spike_makes_no_scale() {
        let same = Evidence::new(&[420.0; 14], 1, vec![vec![0.0]; 8], 0);
        let width = Pool::new(&[&same]).of(&same, None).reaches(1)[0].above;
        assert!(width > 0.0 && width < 42.0, "{width}");
        assert!((same.exact() - 8.0 / 9.0).abs() < 1e-12);
        let mut spike = [100.0, 104.0].repeat(12);
        spike[9] = 9_000.0;
        assert!(difference(&spike, 1) < 10.0, "{}", difference(&spike, 1));
    }
}
