//! Where the level of monthly spending changed: the largest standardised difference of means (CUSUM).
//!
//! Months linger: a dear one is often followed by a dear one, and shuffled months would make every slow wave a change.
//! So the null is a first-order autoregression, its innovations drawn from its own residuals (P. Bühlmann, "Sieve
//! bootstrap for time series", 1997). Fitted to what the best split leaves it would remember too little, for the split
//! takes waves away; so the memory is the one at which simulated months show as much of it after *their* best split
//! (indirect inference: C. Gouriéroux, A. Monfort, E. Renault, 1993).

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::permutation::PERMUTATIONS;
use crate::stats::normal_quantile;
use crate::{Error, Run};

/// Fewest months on either side of a change.
const SIDE: usize = 3;
/// Chance of a change where there is none.
const LEVEL: f64 = 0.05;
/// Smallest p-value: a model of months is not surer than that.
const SUREST: f64 = 1e-6;
/// Euler's constant: the mean of Gumbel's distribution in units of its scale.
const EULER: f64 = 0.577_215_664_901_532_9;
/// Months that are drawn before those that count.
const WARM_UP: usize = 12;

/// The first month of the new level as an index, and the p-value; `None` where no change is significant or there are too
/// few months to tell.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn change_point(totals: &[f64], run: &Run) -> Result<Option<(usize, f64)>, Error> {
    let found = step(totals, "drift change point", PERMUTATIONS, run)?;
    Ok(found.filter(|(_, p_value)| *p_value <= LEVEL))
}

/// The clearest step of `values` whatever its p-value, which `most` simulations give; where none of them reaches it, the
/// tail of their largest differences, fitted by moments (E. Gumbel, "Statistics of extremes", 1958), goes on. `None` with
/// too few values or where all are equal.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn step(values: &[f64], purpose: &str, most: usize, run: &Run) -> Result<Option<(usize, f64)>, Error> {
    let Some((at, observed)) = largest(values) else { return Ok(None) };
    let mut rng = run.rng(purpose);
    let (memory, innovations) = autoregression(&centred(values, at), &mut rng, run)?;
    let mut reached = 0usize;
    let (mut sum, mut square) = (0.0, 0.0);
    for _ in 0..most {
        run.check()?;
        let drawn = simulate(memory, values.len(), || innovations[rng.random_range(0..innovations.len())]);
        let score = largest(&drawn).map_or(0.0, |(_, score)| score);
        reached += usize::from(score >= observed * (1.0 - 1e-12));
        sum += score;
        square += score * score;
    }
    let n = most.max(1) as f64;
    let empirical = (reached + 1) as f64 / (n + 1.0);
    if reached > 0 {
        return Ok(Some((at, empirical)));
    }
    let mean = sum / n;
    let scale = (square / n - mean * mean).max(0.0).sqrt() * 6f64.sqrt() / std::f64::consts::PI;
    let beyond = (observed - (mean - EULER * scale)) / scale.max(1e-12 * observed);
    // 1 - exp(-exp(-x)).
    let tail = -(-(-beyond).exp()).exp_m1();
    Ok(Some((at, tail.clamp(SUREST, empirical))))
}

/// The totals without the mean of their side of `at`.
fn centred(totals: &[f64], at: usize) -> Vec<f64> {
    let less_mean = |side: &[f64]| {
        let mean = side.iter().sum::<f64>() / side.len().max(1) as f64;
        side.iter().map(move |v| v - mean).collect::<Vec<_>>()
    };
    [less_mean(&totals[..at]), less_mean(&totals[at..])].concat()
}

fn simulate(memory: f64, n: usize, mut innovation: impl FnMut() -> f64) -> Vec<f64> {
    let mut value = 0.0;
    let drawn = (0..WARM_UP + n).map(|_| {
        value = memory * value + innovation();
        value
    });
    drawn.skip(WARM_UP).collect()
}

/// Memories that are tried, a tenth apart.
const MEMORIES: u32 = 10;
/// Simulations of each.
const SIMULATIONS: u32 = 100;

/// What is seen of a memory once the best split is taken out: the first autocorrelation, and the root mean square of
/// what `memory` leaves.
fn seen(rest: &[f64], memory: f64) -> (f64, f64) {
    let squares: f64 = rest.iter().map(|v| v * v).sum();
    let first = rest.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / squares.max(f64::MIN_POSITIVE);
    let left: f64 = rest.windows(2).map(|w| (w[1] - memory * w[0]).powi(2)).sum();
    (first, (left / rest.len().saturating_sub(1).max(1) as f64).sqrt())
}

/// The memory that `rest` speaks for, and innovations of their true size.
fn autoregression(rest: &[f64], rng: &mut ChaCha8Rng, run: &Run) -> Result<(f64, Vec<f64>), Error> {
    let observed = seen(rest, 0.0).0;
    let (mut memory, mut size, mut before) = (0.0, 1.0, f64::NEG_INFINITY);
    for step in 0..MEMORIES {
        run.check()?;
        let tried = f64::from(step) / f64::from(MEMORIES);
        let (mut first, mut left) = (0.0, 0.0);
        for _ in 0..SIMULATIONS {
            let drawn = simulate(tried, rest.len(), || normal_quantile(rng.random_range(1e-9..1.0)));
            let split = largest(&drawn).map_or(0, |(at, _)| at);
            let (f, l) = seen(&centred(&drawn, split), tried);
            (first, left) = (first + f / f64::from(SIMULATIONS), left + l / f64::from(SIMULATIONS));
        }
        if step > 0 && first > observed {
            // Between the last memory and this one.
            let share = ((observed - before) / (first - before)).clamp(0.0, 1.0);
            memory += share * (tried - memory);
            break;
        }
        (memory, size, before) = (tried, left, first.max(before));
    }
    let mut innovations: Vec<f64> = rest.windows(2).map(|w| (w[1] - memory * w[0]) / size).collect();
    let mean = innovations.iter().sum::<f64>() / innovations.len().max(1) as f64;
    innovations.iter_mut().for_each(|v| *v -= mean);
    Ok((memory, innovations))
}

/// The split whose sides' means differ most, by |difference| √(n₁ n₂ / n).
fn largest(values: &[f64]) -> Option<(usize, f64)> {
    let n = values.len();
    let all: f64 = values.iter().sum();
    let mut before = 0.0;
    let mut best: Option<(usize, f64)> = None;
    for (i, value) in values.iter().enumerate() {
        let (left, right) = (i, n - i);
        if left >= SIDE && right >= SIDE {
            let difference: f64 = (all - before) / right as f64 - before / left as f64;
            let score = difference.abs() * (left as f64 * right as f64 / n as f64).sqrt();
            if best.is_none_or(|(_, b)| score > b) {
                best = Some((i, score));
            }
        }
        before += value;
    }
    best.filter(|(_, score)| *score > 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::Unwatched;

    #[test]
    fn finds_a_step_and_nothing_in_noise() {
        let run = Run::new(1, &Unwatched);
        let noise = [1.0, -2.0, 0.5, 1.5, -1.0, 2.0, -0.5, 0.0, 1.0, -1.5, 0.7, -0.7];
        let step: Vec<f64> = noise.iter().enumerate().map(|(i, v)| v + if i >= 7 { 10.0 } else { 0.0 }).collect();
        let (at, p) = change_point(&step, &run).expect("not cancelled").expect("a change");
        assert!(at == 7 && p < 0.01);
        for quiet in [&noise[..], &[5.0; 12], &noise[..5], &[]] {
            assert_eq!(change_point(quiet, &run).expect("not cancelled"), None);
        }
    }

    #[test]
    fn lingering_months_are_no_change_of_level() {
        let run = Run::new(1, &Unwatched);
        let found = (0..60)
            .filter(|seed| {
                let mut rng = Run::new(*seed, &Unwatched).rng("lingering");
                let mut value = 0.0;
                let months: Vec<f64> = (0..48)
                    .map(|_| {
                        value = 0.6 * value + rng.random_range(-1.0..1.0);
                        value
                    })
                    .collect();
                change_point(&months, &run).expect("not cancelled").is_some()
            })
            .count();
        assert!(found <= 9, "{found} of 60"); // 4 expected; shuffled months find a change in more than half
    }
}
