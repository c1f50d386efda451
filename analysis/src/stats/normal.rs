//! The standard normal distribution.

use statrs::function::erf::{erfc, erfc_inv};
use std::f64::consts::{LN_2, PI, SQRT_2};

/// P(Z <= z).
#[must_use]
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// P(Z > z).
#[must_use]
pub fn normal_sf(z: f64) -> f64 {
    normal_cdf(-z)
}

/// The z below which a share `p` lies; infinite at 0 and 1.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * p.clamp(0.0, 1.0))
}

/// Natural logarithm of P(Z > z), however far out. Beyond 25 the asymptotic series of Mills' ratio (Abramowitz and
/// Stegun 26.2.12), whose fifth term is below 1e-11 there.
#[must_use]
pub fn ln_normal_sf(z: f64) -> f64 {
    if z < 0.0 {
        return (-normal_cdf(z)).ln_1p();
    }
    if z < 25.0 {
        return erfc(z / SQRT_2).ln() - LN_2;
    }
    let s = 1.0 / (z * z);
    let mills = 1.0 - s * (1.0 - 3.0 * s * (1.0 - 5.0 * s * (1.0 - 7.0 * s)));
    -0.5 * z * z - z.ln() - 0.5 * (2.0 * PI).ln() + mills.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.norm.logsf`, `.ppf`, `.cdf`.
    #[test]
    fn agrees_with_scipy() {
        for (z, expected) in LN_SF {
            assert!((ln_normal_sf(z) - expected).abs() < 1e-9 * expected.abs().max(1.0), "{z}: {}", ln_normal_sf(z));
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-12);
        assert!((normal_quantile(1e-10) + 6.361_340_902_404_056).abs() < 1e-9);
        assert!((normal_cdf(-1.3) - 0.096_800_484_585_610_36).abs() < 1e-11);
        assert!((normal_sf(6.0) / 9.865_876_450_376_946e-10 - 1.0).abs() < 1e-10);
        assert_eq!(normal_quantile(0.5), 0.0);
    }
    const LN_SF: [(f64, f64); 6] = [
        (0.0, -std::f64::consts::LN_2),
        (1.96, -3.688_963_651_729_638_5),
        (-2.0, -0.023_012_909_328_963_476),
        (24.9, -314.140_412_761_613_3),
        (25.1, -319.148_387_405_888_6),
        (60.0, -1_805.013_560_680_567_5),
    ];
}
