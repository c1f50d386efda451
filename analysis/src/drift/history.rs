//! Each month's category mix against the months before it.

use std::ops::Range;

use rayon::prelude::*;

use super::aspects::{category_mix, excess};
use super::months::{REFERENCE_MONTHS, month_p_value};
use super::significance::{LEVEL, benjamini_hochberg};
use crate::report::DriftMonth;
use crate::{Error, Ledger, Run};

/// Most permutations a month.
const MOST: usize = 499;
/// Fewest charges on either side.
const FEWEST: usize = 5;

/// One entry a complete month from the second on that has charges to compare. A month is judged by the permutation of
/// single charges and by how far the months before it were from those before them.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn history(
    ledger: &Ledger,
    months: &[Range<usize>],
    first: usize,
    run: &Run,
) -> Result<Vec<DriftMonth>, Error> {
    let compared = (1..months.len())
        .into_par_iter()
        .map(|m| {
            let before: Vec<usize> = months[m.saturating_sub(REFERENCE_MONTHS)..m].iter().cloned().flatten().collect();
            let now: Vec<usize> = months[m].clone().collect();
            if before.len() < FEWEST || now.len() < FEWEST {
                return Ok(None);
            }
            let mut rng = run.rng(&format!("drift history {}", ledger.months[first + m].first));
            let outcome = category_mix(ledger, (&before, &now), MOST, &mut rng, run)?;
            Ok(Some((m, outcome)))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let compared: Vec<_> = compared.into_iter().flatten().collect();

    let p_values: Vec<f64> = compared
        .iter()
        .enumerate()
        .map(|(i, (_, outcome))| {
            let earlier = &compared[i.saturating_sub(REFERENCE_MONTHS)..i];
            let around: Vec<_> = earlier.iter().map(|(_, o)| excess(o)).collect();
            outcome.test.p_value.max(month_p_value(excess(outcome), &around).unwrap_or(0.0))
        })
        .collect();
    let adjusted = benjamini_hochberg(&p_values);
    let entry = |((m, outcome), (p_value, q)): ((usize, super::sample::Outcome), (f64, f64))| DriftMonth {
        month: ledger.months[first + m].first,
        js: outcome.test.js,
        js_null95: outcome.test.js_null95,
        p_value,
        drift: outcome.large_enough && q <= LEVEL,
    };
    Ok(compared.into_iter().zip(p_values.into_iter().zip(adjusted)).map(entry).collect())
}
