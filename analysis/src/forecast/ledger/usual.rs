//! What of a ledger is usual: slips at the value they should have, single exceptional purchases and refunds set apart, and
//! what stands twice counted once.
//!
//! A forecast of usual months must not repeat a car. A charge is exceptional when it is out of all proportion to what the
//! ledger's months otherwise hold, belongs to no schedule, and is rare: what comes in more than one of six months is not
//! set apart but is part of the spread. A slip is told by its merchant: out of all proportion to the other charges there,
//! and among them once its decimal point is moved.

use crate::ledger::Ledger;
use crate::report::{RecurringReport, SetApart, SetApartKind};
use crate::stats::median;

/// Fewest complete months that tell what is usual.
const FEWEST_MONTHS: usize = 3;
/// Share of a usual month's spending that an exceptional charge has at the least...
const OF_MONTH: f64 = 0.5;
/// ...and how many times the largest charge of a usual month.
const OF_LARGEST: f64 = 4.0;
/// In so many months one may hold exceptional charges.
const RARE: usize = 6;
/// How many times the largest other charge at its merchant a slip is at the least.
const SLIP: f64 = 8.0;
/// A corrected amount lies within this factor of the merchant's median.
const NEAR: f64 = 2.5;
/// Other charges at a merchant that tell what it usually charges.
const FEWEST_OTHERS: usize = 3;
/// Most decimal places that slip.
const MOST_PLACES: i32 = 9;

/// The ledger's rows as a usual month would have them.
pub(super) struct Usual {
    /// Amount of every row in minor units: zero where it is set apart or a copy.
    pub(super) minor: Vec<i64>,
    /// What was set apart or corrected, newest first.
    pub(super) apart: Vec<SetApart>,
}

impl Usual {
    pub(super) fn new(ledger: &Ledger, recurring: &RecurringReport) -> Self {
        let mut usual = Self { minor: ledger.minor.clone(), apart: Vec::new() };
        ledger.copies.rows().iter().for_each(|&i| usual.minor[i] = 0);
        usual.correct_slips(ledger);
        usual.set_exceptional_apart(ledger, recurring);
        usual.apart.sort_by_key(|s| std::cmp::Reverse((s.date, s.row)));
        usual
    }

    fn correct_slips(&mut self, ledger: &Ledger) {
        for rows in by_merchant(ledger) {
            let mut sizes: Vec<(i64, usize)> =
                rows.iter().filter(|&&i| self.minor[i] != 0).map(|&i| (ledger.minor[i], i)).collect();
            sizes.sort_unstable();
            // From the largest on, as long as each is out of proportion to all below it.
            while let Some(&(minor, i)) = sizes.last() {
                sizes.pop();
                let others: Vec<f64> = sizes.iter().filter(|(m, _)| *m > 0).map(|(m, _)| *m as f64).collect();
                match corrected(minor, &others) {
                    Some(value) => {
                        self.minor[i] = value;
                        self.apart.push(described(ledger, i, SetApartKind::Slip, Some(value)));
                    }
                    None => break,
                }
            }
        }
    }

    fn set_exceptional_apart(&mut self, ledger: &Ledger, recurring: &RecurringReport) {
        let complete = ledger.complete_months();
        if complete.len() < FEWEST_MONTHS {
            return;
        }
        let scheduled = scheduled(ledger, recurring);
        let mut totals = vec![0.0f64; complete.len()];
        let mut largest = vec![0.0f64; complete.len()];
        for i in (0..ledger.len()).filter(|&i| complete.contains(&ledger.month[i])) {
            let month = ledger.month[i] - complete.start;
            totals[month] += self.minor[i] as f64;
            if !scheduled[i] {
                largest[month] = largest[month].max(self.minor[i].unsigned_abs() as f64);
            }
        }
        // Months without anything are no usual months.
        let recorded = |values: &[f64]| values.iter().copied().filter(|v| *v > 0.0).collect::<Vec<f64>>();
        let limit = (OF_MONTH * median(&mut recorded(&totals))).max(OF_LARGEST * median(&mut recorded(&largest)));
        if limit <= 0.0 {
            return;
        }
        let customary = customary(ledger, &self.minor);
        let exceptional: Vec<usize> = (0..ledger.len())
            .filter(|&i| !scheduled[i] && !customary[i] && self.minor[i].unsigned_abs() as f64 > limit)
            .collect();
        let mut months: Vec<usize> = exceptional.iter().map(|&i| ledger.month[i]).collect();
        months.dedup();
        if RARE * months.len() > complete.len().max(RARE) {
            return;
        }
        for i in exceptional {
            let kind = if self.minor[i] < 0 { SetApartKind::Refund } else { SetApartKind::Purchase };
            self.minor[i] = 0;
            self.apart.push(described(ledger, i, kind, None));
        }
    }
}

/// What `minor` should be where its decimal point has slipped, `others` being what the merchant charges otherwise.
fn corrected(minor: i64, others: &[f64]) -> Option<i64> {
    if others.len() < FEWEST_OTHERS {
        return None;
    }
    let amount = minor as f64;
    let most = others.iter().copied().fold(0.0, f64::max);
    if amount < SLIP * most {
        return None;
    }
    let middle = median(&mut others.to_vec());
    let places = (amount / middle).log10().round() as i32;
    if !(1..=MOST_PLACES).contains(&places) {
        return None;
    }
    let value = amount / 10f64.powi(places);
    let near = if places == 1 {
        // Ten times as much is also a large purchase: only where that very price is charged otherwise.
        others.iter().filter(|o| (*o / value - 1.0).abs() < 0.02).count() >= 2
    } else {
        (middle / NEAR..=middle * NEAR).contains(&value)
    };
    near.then_some(value.round() as i64)
}

/// Rows of each merchant that has a name.
fn by_merchant(ledger: &Ledger) -> Vec<Vec<usize>> {
    let mut rows = vec![Vec::new(); ledger.merchants.len()];
    for i in (0..ledger.len()).filter(|&i| !ledger.merchants[ledger.merchant[i]].is_empty()) {
        rows[ledger.merchant[i]].push(i);
    }
    rows
}

/// Which rows belong to a schedule.
pub(super) fn scheduled(ledger: &Ledger, recurring: &RecurringReport) -> Vec<bool> {
    let rows: rustc_hash::FxHashSet<u64> = recurring.series.iter().flat_map(|s| s.rows.iter().copied()).collect();
    ledger.row.iter().map(|&row| rows.contains(&(row as u64))).collect()
}

/// Rows at whose merchant at least two others are of the same size (a third or more).
fn customary(ledger: &Ledger, minor: &[i64]) -> Vec<bool> {
    let mut is = vec![false; ledger.len()];
    for rows in by_merchant(ledger) {
        for &i in &rows {
            let alike = |j: &&usize| {
                **j != i && minor[**j].signum() == minor[i].signum() && 3 * minor[**j].abs() >= minor[i].abs()
            };
            is[i] = rows.len() > 2 && rows.iter().filter(alike).take(2).count() == 2;
        }
    }
    is
}

fn described(ledger: &Ledger, i: usize, kind: SetApartKind, corrected: Option<i64>) -> SetApart {
    SetApart {
        row: ledger.row[i] as u64,
        date: ledger.date[i],
        amount: ledger.money(ledger.minor[i]),
        category: ledger.categories[ledger.category[i]].clone(),
        description: ledger.description[i].clone(),
        kind,
        corrected: corrected.map(|minor| ledger.money(minor)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slipped_decimal_point_is_put_back() {
        let shop = [3_180.0, 4_420.0, 2_750.0, 6_100.0];
        assert_eq!(corrected(418_000, &shop), Some(4_180));
        assert_eq!(corrected(387_200_000_000, &shop), Some(3_872));
        assert_eq!(corrected(41_800, &shop), None, "not out of all proportion");
        assert_eq!(corrected(9_000_000, &[3_000.0, 3_100.0, 2_900.0]), None, "thirty times nothing is");
        assert_eq!(corrected(45_000, &[4_500.0, 4_500.0, 4_500.0]), Some(4_500), "a fixed price");
        assert_eq!(corrected(43_000, &[4_500.0, 4_500.0, 4_500.0]), None, "a large purchase");
        assert_eq!(corrected(418_000, &shop[..2]), None, "too few to tell");
    }
}
