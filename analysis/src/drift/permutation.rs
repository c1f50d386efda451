//! The permutation test: how often would charges dealt at random to the two sides differ as much as they do?
//!
//! Sequential after Besag and Clifford ("Sequential Monte Carlo p-values", 1991): once [`ENOUGH`] dealings were at least
//! as far apart as the data there is nothing more to learn and p = b / m; else, after [`PERMUTATIONS`] of them,
//! p = (b + 1) / (m + 1). Both are valid p-values, and the first is never below 0.05 here.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::{Error, Run};

/// Most dealings of one test.
pub const PERMUTATIONS: usize = 1_999;
/// Dealings at least as far apart as the data that settle the matter.
const ENOUGH: usize = 100;
/// Fewest dealings, so that the 95 % points rest on something.
const FEWEST: usize = 199;

/// How far apart two sides are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scores {
    /// What the test ranks by.
    pub(super) rank: f64,
    /// The distance that is reported.
    pub(super) statistic: f64,
    /// Jensen-Shannon distance.
    pub(super) js: f64,
    /// Population stability index.
    pub(super) psi: f64,
    /// Kullback-Leibler divergence.
    pub(super) kl: f64,
}

/// What the dealings said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Null {
    pub(super) p_value: f64,
    /// 95 % points without drift.
    pub(super) js95: f64,
    pub(super) psi95: f64,
    pub(super) kl95: f64,
    /// Mean without drift of the statistic as [`nearly_normal`] makes it, and its variance over that mean's square.
    pub(super) mean: f64,
    pub(super) relative_variance: f64,
}

/// A distance to the power of two thirds: squared, distances are about chi-squares, whose cube roots are nearly normal.
pub(super) fn nearly_normal(distance: f64) -> f64 {
    distance.max(0.0).powf(2.0 / 3.0)
}

/// Deals `drawn` of `pool` rows to the current side again and again; `score` gets their indices, `observed` is the rank
/// of the data.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn permute(
    (pool, drawn): (usize, usize),
    observed: f64,
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
    mut score: impl FnMut(&[u32]) -> Scores,
) -> Result<Null, Error> {
    let mut rows: Vec<u32> = (0..u32::try_from(pool).unwrap_or(u32::MAX)).collect();
    let drawn = drawn.min(rows.len());
    let (mut js, mut psi, mut kl, mut roots) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut reached, mut done) = (0usize, 0usize);
    while done < most && (reached < ENOUGH || done < FEWEST) {
        run.check()?;
        for i in 0..drawn {
            let j = rng.random_range(i..rows.len());
            rows.swap(i, j);
        }
        let scores = score(&rows[..drawn]);
        reached += usize::from(scores.rank >= observed - 1e-12);
        roots.push(nearly_normal(scores.statistic));
        js.push(scores.js);
        psi.push(scores.psi);
        kl.push(scores.kl);
        done += 1;
    }
    let p_value = if done < most { reached as f64 / done as f64 } else { (reached + 1) as f64 / (done + 1) as f64 };
    let n = done.max(1) as f64;
    let mean = roots.iter().sum::<f64>() / n;
    let variance = roots.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / n;
    let relative_variance = if mean > 0.0 { variance / (mean * mean) } else { 0.0 };
    let p_value = p_value.min(1.0);
    let [js95, psi95, kl95] = [js, psi, kl].map(point95);
    Ok(Null { p_value, js95, psi95, kl95, mean, relative_variance })
}

/// The smallest value that at least 95 % do not exceed.
fn point95(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() * 95).div_ceil(100);
    rank.checked_sub(1).and_then(|r| values.get(r)).copied().unwrap_or(0.0)
}
