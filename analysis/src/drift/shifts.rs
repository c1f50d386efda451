//! Which categories have more or fewer occasions than before, or dearer or cheaper ones.
//!
//! The mix of all categories hides what happens to one of them; so every category is compared on its own, its newest
//! month and its newest three with the up to twelve months before. The variance of a comparison is at least that of
//! independent occasions, inflated by how far the same comparison was out at earlier dates: that holds whatever makes
//! quiet months differ (habits that linger, seasons, prices that creep up). With few dates a category borrows from the
//! others (G. Smyth, "Linear models and empirical Bayes methods for assessing differential expression", 2004).
//!
//! What changed longer ago and stayed so is found as the clearest step of the category's months ([`step`]), whose null
//! remembers as the category does.

use std::ops::Range;

use rayon::prelude::*;

use super::aspects::SEASONAL;
use super::change_point::step;
use super::contrast::{Aspect, Contrast, Series};
use super::contributors::divide_rounded;
use super::months::REFERENCE_MONTHS;
use super::occasions::Occasions;
use super::significance::SHIFT_LEVEL;
use crate::report::CategoryShift;
use crate::stats::{adjusted_p_values, median, normal_quantile, normal_sf, student_quantile, student_sf};
use crate::{Error, Ledger, Run};

/// Newest months that are compared.
const WINDOWS: [usize; 2] = [1, 3];
/// Earlier comparisons that the other categories' inflation counts for.
const PRIOR: f64 = 8.0;
/// Smallest ratio, or its inverse, that is worth a word.
const SMALLEST_RATIO: f64 = 1.2;
/// Longest way back to the first month of a new level.
const LONGEST_SINCE: usize = 6;
/// Smallest ratio, or its inverse, that no season makes.
const NO_SEASON: f64 = 2.0;
/// Simulations of one category's months.
const SIMULATIONS: usize = 299;
/// P-value from which on a step says since when the newest months are different.
const STEP_DATES: f64 = 0.05;
/// Most shifts reported.
const MOST: usize = 100;

/// One comparison before it is judged beside the others.
struct Candidate {
    category: usize,
    aspect: Aspect,
    window: usize,
    contrast: Contrast,
    year: Option<Contrast>,
    since: usize,
    /// Mean square of the same comparison at earlier dates, and how many of them are independent.
    earlier: (f64, f64),
}

/// A step anywhere in the months of a category, before it is judged.
struct Step {
    category: usize,
    aspect: Aspect,
    /// First month of the new level.
    at: usize,
    p_value: f64,
    contrast: Contrast,
    year: Option<Contrast>,
    /// Months compared on the new side.
    months: usize,
}

/// Every category's surest shift of its occasions and of their amounts, the surest first. Empty with fewer than four
/// months.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn shifts(ledger: &Ledger, all: &Occasions, run: &Run) -> Result<Vec<CategoryShift>, Error> {
    let both = (0..all.categories).flat_map(|c| [(c, Aspect::Count), (c, Aspect::Amount)]);
    let both: Vec<(usize, Aspect)> = both.collect();
    let series: Vec<Series> = (0..all.categories).into_par_iter().map(|c| Series::new(all, c)).collect();
    let candidates: Vec<Candidate> = both
        .iter()
        .flat_map(|&(c, aspect)| {
            WINDOWS.iter().filter_map(|&w| candidate(&series[c], c, aspect, w, all.len())).collect::<Vec<_>>()
        })
        .collect();
    let steps: Vec<Option<Step>> = both
        .par_iter()
        .map(|&(c, aspect)| find_step(&series[c], c, aspect, all.len(), &ledger.categories[c], run))
        .collect::<Result<_, Error>>()?;
    let steps: Vec<Step> = steps.into_iter().flatten().collect();

    let judged: Vec<Judged> = candidates.iter().map(|c| judge(c, &candidates)).collect();
    let p_values = judged.iter().map(|j| j.p_value).chain(steps.iter().map(|s| s.p_value));
    let adjusted = adjusted_p_values(&p_values.collect::<Vec<_>>());
    let (of_windows, of_steps) = adjusted.split_at(candidates.len());
    let newest = candidates.iter().zip(&judged).zip(of_windows).map(|((c, j), q)| {
        let since = steps.iter().find(|s| same_change(s, c)).map_or(c.since, |s| s.at);
        (c.category, c.aspect, describe_window(ledger, all, (c, since), j, *q))
    });
    let anywhere = steps.iter().zip(of_steps).map(|(s, q)| (s.category, s.aspect, describe_step(ledger, all, s, *q)));
    // Of each category and aspect the surest; a step, which has a date of its own, before a window that is as sure.
    let mut found: Vec<(usize, Aspect, CategoryShift)> = anywhere.chain(newest).collect();
    found.sort_by(|(_, _, x), (_, _, y)| {
        (!x.drift).cmp(&!y.drift).then(x.p_value.total_cmp(&y.p_value)).then(y.months.cmp(&x.months))
    });
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(category, aspect, _)| seen.insert((*category, *aspect == Aspect::Count)));
    found.truncate(MOST);
    Ok(found.into_iter().map(|(_, _, s)| s).collect())
}

/// The step and the newest months show the same change.
fn same_change(step: &Step, window: &Candidate) -> bool {
    (step.category, step.aspect) == (window.category, window.aspect)
        && step.p_value <= STEP_DATES
        && step.contrast.t * window.contrast.t > 0.0
}

fn candidate(series: &Series, category: usize, aspect: Aspect, window: usize, months: usize) -> Option<Candidate> {
    let contrast = series.at(aspect, window, months)?;
    let start = months - window;
    let earlier = series.earlier(aspect, window, &(start.saturating_sub(REFERENCE_MONTHS)..start));
    let surest = (1..=LONGEST_SINCE)
        .filter_map(|back| Some((back, series.at(aspect, back, months)?.t * contrast.t.signum())))
        .fold((window, f64::NEG_INFINITY), |best, at| if at.1 > best.1 { at } else { best });
    let squares = earlier.iter().map(|t| t * t).sum::<f64>() / earlier.len().max(1) as f64;
    let independent = earlier.len() as f64 / window as f64;
    Some(Candidate {
        category,
        aspect,
        window,
        contrast,
        year: year_before(series, aspect, start, months),
        since: months - surest.0,
        earlier: (squares, independent),
    })
}

/// The months from `start` to `end` against the same months of the year before, where the ledger has them.
fn year_before(series: &Series, aspect: Aspect, start: usize, end: usize) -> Option<Contrast> {
    let before = start.checked_sub(REFERENCE_MONTHS)?..end.checked_sub(REFERENCE_MONTHS)?;
    series.contrast(aspect, &before, &(start..end))
}

/// The clearest step in the months of a category that lasts to this day. Both sides are compared over a year where they
/// have one, so that seasons are on both; of a shorter new level the same months of the year before must be different
/// too; and where there is no year before, only a change that no season makes counts.
fn find_step(
    series: &Series,
    category: usize,
    aspect: Aspect,
    months: usize,
    name: &str,
    run: &Run,
) -> Result<Option<Step>, Error> {
    let (month, values) = series.monthly(aspect);
    let purpose = format!("drift step {name} {aspect:?}");
    let Some((place, p_value)) = step(&values, &purpose, SIMULATIONS, run)? else { return Ok(None) };
    let at = month[place];
    let before = at.saturating_sub(REFERENCE_MONTHS)..at;
    let now = at..(at + REFERENCE_MONTHS).min(months);
    let (Some(contrast), Some(newest)) = (
        series.contrast(aspect, &before, &now),
        series.contrast(aspect, &before, &(months.saturating_sub(3).max(at)..months)),
    ) else {
        return Ok(None);
    };
    let lasts = newest.t * contrast.t > 0.0 && is_large(ratio(&newest));
    let year = if now.len() < REFERENCE_MONTHS { year_before(series, aspect, at, months) } else { None };
    let whole = before.len() == REFERENCE_MONTHS && (now.len() == REFERENCE_MONTHS || year.is_some());
    let size = ratio(&contrast).max(1.0 / ratio(&contrast));
    if !lasts || !(whole || size >= NO_SEASON) {
        return Ok(None);
    }
    Ok(Some(Step { category, aspect, at, p_value, contrast, year, months: now.len() }))
}

/// What the comparison is worth.
struct Judged {
    /// Inflation of the variance of independent occasions, at least one.
    inflation: f64,
    freedom: f64,
    p_value: f64,
    p_value_year: Option<f64>,
}

fn judge(c: &Candidate, all: &[Candidate]) -> Judged {
    let mut others: Vec<f64> = all
        .iter()
        .filter(|o| o.aspect == c.aspect && o.window == c.window && o.earlier.1 > 0.0)
        .map(|o| o.earlier.0)
        .collect();
    let typical = median(&mut others).max(1.0);
    let (own, weight) = c.earlier;
    let inflation = ((PRIOR * typical + weight * own) / (PRIOR + weight)).max(1.0);
    let freedom = (PRIOR + weight).floor();
    let two_sided = |t: f64| (2.0 * student_sf(t.abs() / inflation.sqrt(), freedom)).min(1.0);
    let p_value_year = c.year.map(|y| if y.t * c.contrast.t > 0.0 { two_sided(y.t) } else { 1.0 });
    Judged { inflation, freedom, p_value: two_sided(c.contrast.t), p_value_year }
}

/// Level now over level before; a level of nothing has half an occasion, so that its ratio is a number.
fn ratio(contrast: &Contrast) -> f64 {
    let Contrast { before, now, .. } = *contrast;
    let half = 0.5 / REFERENCE_MONTHS as f64;
    if before > 0.0 && now > 0.0 { now / before } else { (now + half) / (before + half) }
}

fn is_large(ratio: f64) -> bool {
    ratio >= SMALLEST_RATIO || ratio <= 1.0 / SMALLEST_RATIO
}

fn describe_window(
    ledger: &Ledger,
    all: &Occasions,
    (c, since): (&Candidate, usize),
    j: &Judged,
    q_value: f64,
) -> CategoryShift {
    let reach = (student_quantile(0.975, j.freedom) * j.inflation.sqrt() * c.contrast.log_error).exp();
    let seasonal = j.p_value_year.is_some_and(|p| p > SEASONAL);
    let drift = is_large(ratio(&c.contrast)) && q_value <= SHIFT_LEVEL && !seasonal;
    let p_values = (j.p_value, j.p_value_year, q_value);
    describe(ledger, all, (c.category, c.aspect, since, c.window), &c.contrast, reach, p_values, drift)
}

fn describe_step(ledger: &Ledger, all: &Occasions, s: &Step, q_value: f64) -> CategoryShift {
    let reach = (normal_quantile(0.975) * s.contrast.log_error).exp();
    let p_value_year = s.year.map(|y| if y.t * s.contrast.t > 0.0 { 2.0 * normal_sf(y.t.abs()) } else { 1.0 });
    let seasonal = p_value_year.is_some_and(|p| p > SEASONAL);
    let drift = is_large(ratio(&s.contrast)) && q_value <= SHIFT_LEVEL && !seasonal;
    let p_values = (s.p_value, p_value_year, q_value);
    describe(ledger, all, (s.category, s.aspect, s.at, s.months), &s.contrast, reach, p_values, drift)
}

fn describe(
    ledger: &Ledger,
    all: &Occasions,
    (category, aspect, since, months): (usize, Aspect, usize, usize),
    contrast: &Contrast,
    reach: f64,
    (p_value, p_value_year, q_value): (f64, Option<f64>, f64),
    drift: bool,
) -> CategoryShift {
    let ratio = ratio(contrast);
    let monthly = |months: Range<usize>| {
        let sums = all.sums(all.of(months.clone()));
        ledger.money(divide_rounded(sums[category], months.len()))
    };
    CategoryShift {
        category: ledger.categories[category].clone(),
        aspect: if aspect == Aspect::Count { "count" } else { "amount" }.to_owned(),
        months: u32::try_from(months).unwrap_or(u32::MAX),
        since: all.first[since],
        before: contrast.before,
        now: contrast.now,
        ratio,
        lo95: ratio / reach,
        hi95: ratio * reach,
        monthly_before: monthly(since.saturating_sub(REFERENCE_MONTHS)..since),
        monthly_now: monthly(since.max(all.len().saturating_sub(REFERENCE_MONTHS))..all.len()),
        p_value,
        p_value_year,
        q_value,
        drift,
    }
}
