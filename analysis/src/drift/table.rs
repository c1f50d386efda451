//! Two tables, column by column.

use rayon::prelude::*;

use super::sample::Sample;
use super::significance::{LEVEL, benjamini_hochberg};
use crate::report::DriftTest;
use crate::{Error, Run};

/// The cells of one column in both tables, as text.
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Cells of the reference table.
    pub reference: Vec<String>,
    /// Cells of the current table.
    pub current: Vec<String>,
}

/// Tests every column: numbers by Kolmogorov-Smirnov, names by Jensen-Shannon, ISO dates by their day of the week
/// (days themselves always differ between two periods). A column is numeric where every cell of both tables that is
/// not empty is a number. Both tables need a row.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn columns(columns: &[Column], run: &Run) -> Result<Vec<DriftTest>, Error> {
    let outcomes = columns
        .par_iter()
        .map(|column| sample(column).test(&column.name, &mut run.rng(&format!("drift column {}", column.name)), run))
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(decide(outcomes.into_iter().map(|o| (o.test, o.large_enough)).collect(), LEVEL))
}

/// Adjusts the p-values of tests that are read together, and decides at `level`.
pub(super) fn decide(tests: Vec<(DriftTest, bool)>, level: f64) -> Vec<DriftTest> {
    let adjusted = benjamini_hochberg(&tests.iter().map(|(t, _)| t.p_value).collect::<Vec<_>>());
    let decided = tests.into_iter().zip(adjusted);
    decided
        .map(|((test, large_enough), q_value)| DriftTest { q_value, drift: large_enough && q_value <= level, ..test })
        .collect()
}

fn sample(column: &Column) -> Sample {
    let all = |side: &[String]| side.iter().map(|c| number(c)).collect::<Option<Vec<f64>>>();
    if let (Some(reference), Some(current)) = (all(&column.reference), all(&column.current)) {
        return Sample::numeric(&reference, &current);
    }
    let weekdays = |side: &[String]| side.iter().map(|c| weekday(c)).collect::<Option<Vec<u32>>>();
    if let (Some(reference), Some(current)) = (weekdays(&column.reference), weekdays(&column.current)) {
        return Sample::categorical(&reference, &current);
    }
    let trimmed = |side: &[String]| side.iter().map(|c| c.trim().to_owned()).collect::<Vec<_>>();
    Sample::categorical(&trimmed(&column.reference), &trimmed(&column.current))
}

fn number(cell: &str) -> Option<f64> {
    let cell = cell.trim();
    if cell.is_empty() { Some(f64::NAN) } else { cell.parse().ok() }
}

fn weekday(cell: &str) -> Option<u32> {
    use chrono::Datelike;
    let day = cell.trim().parse::<chrono::NaiveDate>().ok()?;
    Some(day.weekday().num_days_from_monday())
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;
    use crate::run::Unwatched;

    /// `n` rows of an amount and a category whose last value is `times` as likely as the others.
    fn draw(rng: &mut impl Rng, n: usize, times: u32) -> [Vec<String>; 2] {
        let category: Vec<u32> = (0..n).map(|_| rng.random_range(0..11 + times).min(11)).collect();
        let amount =
            category.iter().map(|c| format!("{:.2}", f64::from(c + 1) * rng.random_range(1.0..20.0))).collect();
        [amount, category.iter().map(|c| format!("c{c}")).collect()]
    }

    fn compare(seed: u64, n: usize, times: u32) -> Vec<DriftTest> {
        let run = Run::new(42, &Unwatched);
        let mut rng = Run::new(seed, &Unwatched).rng("test table");
        let (before, now) = (draw(&mut rng, 6 * n, 1), draw(&mut rng, n, times));
        let names = ["amount", "category"].map(str::to_owned);
        let pairs = names.into_iter().zip(before.into_iter().zip(now));
        let all: Vec<Column> = pairs.map(|(name, (reference, current))| Column { name, reference, current }).collect();
        columns(&all, &run).expect("not cancelled")
    }

    #[test]
    fn quiet_tables_raise_few_alarms_and_changed_ones_are_found() {
        let rate = |n, times| (0..60).filter(|&s| compare(s, n, times).iter().any(|t| t.drift)).count();
        assert!(rate(40, 1) <= 5); // 3 % expected; more than 5 has a chance below 1 %
        assert!(rate(200, 4) >= 57);
    }

    #[test]
    fn kinds_are_recognised() {
        let cells = |values: &[&str]| values.iter().map(|&v| v.to_owned()).collect::<Vec<_>>();
        let column = |name: &str, values: &[&str]| Column {
            name: name.into(),
            reference: cells(values),
            current: cells(values),
        };
        let tests = columns(
            &[
                column("number", &["1", " -2.5e3 ", ""]),
                column("word", &["1", "x", ""]),
                column("day", &["2024-01-01", "2024-01-08"]),
            ],
            &Run::new(1, &Unwatched),
        )
        .expect("not cancelled");
        assert_eq!(
            tests.iter().map(|t| t.kind.as_str()).collect::<Vec<_>>(),
            ["numeric", "categorical", "categorical"]
        );
        assert!(tests.iter().all(|t| !t.drift && t.p_value == 1.0));
    }
}
