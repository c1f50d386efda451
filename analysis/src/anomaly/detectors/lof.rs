//! Local outlier factor (Breunig, Kriegel, Ng and Sander, 2000) and the mean distance to the nearest neighbours.
//!
//! Up to [`EXACT_ROWS`] rows every row is measured against all others, as scikit-learn's `LocalOutlierFactor` with
//! `novelty=False`. Beyond, against a random reference sample: the densities are those of the sample, which keeps the
//! order of the scores while the time stays linear in the rows.

use rand::seq::index;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use super::neighbours::{Near, Neighbours};
use crate::{Error, Run};

/// Neighbours looked at, scikit-learn's default.
pub const NEIGHBOURS: usize = 20;
/// Most rows in the reference set.
pub const EXACT_ROWS: usize = 10_000;
/// Most multiplications of one pass over all pairs; bounds the reference set where the tree does not help.
const BUDGET: f64 = 8e9;

/// A fitted reference set.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lof {
    neighbours: Neighbours,
    k: usize,
    /// Row of the training matrix of each reference row.
    rows: Vec<u64>,
    /// Distance to the k-th neighbour of each reference row.
    k_distance: Vec<f64>,
    /// Local reachability density of each reference row.
    density: Vec<f64>,
    /// Score of each reference row: its neighbours are known from the fit.
    own: Vec<LofScore>,
}

/// Scores of one row.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LofScore {
    /// Local outlier factor; 1 is inside a cluster.
    pub factor: f64,
    /// Mean distance to the neighbours.
    pub distance: f64,
}

impl Lof {
    /// Takes the reference set from `matrix`; `matrix` has at least two rows.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn fit(matrix: &Matrix, run: &Run) -> Result<Self, Error> {
        let n = matrix.rows();
        let by_budget = (BUDGET / (n as f64 * matrix.cols() as f64)) as usize;
        // With more rows than the exact limit each query costs as much again: a smaller sample keeps a million quick.
        let most = if n <= EXACT_ROWS { EXACT_ROWS } else { (400_000_000 / n).clamp(1_000, 5_000) };
        let size = if matrix.cols() <= 20 { most } else { most.min(by_budget.max(500)) }.min(n);
        let mut rows: Vec<usize> =
            if size < n { index::sample(&mut run.rng("lof"), n, size).into_vec() } else { (0..n).collect() };
        rows.sort_unstable();
        let neighbours = Neighbours::new(matrix.select(&rows));
        let k = NEIGHBOURS.min(size - 1).max(1);
        run.check()?;
        let near: Vec<Vec<Near>> = (0..size)
            .into_par_iter()
            .with_min_len(64)
            .map(|i| neighbours.nearest(matrix.row(rows[i]), k, Some(i as u32)))
            .collect();
        run.check()?;
        let k_distance: Vec<f64> = near.iter().map(|n| n.last().map_or(0.0, |n| n.squared.sqrt())).collect();
        let densities: Vec<f64> = near.iter().map(|n| density(n, &k_distance)).collect();
        let own = near.iter().zip(&densities).map(|(n, own)| factor(n, *own, &densities)).collect();
        let density = densities;
        Ok(Self { neighbours, k, rows: rows.into_iter().map(|r| r as u64).collect(), k_distance, density, own })
    }

    /// Rows of the reference set.
    #[must_use]
    pub fn fitted_rows(&self) -> usize {
        self.neighbours.len()
    }

    /// Score of `row`, which is row `i` of the training matrix: a reference row is not its own neighbour.
    #[must_use]
    pub fn score(&self, i: usize, row: &[f64]) -> LofScore {
        if let Ok(reference) = self.rows.binary_search(&(i as u64)) {
            return self.own[reference];
        }
        let near = self.neighbours.nearest(row, self.k, None);
        factor(&near, density(&near, &self.k_distance), &self.density)
    }
}

impl Lof {
    /// Score of `row` of another table than the training's: a reference row equal to it is taken to be itself.
    #[must_use]
    pub fn score_other(&self, row: &[f64]) -> LofScore {
        let mut near = self.neighbours.nearest(row, self.k + 1, None);
        match near.first() {
            Some(first) if first.squared == 0.0 => drop(near.remove(0)),
            _ => near.truncate(self.k),
        }
        factor(&near, density(&near, &self.k_distance), &self.density)
    }
}

/// Mean density of the neighbours against one's own, and the mean distance to them.
fn factor(near: &[Near], own: f64, densities: &[f64]) -> LofScore {
    let count = near.len().max(1) as f64;
    LofScore {
        factor: near.iter().map(|n| densities[n.row as usize]).sum::<f64>() / count / own,
        distance: near.iter().map(|n| n.squared.sqrt()).sum::<f64>() / count,
    }
}

/// Local reachability density: the inverse of the mean reachability distance to the neighbours; 1e-10 as in
/// scikit-learn, so that identical rows have a finite one.
fn density(near: &[Near], k_distance: &[f64]) -> f64 {
    let reach: f64 = near.iter().map(|n| n.squared.sqrt().max(k_distance[n.row as usize])).sum();
    1.0 / (reach / near.len().max(1) as f64 + 1e-10)
}
