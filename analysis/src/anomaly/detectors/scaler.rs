//! Standardisation: every column to mean 0 and standard deviation 1; constant columns go.

use serde::{Deserialize, Serialize};

use super::matrix::Matrix;

/// Means and deviations of the columns that vary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scaler {
    /// Columns kept, with mean and standard deviation.
    kept: Vec<(usize, f64, f64)>,
}

impl Scaler {
    /// Measures the columns of `matrix`.
    #[must_use]
    pub fn fit(matrix: &Matrix) -> Self {
        let n = matrix.rows() as f64;
        let cols = matrix.cols();
        let rows = || matrix.values().chunks_exact(cols);
        // Scaling by the largest magnitude first keeps 1e308 from overflowing.
        let mut largest = vec![0.0f64; cols];
        for row in rows() {
            row.iter().zip(&mut largest).for_each(|(v, l)| *l = l.max(v.abs()));
        }
        let unit: Vec<f64> = largest.iter().map(|l| if *l > 0.0 { 1.0 / l.max(1e-300) } else { 1.0 }).collect();
        let mut mean = vec![0.0; cols];
        for row in rows() {
            (0..cols).for_each(|j| mean[j] += row[j] * unit[j] / n);
        }
        let mut variance = vec![0.0; cols];
        for row in rows() {
            (0..cols).for_each(|j| variance[j] += (row[j] * unit[j] - mean[j]).powi(2) / n);
        }
        let kept = (0..cols)
            .filter(|&j| variance[j].sqrt() > 1e-12)
            .map(|j| (j, mean[j] / unit[j], variance[j].sqrt() / unit[j]))
            .collect();
        Self { kept }
    }

    /// Indices of the columns that vary.
    #[must_use]
    pub fn kept(&self) -> Vec<usize> {
        self.kept.iter().map(|k| k.0).collect()
    }

    /// The standardised columns; `None` when none varies.
    #[must_use]
    pub fn transform(&self, matrix: &Matrix) -> Option<Matrix> {
        if self.kept.is_empty() {
            return None;
        }
        let mut values = Vec::with_capacity(matrix.rows() * self.kept.len());
        for i in 0..matrix.rows() {
            let row = matrix.row(i);
            values.extend(self.kept.iter().map(|&(j, mean, sd)| ((row[j] - mean) / sd).clamp(-1e6, 1e6)));
        }
        Some(Matrix::new(self.kept.len(), values))
    }
}
