//! Numbered documents of a vendor: a number that comes after a higher one, or twice.

use rustc_hash::FxHashMap;

use crate::Ledger;
use crate::anomaly::evidence::{AuditEvidence, Event};
use crate::report::AnomalyKind;

/// Numbered charges from which on a vendor's numbers are a sequence.
const LEAST: usize = 5;
/// Share of neighbours that ascend in a sequence.
const ASCENDING: f64 = 0.8;

pub(super) fn find(ledger: &Ledger, by_merchant: &[Vec<usize>]) -> Vec<Event> {
    by_merchant.iter().flat_map(|rows| of_vendor(ledger, rows)).collect()
}

fn of_vendor(ledger: &Ledger, rows: &[usize]) -> Vec<Event> {
    let numbered: Vec<(usize, u64)> = rows.iter().filter_map(|&i| Some((i, number(&ledger.description[i])?))).collect();
    let n = numbered.len();
    if n < LEAST {
        return vec![];
    }
    let ascending = numbered.windows(2).filter(|w| w[0].1 < w[1].1).count();
    if (ascending as f64) < ASCENDING * (n - 1) as f64 {
        return vec![];
    }
    // In a vendor's sequence a number out of order is as rare as it was so far.
    let rare = ((n - 1 - ascending) as f64 + 0.5) / n as f64;
    let mut found = vec![];
    let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
    let mut highest = 0;
    for &(i, number) in &numbered {
        if let Some(&first) = seen.get(&number) {
            let what = AuditEvidence::NumberTwice { rows: [first, i], number };
            // A number of so many digits comes again by chance once in as many as there are.
            let ln_p = -(number as f64).max(2.0).ln();
            let rows = (vec![first, i], vec![i]);
            found.push(super::event(ledger, "twice", AnomalyKind::VendorSequence, rows, ln_p, what, ledger.minor[i]));
        } else if number < highest {
            let what = AuditEvidence::OutOfOrder { row: i, number, before: highest };
            let rows = (vec![i], vec![i]);
            found.push(super::event(
                ledger,
                "order",
                AnomalyKind::VendorSequence,
                rows,
                rare.ln(),
                what,
                ledger.minor[i],
            ));
        }
        seen.entry(number).or_insert(i);
        highest = highest.max(number);
    }
    found
}

/// The last run of three to twelve digits in a description: shorter ones are counts, longer ones bank references.
fn number(description: &str) -> Option<u64> {
    let mut runs = description.split(|c: char| !c.is_ascii_digit()).filter(|run| (3..=12).contains(&run.len()));
    runs.next_back().and_then(|run| run.parse().ok())
}
