//! Why a row is odd to the detectors: each column's share.
//!
//! Two accounts of it, averaged: how much each column shortens the row's paths through the isolation forest, and how
//! much of the autoencoder's reconstruction error is in it. Both add up to 1 over the columns.

use super::autoencoder::Autoencoder;
use super::isolation_forest::IsolationForest;
use super::matrix::Matrix;

/// The fitted models and the standardised rows they scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Explainer {
    pub(super) x: Matrix,
    /// Column of the original table of each column of `x`.
    pub(super) kept: Vec<usize>,
    pub(super) forest: IsolationForest,
    pub(super) network: Autoencoder,
}

impl Explainer {
    /// Columns of the original table with their shares of what makes row `i` odd, largest first; columns that do not
    /// vary have none.
    #[must_use]
    pub fn shares(&self, i: usize) -> Vec<(usize, f64)> {
        let row = self.x.row(i);
        let mut shares = vec![0.0; row.len()];
        for parts in [self.forest.contributions(row), self.network.errors(row)] {
            let total = parts.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            shares.iter_mut().zip(parts).for_each(|(share, part)| *share += 0.5 * part / total);
        }
        let mut shares: Vec<(usize, f64)> = self.kept.iter().copied().zip(shares).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        shares
    }

    /// Row `i` as the detectors see it: original column and standardised value.
    pub fn standardised(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        self.kept.iter().copied().zip(self.x.row(i).iter().copied())
    }
}
