//! Amounts just under the approval limit, and round sums, at one merchant more often than in the rest of the account.

use crate::Ledger;
use crate::anomaly::evidence::{AuditEvidence, Event};
use crate::anomaly::stats;
use crate::report::AnomalyKind;

/// Just under: within this share of the limit.
const JUST: f64 = 0.05;
/// Fewest charges that make a pattern.
const LEAST: usize = 3;

pub(super) fn find(ledger: &Ledger, by_merchant: &[Vec<usize>]) -> Vec<Event> {
    let mut found = vec![];
    let limit = ledger.params.approval_limit.unwrap_or(0);
    if limit > 0 {
        let under = |minor: i64| minor < limit && minor as f64 >= (1.0 - JUST) * limit as f64;
        found.extend(patterns(ledger, by_merchant, under, |merchant, count, of| {
            ("under_limit", AuditEvidence::UnderLimit { merchant, count, of, limit })
        }));
    }
    let unit = 100 * 10i64.pow(u32::from(ledger.params.digits()));
    found.extend(patterns(
        ledger,
        by_merchant,
        |minor| minor % unit == 0,
        |merchant, count, of| ("round", AuditEvidence::RoundSums { merchant, count, of, unit }),
    ));
    found
}

/// Merchants with more charges of a sort than the rest of the account lets expect.
fn patterns(
    ledger: &Ledger,
    by_merchant: &[Vec<usize>],
    of_sort: impl Fn(i64) -> bool,
    what: impl Fn(usize, usize, usize) -> (&'static str, AuditEvidence),
) -> Vec<Event> {
    let all: usize = by_merchant.iter().map(Vec::len).sum();
    let such = |rows: &[usize]| rows.iter().copied().filter(|&i| of_sort(ledger.minor[i])).collect::<Vec<usize>>();
    let total: usize = by_merchant.iter().map(|rows| such(rows).len()).sum();
    let event = |rows: &Vec<usize>| {
        let found = such(rows);
        if found.len() < LEAST {
            return None;
        }
        let rate = ((total - found.len()) as f64 + 0.5) / ((all - rows.len()) as f64 + 1.0);
        let ln_p = stats::ln_poisson_tail(found.len(), rate * rows.len() as f64);
        let (code, what) = what(ledger.merchant[rows[0]], found.len(), rows.len());
        let sum = found.iter().map(|&i| ledger.minor[i]).sum();
        let rows = (found.clone(), found);
        Some(super::event(ledger, code, AnomalyKind::UnderLimit, rows, ln_p, what, sum))
    };
    by_merchant.iter().filter_map(event).collect()
}
