//! The known part of the months ahead: charges that recur, projected from what was charged before a date.

use chrono::NaiveDate;

use crate::Ledger;
use crate::ledger::months_between;
use crate::report::{Cadence, RecurringReport, RecurringState};

/// Charges a schedule needs before a date to be known at that date.
const LEAST_CHARGES: usize = 3;

/// One recurring charge within its category.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// Index into the ledger's categories.
    pub(super) category: usize,
    cadence: Cadence,
    /// Latest plateau of the amount, major units.
    amount: f64,
    /// Still coming, as far as is known today.
    active: bool,
    next: Option<NaiveDate>,
    /// Day and amount of every charge, in time order.
    charges: Vec<(NaiveDate, f64)>,
}

/// Schedules of every recurring charge whose category the ledger has; only its charges in that category count.
pub(super) fn schedules(ledger: &Ledger, recurring: &RecurringReport) -> Vec<Schedule> {
    let rows: rustc_hash::FxHashMap<usize, usize> = ledger.row.iter().enumerate().map(|(i, r)| (*r, i)).collect();
    recurring
        .series
        .iter()
        .filter_map(|series| {
            let category = ledger.categories.binary_search(&series.category).ok()?;
            let mut charges: Vec<(NaiveDate, f64)> = series
                .rows
                .iter()
                .filter_map(|r| rows.get(&usize::try_from(*r).ok()?))
                .filter(|i| ledger.category[**i] == category)
                .map(|i| (ledger.date[*i], ledger.major(*i)))
                .collect();
            charges.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            Some(Schedule {
                category,
                cadence: series.cadence,
                amount: series.amount.major(),
                active: series.state != RecurringState::Stopped,
                next: series.next_date,
                charges,
            })
        })
        .collect()
}

impl Schedule {
    /// What it will charge in the `horizon` months from `first` on, knowing only charges before `first`; `None` where
    /// it was not known by then, or had gone quiet. `today` is true for the forecast proper, which may use what is
    /// known of it now.
    pub(super) fn ahead(&self, first: NaiveDate, horizon: usize, today: bool) -> Option<Vec<f64>> {
        let past = self.before(first);
        let (last, latest) = *past.last()?;
        if today {
            if !self.active {
                return None;
            }
        } else if past.len() < LEAST_CHARGES || self.cadence.after(last, 2) < first {
            return None;
        }
        let amount = if today { self.amount } else { latest };
        // The stated next date counts when nothing was charged since; else the calendar goes on from the last charge.
        let (start, skip) = match self.next {
            Some(next) if today && next >= first && past.len() == self.charges.len() => (next, 0),
            _ => (last, 1),
        };
        let mut months = vec![0.0; horizon];
        for k in skip.. {
            let day = self.cadence.after(start, k);
            if day < first {
                continue;
            }
            match months.get_mut(months_between(first, day)) {
                Some(month) => *month += amount,
                None => break,
            }
        }
        Some(months)
    }

    /// Charges before `day`.
    pub(super) fn before(&self, day: NaiveDate) -> &[(NaiveDate, f64)] {
        &self.charges[..self.charges.partition_point(|c| c.0 < day)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn schedule(cadence: Cadence, days: &[&str]) -> Schedule {
        let charges = days.iter().map(|d| (day(d), 10.0)).collect();
        Schedule { category: 0, cadence, amount: 12.0, active: true, next: None, charges }
    }

    #[test]
    fn projects_from_the_last_charge_known_by_then() {
        let monthly = schedule(Cadence::Monthly, &["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]);
        assert_eq!(monthly.ahead(day("2024-05-01"), 3, true), Some(vec![12.0; 3]));
        assert_eq!(monthly.ahead(day("2024-04-01"), 2, false), Some(vec![10.0; 2]));
        assert_eq!(monthly.ahead(day("2024-03-01"), 2, false), None);
    }

    #[test]
    fn quarterly_and_weekly_fall_into_their_months() {
        let quarterly = schedule(Cadence::Quarterly, &["2023-08-10", "2023-11-10", "2024-02-10"]);
        assert_eq!(quarterly.ahead(day("2024-03-01"), 4, true), Some(vec![0.0, 0.0, 12.0, 0.0]));
        let weekly = schedule(Cadence::Weekly, &["2024-01-17", "2024-01-24", "2024-01-31"]);
        // February 2024 has the 7th, 14th, 21st and 28th.
        assert_eq!(weekly.ahead(day("2024-02-01"), 1, true), Some(vec![48.0]));
    }

    #[test]
    fn what_stopped_or_went_quiet_is_not_expected() {
        let mut monthly = schedule(Cadence::Monthly, &["2024-01-05", "2024-02-05", "2024-03-05"]);
        assert_eq!(monthly.ahead(day("2024-09-01"), 1, false), None);
        monthly.active = false;
        assert_eq!(monthly.ahead(day("2024-04-01"), 1, true), None);
    }
}
