//! One purchase split into parts that each stay under the approval limit: the same merchant, a few days, the sum at or above it.

use crate::Ledger;
use crate::anomaly::evidence::{AuditEvidence, Event};
use crate::anomaly::stats;
use crate::report::AnomalyKind;

/// Days within which parts of one purchase are paid.
const DAYS: i64 = 3;
/// A part is at least this share of the limit: many small purchases are shopping, not a split.
const PART: f64 = 0.3;

pub(super) fn find(ledger: &Ledger, by_merchant: &[Vec<usize>]) -> Vec<Event> {
    let Some(limit) = ledger.params.approval_limit.filter(|limit| *limit > 0) else { return vec![] };
    let span = (ledger.today() - ledger.since()).num_days().max(30) as f64;
    let is_part = |i: &usize| ledger.minor[*i] < limit && ledger.minor[*i] as f64 >= PART * limit as f64;
    let mut found = vec![];
    for rows in by_merchant {
        let parts: Vec<usize> = rows.iter().copied().filter(is_part).collect();
        let mut start = 0;
        while start < parts.len() {
            let last = ledger.date[parts[start]] + chrono::Duration::days(DAYS - 1);
            let end = start + parts[start..].partition_point(|&i| ledger.date[i] <= last);
            let together = &parts[start..end];
            let sum: i64 = together.iter().map(|&i| ledger.minor[i]).sum();
            if together.len() < 2 || sum < limit {
                start += 1;
                continue;
            }
            // As many charges of such a size within days, at the rate of the others there.
            let rate = (parts.len() - together.len()) as f64 + 0.5;
            let ln_p = stats::ln_poisson_tail(together.len() - 1, rate / span * DAYS as f64);
            let what = AuditEvidence::Split { rows: together.to_vec(), sum, limit };
            let rows = (together.to_vec(), together.to_vec());
            found.push(super::event(ledger, "split", AnomalyKind::SplitPurchase, rows, ln_p, what, sum));
            start = end;
        }
    }
    found
}
