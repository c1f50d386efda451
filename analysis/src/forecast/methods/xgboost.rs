//! Gradient boosting of XGBoost's kind on lags: second order, regularised (forust-ml).
//!
//! Chen and Guestrin (2016), "XGBoost: a scalable tree boosting system", KDD.

use forust_ml::objective::ObjectiveType;
use forust_ml::{GradientBooster, Matrix};

use crate::forecast::lags::{FEATURES, Row, Table, recursive};

const TREES: usize = 40;
/// Fewest rows a model is fitted on.
const LEAST_ROWS: usize = 10;

/// Forecast of a booster fitted on the series' own lags; `None` where it is too short.
pub(crate) fn xgboost(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    let mut table = Table::default();
    table.add(y, season);
    if table.rows.len() < LEAST_ROWS {
        return None;
    }
    // The crate's default objective is the logistic loss, which gives NaN here.
    let mut booster = GradientBooster::default()
        .set_objective_type(ObjectiveType::SquaredLoss)
        .set_iterations(TREES)
        .set_learning_rate(0.1)
        .set_max_depth(3)
        .set_max_leaves(8)
        .set_l2(1.0)
        .set_min_leaf_weight(2.0)
        .set_parallel(false);
    let data = columns(&table.rows);
    booster.fit_unweighted(&Matrix::new(&data, table.rows.len(), FEATURES), &table.targets, None).ok()?;
    recursive(y, season, horizon, |row| {
        booster.predict(&Matrix::new(row, 1, FEATURES), false).first().copied().unwrap_or(1.0)
    })
}

/// Rows as the column-major data the crate reads.
fn columns(rows: &[Row]) -> Vec<f64> {
    (0..FEATURES).flat_map(|f| rows.iter().map(move |r| r[f])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_an_alternation() {
        let y: Vec<f64> = (0..48).map(|t| if t % 2 == 0 { 10.0 } else { 30.0 }).collect();
        let got = xgboost(&y, 12, 2).expect("48 values");
        assert!((got[0] - 10.0).abs() < 2.0 && (got[1] - 30.0).abs() < 6.0, "{got:?}");
        assert!(xgboost(&y[..8], 12, 2).is_none());
    }
}
