//! One-class support vector machine (Schölkopf, Platt, Shawe-Taylor, Smola and Williamson, 2001), through `linfa-svm`.
//!
//! Its kernel matrix is dense, so it is fitted on a random sample; scores of all rows rank like the exact ones.

use linfa::dataset::{DatasetBase, Pr};
use linfa::prelude::*;
use linfa_svm::Svm;
use ndarray_16::{Array1, Array2};
use rand::seq::index;
use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use super::neighbours::squared_distance;
use crate::{Error, Run};

/// Most rows in the fit; the dense kernel of 2,000 takes 32 MB.
const SAMPLE: usize = 2_000;
/// Most rows in the fit for very long tables, where every support vector is paid for in each row's score.
const SAMPLE_LONG: usize = 1_000;
/// Upper bound of the share of outliers and lower bound of the share of support vectors.
const NU: f64 = 0.2;

/// The fitted boundary.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OneClassSvm {
    vectors: Matrix,
    weights: Vec<f64>,
    rho: f64,
    /// `exp(-gamma * squared distance)`.
    gamma: f64,
    fitted_rows: u64,
}

impl OneClassSvm {
    /// Fits the boundary to a sample of the standardised `matrix`.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the solver fails.
    pub fn fit(matrix: &Matrix, run: &Run) -> Result<Self, Error> {
        Self::fit_with(matrix, NU, run)
    }

    fn fit_with(matrix: &Matrix, nu: f64, run: &Run) -> Result<Self, Error> {
        let n = matrix.rows();
        let most = if n > 200_000 || matrix.cols() > 200 { SAMPLE_LONG } else { SAMPLE };
        let mut rows: Vec<usize> =
            if n > most { index::sample(&mut run.rng("ocsvm"), n, most).into_vec() } else { (0..n).collect() };
        rows.sort_unstable();
        let sample = matrix.select(&rows);
        let eps = matrix.cols() as f64;
        let records = Array2::from_shape_vec((rows.len(), matrix.cols()), sample.values().to_vec())
            .map_err(|e| Error::Invalid(format!("one-class SVM: {e}")))?;
        let dataset = DatasetBase::new(records, Array1::from_elem(rows.len(), ()));
        let svm = Svm::<f64, Pr>::params()
            .nu_weight(nu)
            .gaussian_kernel(eps)
            .eps(1e-4)
            .fit(&dataset)
            .map_err(|e| Error::Invalid(format!("one-class SVM: {e}")))?;
        let support: Vec<usize> = (0..rows.len()).filter(|&i| svm.alpha[i].abs() > 1e-9).collect();
        // With no support vector (a handful of equal rows) the first row stands for all.
        let support = if support.is_empty() { vec![0] } else { support };
        Ok(Self {
            vectors: sample.select(&support),
            weights: support.iter().map(|&i| svm.alpha[i].max(1e-9)).collect(),
            rho: svm.rho,
            gamma: 1.0 / eps,
            fitted_rows: rows.len() as u64,
        })
    }

    /// Rows it was fitted on.
    #[must_use]
    pub fn fitted_rows(&self) -> usize {
        self.fitted_rows as usize
    }

    /// Distance beyond the boundary: positive outside, negative inside.
    #[must_use]
    pub fn score(&self, row: &[f64]) -> f64 {
        let kernel =
            |(i, weight): (usize, &f64)| weight * (-self.gamma * squared_distance(row, self.vectors.row(i))).exp();
        self.rho - self.weights.iter().enumerate().map(kernel).sum::<f64>()
    }
}

#[cfg(test)]
impl OneClassSvm {
    pub(super) fn fit_for_test(matrix: &Matrix, nu: f64, run: &Run) -> Result<Self, Error> {
        Self::fit_with(matrix, nu, run)
    }
}
