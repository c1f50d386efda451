//! One schedule with its charges: completed, measured, and put into the report's form.

use chrono::{Datelike, NaiveDate};

use super::chain::{Chain, Charge, usual_jitter};
use crate::anomaly::stats::median;
use crate::report::{Cadence, RecurringSeries, RecurringState};
use crate::{EntryKind, Ledger, Money};

/// Other charges a day at the merchant below which a charge of like amount is more likely the missing one.
const SPARSE: f64 = 0.05;

/// A charge of a series.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) charge: Charge,
    /// Number of its period; the first charge has 0.
    pub(super) period: i64,
}

/// Charges on one schedule.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub(super) cadence: Cadence,
    /// Ascending by date and period.
    pub(super) members: Vec<Member>,
    /// Ledger rows with the amount of a charge a few days from it.
    pub(super) doubles: Vec<usize>,
}

impl Series {
    pub(super) fn new(chain: &Chain, charges: &[Charge]) -> Self {
        let members = chain.links.iter().map(|&(i, period)| Member { charge: charges[i], period }).collect();
        Self { cadence: chain.cadence, members, doubles: vec![] }
    }

    /// Takes in charges that fill an empty period: of the same amount on an odd day, or on the expected day with an
    /// odd amount (arrears collected with it, a new price). One for each period, and more at the ends.
    pub(super) fn complete(&mut self, charges: &[Charge], used: &mut [bool]) {
        let spread = self.spread();
        let left = used.iter().filter(|u| !**u).count() as f64;
        let span = (charges[charges.len() - 1].date - charges[0].date).num_days().max(1) as f64;
        let sparse = left / span < SPARSE;
        let by_date = |date: NaiveDate| charges.partition_point(|c| c.date < date);
        let mut added = vec![];
        for (i, pair) in self.members.windows(2).enumerate() {
            for period in pair[0].period + 1..pair[1].period {
                let expected = self.cadence.after(pair[0].charge.date, period - pair[0].period);
                let off = |c: &Charge| (c.date - expected).num_days().abs();
                let fits = |c: &Charge| {
                    let near = self.members[i.saturating_sub(2)..(i + 4).min(self.members.len())].iter();
                    let on_time = off(c) <= self.cadence.tolerance();
                    near.map(|m| m.charge).any(|m| {
                        let ratio = (c.minor as f64 / m.minor as f64).ln().abs();
                        let same_name = m.description == c.description;
                        close(m.minor, c.minor)
                            || (on_time && (2..=3).any(|n| close(n * m.minor, c.minor)))
                            || (sparse && same_name && ratio <= if off(c) <= 2 { 0.7 } else { spread })
                    })
                };
                let between = by_date(pair[0].charge.date)..by_date(pair[1].charge.date);
                let candidate = between
                    .filter(|&j| !used[j] && charges[j].date > pair[0].charge.date && fits(&charges[j]))
                    .min_by_key(|&j| (off(&charges[j]), j));
                if let Some(j) = candidate {
                    used[j] = true;
                    added.push(Member { charge: charges[j], period });
                }
            }
        }
        self.members.extend(added);
        self.members.sort_by_key(|m| (m.charge.date, m.period, m.charge.row));
        self.extend(charges, used, 1);
        self.extend(charges, used, -1);
        self.renumber();
    }

    /// Median step between the logarithms of consecutive amounts.
    fn spread(&self) -> f64 {
        let step = |w: &[Member]| (w[1].charge.minor as f64 / w[0].charge.minor as f64).ln().abs();
        median(&mut self.members.windows(2).map(step).collect::<Vec<_>>())
    }

    /// Goes on after the last charge (`step` 1) or before the first (-1) while the same amount comes within a period
    /// and a half.
    fn extend(&mut self, charges: &[Charge], used: &mut [bool], step: i64) {
        loop {
            let edge = if step > 0 { self.members[self.members.len() - 1] } else { self.members[0] };
            let expected = self.cadence.after(edge.charge.date, step);
            let reach = (self.cadence.days() * 0.6) as i64;
            let candidate = charges
                .iter()
                .enumerate()
                .filter(|(j, c)| {
                    let distance = (c.date - expected).num_days().abs();
                    !used[*j] && c.minor == edge.charge.minor && distance <= reach
                })
                .min_by_key(|(j, c)| ((c.date - expected).num_days().abs(), *j));
            let Some((j, charge)) = candidate else { return };
            used[j] = true;
            let member = Member { charge: *charge, period: edge.period + step };
            if step > 0 { self.members.push(member) } else { self.members.insert(0, member) }
        }
    }

    /// First period 0 and ascending, one charge each.
    fn renumber(&mut self) {
        let mut last = self.members[0].period - 1;
        let first = self.members[0].period;
        for member in &mut self.members {
            member.period = member.period.max(last + 1);
            last = member.period;
            member.period -= first;
        }
    }

    /// Finds charges with the amount of a member within a few days of it.
    pub(super) fn note_doubles(&mut self, others: &[Charge]) {
        for member in &self.members {
            let from = member.charge.date;
            let to = from + chrono::Days::new(self.cadence.tolerance().unsigned_abs());
            let start = others.partition_point(|c| c.date < from);
            let within = others[start..].iter().take_while(|c| c.date <= to);
            self.doubles.extend(within.filter(|c| c.minor == member.charge.minor).map(|c| c.row));
        }
        self.doubles.sort_unstable();
        self.doubles.dedup();
    }

    /// Days each charge is later than its neighbours (up to three on each side, without itself) let expect.
    pub(super) fn deviations(&self) -> Vec<f64> {
        let members = &self.members;
        (0..members.len())
            .map(|i| {
                let near = i.saturating_sub(3)..(i + 4).min(members.len());
                let mut votes: Vec<f64> = near
                    .filter(|&j| j != i)
                    .map(|j| {
                        let periods = members[i].period - members[j].period;
                        self.cadence.deviation(members[j].charge.date, members[i].charge.date, periods) as f64
                    })
                    .collect();
                median(&mut votes)
            })
            .collect()
    }

    /// Mean distance in days to the expected day among charges on time, shrunk to what is usual for the cadence.
    pub(super) fn jitter(&self, deviations: &[f64]) -> f64 {
        let tolerance = self.cadence.tolerance() as f64;
        let on_time = deviations.iter().map(|d| d.abs()).filter(|d| *d <= tolerance);
        let (sum, n) = on_time.fold((0.0, 0.0), |(sum, n), d| (sum + d, n + 1.0));
        (sum + 3.0 * usual_jitter(self.cadence)) / (n + 3.0)
    }

    /// Last charge.
    pub(super) fn last(&self) -> Member {
        self.members[self.members.len() - 1]
    }

    /// The day expected `periods` after the last charge, by the median of the latest charges' days.
    pub(super) fn expected_after_last(&self, periods: i64) -> NaiveDate {
        let last = self.last();
        let straight = self.cadence.after(last.charge.date, periods);
        let recent = &self.members[self.members.len().saturating_sub(6)..];
        let mut offsets: Vec<f64> = recent
            .iter()
            .map(|m| {
                let expected = self.cadence.after(m.charge.date, last.period + periods - m.period);
                (expected - straight).num_days() as f64
            })
            .collect();
        straight + chrono::Duration::days(median(&mut offsets).round() as i64)
    }

    /// The amounts' latest plateau: the last amount if it came twice in a row, else the median of the last five.
    pub(super) fn plateau(&self) -> i64 {
        let amounts: Vec<i64> = self.members.iter().rev().take(5).map(|m| m.charge.minor).collect();
        if amounts.len() > 1 && close(amounts[0], amounts[1]) {
            return amounts[0];
        }
        let mut sorted = amounts;
        sorted.sort_unstable();
        sorted[(sorted.len() - 1) / 2]
    }

    pub(super) fn report(&self, ledger: &Ledger) -> RecurringSeries {
        let members = &self.members;
        let (first, last) = (members[0].charge, self.last().charge);
        let deviations = self.deviations();
        let tolerance = self.cadence.tolerance() as f64;
        let on_time = deviations.iter().filter(|d| d.abs() <= tolerance).count();
        let state = self.state(ledger);
        let today = ledger.today();
        let next = (1..)
            .map(|n| self.expected_after_last(n))
            .take(600)
            .find(|d| *d > today || state == RecurringState::Active);
        let mut categories: Vec<usize> = members.iter().map(|m| ledger.category[m.charge.row]).collect();
        categories.sort_unstable();
        let category = most_frequent(&categories);
        let mut days: Vec<u32> = members.iter().map(|m| m.charge.date.day()).collect();
        days.sort_unstable();
        let amount = ledger.money(self.plateau());
        let merchant = ledger.merchant[first.row];
        RecurringSeries {
            merchant: ledger.merchants[merchant].clone(),
            name: ledger.merchant_names[merchant].clone(),
            kind: EntryKind::Expense,
            category: ledger.categories[category].clone(),
            cadence: self.cadence,
            day_of_month: (self.cadence.days() > 20.0).then(|| most_frequent(&days)),
            amount,
            varies: false,
            amount_low: amount,
            amount_high: amount,
            monthly_cost: Money::from_major(amount.major() * self.cadence.per_month(), amount.digits()),
            price_steps: vec![],
            state,
            charges: members.len() as u64,
            first: first.date,
            last: last.date,
            next_date: if state == RecurringState::Stopped { None } else { next },
            regularity: on_time as f64 / (self.last().period + 1).max(1) as f64,
            alerts: vec![],
            rows: members.iter().map(|m| ledger.row[m.charge.row] as u64).collect(),
        }
    }

    /// Whether it still comes, seen from the last day of the range.
    pub(super) fn state(&self, ledger: &Ledger) -> RecurringState {
        let today = ledger.today();
        let overdue = |periods| (today - self.expected_after_last(periods)).num_days() > self.cadence.tolerance();
        if overdue(3) {
            RecurringState::Stopped
        } else if overdue(1) {
            RecurringState::Overdue
        } else {
            RecurringState::Active
        }
    }
}

/// Joins series of one merchant that are the same schedule before and after a break, such as a new price.
pub(super) fn join(mut found: Vec<Series>) -> Vec<Series> {
    found.sort_by_key(|s| (s.members[0].charge.date, s.members[0].charge.row));
    let mut joined: Vec<Series> = vec![];
    for series in found {
        let first = series.members[0].charge;
        let fits = |s: &Series| {
            let last = s.last().charge;
            let ratio = first.minor as f64 / last.minor as f64;
            let gap = (first.date - last.date).num_days() as f64 / s.cadence.days();
            let periods = gap.round() as i64;
            s.cadence == series.cadence
                && (1..=3).contains(&periods)
                && (0.6..=1.7).contains(&ratio)
                && s.cadence.deviation(last.date, first.date, periods).abs() <= s.cadence.tolerance()
        };
        match joined.iter_mut().find(|s| fits(s)) {
            Some(earlier) => {
                let last = earlier.last();
                let gap = (first.date - last.charge.date).num_days() as f64 / earlier.cadence.days();
                let offset = last.period + gap.round() as i64;
                earlier.members.extend(series.members.iter().map(|m| Member { period: m.period + offset, ..*m }));
            }
            None => joined.push(series),
        }
    }
    joined
}

/// Equal to the cent, or within half a percent.
fn close(a: i64, b: i64) -> bool {
    a == b || (a - b).unsigned_abs() * 200 <= a.unsigned_abs().min(b.unsigned_abs())
}

/// The most frequent value of a sorted, non-empty list; the smallest of equals.
fn most_frequent<T: Copy + PartialEq>(sorted: &[T]) -> T {
    let runs = sorted.chunk_by(|a, b| a == b);
    runs.fold(&sorted[..0], |best, run| if run.len() > best.len() { run } else { best })[0]
}
