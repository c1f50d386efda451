//! Robust statistics and tail probabilities shared by the layers.

/// Turns the median absolute deviation of a normal distribution into its standard deviation.
const MAD_TO_SD: f64 = 1.482_602_218_505_602;

/// Median; reorders `values`; zero when there are none.
#[must_use]
pub fn median(values: &mut [f64]) -> f64 {
    quantile(values, 0.5)
}

/// Quantile `q` in 0..=1 by linear interpolation between order statistics (type 7); reorders `values`.
#[must_use]
pub fn quantile(values: &mut [f64], q: f64) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let at = q.clamp(0.0, 1.0) * (values.len() - 1) as f64;
    let below = at.floor() as usize;
    let (_, &mut low, above) = values.select_nth_unstable_by(below, f64::total_cmp);
    let fraction = at - below as f64;
    if fraction == 0.0 {
        return low;
    }
    let high = above.iter().copied().fold(f64::INFINITY, f64::min);
    low + (high - low) * fraction
}

/// Median and scaled median absolute deviation; reorders `values`.
#[must_use]
pub fn median_mad(values: &mut [f64]) -> (f64, f64) {
    let centre = median(values);
    let mut distances: Vec<f64> = values.iter().map(|v| (v - centre).abs()).collect();
    (centre, median(&mut distances) * MAD_TO_SD)
}

/// Natural logarithm of the normal distribution's upper tail at `z`; relative error of the tail below 1.2e-7
/// (Press et al., Numerical Recipes, `erfcc`), exact far out.
#[must_use]
pub fn ln_normal_tail(z: f64) -> f64 {
    let x = z.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.5 * x);
    let series = [
        -1.265_512_23,
        1.000_023_68,
        0.374_091_96,
        0.096_784_18,
        -0.186_288_06,
        0.278_868_07,
        -1.135_203_98,
        1.488_515_87,
        -0.822_152_23,
        0.170_872_77,
    ];
    let polynomial = series.iter().rev().fold(0.0, |sum, c| sum * t + c);
    let upper = t.ln() - x * x + polynomial - std::f64::consts::LN_2;
    if z >= 0.0 { upper } else { (-upper.exp()).ln_1p() }
}

/// Natural logarithm of Student's upper tail at `t` with `freedom` degrees, by Wallace's transform to a normal
/// deviate (error of the deviate below 1 % from 3 degrees on).
#[must_use]
pub fn ln_student_tail(t: f64, freedom: f64) -> f64 {
    let deviate = (freedom * (t * t / freedom).ln_1p()).sqrt() * (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0);
    ln_normal_tail(deviate.copysign(t))
}

/// Natural logarithm of the probability of `count` or more events where `mean` are expected (Poisson).
#[must_use]
pub fn ln_poisson_tail(count: usize, mean: f64) -> f64 {
    if count == 0 {
        return 0.0;
    }
    let mean = mean.max(1e-12);
    // Leading term times the geometric-like rest of the series.
    let ln_factorial: f64 = (2..=count).map(|k| (k as f64).ln()).sum();
    let leading = count as f64 * mean.ln() - mean - ln_factorial;
    let (mut term, mut rest) = (1.0, 1.0);
    for k in 1..500 {
        term *= mean / (count + k) as f64;
        rest += term;
        if term < 1e-12 * rest {
            break;
        }
    }
    (leading + f64::ln(rest)).min(0.0)
}

/// Benjamini-Hochberg: the largest p-value that passes at `rate`, if any does. `p_values` outside 0..=1 do not occur.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64], rate: f64) -> Option<f64> {
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let passing = |(i, p): (usize, &f64)| (*p <= rate * (i + 1) as f64 / n).then_some(*p);
    sorted.iter().enumerate().rev().find_map(passing)
}

/// Degrees of freedom of the Student distribution whose upper side has the shape of the positive `values`: what the
/// 90 % point is in multiples of the median. (Farther out the anomalies themselves would decide.) From 4 (heavy) to 60 (normal).
#[must_use]
pub fn freedom(values: impl Iterator<Item = f64>) -> f64 {
    const CANDIDATES: [f64; 9] = [60.0, 30.0, 20.0, 15.0, 10.0, 8.0, 6.0, 5.0, 4.0];
    let mut side: Vec<f64> = values.filter(|v| *v > 0.0).collect();
    if side.len() < 40 {
        return 8.0;
    }
    let seen = quantile(&mut side, 0.9) / median(&mut side).max(1e-9);
    // The lightest tail that the sample does not contradict: its quantiles have errors of their own.
    let seen = seen / (1.0 + 2.0 / (side.len() as f64).sqrt());
    let shape = |freedom: &f64| student_point(0.1, *freedom) / student_point(0.5, *freedom);
    let fits = |freedom: &f64| shape(freedom) >= seen;
    CANDIDATES.into_iter().find(fits).unwrap_or(4.0)
}

/// The point above which `share` of the upper half of Student's distribution lies, by bisection.
fn student_point(share: f64, freedom: f64) -> f64 {
    let (mut low, mut high) = (0.0, 50.0);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        let above = ln_student_tail(middle, freedom) > (0.5 * share).ln();
        (low, high) = if above { (middle, high) } else { (low, middle) };
    }
    low
}

/// Upper-tail probabilities of `scores` under a distribution fitted to their bulk.
///
/// Below the median the empirical one. Above, a stretched exponential (Weibull) through the 75 % and the 95 % point of
/// the scores, so that a share of anomalies below 5 % hardly matters and a larger one errs on the side of not flagging.
/// Where more than three quarters of the scores are equal, the empirical one throughout.
#[must_use]
pub fn tail_probabilities(scores: &[f64]) -> Vec<f64> {
    if scores.is_empty() {
        return vec![];
    }
    let mut sorted = scores.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let at = |share: f64| quantile(&mut sorted.clone(), share);
    let centre = at(0.5);
    let half = at(0.75) - centre;
    // 2^-(distance / half)^shape is 1/10 of the upper half at the 95 % point; the lightest tail within its error.
    let reach = (at(0.95) - centre) / half / (1.0 + 2.0 / n.sqrt());
    let shape = (10f64.log2().ln() / reach.ln()).clamp(0.3, 2.0);
    let known = half > 0.0 && reach > 1.0;
    scores
        .iter()
        .map(|&s| {
            if s > centre && known {
                0.5 * (-((s - centre) / half).powf(shape)).exp2()
            } else {
                let below = sorted.partition_point(|v| *v < s) as f64;
                ((n - below + 0.5) / (n + 1.0)).min(1.0)
            }
        })
        .collect()
}

/// A score in 0..=1 of a p-value: with e = -log10(p), e / (e + 4), so that 0.5 is one in ten thousand.
#[must_use]
pub fn unit_score(p_value: f64) -> f64 {
    let evidence = -p_value.max(1e-300).log10().min(0.0);
    evidence / (evidence + 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reference: scipy 1.17 `norm.logsf`, `t.logsf`, `poisson.logsf(k - 1, mu)`.
    #[test]
    fn tails_match_scipy() {
        for (z, expected) in
            [(0.0, -std::f64::consts::LN_2), (1.96, -3.688_966_54), (6.0, -20.736_769_06), (-2.0, -0.023_012_91)]
        {
            assert!((ln_normal_tail(z) - expected).abs() < 1e-5, "{z}: {}", ln_normal_tail(z));
        }
        for (t, freedom, expected) in [(2.0, 5.0, -2.976_523), (4.0, 10.0, -6.677_305), (6.0, 30.0, -14.176_282)] {
            assert!((ln_student_tail(t, freedom) - expected).abs() < 0.05, "{t}: {}", ln_student_tail(t, freedom));
        }
        for (count, mean, expected) in [(5, 0.5, -8.667_344), (3, 2.0, -1.129_102), (10, 1.0, -16.009_910)] {
            assert!(
                (ln_poisson_tail(count, mean) - expected).abs() < 1e-3,
                "{count}: {}",
                ln_poisson_tail(count, mean)
            );
        }
    }

    #[test]
    fn quantiles_interpolate_like_numpy() {
        assert_eq!(quantile(&mut [3.0, 1.0, 2.0, 10.0], 0.5), 2.5);
        assert!((quantile(&mut [3.0, 1.0, 2.0, 10.0], 0.9) - 7.9).abs() < 1e-12);
        assert_eq!(median(&mut []), 0.0);
        assert_eq!(median_mad(&mut [5.0, 5.0, 5.0]), (5.0, 0.0));
    }

    #[test]
    fn the_procedure_of_benjamini_and_hochberg() {
        assert_eq!(benjamini_hochberg(&[0.01, 0.9, 0.02, 0.8], 0.05), Some(0.02));
        assert_eq!(benjamini_hochberg(&[0.04, 0.9, 0.8], 0.05), None);
        assert_eq!(benjamini_hochberg(&[], 0.05), None);
    }

    #[test]
    fn tail_probabilities_fall_with_the_score_and_stay_in_range() {
        let scores: Vec<f64> = (0..1000).map(|i| f64::from(i) / 1000.0).chain([5.0]).collect();
        let p = tail_probabilities(&scores);
        assert!(p.iter().all(|p| (0.0..=1.0).contains(p)));
        assert!(p.windows(2).all(|w| w[1] <= w[0] + 1e-12));
        assert!(p[1000] < 1e-4 && p[500] > 0.4, "{} {}", p[1000], p[500]);
        assert_eq!(tail_probabilities(&[1.0; 7]).iter().filter(|p| **p < 0.9).count(), 0);
    }
}
