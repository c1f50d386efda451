//! The months of a ledger as drift sees them, and how much they differ among themselves anyway.

use std::ops::Range;

use super::significance::student_upper_tail;
use crate::Ledger;

/// Fewest reference months from which their own variation can be judged.
pub(super) const FEWEST_FOR_VARIATION: usize = 4;
/// Most reference months.
pub(super) const REFERENCE_MONTHS: usize = 12;

/// Rows of each month of `complete`, oldest first; the ledger is sorted by day.
pub(super) fn rows_by_month(ledger: &Ledger, complete: &Range<usize>) -> Vec<Range<usize>> {
    complete
        .clone()
        .map(|month| {
            let start = ledger.month.partition_point(|&m| m < month);
            start..ledger.month.partition_point(|&m| m <= month)
        })
        .collect()
}

/// How far a month is from the others relative to chance: distance over the mean distance of random dealings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Excess(pub(super) f64);

/// The chance that a month like the `reference` ones is as far out as the `current` one: the upper tail of Student's t
/// for a new observation of the logarithm. Charges of one month belong together (holidays, annual bills), so random
/// dealings of single charges understate how much quiet months differ; the months themselves do not.
///
/// `None` where there are too few months.
pub(super) fn month_p_value(current: Excess, reference: &[Excess]) -> Option<f64> {
    let n = reference.len();
    if n < FEWEST_FOR_VARIATION {
        return None;
    }
    let log = |e: &Excess| e.0.max(1e-3).ln();
    let mean = reference.iter().map(log).sum::<f64>() / n as f64;
    let variance = reference.iter().map(|e| (log(e) - mean).powi(2)).sum::<f64>() / (n - 1) as f64;
    // Months that agree better than chance would let them say little of the next one: a tenth is the least deviation.
    let deviation = (variance.max(0.01) * (1.0 + 1.0 / n as f64)).sqrt();
    Some(student_upper_tail((log(&current) - mean) / deviation, n - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_judged_by_the_others() {
        let quiet: Vec<Excess> = [0.9, 1.1, 1.0, 1.2, 0.8, 1.0].map(Excess).to_vec();
        let wild: Vec<Excess> = [0.5, 3.0, 1.0, 2.5, 0.7, 2.0].map(Excess).to_vec();
        let p = |months: &[Excess]| month_p_value(Excess(3.0), months).expect("enough months");
        assert!(p(&quiet) < 0.01 && p(&wild) > 0.1);
        assert!(month_p_value(Excess(3.0), &quiet[..3]).is_none());
    }
}
