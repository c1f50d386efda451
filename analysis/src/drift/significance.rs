//! From statistics to decisions: Benjamini-Hochberg, Student's t and the level all drift tests share.

/// Rate of false alarms of a whole comparison, all its tests together. It is below the customary 5 % so that the rate
/// a person measures on a few hundred quiet months stays below 5 % too.
pub(crate) const LEVEL: f64 = 0.03;

/// The same of the aspects of a ledger's last month.
pub(crate) const ASPECT_LEVEL: f64 = 0.025;

/// The same of the shifts of a ledger's categories. Those that are found must also be large and not seasonal, which
/// leaves quiet ledgers with alarms in fewer than one of twenty, both families together.
pub(crate) const SHIFT_LEVEL: f64 = 0.05;

/// Smallest bias-corrected Cramér's V that is worth a word.
pub(crate) const SMALLEST_V: f64 = 0.05;

/// Smallest Kolmogorov-Smirnov statistic that is worth a word: one charge in twenty lies elsewhere.
pub(crate) const SMALLEST_KS: f64 = 0.05;

/// Benjamini-Hochberg adjusted p-values, in the order given.
#[must_use]
pub(crate) fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
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

/// P(T > t) of Student's t with `freedom` >= 1 degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4).
#[must_use]
pub(crate) fn student_upper_tail(t: f64, freedom: usize) -> f64 {
    let v = freedom.max(1);
    let theta = (t.abs() / (v as f64).sqrt()).atan();
    let (sin, cos) = theta.sin_cos();
    let series = |mut factor: f64, first: usize| {
        let mut sum = 0.0;
        let mut k = first;
        while k <= v {
            sum += factor;
            factor *= cos * cos * (k - 1) as f64 / k as f64;
            k += 2;
        }
        sum
    };
    let inside = if v == 1 {
        2.0 * theta / std::f64::consts::PI
    } else if v % 2 == 1 {
        2.0 / std::f64::consts::PI * (theta + sin * series(cos, 3))
    } else {
        sin * series(1.0, 2)
    };
    let tail = ((1.0 - inside) / 2.0).clamp(0.0, 0.5);
    if t >= 0.0 { tail } else { 1.0 - tail }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// statsmodels `multipletests(p, method="fdr_bh")`.
    #[test]
    fn benjamini_hochberg_agrees_with_statsmodels() {
        let q = benjamini_hochberg(&[0.01, 0.04, 0.03, 0.005, 0.5]);
        for (found, expected) in q.iter().zip([0.025, 0.05, 0.05, 0.025, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{q:?}");
        }
        assert!(benjamini_hochberg(&[]).is_empty());
    }

    /// scipy `stats.t.sf`.
    #[test]
    fn student_agrees_with_scipy() {
        for (t, freedom, expected) in STUDENT {
            assert!((student_upper_tail(t, freedom) - expected).abs() < 1e-9, "t({freedom}) at {t}");
        }
    }
    const STUDENT: [(f64, usize, f64); 6] = [
        (0.5, 1, 0.352_416_382_349_566_7),
        (2.0, 2, 0.091_751_709_536_136_98),
        (-1.3, 3, 0.857_766_245_636_051_5),
        (2.2, 4, 0.046_326_335_089_817_3),
        (3.1, 11, 0.005_052_069_456_222_735),
        (1.7, 12, 0.057_439_932_697_604_63),
    ];
}
