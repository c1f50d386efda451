//! Gradient boosting with absolute or quantile loss, for one series or pooled over all of them.
//!
//! Friedman (2001), "Greedy function approximation: a gradient boosting machine", Annals of Statistics 29, algorithm 3
//! (LAD_TreeBoost): trees fitted to the signs of the residuals, leaves at their medians. Absolute loss, because one
//! emergency repair must not bend the forecast of a year. With the quantile loss of Koenker and Bassett (1978),
//! "Regression quantiles", Econometrica 46, the gradient is the level above and the level less one below, and leaves lie
//! at that quantile; absolute loss is the level one half. Of the crates, forust-ml and smartcore have squared loss
//! only.

use serde::{Deserialize, Serialize};

use super::tree::{Growth, Sorted, Tree};
use crate::forecast::lags::{Row, Table};
use crate::stats::median;

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
    /// Fits the median of `table`; `None` below eight rows.
    pub(crate) fn fit(table: &Table) -> Option<Self> {
        Self::fit_quantile(table, 0.5)
    }

    /// Fits the quantile of `table` at `level`, between 0 and 1; `None` below eight rows.
    pub(crate) fn fit_quantile(table: &Table, level: f64) -> Option<Self> {
        let n = table.rows.len();
        if n < LEAST_ROWS {
            return None;
        }
        let start = quantile(&mut table.targets.clone(), level);
        let mut residuals: Vec<f64> = table.targets.iter().map(|t| t - start).collect();
        let growth = Growth { depth: DEPTH, least_rows: (n / 50).clamp(3, 20) };
        let sorted = Sorted::new(&table.rows);
        let mut trees = Vec::with_capacity(TREES);
        for _ in 0..TREES {
            let gradient = |r: &f64| match r.total_cmp(&0.0) {
                std::cmp::Ordering::Greater => level,
                std::cmp::Ordering::Less => level - 1.0,
                std::cmp::Ordering::Equal => 0.0,
            };
            let directions: Vec<f64> = residuals.iter().map(gradient).collect();
            let tree = Tree::grow(&table.rows, &sorted, &directions, growth, |members| {
                LEARNING_RATE * quantile(&mut members.iter().map(|&i| residuals[i as usize]).collect::<Vec<_>>(), level)
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

/// The quantile of `values` at `level`: the median at one half, else the value at that share of the ranks.
fn quantile(values: &mut [f64], level: f64) -> f64 {
    if (level - 0.5).abs() < 1e-9 || values.is_empty() {
        return median(values);
    }
    let rank = ((values.len() - 1) as f64 * level).round() as usize;
    *values.select_nth_unstable_by(rank, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_enclose_their_share() {
        // Noise that is wider in every second value: the bands must be too.
        let noise = |t: usize| ((t * 7919 + 13) % 101) as f64 / 101.0 - 0.5;
        let y: Vec<f64> = (0..400).map(|t| 50.0 + noise(t) * if t % 2 == 0 { 4.0 } else { 40.0 }).collect();
        let mut table = Table::default();
        table.add(&y, 2);
        let [low, high] = [0.1, 0.9].map(|level| Boosting::fit_quantile(&table, level).expect("enough rows"));
        let inside =
            table.rows.iter().zip(&table.targets).filter(|(r, t)| (low.predict(r)..=high.predict(r)).contains(*t));
        let share = inside.count() as f64 / table.rows.len() as f64;
        assert!((0.74..=0.86).contains(&share), "{share}");
        let width = |t: usize| high.predict(&table.rows[t]) - low.predict(&table.rows[t]);
        assert!(width(101) > 2.0 * width(100) || width(100) > 2.0 * width(101), "{} {}", width(100), width(101));
    }

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
