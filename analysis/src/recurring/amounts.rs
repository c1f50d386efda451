//! What a schedule charges: the price or the range of the bills, new prices, and slips of the decimal point.

use chrono::{Datelike, NaiveDate};

use super::complete::{close, slipped};
use super::series::Series;
use crate::anomaly::stats::{median, median_mad};

/// Smallest step that is a new price, not rounding.
const NEW_PRICE: f64 = 0.01;
/// Latest charges from which it is read whether the amount varies.
const RECENT: usize = 12;
/// Least spread, as a logarithm, that bills are taken to have: 5 %.
const LEAST_SPREAD: f64 = 0.05;
/// Days around the same day of earlier years that are the same season.
const SEASON: i64 = 45;

/// The amounts of a schedule, in minor units; places are those of its members.
#[derive(Clone, Debug, Default)]
pub(super) struct Amounts {
    /// The latest price; of bills that vary the median of the last year's.
    pub(super) current: i64,
    /// Whether it is a bill that varies.
    pub(super) varies: bool,
    /// Smallest and largest usual charge of the last year.
    pub(super) low: i64,
    /// See `low`.
    pub(super) high: i64,
    /// Mean charge of the last year.
    pub(super) mean: f64,
    /// New prices: the place of the first charge at it, and the price before.
    pub(super) steps: Vec<(usize, i64)>,
    /// Slips: the place, the amount that was meant, and how many times that was charged.
    pub(super) slips: Vec<(usize, i64, f64)>,
    /// A last bill that is far above those of its season: its place, what was usual, and the logarithm of the probability
    /// of that by chance.
    pub(super) risen: Option<(usize, i64, f64)>,
}

impl Amounts {
    pub(super) fn of(series: &Series) -> Self {
        let amounts: Vec<i64> = series.members.iter().map(|m| m.charge.minor).collect();
        let slips = slips(series, &amounts);
        let usual: Vec<usize> = (0..amounts.len())
            .filter(|&i| !slips.iter().any(|s| s.0 == i) && !is_arrears(series, &amounts, i))
            .collect();
        // Nothing but slips and arrears cannot be: the medians they are measured by are charges too.
        let usual = if usual.is_empty() { (0..amounts.len()).collect() } else { usual };
        let of = |i: &usize| amounts[*i];
        let year = last_year(series, &usual);
        let varies = varies(series, &usual.iter().rev().take(RECENT).rev().map(of).collect::<Vec<_>>());
        let risen = if varies { risen(series, &amounts, &usual) } else { None };
        let mut bills: Vec<i64> = year.iter().filter(|i| risen.is_none_or(|r| r.0 != **i)).map(of).collect();
        if !varies || bills.is_empty() {
            let current = plateau(series, &usual.iter().map(of).collect::<Vec<_>>());
            let steps = steps(series, &amounts, &usual);
            let mean = current as f64;
            return Self { current, varies, low: current, high: current, mean, steps, slips, risen: None };
        }
        bills.sort_unstable();
        let bills = without_outliers(bills);
        let current = bills[(bills.len() - 1) / 2];
        let mean = bills.iter().map(|b| *b as f64).sum::<f64>() / bills.len() as f64;
        let (low, high) = (bills[0], bills[bills.len() - 1]);
        Self { current, varies, low, high, mean, steps: vec![], slips, risen }
    }

    /// Places from which to which the price of step `at` was charged.
    pub(super) fn at_price(&self, at: usize, members: usize) -> std::ops::Range<usize> {
        self.steps[at].0..self.steps.get(at + 1).map_or(members, |s| s.0)
    }
}

/// Charges that are ten or a hundred times (or a part of) those around them, alone.
fn slips(series: &Series, amounts: &[i64]) -> Vec<(usize, i64, f64)> {
    let n = amounts.len();
    let slip = |i: usize| -> Option<(usize, i64, f64)> {
        let mut near: Vec<i64> =
            (i.saturating_sub(3)..(i + 4).min(n)).filter(|&j| j != i).map(|j| amounts[j]).collect();
        near.sort_unstable();
        let usual = near[(near.len() - 1) / 2];
        let factor = slipped(amounts[i], usual)?;
        let beside = [i.checked_sub(1), Some(i + 1)];
        let alone = beside.iter().flatten().filter_map(|j| amounts.get(*j)).all(|other| !close(*other, amounts[i]));
        alone.then_some((i, usual, factor))
    };
    if series.members.len() < 4 { vec![] } else { (0..n).filter_map(slip).collect() }
}

/// True for a charge that brings what was not charged in the periods before it.
fn is_arrears(series: &Series, amounts: &[i64], i: usize) -> bool {
    let Some(before) = i.checked_sub(1) else { return false };
    let missing = series.members[i].period - series.members[before].period - 1;
    missing > 0 && close(amounts[i], amounts[before].saturating_mul(missing + 1))
}

/// The places among `usual` of the charges within a year before the last; the latest four at the least.
fn last_year(series: &Series, usual: &[usize]) -> Vec<usize> {
    let since = series.last().charge.date.checked_sub_days(chrono::Days::new(364)).unwrap_or(NaiveDate::MIN);
    let within = usual.iter().filter(|i| series.members[**i].charge.date >= since).count();
    usual[usual.len() - within.max(4).min(usual.len())..].to_vec()
}

fn step(a: i64, b: i64) -> f64 {
    (b as f64 / a as f64).ln()
}

/// Whether these latest amounts are those of a bill that varies: most differ from the one before. Prices charged once or
/// twice a year may rise each time without varying.
fn varies(series: &Series, latest: &[i64]) -> bool {
    let mut steps: Vec<f64> = latest.windows(2).map(|w| step(w[0], w[1]).abs()).collect();
    let same = latest.windows(2).filter(|w| close(w[0], w[1])).count();
    let floor = if series.cadence.days() < 150.0 { NEW_PRICE } else { 0.15 };
    steps.len() > 2 && same * 2 < steps.len() && median(&mut steps) > floor
}

/// The last amount where it came twice in a row, where it is a new price after several of the same, and where it is
/// charged once or twice a year; else the median of the last five.
fn plateau(series: &Series, amounts: &[i64]) -> i64 {
    let latest: Vec<i64> = amounts.iter().rev().take(5).copied().collect();
    let last = latest[0];
    let flat_before = latest.len() > 3 && latest[1..].windows(2).all(|w| close(w[0], w[1]));
    let new_price = flat_before && (0.7..=1.7).contains(&(last as f64 / latest[1] as f64));
    if series.cadence.days() > 150.0 || new_price || latest.get(1).is_some_and(|b| close(last, *b)) {
        return last;
    }
    let mut sorted = latest;
    sorted.sort_unstable();
    sorted[(sorted.len() - 1) / 2]
}

/// Steps from one price that was kept to another that is kept.
fn steps(series: &Series, amounts: &[i64], usual: &[usize]) -> Vec<(usize, i64)> {
    let seldom = series.cadence.days() > 150.0;
    let same = |a: usize, b: usize| step(amounts[a], amounts[b]).abs() < NEW_PRICE;
    let new_price = |k: usize| {
        let (before, now) = (usual[k - 1], usual[k]);
        let kept_before = k < 2 || same(usual[k - 2], before);
        let kept = usual.get(k + 1).is_none_or(|&next| same(now, next));
        (!same(before, now) && (seldom || (kept_before && kept))).then_some((now, amounts[before]))
    };
    (1..usual.len()).filter_map(new_price).collect()
}

/// A last bill far above those of the same season, and above all of the last year.
fn risen(series: &Series, amounts: &[i64], usual: &[usize]) -> Option<(usize, i64, f64)> {
    let (&last, before) = usual.split_last()?;
    if before.len() < 6 {
        return None;
    }
    let date = series.members[last].charge.date;
    let in_season = |i: &&usize| {
        let day = series.members[**i].charge.date;
        let years = ((date - day).num_days() as f64 / 365.25).round() as i32;
        let then = date.with_year(date.year() - years).unwrap_or(date);
        years > 0 && (day - then).num_days().abs() <= SEASON
    };
    let season: Vec<&usize> = before.iter().filter(in_season).collect();
    // Without a year of bills, what a winter costs is not known yet.
    let (reference, margin): (Vec<&usize>, f64) =
        if season.len() > 1 { (season, 1.1) } else { (before.iter().collect(), 1.5) };
    let mut logs: Vec<f64> = reference.iter().map(|i| (amounts[**i] as f64).ln()).collect();
    let (centre, mad) = median_mad(&mut logs);
    let z = ((amounts[last] as f64).ln() - centre) / mad.max(LEAST_SPREAD);
    let highest = before.iter().rev().take(RECENT).map(|i| amounts[*i]).max()?;
    let above = amounts[last] as f64 > highest as f64 * margin;
    // A few bills are known by less than a normal distribution says: half of the exponent.
    (above && z > 4.0).then(|| (last, centre.exp().round() as i64, -z * z / 4.0))
}

/// `bills` (sorted) without those that are far from the others.
fn without_outliers(bills: Vec<i64>) -> Vec<i64> {
    if bills.len() < 6 {
        return bills;
    }
    let (centre, mad) = median_mad(&mut bills.iter().map(|b| (*b as f64).ln()).collect::<Vec<_>>());
    let near = |b: &i64| ((*b as f64).ln() - centre).abs() <= 5.0 * mad.max(LEAST_SPREAD);
    bills.into_iter().filter(near).collect()
}
