//! What a level is not made of: single spikes, and what was before a step.
//!
//! Both are told by medians and median absolute deviations, with limits so wide that noise, trends and seasons do not
//! reach them (R. Hyndman's `tsclean`, whose limits are those of a box plot, takes peaks of a growing season for spikes). Series of counts with many zeros are left
//! as they are.

use crate::stats::{median, median_mad};

/// Fewest values of a series that is looked at.
const FEWEST: usize = 8;
/// Values on either side of a place that speak for its level.
const WINDOW: usize = 6;
/// How many times farther from the median than all others a spike is.
const GAP: f64 = 4.0;
/// One spike in so many values.
const ONE_IN: usize = 24;
/// Robust standard deviations beyond which two neighbouring levels are a step.
const STEP: f64 = 6.0;
/// The same within a season.
const CLEAR_STEP: f64 = 20.0;
/// Fewest values of a level.
const SETTLED: usize = 4;
/// Smallest deviation of a level relative to it, so that constant series have one.
const LEAST: f64 = 0.01;
/// `y` with every single value that is out of all proportion to all others, to its neighbours and to the same step of the
/// seasons beside it, replaced by the median of its neighbours. One in two dozen values at most: more are no exceptions.
pub(crate) fn without_spikes(y: &[f64], season: usize) -> Vec<f64> {
    let mut clean = y.to_vec();
    if y.len() < FEWEST || many_zeros(y) {
        return clean;
    }
    let middle = median(&mut y.to_vec());
    let distance = |i: usize| (y[i] - middle).abs();
    let mut order: Vec<usize> = (0..y.len()).collect();
    order.sort_by(|&a, &b| distance(a).total_cmp(&distance(b)).then(a.cmp(&b)));
    // The first wide gap above the bulk (leave-many-out: several spikes must not hide each other).
    let most = (y.len() / ONE_IN).max(1);
    let least = LEAST * middle.abs();
    let beyond = (y.len() - most..y.len()).find(|&k| distance(order[k]) > GAP * distance(order[k - 1]).max(least));
    let spikes: Vec<usize> = beyond.map_or(Vec::new(), |k| order[k..].to_vec());
    for &i in &spikes {
        let alone = !spikes.iter().any(|j| j.abs_diff(i) == 1);
        let around = median(&mut neighbours(y, i));
        let of_season = |j: Option<usize>| {
            let same = j.and_then(|j| y.get(j));
            season > 1 && same.is_some_and(|v| 2.0 * (y[i] - v).abs() < (y[i] - around).abs())
        };
        if alone && !of_season(i.checked_sub(season)) && !of_season(i.checked_add(season)) {
            clean[i] = around;
        }
    }
    clean
}

/// Where the present level of `y` began: the first value after the last step, 0 where there was none. A step lies
/// between two neighbourhoods of at least four values that do not overlap. For a series with a season these are whole
/// seasons, two of which must follow; or values that hardly vary, and were not different by as much a season before.
pub(crate) fn present_level(y: &[f64], season: usize) -> usize {
    if season < 2 {
        return last_step(y, WINDOW, SETTLED, |before, after, _| is_step(before, after, STEP));
    }
    let of_seasons = last_step(y, season.max(WINDOW), 2 * season, |before, after, _| is_step(before, after, STEP));
    let clear = last_step(y, WINDOW, SETTLED, |before, after, at| {
        let (old, new) = (median(&mut before.to_vec()), median(&mut after.to_vec()));
        let is_new = |v: f64| (v - new).abs() < (v - old).abs();
        let recurs = at.checked_sub(season).is_some_and(|same| is_new(y[same]));
        let ends = y.get(at + season - 1).is_some_and(|last| !is_new(*last));
        is_step(before, after, CLEAR_STEP) && !recurs && !ends
    });
    of_seasons.max(clear)
}

/// The last place of `y` with `window` values before (at least four) and `after` or more values behind that `is` a step.
fn last_step(y: &[f64], window: usize, after: usize, is: impl Fn(&[f64], &[f64], usize) -> bool) -> usize {
    let mut found = None;
    for at in (SETTLED..=y.len().saturating_sub(after)).rev() {
        if is(&y[at.saturating_sub(window)..at], &y[at..(at + window).min(y.len())], at) {
            // The places beside a step show it too; it is where the values jump.
            let jump = (y[at] - y[at - 1]).abs();
            if found.is_none_or(|(_, largest)| jump > largest) {
                found = Some((at, jump));
            }
        } else if found.is_some() {
            break;
        }
    }
    found.map_or(0, |(at, _)| at)
}

/// Two levels do not overlap and are `least` robust standard deviations of the wider one apart.
fn is_step(before: &[f64], after: &[f64], least: f64) -> bool {
    // Nothing at all is a level; nothing now and then is none.
    let sparse = |y: &[f64]| many_zeros(y) && y.iter().any(|v| *v != 0.0);
    if sparse(before) || sparse(after) {
        return false;
    }
    let range = |y: &[f64]| y.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(*v), h.max(*v)));
    let ((low, high), (new_low, new_high)) = (range(before), range(after));
    if new_low <= high && low <= new_high {
        return false;
    }
    let ((old, mad), (new, new_mad)) = (median_mad(&mut before.to_vec()), median_mad(&mut after.to_vec()));
    let spread = mad.max(new_mad).max(LEAST * old.abs().max(new.abs()));
    (new - old).abs() > least * spread
}

/// The three values before and after place `i`, at the edges the six nearest.
fn neighbours(y: &[f64], i: usize) -> Vec<f64> {
    let start = i.saturating_sub(WINDOW / 2).min(y.len().saturating_sub(WINDOW + 1));
    (start..(start + WINDOW + 1).min(y.len())).filter(|j| *j != i).map(|j| y[j]).collect()
}

/// At least a quarter of the values are zero.
fn many_zeros(y: &[f64]) -> bool {
    4 * y.iter().filter(|v| **v == 0.0).count() >= y.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noise of one percent and a half around `level`.
    fn noise(n: usize, level: f64) -> Vec<f64> {
        (0..n).map(|i| level * (1.0 + 0.03 * (((i * 7919 + 13) % 101) as f64 / 101.0 - 0.5))).collect()
    }

    #[test]
    fn one_spike_is_taken_out_wherever_it_is() {
        for at in [0, 1, 11, 28, 29] {
            let mut y = noise(30, 250.0);
            y[at] = 9_000.0;
            assert!(without_spikes(&y, 1).iter().all(|v| (240.0..260.0).contains(v)), "{at}");
        }
    }

    #[test]
    fn what_comes_every_year_or_often_is_no_spike() {
        let mut yearly = noise(48, 100.0);
        (11..48).step_by(12).for_each(|i| yearly[i] = 1_500.0);
        assert_eq!(without_spikes(&yearly, 12), yearly);
        let mut often = noise(30, 100.0);
        (2..30).step_by(6).for_each(|i| often[i] = 1_500.0);
        assert_eq!(without_spikes(&often, 1), often);
        let mut sparse = vec![0.0; 30];
        sparse[7] = 80.0;
        assert_eq!(without_spikes(&sparse, 1), sparse);
    }

    #[test]
    fn a_step_is_found_and_a_trend_or_a_season_is_none() {
        let y: Vec<f64> = noise(17, 820.0).into_iter().chain(noise(9, 1_190.0)).collect();
        assert_eq!(present_level(&y, 1), 17);
        let trend: Vec<f64> = (0..40).map(|i| 100.0 + 5.0 * i as f64).collect();
        assert_eq!(present_level(&trend, 1), 0);
        let season: Vec<f64> =
            (0..60).map(|i| 100.0 + 60.0 * (i as f64 / 12.0 * std::f64::consts::TAU).sin()).collect();
        assert_eq!(present_level(&season, 12), 0);
        assert_eq!(present_level(&noise(40, 5.0), 1), 0);
        assert_eq!(present_level(&[5.0; 40], 1), 0);
        assert_eq!(present_level(&y[..19], 1), 0, "two values are no level");
        let moved = [vec![0.0; 11], noise(9, 950.0)].concat();
        assert_eq!(present_level(&moved, 1), 11);
        let seldom: Vec<f64> = (0..30).map(|i| if i % 4 == 3 { 80.0 } else { 0.0 }).collect();
        assert_eq!(present_level(&seldom, 1), 0);
        // Half a year high, half a year low is a season; the same once is a step, also where a season is known.
        let halves: Vec<f64> = (0..48).map(|i| if i % 12 < 6 { 40.0 } else { 90.0 }).collect();
        assert_eq!(present_level(&halves, 12), 0);
        assert_eq!(present_level(&[vec![820.0; 27], vec![1_190.0; 9]].concat(), 12), 27);
    }
}
