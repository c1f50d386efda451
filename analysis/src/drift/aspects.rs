//! The aspects of a month that are tested, each against the months before it.
//!
//! A change counts when it is beyond the chance of single occasions (permutation) and beyond the ordinary variation from
//! month to month, so the larger of the two p-values is reported; and when the same month of the year before was
//! different too, so that a season is not taken for a change.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::divergence::{cramers_v, jensen_shannon, stability_and_divergence};
use super::months::{EARLIER_MONTHS, Excess, REFERENCE_MONTHS, month_p_value};
use super::occasions::Occasions;
use super::permutation::{PERMUTATIONS, Scores, nearly_normal, permute};
use super::sample::{Outcome, Sample};
use super::significance::SMALLEST_V;
use crate::report::DriftTest;
use crate::stats::student_sf;
use crate::{Error, Run};

/// Permutations that tell how far an earlier month lies from chance.
const FOR_MONTHS: usize = 99;
/// Permutations against the same month of the year before.
const FOR_YEAR: usize = 199;
/// The p-value against the same month of the year before from which on a change counts as seasonal.
pub(super) const SEASONAL: f64 = 0.1;
/// Fewest occasions on either side.
pub(super) const FEWEST: usize = 5;

/// A property of single occasions whose distribution may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aspect {
    CategoryMix,
    CategorySpend,
    Amount,
    Merchant,
    Weekday,
}

const ASPECTS: [(Aspect, &str); 5] = [
    (Aspect::CategoryMix, "category_mix"),
    (Aspect::CategorySpend, "category_spend"),
    (Aspect::Amount, "amount"),
    (Aspect::Merchant, "merchant"),
    (Aspect::Weekday, "weekday"),
];

/// Tests every aspect of the last month against the up to twelve before it; the flag says whether a change would be
/// worth a word.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn test_all(all: &Occasions, run: &Run) -> Result<Vec<(DriftTest, bool)>, Error> {
    let Some(last) = all.len().checked_sub(1) else { return Ok(Vec::new()) };
    let mut tests = ASPECTS
        .par_iter()
        .map(|&(aspect, name)| {
            let mut rng = run.rng(&format!("drift aspect {name}"));
            let outcome = test(all, aspect, name, (before(last), last), PERMUTATIONS, &mut rng, run)?;
            let mut earlier = Vec::new();
            for month in last.saturating_sub(EARLIER_MONTHS).max((last / 2).clamp(1, 3))..last {
                if enough(all, month) {
                    let outcome = test(all, aspect, name, (before(month), month), FOR_MONTHS, &mut rng, run)?;
                    earlier.push(excess(&outcome));
                }
            }
            let p_value = outcome.test.p_value.max(month_p_value(excess(&outcome), &earlier).unwrap_or(0.0));
            let p_value_year = match last.checked_sub(12) {
                Some(year) if all.months[year].len() >= FEWEST => {
                    Some(test(all, aspect, name, (year..year + 1, last), FOR_YEAR, &mut rng, run)?.test.p_value)
                }
                _ => None,
            };
            let large_enough = outcome.large_enough && p_value_year.is_none_or(|p| p <= SEASONAL);
            Ok((DriftTest { p_value, p_value_year, ..outcome.test }, large_enough))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    tests.push(frequency(all));
    Ok(tests)
}

/// The up to twelve months before `month`.
fn before(month: usize) -> Range<usize> {
    month.saturating_sub(REFERENCE_MONTHS)..month
}

/// Both sides have enough occasions.
pub(super) fn enough(all: &Occasions, month: usize) -> bool {
    all.months[month].len() >= FEWEST && all.of(before(month)).len() >= FEWEST
}

/// The category mix of `month` against the months before it, for the history.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn category_mix(
    all: &Occasions,
    month: usize,
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
) -> Result<Outcome, Error> {
    test(all, Aspect::CategoryMix, "category_mix", (before(month), month), most, rng, run)
}

/// How far beyond chance an outcome is.
pub(super) fn excess(outcome: &Outcome) -> Excess {
    let null = &outcome.null;
    let ratio = if null.mean > 0.0 { nearly_normal(outcome.test.statistic) / null.mean } else { 1.0 };
    Excess { ratio, variance: null.relative_variance }
}

fn test(
    all: &Occasions,
    aspect: Aspect,
    name: &str,
    (reference, month): (Range<usize>, usize),
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
) -> Result<Outcome, Error> {
    let (before, now) = (all.of(reference), all.months[month].clone());
    let names = |column: &[usize]| Sample::categorical(&column[before.clone()], &column[now.clone()]);
    match aspect {
        Aspect::CategorySpend => spend(all, name, (&before, &now), most, rng, run),
        Aspect::CategoryMix => names(&all.category).test_with(name, most, rng, run),
        Aspect::Merchant => names(&all.merchant).test_with(name, most, rng, run),
        Aspect::Amount => Sample::numeric(&all.major[before], &all.major[now]).test_with(name, most, rng, run),
        Aspect::Weekday => Sample::categorical(&all.weekday[before], &all.weekday[now]).test_with(name, most, rng, run),
    }
}

/// Shares of the spending by category, refunds taken off; the effect is Cramér's V at the number of occasions.
fn spend(
    all: &Occasions,
    name: &str,
    (before, now): (&Range<usize>, &Range<usize>),
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
) -> Result<Outcome, Error> {
    let pool: Vec<usize> = before.clone().chain(now.clone()).collect();
    let mut totals = vec![0f64; all.categories];
    for &i in &pool {
        totals[all.category[i]] += all.major[i];
    }
    let mut dealt = vec![0f64; all.categories];
    let mut sides = |rows: &mut dyn Iterator<Item = usize>| {
        dealt.fill(0.0);
        for i in rows {
            dealt[all.category[i]] += all.major[i];
        }
        let rest: Vec<f64> = totals.iter().zip(&dealt).map(|(t, d)| (t - d).max(0.0)).collect();
        (as_counts(&rest, before.len()), as_counts(&dealt, now.len()))
    };
    let (reference, current) = sides(&mut now.clone());
    let js = jensen_shannon(&reference, &current);
    let null = permute((pool.len(), now.len()), js, most, rng, run, |rows| {
        let (reference, current) = sides(&mut rows.iter().map(|&r| pool[r as usize]));
        let js = jensen_shannon(&reference, &current);
        let (psi, kl) = stability_and_divergence(&reference, &current);
        Scores { rank: js, statistic: js, js, psi, kl }
    })?;
    let effect = cramers_v(&reference, &current);
    let (psi, kl) = stability_and_divergence(&reference, &current);
    let test = DriftTest {
        name: name.to_owned(),
        kind: "categorical".to_owned(),
        statistic: js,
        p_value: null.p_value,
        p_value_year: None,
        q_value: null.p_value,
        effect,
        js,
        psi,
        kl,
        js_null95: null.js95,
        psi_null95: null.psi95,
        kl_null95: null.kl95,
        drift: false,
    };
    Ok(Outcome { test, null, large_enough: effect >= SMALLEST_V })
}

/// Sums scaled to `n` occasions, so that smoothing and corrections mean the same as for counts; refunds beyond the
/// spending of a category count as nothing.
fn as_counts(sums: &[f64], n: usize) -> Vec<f64> {
    let all: f64 = sums.iter().map(|s| s.max(0.0)).sum();
    sums.iter().map(|s| if all > 0.0 { s.max(0.0) / all * n as f64 } else { 0.0 }).collect()
}

/// Occasions a month: square roots of rates of thirty days, compared by Student's t with at least the variance that
/// independent occasions have (a quarter). There is no distribution to compare, so js, psi and kl are zero.
fn frequency(all: &Occasions) -> (DriftTest, bool) {
    let roots: Vec<f64> = all
        .months
        .iter()
        .zip(&all.days)
        .map(|(m, &days)| (m.len() as f64 * 30.0 / f64::from(days.max(1))).sqrt())
        .collect();
    let last = roots.len() - 1;
    let (now, reference) = (roots[last], &roots[before(last)]);
    let n = reference.len() as f64;
    let mean = reference.iter().sum::<f64>() / n.max(1.0);
    let spread = reference.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let variance = spread.max(0.25);
    // With one or two months the variance is the known one, of independent occasions: a normal tail.
    let freedom = if reference.len() < 3 { 1_000.0 } else { n - 1.0 };
    let two_sided = |t: f64| (2.0 * student_sf(t.abs(), freedom)).min(1.0);
    let t = (now - mean) / (variance * (1.0 + 1.0 / n.max(1.0))).sqrt();
    let p_value = two_sided(t);
    let p_value_year = last.checked_sub(12).map(|year| {
        let t_year = (now - roots[year]) / (2.0 * variance).sqrt();
        if t_year * t > 0.0 { two_sided(t_year) } else { 1.0 }
    });
    let side = |above: bool| reference.iter().filter(|&&r| if above { r > now } else { r < now }).count() as f64;
    let change = if mean > 0.0 { (now / mean).powi(2) - 1.0 } else { 1.0 };
    let test = DriftTest {
        name: "frequency".to_owned(),
        kind: "numeric".to_owned(),
        statistic: t.abs(),
        p_value,
        p_value_year,
        q_value: p_value,
        effect: (side(false) - side(true)).abs() / n.max(1.0),
        js: 0.0,
        psi: 0.0,
        kl: 0.0,
        js_null95: 0.0,
        psi_null95: 0.0,
        kl_null95: 0.0,
        drift: false,
    };
    (test, change.abs() >= 0.2 && p_value_year.is_none_or(|p| p <= SEASONAL))
}
