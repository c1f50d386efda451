//! Gradient boosting with absolute loss, for one series or pooled over all of them.
//!
//! Friedman (2001), "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29, algorithm 3
//! (LAD_TreeBoost): trees fitted to the signs of the residuals, leaves at their medians. Absolute loss, because one
//! emergency repair must not bend the forecast of a year. Of the crates, forust-ml and smartcore have squared loss
//! only.

use serde::{Deserialize, Serialize};

use super::recent::median;
use super::tree::{Growth, Sorted, Tree};
use crate::forecast::lags::{Row, Table};

const TREES: usize = 60;
const LEARNING_RATE: f64 = 0.1;
const DEPTH: usize = 3;
/// Fewest rows a model is fitted on.
const LEAST_ROWS: usize = 8;

/// A fitted model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Boosting {
    start: f64,
    trees: Vec<Tree>,
}

impl Boosting {
    /// Fits `table`; `None` below eight rows.
    pub(crate) fn fit(table: &Table) -> Option<Self> {
        let n = table.rows.len();
        if n < LEAST_ROWS {
            return None;
        }
        let start = median(&mut table.targets.clone());
        let mut residuals: Vec<f64> = table.targets.iter().map(|t| t - start).collect();
        let growth = Growth { depth: DEPTH, least_rows: (n / 50).clamp(3, 20) };
        let sorted = Sorted::new(&table.rows);
        let mut trees = Vec::with_capacity(TREES);
        for _ in 0..TREES {
            let signs: Vec<f64> = residuals.iter().map(|r| if *r == 0.0 { 0.0 } else { r.signum() }).collect();
            let tree = Tree::grow(&table.rows, &sorted, &signs, growth, |members| {
                LEARNING_RATE * median(&mut members.iter().map(|&i| residuals[i as usize]).collect::<Vec<_>>())
            });
            for (residual, row) in residuals.iter_mut().zip(&table.rows) {
                *residual -= tree.predict(row);
            }
            trees.push(tree);
        }
        Some(Self { start, trees })
    }

    /// Next value over the level.
    pub(crate) fn predict(&self, row: &Row) -> f64 {
        self.start + self.trees.iter().map(|t| t.predict(row)).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_an_alternation_and_ignores_an_outlier() {
        let mut y: Vec<f64> = (0..60).map(|t| if t % 2 == 0 { 10.0 } else { 30.0 }).collect();
        y[31] = 5_000.0;
        let mut table = Table::default();
        table.add(&y, 1);
        let model = Boosting::fit(&table).expect("enough rows");
        let ahead = crate::forecast::lags::recursive(&y, 1, 2, |row| model.predict(row)).expect("enough values");
        assert!((ahead[0] - 10.0).abs() < 3.0 && (ahead[1] - 30.0).abs() < 5.0, "{ahead:?}");
    }

    #[test]
    fn needs_eight_rows() {
        let mut table = Table::default();
        table.add(&[1.0, 2.0, 3.0, 4.0, 5.0], 1);
        assert!(Boosting::fit(&table).is_none());
    }
}
