//! A schedule in the report's form.

use super::amounts::Amounts;
use super::series::{Anchor, Series};
use crate::report::{PriceStep, RecurringSeries, RecurringState};
use crate::{EntryKind, Ledger, Money};

use chrono::{Datelike, NaiveDate};

/// Latest charges that say which category a series has now.
const LATEST: usize = 5;
/// Most days after the expected one until which a charge that does not come is overdue and not the end.
const END: f64 = 75.0;

impl Series {
    pub(super) fn report(&self, amounts: &Amounts, ledger: &Ledger) -> RecurringSeries {
        let members = &self.members;
        let (first, last) = (self.first().charge, self.last().charge);
        let deviations = self.deviations();
        let tolerance = self.cadence.tolerance() as f64;
        let on_time = deviations.iter().filter(|d| d.abs() <= tolerance).count();
        let state = self.state(ledger.today());
        let mut latest: Vec<usize> = members.iter().rev().take(LATEST).map(|m| ledger.category[m.charge.row]).collect();
        latest.sort_unstable();
        let mut merchants: Vec<usize> = members.iter().rev().take(3).map(|m| ledger.merchant[m.charge.row]).collect();
        merchants.sort_unstable();
        let merchant = most_frequent(&merchants);
        let row = |i: usize| ledger.row[members[i].charge.row] as u64;
        let step = |(at, from): &(usize, i64)| PriceStep {
            date: members[*at].charge.date,
            from: ledger.money(*from),
            to: ledger.money(members[*at].charge.minor),
            row: row(*at),
        };
        let digits = ledger.params.digits();
        let scale = 10f64.powi(i32::from(digits));
        RecurringSeries {
            merchant: ledger.merchants[merchant].clone(),
            name: ledger.merchant_names[merchant].clone(),
            kind: EntryKind::Expense,
            category: ledger.categories[most_frequent(&latest)].clone(),
            cadence: self.cadence,
            day_of_month: self.day_of_month(),
            amount: ledger.money(amounts.current),
            varies: amounts.varies,
            amount_low: ledger.money(amounts.low),
            amount_high: ledger.money(amounts.high),
            monthly_cost: Money::from_major(amounts.mean / scale * self.cadence.per_month(), digits),
            price_steps: amounts.steps.iter().map(step).collect(),
            state,
            charges: members.len() as u64,
            first: first.date,
            last: last.date,
            next_date: (state != RecurringState::Stopped).then(|| self.next_after(ledger.today())),
            regularity: on_time as f64 / (self.last().period + 1).max(1) as f64,
            alerts: vec![],
            rows: (0..members.len()).map(row).collect(),
        }
    }

    /// The next day on which it is expected: after `today`, or still due.
    fn next_after(&self, today: NaiveDate) -> NaiveDate {
        let due = self.expected_after_last(1);
        // What is late by no more than it has been before is still to come.
        if (today - due).num_days() <= self.patience() {
            return due;
        }
        (2..600).map(|n| self.expected_after_last(n)).find(|d| *d > today).unwrap_or(due)
    }

    fn day_of_month(&self) -> Option<u32> {
        match self.anchor {
            Anchor::Day if self.cadence.is_monthly() => {
                let mut days: Vec<u32> = self.members.iter().rev().take(12).map(|m| m.charge.date.day()).collect();
                days.sort_unstable();
                Some(most_frequent(&days))
            }
            Anchor::NotBefore(day) => Some(day),
            Anchor::MonthEnd => Some(31),
            Anchor::Day | Anchor::Weekday(..) => None,
        }
    }

    /// Whether it still comes, seen from `today`.
    pub(super) fn state(&self, today: NaiveDate) -> RecurringState {
        let late = (today - self.expected_after_last(1)).num_days();
        if late > self.ends_after() {
            RecurringState::Stopped
        } else if late > self.patience() {
            RecurringState::Overdue
        } else {
            RecurringState::Active
        }
    }

    /// Days after the expected one from which on a charge that does not come is taken for the end: two periods.
    pub(super) fn ends_after(&self) -> i64 {
        (2.0 * self.cadence.days()).min(END) as i64 + self.patience()
    }
}

/// The most frequent value of a sorted, non-empty list; the smallest of equals.
fn most_frequent<T: Copy + PartialEq>(sorted: &[T]) -> T {
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.fold(&sorted[..0], |best, run| if run.len() > best.len() { run } else { best })[0]
}
