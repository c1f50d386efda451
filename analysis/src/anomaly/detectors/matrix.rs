//! A dense numeric table, row by row.

use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// `rows x cols` finite numbers, row-major.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Matrix {
    cols: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// From row-major `values`, whose length is a multiple of `cols`.
    #[must_use]
    pub fn new(cols: usize, values: Vec<f64>) -> Self {
        debug_assert!(cols > 0 && values.len().is_multiple_of(cols));
        Self { cols, values }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.values.len() / self.cols
    }

    /// Number of columns, at least 1.
    #[must_use]
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Row `i`.
    #[must_use]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.cols..(i + 1) * self.cols]
    }

    /// All values, row-major.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The rows `picked`, in that order.
    #[must_use]
    pub fn select(&self, picked: &[usize]) -> Self {
        Self::new(self.cols, picked.iter().flat_map(|&i| self.row(i)).copied().collect())
    }

    /// `score` of every row, in parallel, in row order.
    pub fn score_rows(&self, score: impl Fn(usize, &[f64]) -> f64 + Sync) -> Vec<f64> {
        self.values.par_chunks(self.cols).with_min_len(64).enumerate().map(|(i, row)| score(i, row)).collect()
    }

    /// Hex SHA-256 of shape and values.
    #[must_use]
    pub fn hash(&self) -> String {
        let mut hash = Sha256::new();
        hash.update((self.cols as u64).to_le_bytes());
        let mut bytes = Vec::with_capacity(8 * 4096);
        for chunk in self.values.chunks(4096) {
            bytes.clear();
            chunk.iter().for_each(|v| bytes.extend_from_slice(&v.to_le_bytes()));
            hash.update(&bytes);
        }
        hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}
