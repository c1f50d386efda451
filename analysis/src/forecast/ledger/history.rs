//! Complete months of every category: the whole, what of it was scheduled, and the residual.

use chrono::NaiveDate;

use super::schedule::{Schedule, schedules};
use crate::Ledger;
use crate::ledger::{months_after, months_between};
use crate::report::RecurringReport;

/// Monthly history in major units.
pub(super) struct History {
    /// First days of the complete months, oldest first.
    pub(super) months: Vec<NaiveDate>,
    /// Sums in minor units, `[category][month]`, as the ledger's categories.
    pub(super) minor: Vec<Vec<i64>>,
    /// The same in major units.
    pub(super) values: Vec<Vec<f64>>,
    schedules: Vec<Schedule>,
}

/// One category as known at an origin.
pub(super) struct Known {
    /// Past months without the charges of known schedules.
    pub(super) residual: Vec<f64>,
    /// Scheduled charges of the months ahead.
    pub(super) scheduled: Vec<f64>,
    /// Number of schedules known.
    pub(super) schedules: usize,
}

impl History {
    pub(super) fn new(ledger: &Ledger, recurring: &RecurringReport) -> Self {
        let range = ledger.complete_months();
        let months: Vec<NaiveDate> = ledger.months[range.clone()].iter().map(|m| m.first).collect();
        let minor: Vec<Vec<i64>> =
            ledger.by_category_and_month().into_iter().map(|sums| sums[range.clone()].to_vec()).collect();
        let major = |sums: &Vec<i64>| sums.iter().map(|m| ledger.money(*m).major()).collect();
        let values = minor.iter().map(major).collect();
        Self { months, minor, values, schedules: schedules(ledger, recurring) }
    }

    /// First day of the month that follows the first `origin` months.
    pub(super) fn month_after(&self, origin: usize) -> Option<NaiveDate> {
        Some(months_after(*self.months.get(origin.checked_sub(1)?)?, 1))
    }

    /// What was known of every category after `origin` months (one or more).
    pub(super) fn known(&self, origin: usize, horizon: usize) -> Vec<Known> {
        let today = origin == self.months.len();
        let mut known: Vec<Known> = self
            .values
            .iter()
            .map(|v| Known { residual: v[..origin].to_vec(), scheduled: vec![0.0; horizon], schedules: 0 })
            .collect();
        let Some(next) = self.month_after(origin) else { return known };
        let start = self.months[0];
        for schedule in &self.schedules {
            let Some(ahead) = schedule.ahead(next, horizon, today) else { continue };
            let of = &mut known[schedule.category];
            of.schedules += 1;
            of.scheduled.iter_mut().zip(ahead).for_each(|(sum, amount)| *sum += amount);
            for (day, amount) in schedule.before(next) {
                if *day >= start {
                    of.residual[months_between(start, *day)] -= amount;
                }
            }
        }
        // Differences of equal sums of cents: what is left of rounding is nothing.
        for of in &mut known {
            of.residual.iter_mut().for_each(|v| *v = (*v * 1e4).round() / 1e4);
        }
        known
    }
}
