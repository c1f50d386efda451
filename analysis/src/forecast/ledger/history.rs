//! The months of every category: as recorded, as usual, what of them was scheduled, and the residual.
//!
//! Months without any entry, in a ledger that otherwise has several a month, were not recorded (or nobody was at home);
//! they tell nothing of what a month costs and are left out, as if the month before were followed by the one after.

use chrono::{Datelike, NaiveDate};

use super::schedule::{Ahead, Schedule, schedules};
use super::usual::{Usual, scheduled};
use crate::Ledger;
use crate::forecast::level::present_level;
use crate::ledger::{month_of, months_after, months_between};
use crate::report::{RecurringReport, SetApart};
use crate::stats::{median, median_mad};

/// From so many unscheduled entries in the usual month on, a month without any was not recorded.
const RECORDED: f64 = 5.0;
/// Robust standard deviations beyond which a month of a category does not turn a method.
const WINSOR: f64 = 5.0;
/// What is beyond it in more than one of so many months is none of its exceptions.
const OFTEN: usize = 8;

/// Monthly history in major units.
pub(super) struct History {
    /// First days of the complete months that were recorded, oldest first.
    pub(super) months: Vec<NaiveDate>,
    /// Sums in minor units as they were entered, `[category][month]`, as the ledger's categories.
    pub(super) minor: Vec<Vec<i64>>,
    /// Usual sums in major units: without what is set apart, slips corrected.
    pub(super) values: Vec<Vec<f64>>,
    /// Complete months that were not recorded.
    pub(super) unrecorded: Vec<NaiveDate>,
    /// What is set apart.
    pub(super) apart: Vec<SetApart>,
    /// The month that has begun, where the range ends within one.
    pub(super) running: Option<Running>,
    /// Last day of the range.
    pub(super) today: NaiveDate,
    /// First month ahead.
    first_ahead: NaiveDate,
    schedules: Vec<Schedule>,
}

/// The month in which the range ends.
pub(super) struct Running {
    /// Share of its days that are to come.
    pub(super) left: f64,
    /// Spent so far by category, minor units, slips corrected.
    pub(super) spent: Vec<i64>,
    /// What of it was scheduled, major units.
    pub(super) scheduled: Vec<f64>,
}

/// One category as known at an origin.
pub(super) struct Known {
    /// Past months without the charges of known schedules, from the present level on, single wild months cut: what
    /// methods learn from.
    pub(super) residual: Vec<f64>,
    /// Scheduled charges of the months ahead; in a month that has begun, those still due.
    pub(super) scheduled: Vec<f64>,
    /// Number of schedules known.
    pub(super) schedules: usize,
}

impl History {
    pub(super) fn new(ledger: &Ledger, recurring: &RecurringReport) -> Self {
        let Usual { minor: usual, apart } = Usual::new(ledger, recurring);
        let range = ledger.complete_months();
        let today = ledger.today();
        let (kept, left_out) = recorded(ledger, &scheduled(ledger, recurring));
        let first = |m: &usize| ledger.months[*m].first;
        let place: rustc_hash::FxHashMap<usize, usize> = kept.iter().enumerate().map(|(k, m)| (*m, k)).collect();
        let sums = |amounts: &[i64]| {
            let mut sums = vec![vec![0i64; kept.len()]; ledger.categories.len()];
            for i in 0..ledger.len() {
                if let Some(&k) = place.get(&ledger.month[i]) {
                    let sum = &mut sums[ledger.category[i]][k];
                    *sum = sum.saturating_add(amounts[i]);
                }
            }
            sums
        };
        let major = |sums: Vec<i64>| sums.into_iter().map(|m| ledger.money(m).major()).collect();
        let after = range.clone().last().map_or(month_of(today), |m| months_after(ledger.months[m].first, 1));
        let schedules = schedules(ledger, &usual, recurring);
        let running = (month_of(today) == after).then(|| Running::new(ledger, &usual, &schedules, today));
        Self {
            months: kept.iter().map(first).collect(),
            minor: sums(&ledger.minor),
            values: sums(&usual).into_iter().map(major).collect(),
            unrecorded: left_out.iter().map(first).collect(),
            apart,
            running,
            today,
            first_ahead: after,
            schedules,
        }
    }

    /// The `horizon` months after the history, of which the first may have begun.
    pub(super) fn ahead(&self, horizon: usize) -> Vec<NaiveDate> {
        (0..horizon).filter_map(|k| u32::try_from(k).ok()).map(|k| months_after(self.first_ahead, k)).collect()
    }

    /// Months of the cycle that the first `origin` months let a method know: one where they are too few or have gaps.
    pub(super) fn season(&self, origin: usize, season: usize) -> usize {
        let whole = match (self.months.first(), origin.checked_sub(1).and_then(|last| self.months.get(last))) {
            (Some(first), Some(last)) => months_between(*first, *last) + 1 == origin,
            _ => false,
        };
        if whole { season } else { 1 }
    }

    /// What was known of every category after `origin` months (one or more): at an earlier date of the `steps` recorded
    /// months that followed, today of the months ahead.
    pub(super) fn known(&self, origin: usize, steps: usize) -> Vec<Known> {
        let now = origin == self.months.len();
        let months =
            if now { self.ahead(steps) } else { self.months[origin..(origin + steps).min(self.months.len())].to_vec() };
        let mut known: Vec<Known> = self
            .values
            .iter()
            .map(|v| Known { residual: v[..origin].to_vec(), scheduled: vec![0.0; steps], schedules: 0 })
            .collect();
        let Some(&next) = months.first() else { return known };
        // Months that were not recorded say nothing of what was charged in them.
        let asof = origin.checked_sub(1).map_or(next, |last| months_after(self.months[last], 1));
        for schedule in &self.schedules {
            let ahead = if now { schedule.due(self.today, &months) } else { schedule.known_at(asof, &months) };
            match ahead {
                Some(Ahead { category, months: charged }) => {
                    known[category].schedules += 1;
                    known[category].scheduled.iter_mut().zip(charged).for_each(|(sum, amount)| *sum += amount);
                }
                None if schedule.ended(asof) => {}
                None => continue,
            }
            for charge in schedule.before(next) {
                if let Ok(month) = self.months[..origin].binary_search(&month_of(charge.date)) {
                    known[charge.category].residual[month] -= charge.amount;
                }
            }
        }
        let season = self.season(origin, super::candidates::SEASON);
        known.iter_mut().for_each(|of| of.residual = learnable(std::mem::take(&mut of.residual), season));
        known
    }
}

/// What a method learns from: the present level, without rounding errors and single wild months.
fn learnable(mut residual: Vec<f64>, season: usize) -> Vec<f64> {
    // Differences of equal sums of cents: what is left of rounding is nothing.
    residual.iter_mut().for_each(|v| *v = (*v * 1e4).round() / 1e4);
    let season = if residual.len() >= 2 * season { season } else { 1 };
    let mut level = residual.split_off(present_level(&residual, season));
    let (middle, deviation) = median_mad(&mut level.clone());
    for sign in [1.0, -1.0] {
        let away: Vec<f64> = level.iter().map(|v| sign * (v - middle)).collect();
        // A category without a charge in most months has no deviation: three of its usual charges are the limit.
        let usual = median(&mut away.iter().copied().filter(|d| *d > 0.0).collect::<Vec<f64>>());
        let limit = if deviation > 0.0 { WINSOR * deviation } else { 3.0 * usual };
        let wild: Vec<usize> = (0..away.len()).filter(|&i| away[i] > limit).collect();
        // What comes often, or every year, is a habit.
        let yearly = |i: usize| season > 1 && wild.iter().any(|j| j.abs_diff(i) == season);
        if OFTEN * wild.len() <= away.len().max(OFTEN) {
            wild.iter().filter(|i| !yearly(**i)).for_each(|&i| level[i] = middle + sign * limit);
        }
    }
    level
}

/// The complete months that were recorded, and those that were not.
fn recorded(ledger: &Ledger, scheduled: &[bool]) -> (Vec<usize>, Vec<usize>) {
    let range = ledger.complete_months();
    let mut entries = vec![0.0f64; range.len()];
    for i in (0..ledger.len()).filter(|&i| !scheduled[i] && range.contains(&ledger.month[i])) {
        entries[ledger.month[i] - range.start] += 1.0;
    }
    let usual = median(&mut entries.iter().copied().filter(|n| *n > 0.0).collect::<Vec<f64>>());
    range.clone().partition(|m| usual < RECORDED || entries[m - range.start] > 0.0)
}

impl Running {
    fn new(ledger: &Ledger, usual: &[i64], schedules: &[Schedule], today: NaiveDate) -> Self {
        let first = month_of(today);
        let next = months_after(first, 1);
        let days = (next - first).num_days().max(1) as f64;
        let left = (days - f64::from(today.day())) / days;
        let mut spent = vec![0i64; ledger.categories.len()];
        for i in (0..ledger.len()).filter(|&i| (first..=today).contains(&ledger.date[i])) {
            // What was set apart as exceptional was spent all the same.
            let amount = if usual[i] == 0 { ledger.minor[i] } else { usual[i] };
            spent[ledger.category[i]] = spent[ledger.category[i]].saturating_add(amount);
        }
        let mut charged = vec![0.0; ledger.categories.len()];
        for charge in schedules.iter().flat_map(Schedule::charges).filter(|c| (first..=today).contains(&c.date)) {
            charged[charge.category] += charge.amount;
        }
        Self { left, spent, scheduled: charged }
    }
}
