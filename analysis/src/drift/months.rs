//! How far months differ among themselves anyway.
//!
//! Charges of one month belong together (holidays, annual bills, a move), so random dealings of single charges
//! understate how much quiet months differ. The months before the current one, each compared in the same way with those
//! before it, tell by how much.

use crate::stats::student_sf;

/// Fewest earlier months from which their own variation can be judged.
pub(super) const FEWEST_FOR_VARIATION: usize = 4;
/// Most reference months.
pub(super) const REFERENCE_MONTHS: usize = 12;
/// Most earlier months that are compared in the same way as the current one.
pub(super) const EARLIER_MONTHS: usize = 24;

/// Earlier months that the variance of random dealings counts for in the variance of the months (G. Smyth, "Linear
/// models and empirical Bayes methods for assessing differential expression", 2004: a moderated variance).
const PRIOR: f64 = 8.0;

/// How far a month is from those before it relative to chance: the distance over its mean under random dealings, and the
/// variance of that ratio, both of the distance to the power of two thirds: squared it is about a chi-square, whose cube
/// root is nearly normal (E. Wilson, M. Hilferty, 1931).
#[derive(Clone, Copy, Debug)]
pub(super) struct Excess {
    pub(super) ratio: f64,
    pub(super) variance: f64,
}

/// The chance that a month like the `earlier` ones is as far out as the `current` one: the upper tail of Student's t
/// for a new observation. Months that agree better than chance, or differ less in how far they are out, count as chance.
///
/// `None` where there are too few months.
pub(super) fn month_p_value(current: Excess, earlier: &[Excess]) -> Option<f64> {
    let n = earlier.len();
    if n < FEWEST_FOR_VARIATION {
        return None;
    }
    let mean = earlier.iter().map(|e| e.ratio).sum::<f64>() / n as f64;
    let squares = earlier.iter().map(|e| (e.ratio - mean).powi(2)).sum::<f64>();
    // Months that differ more than chance do so by a factor, of the mean and of the deviation alike.
    let level = mean.max(1.0);
    let chance = (current.variance * level * level).max(1e-6);
    let freedom = n - 1 + PRIOR as usize;
    let variance = ((PRIOR * chance + squares) / freedom as f64).max(chance);
    let deviation = (variance * (1.0 + 1.0 / n as f64)).sqrt();
    Some(student_sf((current.ratio - level) / deviation, freedom as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_judged_by_the_others() {
        let months = |ratios: [f64; 6]| ratios.map(|ratio| Excess { ratio, variance: 0.02 }).to_vec();
        let quiet = months([0.9, 1.1, 1.0, 1.2, 0.8, 1.0]);
        let wild = months([0.5, 2.1, 1.0, 1.9, 0.6, 1.7]);
        let p =
            |months: &[Excess]| month_p_value(Excess { ratio: 2.2, variance: 0.02 }, months).expect("enough months");
        assert!(p(&quiet) < 0.001 && p(&wild) > 0.03, "{} {}", p(&quiet), p(&wild));
        assert!(month_p_value(quiet[0], &quiet[..3]).is_none());
    }
}
