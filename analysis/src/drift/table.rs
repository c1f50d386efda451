//! Two tables, column by column.

use rayon::prelude::*;

use super::sample::Sample;
use super::significance::LEVEL;
use crate::report::DriftTest;
use crate::stats::adjusted_p_values;
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

/// Tests every column: numbers by Kolmogorov-Smirnov, names by the largest of three statistics of their mix, ISO dates by
/// their day of the week (days themselves always differ between two periods). A column is numeric where every cell of both
/// tables that is not missing is a number. Cells without a value (empty, or `NA`, `NaN`, `null`, `None`, `n/a`) are left out
/// of these, and where there are any, how many there are is an aspect of its own: `NAME (missing)`, of kind `missing`.
/// Both tables need a row.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn columns(columns: &[Column], run: &Run) -> Result<Vec<DriftTest>, Error> {
    let outcomes = columns
        .par_iter()
        .map(|column| {
            let mut rng = run.rng(&format!("drift column {}", column.name));
            let mut tests = vec![sample(column).test(&column.name, &mut rng, run)?];
            let missing = |side: &[String]| side.iter().map(|c| is_missing(c)).collect::<Vec<bool>>();
            let (before, now) = (missing(&column.reference), missing(&column.current));
            if before.iter().chain(&now).any(|m| *m) {
                let name = format!("{} (missing)", column.name);
                let mut share = Sample::categorical(&before, &now).test(&name, &mut rng, run)?;
                share.test.kind = "missing".to_owned();
                tests.push(share);
            }
            Ok(tests)
        })
        .collect::<Result<Vec<_>, Error>>()?;
    Ok(decide(outcomes.into_iter().flatten().map(|o| (o.test, o.large_enough)).collect(), LEVEL))
}

/// Adjusts the p-values of tests that are read together, and decides at `level`.
pub(super) fn decide(tests: Vec<(DriftTest, bool)>, level: f64) -> Vec<DriftTest> {
    let adjusted = adjusted_p_values(&tests.iter().map(|(t, _)| t.p_value).collect::<Vec<_>>());
    let decided = tests.into_iter().zip(adjusted);
    decided
        .map(|((test, large_enough), q_value)| DriftTest { q_value, drift: large_enough && q_value <= level, ..test })
        .collect()
}

fn sample(column: &Column) -> Sample {
    let known =
        |side: &'_ [String]| side.iter().map(|c| c.trim().to_owned()).filter(|c| !is_missing(c)).collect::<Vec<_>>();
    let (reference, current) = (known(&column.reference), known(&column.current));
    let all = |side: &[String]| side.iter().map(|c| c.parse().ok()).collect::<Option<Vec<f64>>>();
    if let (Some(reference), Some(current)) = (all(&reference), all(&current)) {
        return Sample::numeric(&reference, &current);
    }
    let weekdays = |side: &[String]| side.iter().map(|c| weekday(c)).collect::<Option<Vec<u32>>>();
    if let (Some(reference), Some(current)) = (weekdays(&reference), weekdays(&current)) {
        return Sample::categorical(&reference, &current);
    }
    Sample::categorical(&reference, &current)
}

/// The cell has no value.
fn is_missing(cell: &str) -> bool {
    const NONE: [&str; 7] = ["", "na", "nan", "null", "none", "n/a", "#n/a"];
    let cell = cell.trim();
    NONE.iter().any(|none| cell.eq_ignore_ascii_case(none))
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

    /// `scipy.stats.ks_2samp` of the cells that are there; counted as zeros they would be far apart.
    #[test]
    fn missing_cells_are_missing_and_their_share_is_told_apart() {
        let reference: Vec<String> = (0..120).map(|i| format!("{}", 20 + i * 37 % 80)).collect();
        let with_holes = |every: usize| -> Vec<String> {
            reference.iter().enumerate().map(|(i, c)| if i % every == 0 { "NA".into() } else { c.clone() }).collect()
        };
        let tested = |current: Vec<String>| {
            let column = Column { name: "amount".into(), reference: reference.clone(), current };
            columns(&[column], &Run::new(7, &Unwatched)).expect("not cancelled")
        };
        let few = tested(with_holes(60));
        assert!(few.iter().all(|t| !t.drift), "{few:?}");
        let many = tested(with_holes(3));
        let names: Vec<(&str, &str, bool)> = many.iter().map(|t| (t.name.as_str(), t.kind.as_str(), t.drift)).collect();
        assert_eq!(names, [("amount", "numeric", false), ("amount (missing)", "missing", true)]);
        assert_eq!(tested(reference.clone()).len(), 1);
        assert!(tested(vec![String::new(); 50])[1].drift, "nothing is there any more");
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
            ["numeric", "missing", "categorical", "missing", "categorical"]
        );
        assert!(tests.iter().all(|t| !t.drift && t.p_value == 1.0));
    }
}
