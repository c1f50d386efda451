//! Intervals from out-of-sample errors: split conformal prediction, pooled over series and neighbouring steps.
//!
//! Vovk, Gammerman and Shafer (2005), "Algorithmic Learning in a Random World"; Lei et al. (2018), "Distribution-free
//! predictive inference for regression", JASA 113: with n exchangeable scores the k-th smallest, k = ⌈(n + 1) p⌉, covers
//! a new one with probability at least p; no rank covers more than n / (n + 1).

use crate::stats::{normal_sf, student_quantile};

/// Levels of the two intervals.
pub(crate) const LEVELS: [f64; 2] = [0.80, 0.95];

/// A score made `step` steps ahead: actual minus forecast, over the series' scale.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    /// From 1.
    pub(crate) step: usize,
    /// Positive where the actual was above.
    pub(crate) value: f64,
}

/// How far an interval reaches below and above the mean, in units of the scale; zero or more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reach {
    pub(crate) below: f64,
    pub(crate) above: f64,
}

/// Scores by step, each step's joined with its neighbours' until they are enough.
#[derive(Clone, Debug)]
pub(crate) struct Scores {
    /// Sorted, by step from 1 to the longest seen.
    pooled: Vec<Vec<f64>>,
    /// Reaches made of them, for [`LEVELS`].
    reaches: Vec<[Reach; 2]>,
    /// Independent cases (series × origins): errors of one case at several steps are not independent, so it is the
    /// cases that count for the finite-sample correction.
    cases: usize,
}

/// Neighbouring steps are taken in until a step has so many scores.
const ENOUGH: usize = 400;

impl Scores {
    /// Of `cases` independent cases. `None` without scores.
    pub(crate) fn new(scores: &[Score], cases: usize) -> Option<Self> {
        let reached = scores.iter().map(|s| s.step).max()?;
        let mut at: Vec<Vec<f64>> = vec![Vec::new(); reached];
        for s in scores {
            at[s.step - 1].push(s.value);
        }
        let pool = |step| {
            let mut pool = around(&at, step, ENOUGH.min(cases.max(1) * 3));
            pool.sort_unstable_by(f64::total_cmp);
            pool
        };
        let pooled: Vec<Vec<f64>> = (1..=reached).map(pool).collect();
        let reaches = pooled.iter().map(|p| LEVELS.map(|level| reach(p, cases.min(p.len()), level))).collect();
        Some(Self { pooled, reaches, cases })
    }

    /// The step seen that speaks for `step`, and what its scores are to be multiplied by: beyond the last step seen,
    /// errors grow as those of a random walk do.
    fn at(&self, step: usize) -> (usize, f64) {
        let centre = step.min(self.pooled.len());
        (centre - 1, (step as f64 / centre as f64).sqrt())
    }

    /// Reaches at `step` (from 1) for [`LEVELS`].
    pub(crate) fn reaches(&self, step: usize) -> [Reach; 2] {
        let (at, growth) = self.at(step);
        self.reaches[at].map(|r| Reach { below: growth * r.below, above: growth * r.above })
    }

    /// Probability that a value `step` steps ahead lies more than `distance` scales above its mean: the conformal
    /// p-value (1 + larger scores) / (1 + scores), as if there were no more of them than cases.
    pub(crate) fn exceeds(&self, step: usize, distance: f64) -> f64 {
        let (at, growth) = self.at(step);
        let pool = &self.pooled[at];
        let n = self.cases.min(pool.len());
        let share = |is: &dyn Fn(f64) -> bool| {
            let larger = pool.iter().filter(|v| is(growth * **v)).count() as f64 / pool.len().max(1) as f64;
            (1.0 + n as f64 * larger) / (1.0 + n as f64)
        };
        if two_sided(n, (1.0 - LEVELS[1]) / 2.0) {
            return if distance >= 0.0 { share(&|v| v >= distance) } else { 1.0 - share(&|v| v <= distance) };
        }
        let beyond = share(&|v| v.abs() >= distance.abs()) / 2.0;
        if distance >= 0.0 { beyond } else { 1.0 - beyond }
    }
}

/// Reach at level `p` of sorted scores that count as `n` independent ones. Each side has a quantile of its own where
/// there are cases enough for both tails; else both have that of the absolute scores.
fn reach(pool: &[f64], n: usize, p: f64) -> Reach {
    let beyond = (1.0 - p) / 2.0;
    if two_sided(n, beyond) {
        let mirrored: Vec<f64> = pool.iter().rev().map(|v| -v).collect();
        let side = |sorted: &[f64]| rank(sorted, n, 1.0 - beyond).max(0.0);
        return Reach { below: side(&mirrored), above: side(pool) };
    }
    let mut sizes: Vec<f64> = pool.iter().map(|v| v.abs()).collect();
    sizes.sort_unstable_by(f64::total_cmp);
    let width = quantile(&sizes, n, p);
    Reach { below: width, above: width }
}

/// `n` cases promise a tail of `beyond` on one side.
fn two_sided(n: usize, beyond: f64) -> bool {
    (n as f64 + 1.0) * beyond >= 1.0
}

/// Probability that a normal variable of mean absolute value one that walks at random lies more than `distance` above
/// its mean after `step` steps: what is said without any score.
pub(crate) fn normal_exceeds(step: usize, distance: f64) -> f64 {
    normal_sf(distance * (2.0 / std::f64::consts::PI).sqrt() / (step as f64).sqrt())
}

/// Scores at `step` and, while they are fewer than `enough`, at its neighbours within a third of it.
fn around(at: &[Vec<f64>], step: usize, enough: usize) -> Vec<f64> {
    let mut pool = at[step - 1].clone();
    for away in 1..=1 + step / 3 {
        if pool.len() >= enough {
            break;
        }
        for neighbour in [step.checked_sub(away), step.checked_add(away)].into_iter().flatten() {
            if neighbour >= 1 && neighbour <= at.len() {
                pool.extend(&at[neighbour - 1]);
            }
        }
    }
    if pool.is_empty() { at.iter().flatten().copied().collect() } else { pool }
}

/// The conformal quantile of `sorted` at level `p` as if it held `n` independent scores. Where (n + 1) p is beyond n,
/// no rank covers p: the Student-t half-width of the same spread stands in, and never less than the largest score.
pub(crate) fn quantile(sorted: &[f64], n: usize, p: f64) -> f64 {
    let Some(&largest) = sorted.last() else { return 0.0 };
    let level = (n as f64 + 1.0) * p / n.max(1) as f64;
    if level > 1.0 {
        let spread = (sorted.iter().map(|v| v * v).sum::<f64>() / sorted.len() as f64).sqrt();
        return largest.max(
            spread * student_quantile(f64::midpoint(1.0, p), n.max(1) as f64) * (1.0 + 1.0 / n.max(1) as f64).sqrt(),
        );
    }
    rank(sorted, n, p)
}

/// The value of `sorted` at the conformal rank of level `p` as if it held `n` independent scores, at most the last.
fn rank(sorted: &[f64], n: usize, p: f64) -> f64 {
    let level = (n as f64 + 1.0) * p / n.max(1) as f64;
    let rank = (level * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_conformal_rank() {
        // n = 9: ⌈10 × .8⌉ = 8th; n = 99: ⌈100 × .95⌉ = 95th.
        let nine: Vec<f64> = (1..=9).map(f64::from).collect();
        assert_eq!(quantile(&nine, 9, 0.80), 8.0);
        let many: Vec<f64> = (1..=99).map(f64::from).collect();
        assert_eq!(quantile(&many, 99, 0.95), 95.0);
    }

    #[test]
    fn goes_beyond_the_largest_score_where_no_rank_covers() {
        // Nine scores can promise at most 9 / 10.
        let nine: Vec<f64> = (1..=9).map(f64::from).collect();
        assert!(quantile(&nine, 9, 0.95) > 9.0);
        assert_eq!(quantile(&[], 0, 0.95), 0.0);
        assert!(quantile(&[1.0], 1, 0.95) > 12.0);
    }

    #[test]
    fn reaches_borrow_from_neighbours_and_grow_beyond_what_was_seen() {
        let all: Vec<Score> = (0..60).map(|i| Score { step: 1 + i % 3, value: f64::from(i as u32 % 20) }).collect();
        let scores = Scores::new(&all, 20).expect("scores");
        let (third, twelfth) = (scores.reaches(3), scores.reaches(12));
        assert!((twelfth[0].above / third[0].above - 2.0).abs() < 1e-12);
        assert!(third[1].above >= third[0].above);
        assert!(Scores::new(&[], 0).is_none());
    }

    #[test]
    fn each_tail_speaks_for_itself_where_there_are_cases_enough() {
        // 99 scores: 90 within one, nine far above; at 80 % the tenth from above is within.
        let value = |i: u32| if i < 90 { f64::from(i) / 45.0 - 1.0 } else { 50.0 };
        let all: Vec<Score> = (0..99).map(|i| Score { step: 1, value: value(i) }).collect();
        let scores = Scores::new(&all, 99).expect("scores");
        let [eighty, ninety_five] = scores.reaches(1);
        assert!(eighty.above < 1.0 && ninety_five.above == 50.0 && ninety_five.below <= 1.0, "{eighty:?}");
        assert!((scores.exceeds(1, 10.0) - 0.1).abs() < 1e-12);
        assert!((scores.exceeds(1, eighty.above) - 0.11).abs() < 0.011);
        let few = Scores::new(&all[80..], 7).expect("scores");
        assert_eq!(few.reaches(1)[0].below, few.reaches(1)[0].above);
    }
}
