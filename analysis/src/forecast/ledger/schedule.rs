//! The known part of the months ahead: charges that recur, projected from what was charged before a date. A schedule is
//! its merchant's, whatever categories its charges were filed under; what it will charge is expected in that of its
//! latest charge.

use chrono::{Days, NaiveDate};

use crate::Ledger;
use crate::ledger::month_of;
use crate::report::{Cadence, RecurringReport, RecurringState};

/// Charges a schedule needs before a date to be known at that date.
const LEAST_CHARGES: usize = 3;
/// Most periods looked ahead.
const MOST_PERIODS: i64 = 1_000;

/// One charge of a schedule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Charge {
    pub(super) date: NaiveDate,
    /// Major units.
    pub(super) amount: f64,
    /// Index into the ledger's categories.
    pub(super) category: usize,
}

/// One recurring charge.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// Merchant key; empty where there is none.
    merchant: String,
    cadence: Cadence,
    /// Latest plateau of the amount, major units.
    amount: f64,
    /// Still coming, as far as is known today.
    active: bool,
    next: Option<NaiveDate>,
    /// Every charge, in time order.
    charges: Vec<Charge>,
}

/// What a schedule charges in some months.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ahead {
    /// Index into the ledger's categories.
    pub(super) category: usize,
    /// By month.
    pub(super) months: Vec<f64>,
}

/// The schedule of every recurring charge; `minor` has the usual amount of every row.
pub(super) fn schedules(ledger: &Ledger, minor: &[i64], recurring: &RecurringReport) -> Vec<Schedule> {
    let rows: rustc_hash::FxHashMap<usize, usize> = ledger.row.iter().enumerate().map(|(i, r)| (*r, i)).collect();
    let all = recurring
        .series
        .iter()
        .map(|series| {
            let mut charges: Vec<Charge> = series
                .rows
                .iter()
                .filter_map(|r| rows.get(&usize::try_from(*r).ok()?))
                .map(|&i| Charge {
                    date: ledger.date[i],
                    amount: ledger.money(minor[i]).major(),
                    category: ledger.category[i],
                })
                .collect();
            charges.sort_by(|a, b| a.date.cmp(&b.date).then(a.amount.total_cmp(&b.amount)));
            Schedule {
                merchant: series.merchant.clone(),
                cadence: series.cadence,
                amount: series.amount.major(),
                active: series.state != RecurringState::Stopped,
                next: series.next_date,
                charges,
            }
        })
        .filter(|s| !s.charges.is_empty())
        .collect();
    one_after_the_other(all)
}

/// Schedules of one merchant and cadence that follow each other in time are one: a new price or a pause begins no second
/// one.
fn one_after_the_other(mut all: Vec<Schedule>) -> Vec<Schedule> {
    let (first, last) = (|s: &Schedule| s.charges[0].date, |s: &Schedule| s.charges[s.charges.len() - 1].date);
    all.sort_by(|a, b| (&a.merchant, a.cadence, first(a), last(a)).cmp(&(&b.merchant, b.cadence, first(b), last(b))));
    let mut joined: Vec<Schedule> = Vec::new();
    for schedule in all {
        match joined.last_mut() {
            Some(before)
                if !schedule.merchant.is_empty()
                    && (&before.merchant, before.cadence) == (&schedule.merchant, schedule.cadence)
                    && last(before) < first(&schedule) =>
            {
                let charges = before.charges.drain(..).chain(schedule.charges.iter().copied()).collect();
                *before = Schedule { charges, ..schedule };
            }
            _ => joined.push(schedule),
        }
    }
    joined
}

impl Schedule {
    /// What it will charge in the `months` (first days, ascending), knowing only the charges before the first of them;
    /// `None` where it was not known by then, or had gone quiet by `asof`, the day after what was recorded.
    pub(super) fn known_at(&self, asof: NaiveDate, months: &[NaiveDate]) -> Option<Ahead> {
        let first = *months.first()?;
        let past = self.before(first);
        let latest = past.last()?;
        if past.len() < LEAST_CHARGES || self.cadence.after(latest.date, 2) < asof {
            return None;
        }
        Some(self.project(latest, latest.amount, (latest.date, 1), first, months))
    }

    /// What it will charge from the day after `today` on in the `months`, of which the first may have begun: with what is
    /// known of it now. What was due earlier in that month and has not come is still due, while that is no more than half
    /// a period ago.
    pub(super) fn due(&self, today: NaiveDate, months: &[NaiveDate]) -> Option<Ahead> {
        let (first, latest) = (*months.first()?, self.charges.last()?);
        if !self.active {
            return None;
        }
        let half = (self.cadence.days() / 2.0).round();
        // The stated next date counts, unless it is the one after a charge that is overdue.
        let expected = self.cadence.after(latest.date, 1);
        let from = match self.next {
            Some(next) if next > latest.date && ((next - expected).num_days() as f64) < half => (next, 0),
            _ => (latest.date, 1),
        };
        let overdue = today.checked_sub_days(Days::new(half as u64)).unwrap_or(today).max(first);
        Some(self.project(latest, self.amount, from, overdue, months))
    }

    /// Sums by month of the charges from day `from` on, `start` being the first of all with the periods to skip.
    fn project(
        &self,
        latest: &Charge,
        amount: f64,
        (start, skip): (NaiveDate, i64),
        from: NaiveDate,
        months: &[NaiveDate],
    ) -> Ahead {
        let mut ahead = Ahead { category: latest.category, months: vec![0.0; months.len()] };
        let Some(last) = months.last() else { return ahead };
        for k in skip..MOST_PERIODS {
            let day = self.cadence.after(start, k);
            if month_of(day) > *last {
                break;
            }
            if day < from || day <= latest.date {
                continue;
            }
            if let Ok(month) = months.binary_search(&month_of(day)) {
                ahead.months[month] += amount;
            }
        }
        ahead
    }

    /// It was known and has ended by `asof`, so that what took its place is known by now: its charges are no longer usual.
    pub(super) fn ended(&self, asof: NaiveDate) -> bool {
        let past = self.before(asof);
        past.len() >= LEAST_CHARGES && past.last().is_some_and(|last| self.cadence.after(last.date, 3) < asof)
    }

    /// Charges before `day`.
    pub(super) fn before(&self, day: NaiveDate) -> &[Charge] {
        &self.charges[..self.charges.partition_point(|c| c.date < day)]
    }

    /// Every charge, in time order.
    pub(super) fn charges(&self) -> &[Charge] {
        &self.charges
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn days(texts: &[&str]) -> Vec<NaiveDate> {
        texts.iter().map(|d| day(d)).collect()
    }

    fn schedule(cadence: Cadence, dates: &[&str]) -> Schedule {
        let charges = days(dates).into_iter().map(|date| Charge { date, amount: 10.0, category: 3 }).collect();
        Schedule { merchant: "shop".into(), cadence, amount: 12.0, active: true, next: None, charges }
    }

    fn sums(ahead: Option<Ahead>) -> Option<Vec<f64>> {
        ahead.map(|a| a.months)
    }

    #[test]
    fn projects_from_the_last_charge_known_by_then() {
        let monthly = schedule(Cadence::Monthly, &["2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"]);
        let ahead = days(&["2024-05-01", "2024-06-01", "2024-07-01"]);
        assert_eq!(sums(monthly.due(day("2024-04-30"), &ahead)), Some(vec![12.0; 3]));
        assert_eq!(
            sums(monthly.known_at(day("2024-04-01"), &days(&["2024-04-01", "2024-05-01"]))),
            Some(vec![10.0; 2])
        );
        assert_eq!(monthly.known_at(day("2024-03-01"), &days(&["2024-03-01"])), None);
    }

    #[test]
    fn quarterly_and_weekly_fall_into_their_months() {
        let quarterly = schedule(Cadence::Quarterly, &["2023-08-10", "2023-11-10", "2024-02-10"]);
        let ahead = days(&["2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01"]);
        assert_eq!(sums(quarterly.due(day("2024-02-29"), &ahead)), Some(vec![0.0, 0.0, 12.0, 0.0]));
        let weekly = schedule(Cadence::Weekly, &["2024-01-17", "2024-01-24", "2024-01-31"]);
        // February 2024 has the 7th, 14th, 21st and 28th.
        assert_eq!(sums(weekly.due(day("2024-01-31"), &days(&["2024-02-01"]))), Some(vec![48.0]));
    }

    #[test]
    fn what_stopped_or_went_quiet_is_not_expected() {
        let mut monthly = schedule(Cadence::Monthly, &["2024-01-05", "2024-02-05", "2024-03-05"]);
        let later = days(&["2024-09-01"]);
        assert_eq!(monthly.known_at(later[0], &later), None);
        assert!(monthly.ended(later[0]) && !monthly.ended(day("2024-05-01")));
        // Nothing was recorded from April on.
        assert_eq!(sums(monthly.known_at(day("2024-04-01"), &later)), Some(vec![10.0]));
        monthly.active = false;
        assert_eq!(monthly.due(day("2024-03-31"), &days(&["2024-04-01"])), None);
    }

    #[test]
    fn a_pause_and_a_new_price_make_no_second_schedule() {
        let (old, new) = (&["2023-01-05", "2023-02-05", "2023-03-05"], &["2023-08-05", "2023-09-05", "2023-10-05"]);
        let joined = one_after_the_other(vec![schedule(Cadence::Monthly, new), schedule(Cadence::Monthly, old)]);
        assert_eq!((joined.len(), joined[0].charges.len()), (1, 6));
        let beside = schedule(Cadence::Monthly, &["2023-02-20", "2023-03-20", "2023-04-20"]);
        assert_eq!(one_after_the_other(vec![schedule(Cadence::Monthly, old), beside]).len(), 2);
    }

    #[test]
    fn in_a_month_that_has_begun_only_what_is_still_to_come_is_due() {
        let running = days(&["2024-04-01"]);
        let paid = schedule(Cadence::Monthly, &["2024-02-05", "2024-03-05", "2024-04-05"]);
        assert_eq!(sums(paid.due(day("2024-04-10"), &running)), Some(vec![0.0]));
        let late = schedule(Cadence::Monthly, &["2024-01-05", "2024-02-05", "2024-03-05"]);
        assert_eq!(sums(late.due(day("2024-04-10"), &running)), Some(vec![12.0]));
        let weekly = schedule(Cadence::Weekly, &["2024-03-20", "2024-03-27", "2024-04-03"]);
        assert_eq!(sums(weekly.due(day("2024-04-12"), &running)), Some(vec![36.0]), "the 10th, 17th and 24th");
    }
}
