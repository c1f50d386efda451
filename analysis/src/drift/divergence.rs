//! Distances between two discrete distributions given as counts or weights.

/// Added to every cell of both sides where a logarithm would meet a zero (Jeffreys' prior).
const SMOOTHING: f64 = 0.5;

fn total(weights: &[f64]) -> f64 {
    weights.iter().sum()
}

/// Jensen-Shannon distance in base 2, 0..=1, as `scipy.spatial.distance.jensenshannon(p, q, base=2)`; zero where a
/// side is empty.
#[must_use]
pub(super) fn jensen_shannon(reference: &[f64], current: &[f64]) -> f64 {
    parts(reference, current, 0.5).sum::<f64>().sqrt()
}

/// What each cell adds to the squared distance; never negative.
#[must_use]
pub(super) fn jensen_shannon_parts(reference: &[f64], current: &[f64]) -> Vec<f64> {
    parts(reference, current, 0.5).collect()
}

/// Jensen-Shannon distance that weighs the sides by their sizes: the likelihood ratio statistic G in other units, and
/// so the sharper test where one side is larger.
#[must_use]
pub(super) fn weighted_jensen_shannon(reference: &[f64], current: &[f64]) -> f64 {
    let (r, c) = (total(reference), total(current));
    parts(reference, current, r / (r + c)).sum::<f64>().sqrt()
}

fn parts<'a>(reference: &'a [f64], current: &'a [f64], weight: f64) -> impl Iterator<Item = f64> + 'a {
    let (r, c) = (total(reference), total(current));
    let term = |p: f64, m: f64| if p > 0.0 { p * (p / m).log2() } else { 0.0 };
    reference.iter().zip(current).map(move |(p, q)| {
        if r <= 0.0 || c <= 0.0 {
            return 0.0;
        }
        let (p, q) = (p / r, q / c);
        let m = weight * p + (1.0 - weight) * q;
        (weight * term(p, m) + (1.0 - weight) * term(q, m)).max(0.0)
    })
}

fn smoothed(counts: &[f64]) -> impl Iterator<Item = f64> + '_ {
    let all = total(counts) + SMOOTHING * counts.len() as f64;
    counts.iter().map(move |n| (n + SMOOTHING) / all)
}

/// Population stability index of two sets of counts, and the Kullback-Leibler divergence of the current from the
/// reference counts in bits; both smoothed by half a count a cell.
#[must_use]
pub(super) fn stability_and_divergence(reference: &[f64], current: &[f64]) -> (f64, f64) {
    let (mut psi, mut kl) = (0.0, 0.0);
    for (p, q) in smoothed(reference).zip(smoothed(current)) {
        let log = (q / p).ln();
        psi += (q - p) * log;
        kl += q * log;
    }
    (psi, (kl / std::f64::consts::LN_2).max(0.0))
}

/// Cramér's V of a 2 × k table with Bergsma's correction for its bias at small n (W. Bergsma, "A bias-correction for
/// Cramér's V and Tschuprow's T", 2013), 0..=1: about zero without a difference, whatever n.
#[must_use]
pub(super) fn cramers_v(reference: &[f64], current: &[f64]) -> f64 {
    let (r, c) = (total(reference), total(current));
    let n = r + c;
    let used: Vec<(f64, f64)> =
        reference.iter().zip(current).filter(|(a, b)| *a + *b > 0.0).map(|(a, b)| (*a, *b)).collect();
    if r <= 0.0 || c <= 0.0 || n <= 2.0 || used.len() < 2 {
        return 0.0;
    }
    let chi2 = chi_square(reference, current);
    let k = used.len() as f64;
    let phi2 = (chi2 / n - (k - 1.0) / (n - 1.0)).max(0.0);
    let rows = 2.0 - 1.0 / (n - 1.0);
    let columns = k - (k - 1.0).powi(2) / (n - 1.0);
    let smaller = (rows - 1.0).min(columns - 1.0);
    if smaller <= 0.0 { 0.0 } else { (phi2 / smaller).sqrt().min(1.0) }
}

/// Pearson's chi-square of a 2 × k table; cells without a count on either side do not matter.
fn chi_square(reference: &[f64], current: &[f64]) -> f64 {
    let (r, c) = (total(reference), total(current));
    let n = r + c;
    let used = reference.iter().zip(current).filter(|(a, b)| *a + *b > 0.0);
    used.map(|(a, b)| {
        let (ea, eb) = ((a + b) * r / n, (a + b) * c / n);
        (a - ea).powi(2) / ea + (b - eb).powi(2) / eb
    })
    .sum()
}

/// What a mix is tested by: the largest of three statistics, each about a standard normal deviate where nothing changed:
/// the likelihood ratio (of which `weighted` is the root, in other units), Pearson's chi-square, which is the sharper where
/// a rare cell grows, and the largest residual of a cell, which is where one of many did. One permutation calibrates the
/// maximum (A. Schrab et al., "MMD aggregated two-sample test", 2023, do so with kernels), so that it loses next to
/// nothing against the best of them.
#[must_use]
pub(super) fn mix_rank(reference: &[f64], current: &[f64], weighted: f64) -> f64 {
    let (r, c) = (total(reference), total(current));
    let n = r + c;
    let (mut cells, mut largest) = (0.0f64, 0.0f64);
    for (a, b) in reference.iter().zip(current).filter(|(a, b)| *a + *b > 0.0) {
        cells += 1.0;
        let all = a + b;
        let variance = all * (r / n) * (c / n) * (1.0 - all / n);
        if variance > 0.0 {
            largest = largest.max((b - all * c / n).powi(2) / variance);
        }
    }
    let freedom = cells - 1.0;
    if r <= 0.0 || c <= 0.0 || freedom < 1.0 {
        return 0.0;
    }
    // E. Wilson and M. Hilferty, 1931: the cube root of a chi-square is about normal.
    let part = 2.0 / (9.0 * freedom);
    let deviate = |chi2: f64| ((chi2 / freedom).cbrt() - (1.0 - part)) / part.sqrt();
    let likelihood = weighted * weighted * 2.0 * n * std::f64::consts::LN_2;
    // The largest of so many squares is as improbable as one that is smaller by twice the logarithm of their number.
    let residual = (largest - 2.0 * (2.0 * cells).ln()).max(0.0).sqrt();
    deviate(likelihood).max(deviate(chi_square(reference, current))).max(residual)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.x: `jensenshannon([5, 3, 2], [1, 4, 5], base=2)` and the same with a zero.
    #[test]
    fn agrees_with_scipy() {
        assert!((jensen_shannon(&[5.0, 3.0, 2.0], &[1.0, 4.0, 5.0]) - JS_SCIPY).abs() < 1e-12);
        assert!((jensen_shannon(&[1.0, 0.0], &[0.0, 7.0]) - 1.0).abs() < 1e-12);
        // G = 2 n ln 2 times its square: scipy `chi2_contingency(table, correction=False, lambda_="log-likelihood")`.
        let g = weighted_jensen_shannon(&[50.0, 30.0, 20.0], &[1.0, 4.0, 5.0]).powi(2) * 2.0 * 110.0 * 2f64.ln();
        assert!((g - G_SCIPY).abs() < 1e-9);
        assert!((jensen_shannon(&[5.0, 0.0, 5.0], &[2.0, 3.0, 5.0]) - JS_SCIPY_ZERO).abs() < 1e-12);
    }
    const JS_SCIPY: f64 = 0.397_581_723_542_701_27;
    const G_SCIPY: f64 = 7.525588359645834;
    const JS_SCIPY_ZERO: f64 = 0.444_868_296_242_471_3;

    #[test]
    fn equal_and_empty_sides_are_no_distance() {
        for other in [[2.0, 4.0], [0.0, 0.0]] {
            assert_eq!(jensen_shannon(&[1.0, 2.0], &other), 0.0);
            assert_eq!(cramers_v(&[1.0, 2.0], &other), 0.0);
        }
        assert_eq!(stability_and_divergence(&[3.0, 3.0], &[3.0, 3.0]), (0.0, 0.0));
    }

    /// scipy 1.x on the smoothed shares p = (5.5, 3.5, 2.5) / 11.5 and q = (1.5, 4.5, 5.5) / 11.5: `entropy(q, p, base=2)`,
    /// and PSI as `entropy(q, p) + entropy(p, q)`.
    #[test]
    fn stability_and_divergence_agree_with_scipy() {
        let (psi, kl) = stability_and_divergence(&[5.0, 3.0, 2.0], &[1.0, 4.0, 5.0]);
        assert!((psi - PSI_SCIPY).abs() < 1e-12 && (kl - KL_SCIPY).abs() < 1e-12, "{psi} {kl}");
    }
    const PSI_SCIPY: f64 = 0.6794624735560661;
    const KL_SCIPY: f64 = 0.44140270095492334;
}
