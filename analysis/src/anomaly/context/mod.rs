//! Layer 1: an amount in its context.
//!
//! The logarithm of every amount is compared with what the merchant, the category and the account let expect without
//! it (leave-one-out medians, shrunk from merchant to category to account, moved by the category's level in that
//! month), in units of a median absolute deviation shrunk the same way. [`levels`] measures; here the distances become
//! probabilities. Tails are Student's, on each side with the degrees of freedom that the account's own bulk shows.
//! Where neither merchant nor category has other charges to compare with, the whole account does ([`account`]).
//! [`first`] knows first charges; [`judge`] says which kind of irregularity a distance is.

mod account;
mod first;
mod judge;
mod levels;

use rayon::prelude::*;

use super::members::Members;
use super::refunds::Refunds;
use super::stats;
use crate::{Ledger, Run};
pub(super) use levels::{Levels, log_amount};

/// Every row's distance from what was to be expected; logarithms are natural.
pub(super) struct Context {
    pub(super) levels: Levels,
    /// Signed distance in robust standard deviations.
    pub(super) z: Vec<f64>,
    /// Probability of an amount this high, and this low; 0 (certain) for money that came back.
    pub(super) ln_high: Vec<f64>,
    pub(super) ln_low: Vec<f64>,
    /// Probability that a charge is a merchant's first and this high; 0 (certain) where it is not the first.
    pub(super) ln_new: Vec<f64>,
    /// What is left of the amount once its refunds are taken off, minor units.
    net: Vec<i64>,
    /// Probability of an amount this high in the whole account; 0 (certain) for scheduled charges.
    pub(super) ln_account: Vec<f64>,
    /// Compared with the whole account only, for want of others of its kind.
    by_account: Vec<bool>,
    /// Median amount of the account, minor units.
    account_usual: i64,
    /// The only charge at its merchant.
    only: Vec<bool>,
    /// The last row before with an amount at least as large, and whether there is one later.
    before: Vec<Option<usize>>,
    later_larger: Vec<bool>,
}

/// Standard deviation below which two amounts of a schedule are the same: rounding, exchange rates.
const SERIES_SPREAD: f64 = 0.04;

impl Context {
    pub(super) fn new(ledger: &Ledger, members: &Members, refunds: &Refunds, run: &Run) -> Result<Self, crate::Error> {
        let levels = Levels::new(ledger, members);
        run.check()?;
        let n = ledger.len();
        // A purchase of which money came back is judged by what is left of it.
        let net: Vec<i64> = (0..n).map(|i| ledger.minor[i] - refunds.returned(i)).collect();
        let net_log = |i: usize| if net[i] == ledger.minor[i] { levels.log[i] } else { log_amount(net[i]) };
        let mut z: Vec<f64> = (0..n).map(|i| (net_log(i) - levels.expected[i]) / levels.spread[i]).collect();
        let scheduled = |i: usize| members.series_of(i).is_some();
        let sides = sides(ledger, &z, scheduled);
        for (i, value) in z.iter_mut().enumerate() {
            *value /= sides[ledger.category[i]][usize::from(*value > 0.0)];
        }
        let free: Vec<f64> = (0..n).filter(|&i| !scheduled(i)).map(|i| z[i]).collect();
        let high = stats::freedom(free.iter().copied());
        let low = stats::freedom(free.iter().map(|v| -v));
        for (i, value) in z.iter_mut().enumerate() {
            if let Some(distance) = series_distance(ledger, members, i) {
                *value = distance;
            }
        }
        let account = account::Tail::new(ledger, scheduled);
        let by_account: Vec<bool> = (0..n).map(|i| !scheduled(i) && account.speaks_for(ledger, &levels, i)).collect();
        // What came back is no charge, and of what was returned whole nothing is left to judge.
        let silent = |i: usize| ledger.minor[i] <= 0 || (net[i] <= 0 && refunds.returned(i) > 0);
        let tail = |i: usize, side: f64, freedom: f64| {
            if silent(i) {
                return 0.0;
            }
            if by_account[i] {
                return if side > 0.0 { account.ln_above(net[i]) } else { 0.0 };
            }
            let freedom = if scheduled(i) { 4.0 } else { levels.tail_freedom(ledger, i, freedom) };
            stats::ln_student_tail(side * z[i], freedom)
        };
        let in_account = |i: usize| if silent(i) || scheduled(i) { 0.0 } else { account.ln_beyond(net[i]) };
        let ln_account = (0..n).into_par_iter().map(in_account).collect();
        let ln_high = (0..n).into_par_iter().map(|i| tail(i, 1.0, high)).collect();
        let ln_low = (0..n).into_par_iter().map(|i| tail(i, -1.0, low)).collect();
        let mut ln_new = first::charges(ledger, &levels, &sides, high);
        for i in 0..n {
            if ln_new[i] >= 0.0 {
                continue;
            }
            if silent(i) {
                ln_new[i] = 0.0;
            } else if by_account[i] {
                ln_new[i] = ln_new[i].max(account.ln_above(net[i]));
            }
        }
        let mut count = vec![0u32; ledger.merchants.len()];
        ledger.merchant.iter().for_each(|&m| count[m] += 1);
        let only = ledger.merchant.iter().map(|&m| count[m] == 1).collect();
        let (before, later_larger) = larger(&ledger.minor);
        let account_usual = account.usual;
        Ok(Self {
            levels,
            z,
            ln_high,
            ln_low,
            ln_new,
            ln_account,
            net,
            by_account,
            account_usual,
            only,
            before,
            later_larger,
        })
    }
}

/// For each amount the last one before that is at least as large, and whether one after is larger: one pass with a
/// stack of falling amounts.
fn larger(amounts: &[i64]) -> (Vec<Option<usize>>, Vec<bool>) {
    let mut falling: Vec<usize> = vec![];
    let mut before = vec![None; amounts.len()];
    for i in 0..amounts.len() {
        while falling.last().is_some_and(|&top| amounts[top] < amounts[i]) {
            falling.pop();
        }
        before[i] = falling.last().copied();
        falling.push(i);
    }
    let mut most = i64::MIN;
    let mut later = vec![false; amounts.len()];
    for i in (0..amounts.len()).rev() {
        later[i] = most > amounts[i];
        most = most.max(amounts[i]);
    }
    (before, later)
}

/// By category, how much farther than a normal distribution with its spread its low and its high side reach: where one
/// charge in ten is a plane ticket among bus fares, tickets are not odd. Measured at the 5 % and 95 % points, so that
/// single anomalies do not widen them, and at least 1.
fn sides(ledger: &Ledger, z: &[f64], scheduled: impl Fn(usize) -> bool) -> Vec<[f64; 2]> {
    const NORMAL_95: f64 = 1.645;
    let mut by_category = vec![vec![]; ledger.categories.len()];
    (0..ledger.len()).filter(|&i| !scheduled(i)).for_each(|i| by_category[ledger.category[i]].push(z[i]));
    let reach = |mut values: Vec<f64>| {
        if values.len() < 20 {
            return [1.0; 2];
        }
        let certain = NORMAL_95 * (1.0 + 2.0 / (values.len() as f64).sqrt());
        let low = -stats::quantile(&mut values, 0.05) / certain;
        let high = stats::quantile(&mut values, 0.95) / certain;
        [low.max(1.0), high.max(1.0)]
    };
    by_category.into_iter().map(reach).collect()
}

/// Logarithms of the charges of row `i`'s series nearest in time, without its own: its level rises over the years.
fn series_around(ledger: &Ledger, members: &Members, i: usize) -> Option<Vec<f64>> {
    let (series, at) = members.series_of(i)?;
    let rows = &members.rows[series];
    let near = at.saturating_sub(5)..(at + 6).min(rows.len());
    Some(near.filter(|&j| j != at).map(|j| log_amount(ledger.minor[rows[j]])).collect())
}

/// Distance of a scheduled charge from the others of its series nearest in time.
fn series_distance(ledger: &Ledger, members: &Members, i: usize) -> Option<f64> {
    let (centre, mad) = stats::median_mad(&mut series_around(ledger, members, i)?);
    Some((log_amount(ledger.minor[i]) - centre) / mad.max(SERIES_SPREAD))
}
