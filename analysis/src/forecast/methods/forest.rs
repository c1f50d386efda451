//! Random forest on lags (smartcore).
//!
//! Breiman (2001), "Random forests", Machine Learning 45.

use smartcore::ensemble::random_forest_regressor::{RandomForestRegressor, RandomForestRegressorParameters};
use smartcore::linalg::basic::matrix::DenseMatrix;

use crate::forecast::lags::{Row, Table, recursive};

const TREES: usize = 25;
const DEPTH: u16 = 5;
/// Fewest rows a model is fitted on.
const LEAST_ROWS: usize = 10;

/// Forecast of a forest fitted on the series' own lags; `None` where it is too short.
pub(crate) fn random_forest(y: &[f64], season: usize, horizon: usize, seed: u64) -> Option<Vec<f64>> {
    let mut table = Table::default();
    table.add(y, season);
    if table.rows.len() < LEAST_ROWS {
        return None;
    }
    let matrix = |rows: &[Row]| DenseMatrix::from_2d_vec(&rows.iter().map(|r| r.to_vec()).collect()).ok();
    let parameters = RandomForestRegressorParameters::default()
        .with_n_trees(TREES)
        .with_max_depth(DEPTH)
        .with_min_samples_leaf(2)
        .with_seed(seed);
    let forest = RandomForestRegressor::fit(&matrix(&table.rows)?, &table.targets, parameters).ok()?;
    recursive(y, season, horizon, |row| {
        matrix(std::slice::from_ref(row))
            .and_then(|x| forest.predict(&x).ok())
            .and_then(|p: Vec<f64>| p.first().copied())
            .unwrap_or(1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_an_alternation_and_repeats_itself() {
        let y: Vec<f64> = (0..48).map(|t| if t % 2 == 0 { 10.0 } else { 30.0 }).collect();
        let got = random_forest(&y, 12, 2, 7).expect("48 values");
        assert!((got[0] - 10.0).abs() < 2.0 && (got[1] - 30.0).abs() < 2.0, "{got:?}");
        assert_eq!(random_forest(&y, 12, 2, 7), Some(got));
        assert!(random_forest(&y[..8], 12, 2, 7).is_none());
    }
}
