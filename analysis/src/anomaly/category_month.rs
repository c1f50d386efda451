//! Layer 3: a month of a category against what the months before it let expect.
//!
//! Charges of a schedule are left out: layer 2 knows when they are due and for how much, and a premium paid twice a year
//! would make two of its months look odd for ever.
//!
//! Out of sample: the expectation for a month reads only earlier complete months. It is the median of the last twelve
//! on the scale of log(1 + sum), averaged with the same month of the year before where there is one; the spread is
//! their median absolute deviation, and the tail Student's with as many degrees as there are months.

use super::evidence::{Event, Evidence};
use super::identity;
use super::members::Members;
use super::stats::{ln_student_tail, median_mad};
use crate::Ledger;
use crate::report::AnomalyKind;

/// Complete months before the one judged.
pub(super) const HISTORY: usize = 6;
const LAST: usize = 12;
/// No category is steadier than this, in log units.
const LEAST_SPREAD: f64 = 0.1;

/// Charges named as what made a month.
const DRIVERS: usize = 10;

/// One month of one category that was judged.
pub(super) struct Cell {
    pub(super) category: usize,
    pub(super) month: usize,
    /// Sum of the month without scheduled charges, minor units.
    pub(super) sum: i64,
    /// The category has scheduled charges.
    pub(super) scheduled: bool,
    /// Expected sum, minor units.
    pub(super) expected: f64,
    /// Months the expectation rests on.
    pub(super) months: usize,
    pub(super) ln_p: f64,
}

impl Cell {
    /// The month as an event, with the largest of its charges that together make what is above the expectation.
    pub(super) fn event(&self, ledger: &Ledger, members: &Members) -> Event {
        let expected = self.expected.round() as i64;
        let first = ledger.months[self.month].first;
        let excess = self.sum - expected;
        // Rows are sorted by day, so the month is a range.
        let from = ledger.month.partition_point(|&m| m < self.month);
        let to = ledger.month.partition_point(|&m| m <= self.month);
        let free = |i: &usize| ledger.category[*i] == self.category && members.series_of(*i).is_none();
        let mut drivers: Vec<usize> = (from..to).filter(free).filter(|&i| ledger.minor[i] > 0).collect();
        drivers.sort_by_key(|&i| (std::cmp::Reverse(ledger.minor[i]), i));
        let mut sum = 0;
        let enough = drivers.iter().take(DRIVERS).take_while(|&&i| {
            let more = sum < excess;
            sum += ledger.minor[i];
            more
        });
        let named = enough.count();
        drivers.truncate(named);
        let mut rows = drivers.clone();
        rows.sort_unstable();
        let last = crate::ledger::months_after(first, 1).pred_opt().unwrap_or(first);
        Event {
            kind: AnomalyKind::CategoryMonth,
            ln_p: self.ln_p,
            rows,
            odd: vec![],
            impact: excess.max(0),
            days: (first, last),
            news_until: None,
            amount: self.sum,
            merchant: None,
            category: Some(self.category),
            ids: vec![identity::of_category_month(&ledger.categories[self.category], first)],
            evidence: Evidence::Month {
                category: self.category,
                month: first,
                sum: self.sum,
                expected,
                months: self.months,
                scheduled: self.scheduled,
                drivers,
            },
        }
    }
}

/// Every complete month of every category with enough months before it.
pub(super) fn judge(ledger: &Ledger, members: &Members) -> Vec<Cell> {
    let complete = ledger.complete_months();
    if complete.len() <= HISTORY {
        return vec![];
    }
    let mut sums: Vec<Vec<(usize, i64)>> = vec![vec![]; ledger.categories.len()];
    let mut scheduled = vec![false; ledger.categories.len()];
    for i in 0..ledger.len() {
        if members.series_of(i).is_some() {
            scheduled[ledger.category[i]] = true;
            continue;
        }
        let by_month = &mut sums[ledger.category[i]];
        match by_month.last_mut() {
            Some((month, sum)) if *month == ledger.month[i] => *sum += ledger.minor[i],
            _ => by_month.push((ledger.month[i], ledger.minor[i])),
        }
    }
    let log = |sum: i64| (sum.max(0) as f64).ln_1p();
    let mut cells = vec![];
    for (category, by_month) in sums.iter().enumerate() {
        let sum_of = |month: usize| by_month.binary_search_by_key(&month, |m| m.0).map_or(0, |at| by_month[at].1);
        let Some(first) = by_month.first().map(|m| m.0.max(complete.start)) else { continue };
        for &(month, sum) in by_month {
            if !complete.contains(&month) || month < first + HISTORY || sum <= 0 {
                continue;
            }
            let from = month.saturating_sub(LAST).max(first);
            let mut history: Vec<f64> = (from..month).map(|m| log(sum_of(m))).collect();
            // A category bought less than every other month has no level to be far from: its median is zero, and any
            // purchase would be infinitely many times that. Such purchases are judged one by one in layer 1.
            if history.iter().filter(|h| **h > 0.0).count() * 2 <= history.len() {
                continue;
            }
            let (mut centre, spread) = median_mad(&mut history);
            if month >= first + 12 && sum_of(month - 12) > 0 {
                centre = 0.5 * (centre + log(sum_of(month - 12)).clamp(centre - spread, centre + spread));
            }
            let n = history.len() as f64;
            // The median itself is uncertain.
            let scale = spread.max(LEAST_SPREAD) * (1.0 + 1.57 / n).sqrt();
            let ln_p = ln_student_tail((log(sum) - centre) / scale, n - 1.0);
            let (expected, scheduled, months) = (centre.exp_m1(), scheduled[category], history.len());
            cells.push(Cell { category, month, sum, scheduled, expected, months, ln_p });
        }
    }
    cells
}
