//! Tails fitted to scores, shared by the layers; the names under which they use [`crate::stats`].

use crate::stats::student_quantile;
pub use crate::stats::{
    largest_passing as benjamini_hochberg, ln_normal_sf as ln_normal_tail, ln_poisson_sf as ln_poisson_tail,
    ln_student_sf as ln_student_tail, median, median_mad, quantile,
};

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

/// The point above which `share` of the upper half of Student's distribution lies.
fn student_point(share: f64, freedom: f64) -> f64 {
    student_quantile(1.0 - 0.5 * share, freedom)
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
