//! Charges of a schedule that were paid under another name: before "not there" is said, the whole ledger is looked at.
//!
//! Rent paid by cheque one month, or through another bank, stands under a merchant of its own. A charge of the same amount
//! to the cent, in the same category, within two days of the expected one, that belongs to no schedule and whose amount is
//! rare in the ledger, is the missing one.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::series::{Member, Series};
use crate::Ledger;
use crate::schedule::Charge;

/// Charges a schedule has at the least before others are taken for its own.
const KNOWN: usize = 4;
/// Days from the expected one.
const NEAR: i64 = 2;
/// Charges of the amount outside schedules, at the most.
const RARE: usize = 2;
/// Periods after the last charge that are looked at.
const AHEAD: i64 = 3;

/// Gives the charges that were paid under another name to the series that miss them.
pub(super) fn bring_home(all: &mut [Series], ledger: &Ledger) {
    let missed: Vec<(usize, i64)> =
        all.iter().enumerate().flat_map(|(i, s)| missing(s, ledger).map(move |p| (i, p))).collect();
    if missed.is_empty() {
        return;
    }
    let mut used = vec![false; ledger.len()];
    let rows = |s: &Series| {
        s.members.iter().map(|m| m.charge.row).chain(s.doubles.iter().map(|d| d.1.row)).collect::<Vec<_>>()
    };
    all.iter().flat_map(rows).for_each(|row| used[row] = true);
    let mut free: BTreeMap<(i64, usize), Vec<usize>> = BTreeMap::new();
    for row in (0..ledger.len()).filter(|&i| !used[i] && ledger.charges_once(i)) {
        free.entry((ledger.minor[row], ledger.category[row])).or_default().push(row);
    }
    let mut changed = vec![];
    for (i, period) in missed {
        let series = &mut all[i];
        let before = series.members[series.members.partition_point(|m| m.period < period) - 1].charge;
        let expected = series.expected(period, None);
        let Some(rows) = free.get_mut(&(before.minor, ledger.category[before.row])) else { continue };
        let near = |&row: &usize| (ledger.date[row] - expected).num_days().abs() <= NEAR;
        let Some(at) = rows.iter().position(near).filter(|_| rows.len() <= RARE) else { continue };
        let row = rows.remove(at);
        let mut hasher = FxHasher::default();
        ledger.description[row].hash(&mut hasher);
        let charge = Charge { row, date: ledger.date[row], minor: ledger.minor[row], description: hasher.finish() };
        let place = series.members.partition_point(|m| m.period < period);
        series.members.insert(place, Member { charge, period });
        series.doubles.iter_mut().filter(|d| d.0 >= place).for_each(|d| d.0 += 1);
        changed.push(i);
    }
    changed.dedup();
    changed.into_iter().for_each(|i| all[i].settle());
}

/// The periods between and after the charges of a series for which there is none though it was expected by now.
fn missing<'a>(series: &'a Series, ledger: &'a Ledger) -> impl Iterator<Item = i64> + 'a {
    let known = series.members.len() >= KNOWN;
    let between = series.members.windows(2).flat_map(|w| w[0].period + 1..w[1].period);
    let last = series.last().period;
    let due = move |p: &i64| (ledger.today() - series.expected(*p, None)).num_days() > NEAR;
    between.chain((last + 1..=last + AHEAD).take_while(due)).filter(move |_| known)
}
