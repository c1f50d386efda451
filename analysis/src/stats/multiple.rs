//! Many tests at once: the procedure of Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate" (1995).

/// Adjusted p-values (q-values), in the order given: what passes at a rate is what is not above it.
#[must_use]
pub fn adjusted_p_values(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[b].total_cmp(&p_values[a]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0f64;
    for (from_largest, &i) in order.iter().enumerate() {
        let rank = (p_values.len() - from_largest) as f64;
        least = least.min(p_values[i] * p_values.len() as f64 / rank);
        adjusted[i] = least;
    }
    adjusted
}

/// The largest p-value that passes at `rate`, if any does: without the adjusted ones, for millions of p-values.
#[must_use]
pub fn largest_passing(p_values: &[f64], rate: f64) -> Option<f64> {
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let n = sorted.len() as f64;
    let passing = |(i, p): (usize, &f64)| (*p <= rate * (i + 1) as f64 / n).then_some(*p);
    sorted.iter().enumerate().rev().find_map(passing)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels `multipletests(p, method="fdr_bh")`.
    #[test]
    fn adjusted_agree_with_statsmodels() {
        let q = adjusted_p_values(&[0.01, 0.04, 0.03, 0.005, 0.5]);
        for (found, expected) in q.iter().zip([0.025, 0.05, 0.05, 0.025, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{q:?}");
        }
        assert!(adjusted_p_values(&[]).is_empty());
    }

    #[test]
    fn the_largest_that_passes() {
        assert_eq!(largest_passing(&[0.01, 0.9, 0.02, 0.8], 0.05), Some(0.02));
        assert_eq!(largest_passing(&[0.04, 0.9, 0.8], 0.05), None);
        assert_eq!(largest_passing(&[], 0.05), None);
    }
}
