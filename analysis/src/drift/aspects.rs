//! The aspects of a month that are tested, each against the months before it.
//!
//! A change counts when it is beyond both the chance of single charges (permutation) and the ordinary variation from
//! month to month, so the larger of the two p-values is reported.

use std::ops::Range;

use chrono::Datelike;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use super::divergence::{cramers_v, jensen_shannon, kullback_leibler, population_stability};
use super::months::{Excess, month_p_value};
use super::permutation::{PERMUTATIONS, Scores, permute};
use super::sample::{Outcome, Sample};
use super::significance::{SMALLEST_V, student_upper_tail};
use crate::report::DriftTest;
use crate::{Error, Ledger, Run};

/// Permutations that tell how far a reference month lies from chance.
const FOR_MONTHS: usize = 99;

/// A property of single charges whose distribution may change.
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

/// Tests every aspect of the rows of the last of `months` against those of all before it.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn test_all(
    ledger: &Ledger,
    months: &[Range<usize>],
    days: &[u32],
    run: &Run,
) -> Result<Vec<(DriftTest, bool)>, Error> {
    let Some((current, reference)) = months.split_last() else { return Ok(Vec::new()) };
    let mut tests = ASPECTS
        .par_iter()
        .map(|&(aspect, name)| {
            let mut rng = run.rng(&format!("drift aspect {name}"));
            let before: Vec<usize> = reference.iter().cloned().flatten().collect();
            let now: Vec<usize> = current.clone().collect();
            let outcome = test(ledger, aspect, name, (&before, &now), PERMUTATIONS, &mut rng, run)?;
            let mut around = Vec::new();
            for month in 0..reference.len() {
                let others: Vec<usize> =
                    reference.iter().enumerate().filter(|(m, _)| *m != month).flat_map(|(_, r)| r.clone()).collect();
                let this: Vec<usize> = reference[month].clone().collect();
                if !others.is_empty() && !this.is_empty() {
                    let outcome = test(ledger, aspect, name, (&others, &this), FOR_MONTHS, &mut rng, run)?;
                    around.push(excess(&outcome));
                }
            }
            let by_month = month_p_value(excess(&outcome), &around).unwrap_or(0.0);
            let p_value = outcome.test.p_value.max(by_month);
            Ok((DriftTest { p_value, ..outcome.test }, outcome.large_enough))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    tests.push(frequency(months, days));
    Ok(tests)
}

/// The category mix of `now` against `before`, for the history.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn category_mix(
    ledger: &Ledger,
    sides: (&[usize], &[usize]),
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
) -> Result<Outcome, Error> {
    test(ledger, Aspect::CategoryMix, "category_mix", sides, most, rng, run)
}

/// How far beyond chance an outcome is.
pub(super) fn excess(outcome: &Outcome) -> Excess {
    Excess(if outcome.null.mean > 0.0 { outcome.test.statistic / outcome.null.mean } else { 1.0 })
}

fn test(
    ledger: &Ledger,
    aspect: Aspect,
    name: &str,
    (before, now): (&[usize], &[usize]),
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
) -> Result<Outcome, Error> {
    let of = |column: &[usize]| -> Sample {
        let side = |rows: &[usize]| rows.iter().map(|&i| column[i]).collect::<Vec<_>>();
        Sample::categorical(&side(before), &side(now))
    };
    match aspect {
        Aspect::CategorySpend => spend(ledger, name, (before, now), most, rng, run),
        Aspect::CategoryMix => of(&ledger.category).test_with(name, most, rng, run),
        Aspect::Merchant => of(&ledger.merchant).test_with(name, most, rng, run),
        Aspect::Amount => {
            let side = |rows: &[usize]| rows.iter().map(|&i| ledger.minor[i] as f64).collect::<Vec<_>>();
            Sample::numeric(&side(before), &side(now)).test_with(name, most, rng, run)
        }
        Aspect::Weekday => {
            let day = |&i: &usize| ledger.date[i].weekday().num_days_from_monday();
            let side = |rows: &[usize]| rows.iter().map(day).collect::<Vec<_>>();
            Sample::categorical(&side(before), &side(now)).test_with(name, most, rng, run)
        }
    }
}

/// Shares of the spending by category, refunds taken off; the effect is Cramér's V at the number of charges.
fn spend(
    ledger: &Ledger,
    name: &str,
    (before, now): (&[usize], &[usize]),
    most: usize,
    rng: &mut ChaCha8Rng,
    run: &Run,
) -> Result<Outcome, Error> {
    let pool: Vec<usize> = before.iter().chain(now).copied().collect();
    let k = ledger.categories.len();
    let mut totals = vec![0f64; k];
    for &i in &pool {
        totals[ledger.category[i]] += ledger.major(i);
    }
    let mut dealt = vec![0f64; k];
    let mut sides = |rows: &mut dyn Iterator<Item = usize>| {
        dealt.fill(0.0);
        for i in rows {
            dealt[ledger.category[i]] += ledger.major(i);
        }
        let rest: Vec<f64> = totals.iter().zip(&dealt).map(|(t, d)| (t - d).max(0.0)).collect();
        (as_counts(&rest, before.len()), as_counts(&dealt, now.len()))
    };
    let (reference, current) = sides(&mut now.iter().copied());
    let js = jensen_shannon(&reference, &current);
    let null = permute((pool.len(), now.len()), js, most, rng, run, |rows| {
        let (reference, current) = sides(&mut rows.iter().map(|&r| pool[r as usize]));
        let js = jensen_shannon(&reference, &current);
        Scores { statistic: js, js, psi: population_stability(&reference, &current) }
    })?;
    let effect = cramers_v(&reference, &current);
    let test = DriftTest {
        name: name.to_owned(),
        kind: "categorical".to_owned(),
        statistic: js,
        p_value: null.p_value,
        q_value: null.p_value,
        effect,
        js,
        psi: population_stability(&reference, &current),
        kl: kullback_leibler(&reference, &current),
        js_null95: null.js95,
        psi_null95: null.psi95,
        drift: false,
    };
    Ok(Outcome { test, null, large_enough: effect >= SMALLEST_V })
}

/// Sums scaled to `n` charges, so that smoothing and corrections mean the same as for counts; refunds beyond the
/// spending of a category count as nothing.
fn as_counts(sums: &[f64], n: usize) -> Vec<f64> {
    let all: f64 = sums.iter().map(|s| s.max(0.0)).sum();
    sums.iter().map(|s| if all > 0.0 { s.max(0.0) / all * n as f64 } else { 0.0 }).collect()
}

/// Charges a month: square roots of rates of thirty days, compared by Student's t with at least the variance that
/// independent charges have (a quarter). There is no distribution to compare, so js, psi and kl are zero.
fn frequency(months: &[Range<usize>], days: &[u32]) -> (DriftTest, bool) {
    let roots: Vec<f64> =
        months.iter().zip(days).map(|(m, &d)| (m.len() as f64 * 30.0 / f64::from(d.max(1))).sqrt()).collect();
    let (now, before) = (roots[roots.len() - 1], &roots[..roots.len() - 1]);
    let n = before.len() as f64;
    let mean = before.iter().sum::<f64>() / n.max(1.0);
    let spread = before.iter().map(|r| (r - mean).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
    let t = (now - mean) / (spread.max(0.25) * (1.0 + 1.0 / n.max(1.0))).sqrt();
    // With one or two months the variance is the known one, of independent charges: a normal tail.
    let freedom = if before.len() < 3 { 1_000 } else { before.len() - 1 };
    let p_value = (2.0 * student_upper_tail(t.abs(), freedom)).min(1.0);
    let side = |above: bool| before.iter().filter(|&&r| if above { r > now } else { r < now }).count() as f64;
    let change = if mean > 0.0 { (now / mean).powi(2) - 1.0 } else { 1.0 };
    let test = DriftTest {
        name: "frequency".to_owned(),
        kind: "numeric".to_owned(),
        statistic: t.abs(),
        p_value,
        q_value: p_value,
        effect: (side(false) - side(true)).abs() / n.max(1.0),
        js: 0.0,
        psi: 0.0,
        kl: 0.0,
        js_null95: 0.0,
        psi_null95: 0.0,
        drift: false,
    };
    (test, change.abs() >= 0.2)
}
