//! A merchant's first charge, high for its category: how rare is it that a new merchant appears, and how rare that one
//! appears and is never seen again?

use super::Levels;
use crate::Ledger;
use crate::anomaly::stats;

/// Days and rows of history before a merchant can count as new.
const HISTORY_DAYS: i64 = 45;
const HISTORY_ROWS: usize = 30;
/// Rows that rates are measured over: before a charge for new merchants, around it for those seen once. Near the end
/// of a ledger many merchants have not had the time to come again, and the rate around a charge knows it.
const RATE_ROWS: usize = 1000;

/// Logarithm of the probability of being a merchant's first charge and this high for its category, by row: the rate
/// of first charges (of only charges, if it is the only one) times the upper tail of the amount. 0 (certain) for all
/// other rows.
pub(super) fn charges(ledger: &Ledger, levels: &Levels, sides: &[[f64; 2]], freedom: f64) -> Vec<f64> {
    let n = ledger.len();
    let mut count = vec![0u32; ledger.merchants.len()];
    ledger.merchant.iter().for_each(|&m| count[m] += 1);
    let only: Vec<usize> = (0..n).filter(|&i| count[ledger.merchant[i]] == 1).collect();
    let mut seen = vec![false; ledger.merchants.len()];
    let mut firsts: Vec<usize> = vec![];
    let mut ln_new = vec![0.0; n];
    for i in 0..n {
        if std::mem::replace(&mut seen[ledger.merchant[i]], true) {
            continue;
        }
        let days = (ledger.date[i] - ledger.date[0]).num_days();
        if i >= HISTORY_ROWS && days >= HISTORY_DAYS && ledger.minor[i] > 0 {
            let is_only = count[ledger.merchant[i]] == 1;
            let (from, to) = if is_only {
                let from = i.saturating_sub(RATE_ROWS / 2).min(n.saturating_sub(RATE_ROWS));
                (from, (from + RATE_ROWS).min(n))
            } else {
                (i.saturating_sub(RATE_ROWS), i)
            };
            let like = if is_only { &only } else { &firsts };
            let others = like.partition_point(|&f| f < to) - like.partition_point(|&f| f < from) - usize::from(is_only);
            let rate = (others as f64 + 1.0) / ((to - from) as f64 + 2.0);
            let z = levels.category_z(ledger, i) / sides[ledger.category[i]][1];
            if z > 0.0 {
                ln_new[i] = rate.ln() + stats::ln_student_tail(z, levels.tail_freedom(ledger, i, freedom));
            }
        }
        firsts.push(i);
    }
    ln_new
}
