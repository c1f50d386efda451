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
    Ok(decide(outcomes.into_iter().map(|o| (o.test, o.large_enough)).collect()))
}

/// Adjusts the p-values of tests that are read together, and decides.
pub(super) fn decide(tests: Vec<(DriftTest, bool)>) -> Vec<DriftTest> {
    let adjusted = benjamini_hochberg(&tests.iter().map(|(t, _)| t.p_value).collect::<Vec<_>>());
    let decided = tests.into_iter().zip(adjusted);
    decided
        .map(|((test, large_enough), q_value)| DriftTest { q_value, drift: large_enough && q_value <= LEVEL, ..test })
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
