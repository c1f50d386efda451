//! Where the level of monthly spending changed: the largest standardised difference of means (CUSUM), by permutation.

use rand::seq::SliceRandom;

use super::permutation::PERMUTATIONS;
use crate::{Error, Run};

/// Fewest months on either side of a change.
const SIDE: usize = 3;
/// Chance of a change where there is none.
const LEVEL: f64 = 0.05;

/// The first month of the new level as an index, and the p-value; `None` where no change is significant or there are too
/// few months to tell.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn change_point(totals: &[f64], run: &Run) -> Result<Option<(usize, f64)>, Error> {
    let Some((at, observed)) = largest(totals) else { return Ok(None) };
    let mut rng = run.rng("drift change point");
    let mut shuffled = totals.to_vec();
    let mut reached = 0usize;
    for _ in 0..PERMUTATIONS {
        run.check()?;
        shuffled.shuffle(&mut rng);
        reached += usize::from(largest(&shuffled).is_some_and(|(_, s)| s >= observed * (1.0 - 1e-12)));
    }
    let p_value = (reached + 1) as f64 / (PERMUTATIONS + 1) as f64;
    Ok((p_value <= LEVEL).then_some((at, p_value)))
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
}
