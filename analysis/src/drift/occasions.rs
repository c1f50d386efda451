//! A ledger as drift sees it: occasions in whole months.
//!
//! What one merchant charges in one category on one day is one occasion. Single charges of an occasion come together
//! (a split payment, a burst of small charges, a duplicate), so tests that deal them out one by one would take a busy
//! hour for a new habit.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::Ledger;
use crate::ledger::months_after;
use crate::stats::median;

/// From so many entries in the usual month on, a month without any was not recorded.
const RECORDED: f64 = 5.0;

/// Occasions in time order, one entry a column each.
#[derive(Clone, Debug)]
pub(super) struct Occasions {
    /// As the ledger's categories.
    pub(super) category: Vec<usize>,
    /// As the ledger's merchants.
    pub(super) merchant: Vec<usize>,
    /// Days from Monday.
    pub(super) weekday: Vec<u32>,
    /// Sums in minor units.
    pub(super) minor: Vec<i64>,
    /// Sums in major units.
    pub(super) major: Vec<f64>,
    /// Occasions of each whole month, oldest first.
    pub(super) months: Vec<Range<usize>>,
    /// These months as indices of the ledger's months.
    pub(super) index: Vec<usize>,
    /// First days of these months.
    pub(super) first: Vec<NaiveDate>,
    /// Days of these months.
    pub(super) days: Vec<u32>,
    /// Number of the ledger's categories.
    pub(super) categories: usize,
}

impl Occasions {
    /// Those of the ledger's whole months; months without any, where there usually are several, were not recorded and are
    /// left out. Without a merchant every charge is an occasion of its own.
    pub(super) fn new(ledger: &Ledger) -> Self {
        let complete = ledger.complete_months();
        let mut all = Self {
            category: Vec::new(),
            merchant: Vec::new(),
            weekday: Vec::new(),
            minor: Vec::new(),
            major: Vec::new(),
            months: Vec::new(),
            index: Vec::new(),
            first: Vec::new(),
            days: Vec::new(),
            categories: ledger.categories.len(),
        };
        // The ledger is sorted by day.
        let upto = |month: usize| ledger.month.partition_point(|&m| m < month);
        let mut entries: Vec<f64> =
            complete.clone().map(|m| (upto(m + 1) - upto(m)) as f64).filter(|n| *n > 0.0).collect();
        let usual = median(&mut entries);
        for month in complete {
            let rows = upto(month)..upto(month + 1);
            if rows.is_empty() && usual >= RECORDED {
                continue;
            }
            let start = all.minor.len();
            all.add(ledger, rows);
            let first = ledger.months[month].first;
            all.months.push(start..all.minor.len());
            all.index.push(month);
            all.first.push(first);
            all.days.push(u32::try_from((months_after(first, 1) - first).num_days()).unwrap_or(30));
        }
        all
    }

    fn add(&mut self, ledger: &Ledger, rows: Range<usize>) {
        let key = |i: usize| (ledger.date[i], ledger.category[i], ledger.merchant[i]);
        let mut order: Vec<usize> = rows.filter(|&i| !ledger.copies.contain(i)).collect();
        order.sort_by_key(|&i| (key(i), i));
        for same in order.chunk_by(|&a, &b| key(a) == key(b) && !ledger.merchants[ledger.merchant[a]].is_empty()) {
            let i = same[0];
            let minor = same.iter().fold(0i64, |sum, &j| sum.saturating_add(ledger.minor[j]));
            self.category.push(ledger.category[i]);
            self.merchant.push(ledger.merchant[i]);
            self.weekday.push(ledger.date[i].weekday().num_days_from_monday());
            self.minor.push(minor);
            self.major.push(ledger.money(minor).major());
        }
    }

    /// Number of months.
    pub(super) fn len(&self) -> usize {
        self.months.len()
    }

    /// Occasions of `months` together.
    pub(super) fn of(&self, months: Range<usize>) -> Range<usize> {
        match (self.months.get(months.start), months.end.checked_sub(1).and_then(|last| self.months.get(last))) {
            (Some(first), Some(last)) if !months.is_empty() => first.start..last.end,
            _ => 0..0,
        }
    }

    /// Sums in minor units by category of some occasions.
    pub(super) fn sums(&self, occasions: impl Iterator<Item = usize>) -> Vec<i64> {
        let mut sums = vec![0i64; self.categories];
        for i in occasions {
            sums[self.category[i]] = sums[self.category[i]].saturating_add(self.minor[i]);
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Expense, Input, Params};

    #[test]
    fn charges_of_one_merchant_and_day_are_one_occasion() {
        let on = |date: &str, description: &str, minor| Expense {
            id: None,
            date: date.parse().expect("a day"),
            minor,
            category: "Food".into(),
            description: description.into(),
            ..Expense::default()
        };
        let expenses = vec![
            on("2024-01-01", "Corner Cafe", 300),
            on("2024-01-01", "Corner Cafe", 200),
            on("2024-01-01", "Village Bakery", 100),
            on("2024-01-02", "", 10),
            on("2024-01-02", "", 10),
            on("2024-02-28", "Corner Cafe", 300),
        ];
        let ledger = Ledger::new(&Input { expenses, ..Input::default() }, &Params::default()).expect("a ledger");
        let found = Occasions::new(&ledger);
        assert_eq!((found.len(), found.months.clone()), (2, vec![0..4, 4..5]));
        let mut sums = found.minor[..4].to_vec();
        sums.sort_unstable();
        assert_eq!((sums, found.days.clone()), (vec![10, 10, 100, 500], vec![31, 29]));
        assert_eq!((found.of(0..2), found.of(1..1)), (0..5, 0..0));
    }
}
