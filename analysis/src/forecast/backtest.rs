//! Rolling-origin backtest: what every candidate would have said at earlier dates, knowing only what was known then.
//!
//! Tashman (2000), "Out-of-sample tests of forecasting accuracy", IJF 16.

use std::collections::BTreeMap;

use super::method::Method;

/// Origins (lengths of the training part) for a series of `n` values, in ascending order: at most `most`, the newest
/// whose whole horizon is known first, `stride` apart, none below `least`; where those are fewer than three, also newer
/// ones whose horizon is known in part.
pub(crate) fn origins(n: usize, horizon: usize, stride: usize, least: usize, most: usize) -> Vec<usize> {
    let stride = stride.max(1);
    let mut found = Vec::new();
    let mut at = n.saturating_sub(horizon);
    while at >= least.max(1) && found.len() < most {
        found.push(at);
        if at < stride {
            break;
        }
        at -= stride;
    }
    if found.len() < 3.min(most) && n > least {
        // Evenly from the least that can be trained on to the last value but one.
        let wanted = most.clamp(1, 6).min(n - least);
        let span = n - 1 - least;
        found.extend((0..wanted).map(|i| least + if wanted > 1 { span * i / (wanted - 1) } else { 0 }));
    }
    found.retain(|o| *o >= 1 && *o < n);
    found.sort_unstable();
    found.dedup();
    found
}

/// What the candidates said at one origin.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    /// Length of the training part.
    pub(crate) origin: usize,
    /// Every candidate was asked, not the quick ones only.
    pub(crate) thorough: bool,
    /// Forecasts by method, each of the steps that are known (at most the horizon).
    pub(crate) said: BTreeMap<Method, Vec<f64>>,
}

impl Fold {
    /// Errors (forecast minus actual) of `method` by step; `None` where it could not be fitted.
    pub(crate) fn errors<'a>(&'a self, y: &'a [f64], method: Method) -> Option<impl Iterator<Item = f64> + 'a> {
        let said = self.said.get(&method)?;
        Some(said.iter().zip(&y[self.origin..]).map(|(f, v)| f - v))
    }

    /// Mean absolute error of `method` at this origin.
    pub(crate) fn mae(&self, y: &[f64], method: Method) -> Option<f64> {
        let (mut sum, mut n) = (0.0, 0usize);
        for e in self.errors(y, method)? {
            sum += e.abs();
            n += 1;
        }
        (n > 0).then(|| sum / n as f64)
    }
}

/// Mean absolute errors by method and fold: all that a choice looks at.
pub(crate) struct Record {
    by_method: BTreeMap<Method, Vec<Option<f64>>>,
    origins: Vec<usize>,
    /// Steps forecast at each origin.
    steps: Vec<usize>,
}

impl Record {
    pub(crate) fn new(y: &[f64], folds: &[Fold]) -> Self {
        let methods: std::collections::BTreeSet<Method> = folds.iter().flat_map(|f| f.said.keys().copied()).collect();
        let by_method = methods.into_iter().map(|m| (m, folds.iter().map(|f| f.mae(y, m)).collect())).collect();
        let steps = folds.iter().map(|f| f.said.values().map(Vec::len).max().unwrap_or(0)).collect();
        Self { by_method, origins: folds.iter().map(|f| f.origin).collect(), steps }
    }

    /// The method for the series among the `eligible`: the one whose errors, shrunk towards no better than the
    /// combination, beat it by a clear margin; else the combination.
    ///
    /// The ratio of a candidate's error to the combination's is averaged over the folds where both spoke, together with
    /// `PRIOR` imagined folds at which the candidate is worse by a tenth: three lucky folds do not overthrow it. Folds
    /// count as many as would fit side by side into the values they cover: neighbours that share most of their values
    /// say nearly the same.
    pub(crate) fn choose(&self, eligible: impl Fn(Method) -> bool) -> Method {
        self.choose_from(eligible, |_| true)
    }

    /// For every fold the method that would have been chosen from the folds that share no value with it, `horizon` being
    /// the longest: errors of these choices are out of sample, those of the final choice flatter it.
    pub(crate) fn honest(&self, horizon: usize, eligible: impl Fn(Method) -> bool + Copy) -> Vec<Method> {
        let apart = |k: usize| move |j: usize| self.origins[j].abs_diff(self.origins[k]) >= horizon;
        (0..self.origins.len())
            .map(|k| {
                let chosen = self.choose_from(eligible, apart(k));
                let spoke = self.by_method.get(&chosen).is_some_and(|m| m[k].is_some());
                if spoke { chosen } else { Method::Combination }
            })
            .collect()
    }

    /// Values covered by `folds`, in ascending order, over the longest one's.
    fn side_by_side(&self, folds: &[usize]) -> f64 {
        let (mut covered, mut end, mut longest) = (0, 0, 1);
        for &k in folds {
            let (from, to) = (self.origins[k], self.origins[k] + self.steps[k]);
            covered += to.saturating_sub(from.max(end));
            (end, longest) = (end.max(to), longest.max(self.steps[k]));
        }
        covered as f64 / longest as f64
    }

    fn choose_from(&self, eligible: impl Fn(Method) -> bool, counts: impl Fn(usize) -> bool) -> Method {
        const PRIOR: f64 = 4.0;
        const PRIOR_RATIO: f64 = 1.1;
        const MARGIN: f64 = 0.9;
        /// Folds at which a candidate must have spoken, where there are so many.
        const LEAST: usize = 3;
        let Some(combination) = self.by_method.get(&Method::Combination) else { return Method::Combination };
        let folds: Vec<usize> = (0..self.origins.len()).filter(|&k| counts(k)).collect();
        let known = self.side_by_side(&folds);
        let mut best = (MARGIN, Method::Combination);
        for (&method, errors) in self.by_method.iter().filter(|(m, _)| **m != Method::Combination && eligible(**m)) {
            let (mut own, mut combined, mut n) = (0.0, 0.0, 0usize);
            for &k in &folds {
                if let (Some(a), Some(b)) = (errors[k], combination[k]) {
                    own += a;
                    combined += b;
                    n += 1;
                }
            }
            if n < LEAST.min(folds.len()) || combined <= 0.0 {
                continue;
            }
            let n = known * n as f64 / folds.len() as f64;
            let ratio = (n * own / combined + PRIOR * PRIOR_RATIO) / (n + PRIOR);
            if ratio < best.0 {
                best = (ratio, method);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_never_reach_the_end_and_stay_above_the_least() {
        assert_eq!(origins(60, 18, 9, 24, 3), [24, 33, 42]);
        assert_eq!(origins(100, 18, 9, 24, 3), [64, 73, 82]);
        for n in 0..40 {
            for horizon in [1, 3, 18, 1000] {
                let found = origins(n, horizon, horizon / 2, 4, 6);
                assert!(found.iter().all(|o| *o >= 1 && *o < n), "{n} {horizon} {found:?}");
                assert_eq!(found.is_empty(), n <= 4, "{n} {horizon} {found:?}");
            }
        }
    }

    #[test]
    fn keeps_the_combination_unless_another_is_clearly_better() {
        let y: Vec<f64> = (0..20).map(f64::from).collect();
        let fold = |origin: usize, naive_error: f64, combined_error: f64| Fold {
            origin,
            thorough: true,
            said: BTreeMap::from([
                (Method::Naive, vec![y[origin] + naive_error]),
                (Method::Combination, vec![y[origin] + combined_error]),
            ]),
        };
        let folds = |naive: f64| (10..18).map(|o| fold(o, naive, 1.0)).collect::<Vec<_>>();
        let choose = |folds: &[Fold]| Record::new(&y, folds).choose(|_| true);
        assert_eq!(choose(&folds(0.9)), Method::Combination);
        assert_eq!(choose(&folds(0.3)), Method::Naive);
        assert_eq!(choose(&folds(0.3)[..1]), Method::Combination);
        assert_eq!(choose(&[]), Method::Combination);
    }

    #[test]
    fn an_honest_choice_does_not_see_the_fold_it_is_made_for() {
        // Naive is perfect at all folds but the first, where it is hopeless: only there is it chosen.
        let y: Vec<f64> = (0..20).map(f64::from).collect();
        let fold = |origin: usize, naive_error: f64| Fold {
            origin,
            thorough: true,
            said: BTreeMap::from([
                (Method::Naive, vec![y[origin] + naive_error]),
                (Method::Combination, vec![y[origin] + 1.0]),
            ]),
        };
        let folds: Vec<Fold> = (10..16).map(|o| fold(o, if o == 10 { 9.0 } else { 0.0 })).collect();
        let honest = Record::new(&y, &folds).honest(1, |_| true);
        assert_eq!(honest[0], Method::Naive);
        assert!(honest[1..].iter().all(|m| *m == Method::Combination));
    }
}
