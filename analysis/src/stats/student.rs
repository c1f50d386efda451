//! Student's t distribution; degrees of freedom above zero, not only whole ones.

use statrs::function::beta::{beta_reg, inv_beta_reg};
use statrs::function::gamma::ln_gamma;

/// Below this `statrs`'s regularised incomplete beta function loses its digits to underflow.
const LEAST: f64 = 1e-280;
/// Fewest degrees of freedom that are taken as they are.
const FEWEST: f64 = 1e-3;
/// From here on the distribution is the normal one to six digits.
const NORMAL: f64 = 1e6;

/// P(T > t) with `freedom` degrees of freedom.
#[must_use]
pub fn student_sf(t: f64, freedom: f64) -> f64 {
    let upper = upper(t.abs(), freedom);
    if t >= 0.0 { upper } else { 1.0 - upper }
}

/// P(T > t) for t >= 0.
fn upper(t: f64, freedom: f64) -> f64 {
    if freedom >= NORMAL {
        return super::normal_sf(t);
    }
    let v = freedom.max(FEWEST);
    let square = t * t;
    if square.is_infinite() {
        return 0.0;
    }
    // The smaller argument of the two keeps its digits.
    if square < v {
        0.5 - 0.5 * beta_reg(0.5, 0.5 * v, square / (v + square))
    } else {
        0.5 * beta_reg(0.5 * v, 0.5, v / (v + square))
    }
}

/// Natural logarithm of P(T > t), however far out: the hypergeometric series of the incomplete beta function in
/// logarithms (Abramowitz and Stegun 26.5.4) where the function itself underflows.
#[must_use]
pub fn ln_student_sf(t: f64, freedom: f64) -> f64 {
    let tail = student_sf(t, freedom);
    if tail > LEAST || t <= 0.0 {
        return tail.ln();
    }
    if freedom >= NORMAL {
        return super::ln_normal_sf(t);
    }
    let v = freedom.max(FEWEST);
    let (a, b) = (0.5 * v, 0.5);
    // ln x and ln (1 - x) of x = v / (v + t²), without squaring t.
    let ratio = v.sqrt() / t;
    let ln_x = 2.0 * ratio.ln() - (ratio * ratio).ln_1p();
    let x = ln_x.exp();
    let (mut term, mut sum, mut n) = (1.0, 1.0, 0.0);
    while term > 1e-15 * sum && n < 1e6 {
        term *= (a + b + n) / (a + 1.0 + n) * x;
        sum += term;
        n += 1.0;
    }
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    a * ln_x + b * (-x).ln_1p() - a.ln() - ln_beta + sum.ln() - std::f64::consts::LN_2
}

/// The t below which a share `p` lies; infinite at 0 and 1.
#[must_use]
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    if freedom >= NORMAL {
        return super::normal_quantile(p);
    }
    let v = freedom.max(FEWEST);
    let tail = p.min(1.0 - p);
    if tail <= 0.0 {
        return if p >= 0.5 { f64::INFINITY } else { f64::NEG_INFINITY };
    }
    let y = inv_beta_reg(0.5 * v, 0.5, 2.0 * tail);
    (v * (1.0 - y) / y).sqrt().copysign(p - 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.t.sf`.
    #[test]
    fn tails_agree_with_scipy() {
        for (t, freedom, expected) in SF {
            assert!(
                (student_sf(t, freedom) - expected).abs() < 1e-12,
                "t({freedom}) at {t}: {}",
                student_sf(t, freedom)
            );
        }
    }
    const SF: [(f64, f64, f64); 7] = [
        (0.5, 1.0, 0.352_416_382_349_566_7),
        (2.0, 2.0, 0.091_751_709_536_136_98),
        (-1.3, 3.0, 0.857_766_245_636_051_5),
        (2.2, 4.0, 0.046_326_335_089_817_3),
        (3.1, 11.0, 0.005_052_069_456_222_735),
        (1.7, 12.0, 0.057_439_932_697_604_63),
        (0.0, 7.0, 0.5),
    ];

    /// `scipy.stats.t.logsf` near, `mpmath` (60 digits) where SciPy says -inf.
    #[test]
    fn logarithms_of_tails_agree_with_scipy_and_go_on_where_it_ends() {
        for (t, freedom, expected) in LN_SF {
            let found = ln_student_sf(t, freedom);
            assert!((found - expected).abs() < 1e-8 * expected.abs(), "t({freedom}) at {t}: {found}");
        }
    }
    const LN_SF: [(f64, f64, f64); 5] = [
        (2.0, 5.0, -2.976_523_167_161_812),
        (4.0, 10.0, -6.677_305_433_860_766),
        (6.0, 30.0, -14.176_281_825_592_31),
        (1e40, 10.0, -911.616_301_631_296),
        (60.0, 4_000.0, -1_288.400_468_443_757_8),
    ];

    /// `scipy.stats.t.ppf`.
    #[test]
    fn quantiles_agree_with_scipy() {
        for (p, freedom, expected) in QUANTILES {
            let found = student_quantile(p, freedom);
            assert!((found / expected - 1.0).abs() < 1e-8, "t({freedom}) at {p}: {found}");
        }
        assert_eq!(student_quantile(0.5, 3.0).abs(), 0.0);
    }
    const QUANTILES: [(f64, f64, f64); 6] = [
        (0.975, 1.0, 12.706_204_736),
        (0.975, 2.0, 4.302_652_730),
        (0.9, 3.0, 1.637_744_354),
        (0.025, 5.0, -2.570_581_836),
        (0.975, 10.0, 2.228_138_852),
        (0.9, 30.0, 1.310_415_025),
    ];
}
