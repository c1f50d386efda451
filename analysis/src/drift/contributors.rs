//! Which categories the change of the mix comes from, with bootstrap intervals.

use std::ops::Range;

use rand::Rng;
use rayon::prelude::*;

use super::divergence::jensen_shannon_parts;
use super::occasions::Occasions;
use crate::report::Contributor;
use crate::{Error, Ledger, Run};

/// Resamples of one bootstrap.
const RESAMPLES: usize = 499;

/// Shares of the positive sums; all zero where there is none.
fn shares(sums: &[i64]) -> Vec<f64> {
    let all: f64 = sums.iter().map(|&s| s.max(0) as f64).sum();
    sums.iter().map(|&s| if all > 0.0 { s.max(0) as f64 / all } else { 0.0 }).collect()
}

/// Every category of the last month and of the `reference` months before it, the largest part in the change first. The bootstrap
/// draws occasions of the current month and whole months of the reference, because its months differ as wholes.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn contributors(
    ledger: &Ledger,
    all: &Occasions,
    reference: Range<usize>,
    run: &Run,
) -> Result<Vec<Contributor>, Error> {
    let Some(current) = all.months.last() else { return Ok(Vec::new()) };
    let by_month: Vec<Vec<i64>> = all.months[reference.clone()].iter().map(|rows| all.sums(rows.clone())).collect();
    let add = |months: &mut dyn Iterator<Item = &Vec<i64>>| {
        months.fold(vec![0i64; ledger.categories.len()], |all, month| {
            all.iter().zip(month).map(|(a, b)| a.saturating_add(*b)).collect()
        })
    };
    let (before, now) = (add(&mut by_month.iter()), all.sums(current.clone()));
    let (p, q) = (shares(&before), shares(&now));
    let parts = jensen_shannon_parts(&p, &q);
    let whole: f64 = parts.iter().sum();

    let resampled = (0..RESAMPLES)
        .into_par_iter()
        .map(|b| {
            run.check()?;
            let mut rng = run.rng(&format!("drift bootstrap {b}"));
            let months = (0..by_month.len()).map(|_| rng.random_range(0..by_month.len())).collect::<Vec<_>>();
            let before = shares(&add(&mut months.iter().map(|&m| &by_month[m])));
            let rows = current.clone().map(|_| rng.random_range(current.clone())).collect::<Vec<_>>();
            let now = shares(&all.sums(rows.into_iter()));
            Ok(before.iter().zip(now).map(|(p, q)| q - p).collect::<Vec<f64>>())
        })
        .collect::<Result<Vec<Vec<f64>>, Error>>()?;

    let digits = ledger.params.digits();
    let mut all: Vec<Contributor> = (0..ledger.categories.len())
        .filter(|&c| before[c] != 0 || now[c] != 0)
        .map(|c| {
            let mut changes: Vec<f64> = resampled.iter().map(|r| r[c]).collect();
            changes.sort_by(f64::total_cmp);
            let quantile = |share: f64| changes[((changes.len() - 1) as f64 * share).round() as usize];
            let average = crate::Money::new(divide_rounded(before[c], reference.len()), digits);
            Contributor {
                category: ledger.categories[c].clone(),
                reference_share: p[c],
                current_share: q[c],
                change: q[c] - p[c],
                lo95: quantile(0.025),
                hi95: quantile(0.975),
                reference_spend: average,
                current_spend: crate::Money::new(now[c], digits),
                contribution: if whole > 0.0 { parts[c] / whole } else { 0.0 },
            }
        })
        .collect();
    all.sort_by(|a, b| b.contribution.total_cmp(&a.contribution).then(a.category.cmp(&b.category)));
    Ok(all)
}

/// `sum / n`, rounded half away from zero.
pub(super) fn divide_rounded(sum: i64, n: usize) -> i64 {
    let (sum, n) = (i128::from(sum), n.max(1) as i128);
    let rounded = (2 * sum + if sum >= 0 { n } else { -n }) / (2 * n);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}
