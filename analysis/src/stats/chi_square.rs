//! The chi-square distribution.

use statrs::function::gamma::gamma_ur;

/// P(X > x) with `freedom` degrees of freedom, above zero.
#[must_use]
pub fn chi_square_sf(x: f64, freedom: f64) -> f64 {
    if x <= 0.0 || freedom <= 0.0 {
        return 1.0;
    }
    gamma_ur(0.5 * freedom, 0.5 * x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.chi2.sf`.
    #[test]
    fn agrees_with_scipy() {
        for (x, freedom, expected) in SF {
            assert!((chi_square_sf(x, freedom) / expected - 1.0).abs() < 1e-10, "{x} {freedom}");
        }
        assert_eq!(chi_square_sf(0.0, 3.0), 1.0);
    }
    const SF: [(f64, f64, f64); 3] = [
        (3.84, 1.0, 0.050_043_521_248_705_19),
        (11.0, 5.0, 0.051_379_983_483_069_59),
        (200.0, 40.0, 3.764_893_576_001_532e-23),
    ];
}
