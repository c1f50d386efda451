//! Doubles that are not equal: a charge and the same with a tip; the same amount under another description; a charge that is
//! the sum of two just before it.

use rustc_hash::FxHashMap;

use crate::Ledger;
use crate::anomaly::evidence::{AuditEvidence, Event};
use crate::report::AnomalyKind;

/// Days between the two.
const DAYS: i64 = 4;
/// A tip is a tenth to a quarter of the charge.
const TIP: std::ops::RangeInclusive<f64> = 1.08..=1.26;
/// Charges of a merchant from which on its habit tells how often such pairs come.
const HABIT: f64 = 2.0;

pub(super) fn find(ledger: &Ledger, by_merchant: &[Vec<usize>]) -> Vec<Event> {
    let mut found = vec![];
    for rows in by_merchant {
        let near = |a: usize, b: usize| (ledger.date[b] - ledger.date[a]).num_days() <= DAYS;
        let pairs = rows.windows(2).filter(|w| near(w[0], w[1])).count() as f64;
        // How likely it is that of charges that close one is another with a tip: the share of pairs that are close, and
        // of them the share whose ratio lies in the interval, at most one in five.
        let chance = (pairs + 1.0) / (rows.len() as f64 + HABIT) * 0.2;
        for pair in rows.windows(2).filter(|w| near(w[0], w[1])) {
            let [first, second] = [pair[0], pair[1]];
            let ratio = ledger.minor[second] as f64 / ledger.minor[first] as f64;
            if TIP.contains(&ratio) {
                let extra = ledger.minor[second] - ledger.minor[first];
                let what = AuditEvidence::Tipped { rows: [first, second], extra };
                let rows = (vec![first, second], vec![first]);
                let impact = ledger.minor[first];
                found.push(super::event(ledger, "tipped", AnomalyKind::NearDuplicate, rows, chance.ln(), what, impact));
            }
        }
        for three in rows.windows(3).filter(|w| near(w[0], w[2])) {
            let parts = ledger.minor[three[0]] + ledger.minor[three[1]];
            if ledger.minor[three[2]] == parts {
                let what = AuditEvidence::SumOfParts { rows: three.to_vec() };
                // The sum is hit to the unit: one in as many as amounts there are below it.
                let ln_p = -(parts as f64).max(2.0).ln();
                let rows = (three.to_vec(), vec![three[2]]);
                found.push(super::event(ledger, "sum", AnomalyKind::NearDuplicate, rows, ln_p, what, parts));
            }
        }
    }
    found.extend(other_descriptions(ledger));
    found
}

/// The same amount, to the unit, within days, at merchants that differ: as improbable as the amount is rare.
fn other_descriptions(ledger: &Ledger) -> Vec<Event> {
    let mut by_amount: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
    (0..ledger.len())
        .filter(|&i| ledger.minor[i] > 0)
        .for_each(|i| by_amount.entry(ledger.minor[i]).or_default().push(i));
    let span = (ledger.today() - ledger.since()).num_days().max(30) as f64;
    let mut amounts: Vec<&Vec<usize>> = by_amount.values().filter(|rows| rows.len() == 2).collect();
    amounts.sort_unstable();
    let pairs = amounts.len() as f64;
    let differ =
        |a: usize, b: usize| ledger.merchant[a] != ledger.merchant[b] && ledger.category[a] == ledger.category[b];
    let close = |rows: &&&Vec<usize>| {
        (ledger.date[rows[1]] - ledger.date[rows[0]]).num_days() <= DAYS && differ(rows[0], rows[1])
    };
    let event = |rows: &&Vec<usize>| {
        // Of so many amounts that come twice, how many lie within days of each other by chance?
        let chance = (DAYS as f64 * 2.0 / span).min(1.0);
        let expected = pairs * chance;
        let what = AuditEvidence::OtherDescription { rows: [rows[0], rows[1]] };
        let ln_p = (expected.max(chance) / (expected + 1.0)).ln();
        let both = (vec![rows[0], rows[1]], vec![rows[1]]);
        super::event(ledger, "other", AnomalyKind::NearDuplicate, both, ln_p, what, ledger.minor[rows[1]])
    };
    amounts.iter().filter(close).map(event).collect()
}
