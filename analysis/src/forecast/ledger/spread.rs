//! The errors of all categories and of the total, pooled by kind, and how often the intervals made of them would have
//! held.

use crate::forecast::conformal::Reach;
use crate::forecast::evidence::{Evidence, Pool};

/// Shares of actuals inside the 80 and 95 % intervals.
pub(super) type Coverage = Option<[f64; 2]>;

/// Series of one kind that can make intervals of their own.
const LEAST_SERIES: usize = 3;

/// Two pools: categories with a charge in nearly every month have errors of another shape (a little above and below)
/// than those with a charge now and then (mostly nothing, rarely all at once).
pub(super) struct Spread<'a> {
    all: &'a [&'a Evidence],
    steady: Pool,
    intermittent: Pool,
}

/// At least a quarter of the errors are none: nothing was expected and nothing came.
fn intermittent(evidence: &Evidence) -> bool {
    let errors = || evidence.errors.iter().flatten();
    let none = errors().filter(|e| **e == 0.0).count();
    none > 0 && 4 * none >= errors().count()
}

fn pools(all: &[&Evidence], skip: Option<usize>) -> [Pool; 2] {
    let (rare, steady): (Vec<&Evidence>, Vec<&Evidence>) = all.iter().copied().partition(|e| intermittent(e));
    [steady, rare].map(|kind| Pool::without(if kind.len() < LEAST_SERIES { all } else { &kind }, skip))
}

impl<'a> Spread<'a> {
    pub(super) fn new(all: &'a [&'a Evidence]) -> Self {
        let [steady, intermittent] = pools(all, None);
        Self { all, steady, intermittent }
    }

    /// The pool that speaks for `evidence`.
    pub(super) fn pool(&self, evidence: &Evidence) -> &Pool {
        if intermittent(evidence) { &self.intermittent } else { &self.steady }
    }

    /// How far the intervals of a series reach at a step, in its own units, made of the folds that share no value with
    /// fold `k`.
    pub(super) fn without(&self, k: usize) -> impl Fn(&Evidence, usize) -> [Reach; 2] + use<> {
        let [steady, rare] = pools(self.all, Some(k));
        move |evidence, step| {
            let pool = if intermittent(evidence) { &rare } else { &steady };
            let scale = pool.scale(evidence, Some(k));
            pool.reaches(step).map(|r| Reach { below: scale * r.below, above: scale * r.above })
        }
    }

    /// Coverage of each series, every fold measured with intervals made of folds that share no value with it; `None`
    /// with fewer than three folds.
    pub(super) fn coverage(&self) -> Vec<Coverage> {
        let all = self.all;
        let folds = all.iter().map(|e| e.errors.len()).max().unwrap_or(0);
        if folds < 3 {
            return vec![None; all.len()];
        }
        let mut inside = vec![[0.0; 2]; all.len()];
        let mut points = vec![0.0; all.len()];
        for k in 0..folds {
            let reaches = self.without(k);
            for (s, evidence) in all.iter().enumerate() {
                for (i, error) in evidence.errors.get(k).into_iter().flatten().enumerate() {
                    points[s] += 1.0;
                    for (level, reach) in reaches(evidence, i + 1).into_iter().enumerate() {
                        // The error is forecast minus actual: below zero the actual is above.
                        let within = -error <= reach.above + 1e-9 && *error <= reach.below + 1e-9;
                        inside[s][level] += f64::from(u8::from(within));
                    }
                }
            }
        }
        inside.iter().zip(points).map(|(i, p)| (p > 0.0).then(|| i.map(|c| c / p))).collect()
    }
}
