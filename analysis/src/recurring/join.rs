//! Schedules that are parts of one: before and after a new price or a moved billing day, on two days of every month,
//! under an old and a new name; and yearly ones of which there are two charges so far.

use super::complete::close;
use super::series::{Anchor, Member, Series};
use crate::calendar::Step;
use crate::report::Cadence;
use crate::schedule::Charge;

/// Joins series of one merchant that are the same schedule before and after a break.
pub(super) fn join(mut found: Vec<Series>) -> Vec<Series> {
    uncross(&mut found);
    let key = |s: &Series| (s.first().charge.date, s.first().charge.row);
    found.sort_by_key(key);
    let mut joined: Vec<Series> = vec![];
    for series in found {
        match joined.iter_mut().find_map(|s| goes_on(s, &series).map(|periods| (s, periods))) {
            Some((earlier, periods)) => earlier.append(&series.members, periods),
            None => joined.push(series),
        }
    }
    let mut joined = twice_a_month(joined);
    joined.sort_by_key(key);
    joined
}

/// Takes the later parts of two series of one cadence from each other where the amounts then fit much better: two
/// subscriptions a day or two apart are easily followed across.
fn uncross(all: &mut [Series]) {
    for i in 0..all.len() {
        for j in i + 1..all.len() {
            let (left, right) = all.split_at_mut(j);
            let (one, other) = (&mut left[i], &mut right[0]);
            while one.cadence == other.cadence && one.cadence.is_monthly() {
                let turned = || crossing(other, one).map(|(b, a)| (a, b));
                let Some((a, b)) = crossing(one, other).or_else(turned) else { break };
                let (tail, other_tail) = (one.members.split_off(a), other.members.split_off(b));
                one.take_over(&other_tail);
                other.take_over(&tail);
            }
        }
    }
}

/// Places of the first charges after which two series should change over: their amounts then step by much less, and the
/// days still fit. Where the second ends there, it goes on with the rest of the first.
fn crossing(one: &Series, other: &Series) -> Option<(usize, usize)> {
    /// Least gain, as a sum of logarithms of ratios of amounts: about a third of the price.
    const GAIN: f64 = 0.3;
    let cadence = one.cadence;
    let step =
        |a: &Member, b: Option<&Member>| b.map_or(0.0, |b| (b.charge.minor as f64 / a.charge.minor as f64).ln().abs());
    let fits = |a: &Member, b: Option<&Member>| {
        let Some(b) = b else { return true };
        let periods = periods_between(a, b, cadence);
        // Neither is on its own day yet, so a little more than the tolerance.
        b.charge.date > a.charge.date
            && cadence.deviation(a.charge.date, b.charge.date, periods).abs() <= cadence.tolerance() + 3
    };
    let half = chrono::Duration::days(cadence.days() as i64 / 2);
    (1..one.members.len()).find_map(|a| {
        let (before, after) = (&one.members[a - 1], &one.members[a]);
        let at = before.charge.date.max(after.charge.date - half);
        let b = other.members.partition_point(|m| m.charge.date <= at);
        let (left, right) = (&other.members[b.checked_sub(1)?], other.members.get(b));
        let now = step(before, Some(after)) + step(left, right);
        let then = step(before, right) + step(left, Some(after));
        (now - then > GAIN && fits(before, right) && fits(left, Some(after))).then_some((a, b))
    })
}

/// Periods from `a` to `b`, one at the least.
fn periods_between(a: &Member, b: &Member, cadence: Cadence) -> i64 {
    (((b.charge.date - a.charge.date).num_days() as f64 / cadence.days()).round() as i64).max(1)
}

impl Series {
    /// Goes on with `members`, if there are any.
    fn take_over(&mut self, members: &[Member]) {
        if let Some(first) = members.first() {
            self.append(members, periods_between(&self.last(), first, self.cadence));
        }
    }

    /// Adds `members`, of which the first comes `periods` after the last.
    pub(super) fn append(&mut self, members: &[Member], periods: i64) {
        let offset = self.last().period + periods - members[0].period;
        self.members.extend(members.iter().map(|m| Member { period: m.period + offset, ..*m }));
        self.settle();
    }
}

/// Periods from the last charge of `earlier` to the first of `later` where it goes on as the same schedule: on the same
/// day at about the same price, or on another day at the same price.
fn goes_on(earlier: &Series, later: &Series) -> Option<i64> {
    let (last, first) = (earlier.last().charge, later.first().charge);
    if earlier.cadence != later.cadence || first.date <= last.date {
        return None;
    }
    let gap = (first.date - last.date).num_days() as f64 / earlier.cadence.days();
    let periods = (gap.round() as i64).max(1);
    let ratio = first.minor as f64 / last.minor as f64;
    let off = earlier.cadence.deviation(last.date, first.date, periods).abs();
    if periods <= 3 && off <= earlier.cadence.tolerance() && (0.6..=1.7).contains(&ratio) {
        return Some(periods);
    }
    // On another day, a period and a half later is the next one.
    let moved = (0.2..=2.3).contains(&gap) && (0.95..=1.05).contains(&ratio);
    moved.then_some((gap.floor() as i64).max(1))
}

/// Two monthly series of the same price, half a month apart and running at the same time, are one.
fn twice_a_month(mut all: Vec<Series>) -> Vec<Series> {
    let mut merged = vec![];
    while let Some(one) = all.first().cloned() {
        all.remove(0);
        match all.iter().position(|other| half_a_month_apart(&one, other)) {
            Some(at) => merged.push(interleaved(&one, &all.remove(at))),
            None => merged.push(one),
        }
    }
    merged
}

fn half_a_month_apart(one: &Series, other: &Series) -> bool {
    let both_monthly = (one.cadence, other.cadence) == (Cadence::Monthly, Cadence::Monthly);
    let days = |a: Member, b: Member| (a.charge.date - b.charge.date).num_days().abs();
    let alike = close(one.last().charge.minor, other.last().charge.minor)
        && close(one.first().charge.minor, other.first().charge.minor);
    // The second may have begun, or the first ended, up to a period later.
    let together = days(one.first(), other.first()) <= 35 && days(one.last(), other.last()) <= 35;
    let expected = one.expected(one.last().period, None);
    let nearest = other.members.iter().map(|m| (m.charge.date - expected).num_days().abs()).min().unwrap_or(0);
    both_monthly && alike && together && nearest >= 10
}

fn interleaved(one: &Series, other: &Series) -> Series {
    let (first, second) =
        if one.first().charge.date <= other.first().charge.date { (one, other) } else { (other, one) };
    // Period numbers of the second by whole months after the first's.
    let from = first.first().charge.date;
    let months = (second.first().charge.date - from).num_days() as f64 / Cadence::Monthly.days();
    let offset = 2 * (months.floor() as i64) + 1;
    let mut members: Vec<Member> = first.members.iter().map(|m| Member { period: 2 * m.period, ..*m }).collect();
    members.extend(second.members.iter().map(|m| Member { period: 2 * m.period + offset, ..*m }));
    let mut series = Series { cadence: Cadence::TwiceAMonth, anchor: Anchor::Day, members, doubles: vec![] };
    series.settle();
    series
}

/// Charges left at a merchant that come once a year, as far as two can tell: about the same amount or a little more, on the
/// same day but three, and nothing else like it. They are taken out of `charges`.
pub(super) fn yearly_pairs(charges: &mut Vec<Charge>) -> Vec<Series> {
    /// Charges left from which on a pair is more likely chance: a shop, not an insurer.
    const MOST: usize = 12;
    let mut found = vec![];
    if charges.len() > MOST {
        return found;
    }
    let alike = |a: &Charge, b: &Charge| {
        let ratio = b.minor as f64 / a.minor as f64;
        (0.98..=1.06).contains(&ratio) || (0.98..=1.06).contains(&(1.0 / ratio))
    };
    let mut i = 0;
    while i < charges.len() {
        let one = charges[i];
        let like: Vec<usize> = (0..charges.len()).filter(|&j| j != i && alike(&one, &charges[j])).collect();
        match like[..] {
            [j] if j > i
                && charges[j].minor * 100 >= one.minor * 98
                && Cadence::Yearly.deviation(one.date, charges[j].date, 1).abs() <= 3 =>
            {
                let members = vec![Member { charge: one, period: 0 }, Member { charge: charges[j], period: 1 }];
                found.push(Series { cadence: Cadence::Yearly, anchor: Anchor::Day, members, doubles: vec![] });
                charges.remove(j);
                charges.remove(i);
            }
            _ => i += 1,
        }
    }
    found
}

/// Whether `later`, of another merchant, goes on where `earlier` ended: the merchant was renamed. To the cent, on the
/// day, and in a cadence in which that is no accident.
pub(super) fn renamed(earlier: &Series, later: &Series) -> bool {
    let (last, first) = (earlier.last().charge, later.first().charge);
    earlier.cadence == later.cadence
        && matches!(earlier.cadence.step(), Step::Months(_))
        && earlier.members.len() > 2
        && last.minor == first.minor
        && first.date > last.date
        && (first.date - earlier.expected_after_last(1)).num_days().abs() <= 2
}
