//! Each month's category mix against the months before it.

use rayon::prelude::*;

use super::aspects::{category_mix, enough, excess};
use super::months::{EARLIER_MONTHS, month_p_value};
use super::occasions::Occasions;
use super::sample::Outcome;
use super::significance::ASPECT_LEVEL;
use crate::report::DriftMonth;
use crate::stats::adjusted_p_values;
use crate::{Error, Run};

/// Most permutations a month.
const MOST: usize = 499;

/// One entry a whole month from the second on that has occasions to compare. A month is judged by the permutation of
/// single occasions and by how far the months before it were from those before them.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn history(all: &Occasions, run: &Run) -> Result<Vec<DriftMonth>, Error> {
    let compared = (1..all.len())
        .into_par_iter()
        .filter(|&m| enough(all, m))
        .map(|m| {
            let mut rng = run.rng(&format!("drift history {}", all.first[m]));
            Ok((m, category_mix(all, m, MOST, &mut rng, run)?))
        })
        .collect::<Result<Vec<(usize, Outcome)>, Error>>()?;

    let p_values: Vec<f64> = compared
        .iter()
        .enumerate()
        .map(|(i, (_, outcome))| {
            let earlier: Vec<_> =
                compared[i.saturating_sub(EARLIER_MONTHS)..i].iter().map(|(_, o)| excess(o)).collect();
            outcome.test.p_value.max(month_p_value(excess(outcome), &earlier).unwrap_or(0.0))
        })
        .collect();
    let adjusted = adjusted_p_values(&p_values);
    let entry = |((m, outcome), (p_value, q)): ((usize, Outcome), (f64, f64))| DriftMonth {
        month: all.first[m],
        js: outcome.test.js,
        js_null95: outcome.test.js_null95,
        p_value,
        drift: outcome.large_enough && q <= ASPECT_LEVEL,
    };
    Ok(compared.into_iter().zip(p_values.into_iter().zip(adjusted)).map(entry).collect())
}
