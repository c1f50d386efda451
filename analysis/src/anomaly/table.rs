//! The multivariate detectors on any numeric table.

use super::detectors::{self, Context, Matrix};
use super::stats;
use crate::model::Models;
use crate::{Error, Run};

/// Scores of a table's rows; all lists have one entry a row, higher is odder, scores are in 0..=1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableScores {
    /// Local outlier factor.
    pub lof: Vec<f64>,
    /// One-class SVM.
    pub ocsvm: Vec<f64>,
    /// Autoencoder.
    pub autoencoder: Vec<f64>,
    /// Isolation forest.
    pub isolation_forest: Vec<f64>,
    /// All together.
    pub score: Vec<f64>,
    /// Probability of a score this high on normal rows.
    pub p_value: Vec<f64>,
    /// Passed Benjamini-Hochberg at the stated rate.
    pub flagged: Vec<bool>,
}

/// Puts the median of its column in the place of every NaN of the row-major `values`; the number of cells filled by
/// column. A column of nothing but NaN becomes 0.
#[must_use]
pub fn impute(cols: usize, values: &mut [f64]) -> Vec<usize> {
    let mut filled = vec![0; cols];
    for (column, count) in filled.iter_mut().enumerate() {
        *count = values.iter().skip(column).step_by(cols).filter(|v| v.is_nan()).count();
        if *count == 0 {
            continue;
        }
        let mut known: Vec<f64> = values.iter().skip(column).step_by(cols).filter(|v| !v.is_nan()).copied().collect();
        let median = stats::median(&mut known);
        values.iter_mut().skip(column).step_by(cols).filter(|v| v.is_nan()).for_each(|v| *v = median);
    }
    filled
}

/// Scores every row of `matrix`; `rate` is the false discovery rate of the flags.
///
/// A table in which no column varies, or of fewer than five rows, has nothing odd in it: all scores 0, all p-values 1.
///
/// # Errors
/// [`Error::Cancelled`]; [`Error::Invalid`] for a cell that is no finite number, with its row and column from 0 on, and
/// when a learning library fails.
pub fn score(matrix: &Matrix, rate: f64, models: &mut Models, run: &Run) -> Result<TableScores, Error> {
    let n = matrix.rows();
    if let Some(at) = matrix.values().iter().position(|v| !v.is_finite()) {
        let (row, column, value) = (at / matrix.cols(), at % matrix.cols(), matrix.values()[at]);
        let text =
            format!("row {row}, column {column}: {value} is not a finite number; give one, or leave the cell empty");
        return Err(Error::Invalid(text));
    }
    let context = Context { stage: "detect", trained_on: None, names: &[], run };
    let Some(d) = detectors::detect(matrix, models, &context)? else {
        let zeros = vec![0.0; n];
        return Ok(TableScores {
            lof: zeros.clone(),
            ocsvm: zeros.clone(),
            autoencoder: zeros.clone(),
            isolation_forest: zeros.clone(),
            score: zeros,
            p_value: vec![1.0; n],
            flagged: vec![false; n],
        });
    };
    // What the extremes of a column would hide from the detectors, each other above all, is as improbable as that.
    let extreme = detectors::ln_extreme(matrix);
    let p_value: Vec<f64> =
        stats::tail_probabilities(&d.combined).into_iter().zip(extreme).map(|(p, ln_p)| p.min(ln_p.exp())).collect();
    let limit = stats::benjamini_hochberg(&p_value, rate);
    let unit = |scores: &[f64]| stats::tail_probabilities(scores).into_iter().map(stats::unit_score).collect();
    Ok(TableScores {
        lof: unit(&d.lof),
        ocsvm: unit(&d.ocsvm),
        autoencoder: unit(&d.autoencoder),
        isolation_forest: unit(&d.isolation_forest),
        score: p_value.iter().copied().map(stats::unit_score).collect(),
        flagged: p_value.iter().map(|p| limit.is_some_and(|l| *p <= l)).collect(),
        p_value,
    })
}
