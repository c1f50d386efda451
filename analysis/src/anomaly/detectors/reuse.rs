//! May stored detectors score rows they were not fitted on?
//!
//! With the scaler is stored how the training's columns were distributed. While rows only came in, less than a week
//! went by and no column drifted, the fitted detectors score the grown table; otherwise they are fitted again.
//!
//! Drift of a column is the Lévy distance of its distribution then and now, on the scale of the training's standard
//! deviation: a distance of 0.1 means that more than a tenth of the rows moved by more than a tenth of it. Unlike the
//! Kolmogorov-Smirnov distance it does not take fright where a count that many rows share goes up by one. It never
//! exceeds that distance, so the critical value of the two-sample Kolmogorov-Smirnov test bounds what chance does.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::matrix::Matrix;
use super::scaler::Scaler;
use super::{Context, FORMAT_VERSION, KINDS};
use crate::model::{Choice, LONGEST_USE, ModelReason, Models};

/// Smallest distance that is drift, however many rows show it.
const DRIFT: f64 = 0.1;
/// Level of the test over all columns together.
const LEVEL: f64 = 0.01;
/// Share by which rows may grow.
const GROWTH: f64 = 0.5;
/// Most rows a distribution is read from, evenly over the table.
const MOST_ROWS: usize = 20_000;
/// Most points a distribution is kept in.
const POINTS: usize = 200;

/// The scaler and what its training looked like.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Fitted {
    pub(super) scaler: Scaler,
    training: Training,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Training {
    seed: u64,
    rows: u64,
    cols: u64,
    days: Option<(NaiveDate, NaiveDate)>,
    /// Distribution of each column that varied, in the scaler's order; none where nobody asks for it.
    columns: Vec<Distribution>,
}

impl Fitted {
    /// Measures `matrix`; `keep` its distribution, for tables that grow.
    pub(super) fn new(matrix: &Matrix, context: &Context, keep: bool) -> Self {
        let scaler = Scaler::fit(matrix);
        let columns = if keep { distributions(matrix, &scaler) } else { vec![] };
        let training = Training {
            seed: context.run.seed,
            rows: matrix.rows() as u64,
            cols: matrix.cols() as u64,
            days: context.trained_on,
            columns,
        };
        Self { scaler, training }
    }
}

/// Which stored detectors may score `matrix`, whose own input hash is `input_hash`, and why.
pub(super) fn choose(models: &Models, matrix: &Matrix, input_hash: &str, context: &Context) -> Choice {
    let same = Choice::same_input(input_hash);
    let (Some(now), Some((scaler, content))) = (models.now(), models.stored("scaler", None)) else { return same };
    if scaler.input_hash == input_hash || scaler.format_version != FORMAT_VERSION {
        return same;
    }
    let Some(fitted) = content.and_then(super::decode::<Fitted>) else { return same };
    let train = |reason, why: String| Choice::new(input_hash, reason, why);
    let whole = KINDS.iter().all(|kind| {
        models.stored(kind, None).is_some_and(|(model, content)| {
            content.is_some() && model.format_version == FORMAT_VERSION && model.input_hash == scaler.input_hash
        })
    });
    if !whole {
        return train(
            ModelReason::InputChanged,
            "the expenses changed, and not all detectors of the earlier ones are there".to_owned(),
        );
    }
    let Some(trained_at) = scaler.trained_at else { return same };
    if now - trained_at >= LONGEST_USE {
        let days = (now - trained_at).num_days();
        return train(ModelReason::Aged, format!("the stored one was trained {days} days before"));
    }
    if let Some(why) = fitted.training.is_of_others(matrix, context) {
        return train(ModelReason::InputChanged, why);
    }
    match fitted.drift(matrix, context) {
        Err(why) => train(ModelReason::Drifted, why),
        Ok(most) => {
            let (then, now) = (fitted.training.rows, matrix.rows());
            let why = format!(
                "{now} expenses instead of {then}, and no feature moved by more than {most:.2} (drift is {DRIFT} or more)"
            );
            Choice::new(&scaler.input_hash, ModelReason::NotDrifted, why)
        }
    }
}

impl Training {
    /// Why the table is not this one grown, if it is not.
    fn is_of_others(&self, matrix: &Matrix, context: &Context) -> Option<String> {
        if self.seed != context.run.seed || self.cols != matrix.cols() as u64 {
            return Some("the seed or the features are others than those of the stored one".to_owned());
        }
        let covered = match (self.days, context.trained_on) {
            (Some(then), Some(now)) => now.0 <= then.0 && now.1 >= then.1,
            _ => false,
        };
        let (then, now) = (self.rows, matrix.rows() as u64);
        if !covered || now < then {
            return Some(format!(
                "expenses of the stored one's training are not there any more ({then} then, {now} now)"
            ));
        }
        let most = then as f64 * (1.0 + GROWTH);
        (now as f64 > most)
            .then(|| format!("{now} expenses are many more than the {then} of the stored one's training"))
    }
}

impl Fitted {
    /// The largest distance of a column, or in words which one drifted.
    fn drift(&self, matrix: &Matrix, context: &Context) -> Result<f64, String> {
        let name =
            |column: usize| context.names.get(column).map_or_else(|| format!("column {column}"), |n| format!("`{n}`"));
        let now = Scaler::fit(matrix).kept();
        let then = self.scaler.kept();
        if let Some(&column) = now.iter().find(|column| !then.contains(column)) {
            return Err(format!("{} varies now and did not in the stored one's training", name(column)));
        }
        let (m, n) = (self.training.rows.min(MOST_ROWS as u64) as f64, matrix.rows().min(MOST_ROWS) as f64);
        let chance = (-(LEVEL / 2.0 / then.len() as f64).ln() / 2.0 * (m + n) / (m * n)).sqrt();
        let limit = DRIFT.max(chance);
        let mut most = 0.0f64;
        for ((&column, before), after) in
            then.iter().zip(&self.training.columns).zip(distributions(matrix, &self.scaler))
        {
            let distance = before.levy_distance(&after);
            if distance > limit {
                return Err(format!(
                    "{} drifted: its distribution moved by {distance:.2} between {} expenses then and {} now (drift is {limit:.2} or more)",
                    name(column),
                    self.training.rows,
                    matrix.rows()
                ));
            }
            most = most.max(distance);
        }
        Ok(most)
    }
}

/// The distribution of every column the scaler keeps, on its scale.
fn distributions(matrix: &Matrix, scaler: &Scaler) -> Vec<Distribution> {
    let step = matrix.rows().div_ceil(MOST_ROWS);
    let rows: Vec<usize> = (0..matrix.rows()).step_by(step).collect();
    let Some(x) = scaler.transform(&matrix.select(&rows)) else { return vec![] };
    let column = |j: usize| x.values().iter().skip(j).step_by(x.cols()).copied().collect();
    (0..x.cols()).map(|j| Distribution::of(column(j))).collect()
}

/// A distribution function in a few points.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Distribution {
    /// Ascending values with the share of rows at or below each.
    points: Vec<(f64, f64)>,
}

impl Distribution {
    fn of(mut values: Vec<f64>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        let n = values.len();
        let mut points: Vec<(f64, f64)> = vec![];
        for k in 1..=POINTS.min(n) {
            let value = values[k * n / POINTS.min(n) - 1];
            if points.last().is_none_or(|p| p.0 < value) {
                points.push((value, values.partition_point(|v| *v <= value) as f64 / n as f64));
            }
        }
        Self { points }
    }

    /// Share of rows at or below `x`.
    fn at(&self, x: f64) -> f64 {
        self.points.partition_point(|p| p.0 <= x).checked_sub(1).map_or(0.0, |i| self.points[i].1)
    }

    /// Smallest t for which each of the two functions, moved by t to the side and up, stays above the other.
    fn levy_distance(&self, other: &Self) -> f64 {
        let above = |a: &Self, b: &Self, t: f64| a.points.iter().all(|&(x, share)| share - b.at(x + t) <= t);
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..20 {
            let t = f64::midpoint(low, high);
            if above(self, other, t) && above(other, self, t) { high = t } else { low = t }
        }
        high
    }
}

#[cfg(test)]
mod tests {
    use super::Distribution;

    #[test]
    fn a_step_of_a_count_is_no_drift_and_a_move_of_the_bulk_is() {
        let counts = |a: f64, b: f64| Distribution::of((0..1000).map(|i| if i % 3 == 0 { a } else { b }).collect());
        let before = counts(-1.0, 0.5);
        assert!(before.levy_distance(&before) < 1e-5);
        assert!(before.levy_distance(&counts(-0.98, 0.54)) < 0.05, "all rows moved a little");
        assert!((before.levy_distance(&counts(-0.7, 0.5)) - 0.3).abs() < 1e-3, "a third of the rows moved by 0.3");
        let even = |from: f64| Distribution::of((0..5000).map(|i| from + f64::from(i) / 5000.0).collect());
        assert!((even(0.0).levy_distance(&even(0.4)) - 0.2).abs() < 0.01, "half the way to the side, half up");
    }
}
