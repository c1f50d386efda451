//! One schedule with its charges, and the days on which its charges are expected.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::anomaly::stats::median;
use crate::calendar::{Step, is_month_end, month_end, month_of};
use crate::report::Cadence;
use crate::schedule::{Chain, Charge, usual_jitter};

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
    pub(super) anchor: Anchor,
    /// Ascending by date and period.
    pub(super) members: Vec<Member>,
    /// Charges that repeat one of the series a few days before or after it: the place of that member, and the charge.
    pub(super) doubles: Vec<(usize, Charge)>,
}

/// What stays the same from month to month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The day of the month, or the number of days between.
    Day,
    /// A day of the month, or a few days later where that is no business day: direct debits are never early.
    NotBefore(u32),
    /// The last day of the month, whichever it is.
    MonthEnd,
    /// The weekday: its first to fourth of the month, or (5) its last.
    Weekday(Weekday, u32),
}

/// Latest charges from which an anchor is read.
const RECENT: usize = 12;
/// Share of charges that must keep to an anchor: holidays move one now and then.
const KEPT: f64 = 0.8;
/// Days after its nominal day on which a direct debit is booked: a weekend and a holiday.
const BOOKED_LATER: u32 = 3;
/// Latest charges of which one must lie on the nominal day, else the day has moved.
const LATELY: usize = 4;

impl Series {
    pub(super) fn new(chain: &Chain, charges: &[Charge]) -> Self {
        let members = chain.links.iter().map(|&(i, period)| Member { charge: charges[i], period }).collect();
        Self { cadence: chain.cadence, anchor: Anchor::Day, members, doubles: vec![] }
    }

    /// First and last charge.
    pub(super) fn first(&self) -> Member {
        self.members[0]
    }

    /// Last charge.
    pub(super) fn last(&self) -> Member {
        self.members[self.members.len() - 1]
    }

    /// First period 0 and ascending, one charge each; the anchor as the charges say.
    pub(super) fn settle(&mut self) {
        self.members.sort_by_key(|m| (m.charge.date, m.period, m.charge.row));
        let mut last = self.members[0].period - 1;
        let first = self.members[0].period;
        for member in &mut self.members {
            member.period = member.period.max(last + 1);
            last = member.period;
            member.period -= first;
        }
        self.anchor = self.find_anchor();
    }

    fn find_anchor(&self) -> Anchor {
        if !self.cadence.is_monthly() {
            return Anchor::Day;
        }
        let days: Vec<NaiveDate> = self.members.iter().rev().take(RECENT).map(|m| m.charge.date).collect();
        let needed = (KEPT * days.len() as f64).ceil() as usize;
        let mut of_month: Vec<u32> = days.iter().map(NaiveDate::day).collect();
        of_month.sort_unstable();
        of_month.dedup();
        if of_month.len() > 1 && days.iter().filter(|d| is_month_end(**d)).count() >= needed {
            return Anchor::MonthEnd;
        }
        if let Some(day) = not_before(&days) {
            return Anchor::NotBefore(day);
        }
        // Three days of the month at least, or a day that happened to be the same weekday twice would do.
        if days.len() < 4 || of_month.len() < 3 || self.cadence != Cadence::Monthly {
            return Anchor::Day;
        }
        let weekday = days[0].weekday();
        let keeps = |nth: u32| days.iter().filter(|d| nth_weekday(month_of(**d), weekday, nth) == **d).count();
        // Five is the last, which may be the fourth as well: the more frequent counts, the fixed number of equals.
        let (count, nth) = (1..=5).map(|nth| (keeps(nth), nth)).fold((0, 0), |a, b| if b.0 > a.0 { b } else { a });
        // A day of the month that is kept as well as the weekday is the simpler reading.
        let day = of_month.iter().map(|d| days.iter().filter(|x| x.day() == *d).count()).max().unwrap_or(0);
        if count >= needed && count > day { Anchor::Weekday(weekday, nth) } else { Anchor::Day }
    }

    /// The day on which `member` lets expect the charge of `period`.
    fn vote(&self, member: &Member, period: i64) -> NaiveDate {
        let day = self.cadence.after(member.charge.date, period - member.period);
        match self.anchor {
            Anchor::Day => day,
            // Charges from before the day moved keep their own.
            Anchor::NotBefore(nominal) if (nominal..=nominal + BOOKED_LATER).contains(&member.charge.date.day()) => {
                day.with_day(nominal).unwrap_or_else(|| month_end(day))
            }
            Anchor::NotBefore(_) => day,
            Anchor::MonthEnd => {
                // A charge of the first days of a month is one of the month before, late.
                let before = month_of(day).pred_opt().unwrap_or(day);
                let end = month_end(day);
                if (day - before) < (end - day) { before } else { end }
            }
            Anchor::Weekday(weekday, nth) => nth_weekday(month_of(day), weekday, nth),
        }
    }

    /// True where the day of one period says something about the day of the other: on two days of every month, every
    /// second one does.
    fn comparable(&self, a: i64, b: i64) -> bool {
        self.cadence.step() != Step::HalfMonth || (a - b) % 2 == 0
    }

    /// The day on which the charge of `period` is expected by the charges around it (three on each side, six at an end),
    /// the member at place `without` left out.
    pub(super) fn expected(&self, period: i64, without: Option<usize>) -> NaiveDate {
        let at = self.members.partition_point(|m| m.period < period);
        let counts = |i: &usize| Some(*i) != without && self.comparable(self.members[*i].period, period);
        let before: Vec<usize> = (0..at).rev().filter(counts).take(6).collect();
        let after: Vec<usize> = (at..self.members.len()).filter(counts).take(6).collect();
        self.middle(period, &before, &after)
    }

    /// The middle of what members `before` and `after`, nearest first, say of the day of `period`.
    fn middle(&self, period: i64, before: &[usize], after: &[usize]) -> NaiveDate {
        let members = &self.members;
        let (some_before, some_after) = (3.max(6 - after.len().min(6)), 3.max(6 - before.len().min(6)));
        let near = before.iter().take(some_before).chain(after.iter().take(some_after));
        let votes: Vec<NaiveDate> = near.map(|&i| self.vote(&members[i], period)).collect();
        let Some(&nearest) = votes.first() else { return self.vote(&members[members.len() - 1], period) };
        let days: Vec<i64> = votes.iter().map(|v| (*v - nearest).num_days()).collect();
        let mut sorted: Vec<f64> = days.iter().map(|d| *d as f64).collect();
        let middle = median(&mut sorted).round() as i64;
        // Where the day moved, the last two charges know it: they agree with each other and not with those before.
        let moved = after.is_empty()
            && days.len() > 2
            && (days[0] - days[1]).abs() <= 2
            && days[..2].iter().all(|d| (d - middle).abs() > self.cadence.tolerance());
        nearest + chrono::Duration::days(if moved { days[0] } else { middle })
    }

    /// The day expected `periods` after the last charge.
    pub(super) fn expected_after_last(&self, periods: i64) -> NaiveDate {
        self.expected(self.last().period + periods, None)
    }

    /// Days each charge is later than the others around it let expect: those before it, those after it, or all; where
    /// the day moved, the charges on either side of it agree with their own side.
    pub(super) fn deviations(&self) -> Vec<f64> {
        let of = |(i, m): (usize, &Member)| {
            let counts = |j: &usize| self.comparable(self.members[*j].period, m.period);
            let before: Vec<usize> = (0..i).rev().filter(counts).take(6).collect();
            let after: Vec<usize> = (i + 1..self.members.len()).filter(counts).take(6).collect();
            let one_side = [(&before[..], &[][..]), (&[][..], &after[..])];
            let sides =
                one_side.into_iter().filter(|(b, a)| b.len().max(a.len()) > 1).chain([(&before[..], &after[..])]);
            let days = |(before, after): (&[usize], &[usize])| {
                let expected = self.middle(m.period, before, after);
                // In a month without a 31st the last day is as good as the same day.
                let ends = is_month_end(m.charge.date) && is_month_end(expected);
                if ends { 0.0 } else { (m.charge.date - expected).num_days() as f64 }
            };
            sides.map(days).reduce(|a, b| if b.abs() < a.abs() { b } else { a }).unwrap_or(0.0)
        };
        self.members.iter().enumerate().map(of).collect()
    }

    /// Mean distance in days to the expected day among charges on time, shrunk to what is usual for the cadence.
    pub(super) fn jitter(&self, deviations: &[f64]) -> f64 {
        let tolerance = self.cadence.tolerance() as f64;
        let on_time = deviations.iter().map(|d| d.abs()).filter(|d| *d <= tolerance);
        let (sum, n) = on_time.fold((0.0, 0.0), |(sum, n), d| (sum + d, n + 1.0));
        (sum + 3.0 * usual_jitter(self.cadence)) / (n + 3.0)
    }

    /// Days by which a charge may be late before it is missed.
    pub(super) fn patience(&self) -> i64 {
        let jitter = self.jitter(&self.deviations());
        self.cadence.tolerance().max((3.0 * jitter).ceil() as i64)
    }
}

/// The day of the month that no charge (latest first) comes before, where most come on it and the others within days after.
fn not_before(days: &[NaiveDate]) -> Option<u32> {
    let (first, last) = (days.iter().map(NaiveDate::day).min()?, days.iter().map(NaiveDate::day).max()?);
    let on = |day: u32| days.iter().filter(|d| d.day() == day).count();
    let lately = days.iter().take(LATELY).any(|d| d.day() == first);
    let most = (first + 1..=last).all(|later| on(later) < on(first));
    (days.len() > LATELY && first < last && last - first <= BOOKED_LATER && lately && most).then_some(first)
}

/// The `nth` (1 to 4, 5 is the last) `weekday` of the month that begins on `first`.
fn nth_weekday(first: NaiveDate, weekday: Weekday, nth: u32) -> NaiveDate {
    match nth {
        1..=4 => NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, nth as u8),
        _ => [5, 4].iter().find_map(|n| NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, *n)),
    }
    .unwrap_or(first)
}
