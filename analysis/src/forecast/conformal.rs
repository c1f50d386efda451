//! Intervals from out-of-sample errors: split conformal prediction, pooled over series and neighbouring steps.
//!
//! Vovk, Gammerman and Shafer (2005), "Algorithmic Learning in a Random World"; Lei et al. (2018), "Distribution-free
//! predictive inference for regression", JASA 113: with n exchangeable scores the k-th smallest, k = ⌈(n + 1) p⌉, covers
//! a new one with probability at least p; no rank covers more than n / (n + 1).

/// Levels of the two intervals.
pub(crate) const LEVELS: [f64; 2] = [0.80, 0.95];

/// A score (error over the series' scale, absolute) made `step` steps ahead, and the independent case it belongs to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Score {
    /// From 1.
    pub(crate) step: usize,
    /// Zero or more.
    pub(crate) value: f64,
}

/// Half-widths in units of the scale, by step from 1 to `horizon`, for [`LEVELS`].
#[derive(Clone, Debug)]
pub(crate) struct Widths {
    /// `[step - 1][level]`
    pub(crate) by_step: Vec<[f64; 2]>,
}

/// Neighbouring steps are taken in until a step has so many scores.
const ENOUGH: usize = 400;

impl Widths {
    /// Widths from `scores` of `cases` independent cases (series × origins); errors of one case at several steps are
    /// not independent, so it is the cases that count for the finite-sample correction. `None` without scores.
    pub(crate) fn new(scores: &[Score], cases: usize, horizon: usize) -> Option<Self> {
        let reached = scores.iter().map(|s| s.step).max()?;
        let mut at: Vec<Vec<f64>> = vec![Vec::new(); reached];
        for s in scores {
            at[s.step - 1].push(s.value);
        }
        let by_step = (1..=horizon)
            .map(|step| {
                let centre = step.min(reached);
                // Errors grow with the step: beyond the last step seen, as those of a random walk do.
                let growth = (step as f64 / centre as f64).sqrt();
                let mut pool = around(&at, centre, ENOUGH.min(cases.max(1) * 3));
                pool.sort_unstable_by(f64::total_cmp);
                LEVELS.map(|p| growth * quantile(&pool, cases.min(pool.len()), p))
            })
            .collect();
        Some(Self { by_step })
    }
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
        return largest.max(spread * student(n, p) * (1.0 + 1.0 / n.max(1) as f64).sqrt());
    }
    // Between ranks: with many pooled scores the difference is nil, with few it avoids steps from one rank to the next.
    let rank = (level * sorted.len() as f64).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

/// Probability of a score of at least `distance` at `step`: the conformal p-value (1 + larger scores) / (1 + scores), as
/// if there were no more than `cases` of them. Without scores, that of a normal variable of mean absolute value one.
pub(crate) fn tail(scores: &[Score], cases: usize, step: usize, distance: f64) -> f64 {
    let Some(reached) = scores.iter().map(|s| s.step).max() else {
        return 2.0
            * (1.0 - normal_distribution(distance * (2.0 / std::f64::consts::PI).sqrt() / (step as f64).sqrt()));
    };
    let mut at: Vec<Vec<f64>> = vec![Vec::new(); reached];
    for s in scores {
        at[s.step - 1].push(s.value);
    }
    let pool = around(&at, step.min(reached), ENOUGH.min(cases.max(1) * 3));
    let larger = pool.iter().filter(|v| **v >= distance).count() as f64 / pool.len().max(1) as f64;
    let n = cases.min(pool.len()) as f64;
    (1.0 + n * larger) / (1.0 + n)
}

/// Standard normal distribution function, absolute error below 7.5e-8 (Abramowitz and Stegun 26.2.17).
fn normal_distribution(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * x.abs());
    let poly =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let upper = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt() * poly;
    if x >= 0.0 { 1.0 - upper } else { upper }
}

/// Two-sided Student-t quantile of `n` degrees of freedom for the levels used (80 and 95 %), from the Cornish-Fisher
/// expansion, exact for one and two degrees.
pub(crate) fn student(n: usize, p: f64) -> f64 {
    let tail = f64::midpoint(1.0, p);
    match n {
        0 | 1 => (std::f64::consts::PI * (tail - 0.5)).tan(),
        2 => (2.0 * tail - 1.0) * (2.0 / (4.0 * tail * (1.0 - tail))).sqrt(),
        _ => {
            let z = normal_quantile(tail);
            let v = n as f64;
            let (z3, z5, z7) = (z.powi(3), z.powi(5), z.powi(7));
            z + (z3 + z) / (4.0 * v)
                + (5.0 * z5 + 16.0 * z3 + 3.0 * z) / (96.0 * v * v)
                + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * z) / (384.0 * v.powi(3))
        }
    }
}

/// Standard normal quantile: Acklam's rational approximation, relative error below 1.2e-9.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 5] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];
    let poly = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, k| sum * x + k);
    if p < 0.024_25 {
        let q = (-2.0 * p.ln()).sqrt();
        poly(&C, q) / (poly(&D, q) * q + 1.0)
    } else if p > 1.0 - 0.024_25 {
        -normal_quantile(1.0 - p)
    } else {
        let q = p - 0.5;
        let r = q * q;
        q * poly(&A, r) / (poly(&B, r) * r + 1.0)
    }
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
    fn quantiles_equal_scipy() {
        // scipy.stats.norm.ppf(0.975), t.ppf(0.975, df), t.ppf(0.9, df); SciPy 1.x, tolerance 2e-3 relative.
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-8);
        for (df, p, want) in [
            (1, 0.95, 12.706_204_736),
            (2, 0.95, 4.302_652_730),
            (3, 0.80, 1.637_744_354),
            (5, 0.95, 2.570_581_836),
            (10, 0.95, 2.228_138_852),
            (30, 0.80, 1.310_415_025),
        ] {
            let got = student(df, p);
            assert!((got / want - 1.0).abs() < 2e-3, "{df} {p}: {got} {want}");
        }
    }

    #[test]
    fn widths_borrow_from_neighbours_and_grow_beyond_what_was_seen() {
        let scores: Vec<Score> = (0..60).map(|i| Score { step: 1 + i % 3, value: f64::from(i as u32 % 20) }).collect();
        let widths = Widths::new(&scores, 20, 12).expect("scores");
        assert_eq!(widths.by_step.len(), 12);
        let (third, twelfth) = (widths.by_step[2], widths.by_step[11]);
        assert!((twelfth[0] / third[0] - 2.0).abs() < 1e-12);
        assert!(third[1] >= third[0]);
        assert!(Widths::new(&[], 0, 3).is_none());
    }
}
