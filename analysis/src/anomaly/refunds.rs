//! Money that came back, and the purchases it belongs to.
//!
//! A refund settles a purchase of at most [`WITHIN`] days before: the whole of one at the same merchant, the whole of one
//! elsewhere whose amount is to the cent the same and whose name shares a word with it, else a part of the latest purchase
//! at the merchant that is large enough, else of all of them there together. What comes back regularly (a benefit, a
//! shared rent) is settled as well. A purchase is judged by what is left of it; a refund that settles nothing is a finding.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::evidence::{Event, Evidence, share};
use crate::Ledger;
use crate::report::AnomalyKind;

/// Days between a purchase and its refund; most shops take things back for 30 to 100 days, and banks are slow.
const WITHIN: i64 = 120;
/// Refunds of one merchant from which on they may be a custom.
const REGULAR: usize = 3;

/// Who settles whom.
pub(super) struct Refunds {
    /// Minor units that came back of each row, where any did.
    returned: FxHashMap<usize, i64>,
    /// Refunds that belong to a purchase or to a custom.
    pub(super) settled: usize,
    /// Refunds that belong to nothing, ascending.
    pub(super) lone: Vec<usize>,
}

impl Refunds {
    pub(super) fn new(ledger: &Ledger) -> Self {
        let refunds: Vec<usize> = (0..ledger.len()).filter(|&i| ledger.minor[i] < 0).collect();
        let mut found = Self { returned: FxHashMap::default(), settled: 0, lone: vec![] };
        // Where most is negative the signs are turned round, and nothing is a refund.
        if refunds.is_empty() || refunds.len() * 2 > ledger.len() {
            return found;
        }
        let mut purchases: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let mut by_amount: FxHashMap<i64, Vec<usize>> = FxHashMap::default();
        for i in (0..ledger.len()).filter(|&i| ledger.minor[i] > 0) {
            purchases.entry(ledger.merchant[i]).or_default().push(i);
            by_amount.entry(ledger.minor[i]).or_default().push(i);
        }
        let regular = regular(ledger, &refunds);
        let by_word = by_word(ledger);
        let none = vec![];
        for &refund in &refunds {
            let amount = -ledger.minor[refund];
            let near = |rows: &'_ Vec<usize>| -> Vec<usize> {
                let days = |i: usize| (ledger.date[refund] - ledger.date[i]).num_days();
                let from = rows.partition_point(|&i| days(i) > WITHIN);
                let to = rows.partition_point(|&i| days(i) >= 0);
                rows[from..to].to_vec()
            };
            // Shops give back under their own name, or under one that has theirs in it.
            let mut merchants = vec![ledger.merchant[refund]];
            for word in words(&ledger.merchants[ledger.merchant[refund]]) {
                merchants.extend(by_word.get(word).into_iter().flatten());
            }
            merchants.sort_unstable();
            merchants.dedup();
            let at = |m: &usize| near(purchases.get(m).unwrap_or(&none));
            let mut here: Vec<usize> = merchants.iter().flat_map(at).collect();
            here.sort_unstable();
            let alike = near(by_amount.get(&amount).unwrap_or(&none));
            let left = |i: usize| ledger.minor[i] - found.returned.get(&i).copied().unwrap_or(0);
            let whole = here.iter().rev().copied().find(|&i| left(i) == amount && ledger.minor[i] == amount);
            let elsewhere =
                || alike.iter().rev().copied().find(|&i| left(i) == amount && share_a_word(ledger, i, refund));
            let part = || here.iter().rev().copied().find(|&i| left(i) >= amount);
            if let Some(purchase) = whole.or_else(elsewhere).or_else(part) {
                *found.returned.entry(purchase).or_default() += amount;
                found.settled += 1;
            } else if here.iter().map(|&i| left(i)).sum::<i64>() >= amount {
                let mut rest = amount;
                for &i in here.iter().rev() {
                    let taken = rest.min(left_of(&found.returned, ledger, i));
                    *found.returned.entry(i).or_default() += taken;
                    rest -= taken;
                }
                found.settled += 1;
            } else if regular.contains_key(&ledger.merchant[refund]) {
                found.settled += 1;
            } else {
                found.lone.push(refund);
            }
        }
        found
    }

    /// Minor units that came back of row `i`.
    pub(super) fn returned(&self, i: usize) -> i64 {
        self.returned.get(&i).copied().unwrap_or(0)
    }

    /// Refunds without a purchase: as improbable as they are rare in the account.
    pub(super) fn events(&self, ledger: &Ledger) -> Vec<Event> {
        let rate = (self.lone.len() as f64 + 0.5) / (ledger.len() as f64 + 1.0);
        let event = |&row: &usize| {
            let evidence = Evidence::LoneRefund { row, settled: self.settled };
            let ln_p = rate.ln() - share::SLIPS.ln();
            Event::of_row(ledger, row, AnomalyKind::Refund, ln_p.min(0.0), evidence, -ledger.minor[row])
        };
        self.lone.iter().map(event).collect()
    }
}

/// Words long enough to be a shop's own.
fn words(key: &str) -> impl Iterator<Item = &str> {
    key.split_whitespace().filter(|word| word.chars().count() >= 5 && *word != "refund")
}

/// Merchants by the words of their keys; a word that many have is nobody's.
fn by_word(ledger: &Ledger) -> FxHashMap<&str, Vec<usize>> {
    const NOBODYS: usize = 4;
    let mut merchants: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (m, key) in ledger.merchants.iter().enumerate() {
        words(key).for_each(|word| merchants.entry(word).or_default().push(m));
    }
    merchants.retain(|_, of| of.len() <= NOBODYS);
    merchants
}

fn left_of(returned: &FxHashMap<usize, i64>, ledger: &Ledger, i: usize) -> i64 {
    (ledger.minor[i] - returned.get(&i).copied().unwrap_or(0)).max(0)
}

/// Merchants from which money comes regularly: at least [`REGULAR`] times, in about as many different months.
fn regular(ledger: &Ledger, refunds: &[usize]) -> BTreeMap<usize, usize> {
    let mut months: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &i in refunds {
        months.entry(ledger.merchant[i]).or_default().push(ledger.month[i]);
    }
    let steady = |months: &Vec<usize>| {
        let mut distinct = months.clone();
        distinct.dedup();
        let span = distinct[distinct.len() - 1] - distinct[0] + 1;
        // A quarterly one comes in a third of the months.
        months.len() >= REGULAR && distinct.len() >= REGULAR && distinct.len() * 4 >= span
    };
    months.into_iter().filter(|(_, m)| steady(m)).map(|(merchant, m)| (merchant, m.len())).collect()
}

/// True where the names of two rows have a word of three letters or more in common, or one of them has none.
fn share_a_word(ledger: &Ledger, a: usize, b: usize) -> bool {
    let (first, second) = (&ledger.merchants[ledger.merchant[a]], &ledger.merchants[ledger.merchant[b]]);
    if first.is_empty() || second.is_empty() {
        return true;
    }
    let long = |word: &&str| word.chars().count() >= 3;
    first.split_whitespace().filter(long).any(|word| second.split_whitespace().any(|other| other == word))
        || ledger.category[a] == ledger.category[b]
}
