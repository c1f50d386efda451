//! The Poisson distribution.

use statrs::function::gamma::{gamma_lr, ln_gamma};

/// Below this the tail is summed in logarithms.
const LEAST: f64 = 1e-280;

/// Natural logarithm of the probability of `count` or more events where `mean` are expected (zero or more), however
/// unlikely that is: where the incomplete gamma function underflows, the leading term times the rest of the series, whose
/// terms fall at least geometrically there because `count` is far above `mean`.
#[must_use]
pub fn ln_poisson_sf(count: usize, mean: f64) -> f64 {
    if count == 0 {
        return 0.0;
    }
    let (k, mean) = (count as f64, mean.max(1e-300));
    let tail = gamma_lr(k, mean);
    if tail > LEAST {
        return tail.ln().min(0.0);
    }
    let leading = k * mean.ln() - mean - ln_gamma(k + 1.0);
    let (mut term, mut rest, mut n) = (1.0, 1.0, k);
    while term > 1e-16 * rest {
        n += 1.0;
        term *= mean / n;
        rest += term;
    }
    (leading + f64::ln(rest)).min(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.poisson.logsf(k - 1, mean)`; the last one is beyond it (mpmath).
    #[test]
    fn agrees_with_scipy() {
        for (count, mean, expected) in LN_SF {
            let found = ln_poisson_sf(count, mean);
            assert!((found - expected).abs() <= 1e-9 * f64::max(expected.abs(), 1.0), "{count} of {mean}: {found}");
        }
    }
    const LN_SF: [(usize, f64, f64); 7] = [
        (0, 3.0, 0.0),
        (5, 0.5, -8.667_344_039_836_06),
        (3, 2.0, -1.129_101_649_750_928_5),
        (10, 1.0, -16.009_909_825_202_023),
        (1_000, 2_000.0, 0.0),
        (2_000, 1_900.0, -4.448_523_733_381_445),
        (5_000, 100.0, -14_665.272_380_393_03),
    ];
}
