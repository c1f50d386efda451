//! Monthly forecasts of a ledger: per category what is scheduled plus a forecast of the rest, and their sum.
//!
//! [`history`] cuts complete months and takes known [`schedule`]s out; [`candidates`] asks every method at every origin;
//! the choice is [`backtest`](super::backtest)'s; [`figures`] measures it; [`spread`] pools the errors; [`outcome`] turns a
//! category's choice and them into steps, intervals and the probability of exceeding the budget, [`total`] their sum.

mod bands;
mod candidates;
mod figures;
mod history;
mod outcome;
mod pooled;
mod schedule;
mod spread;
mod total;

use candidates::{Ask, SEASON, Said};
use figures::{Sums, rank};
use history::{History, Known};
use outcome::Outcome;
use spread::Spread;
use total::Total;

use super::backtest::{self, Fold, Record};
use super::evidence::{Evidence, difference};
use super::method::Method;
use super::series::usable_season;
use crate::ledger::months_after;
use crate::model::Models;
use crate::report::{ForecastReport, MethodScore, Note, RecurringReport};
use crate::{Error, Ledger, Run};

/// Most origins of a backtest, a month apart: what intervals and choices rest on.
const ORIGINS: usize = 24;
/// Every which origin, counted from the newest, all candidates are asked at; at the others the quick ones only.
const THOROUGH_EVERY: usize = 5;

const STAGE: &str = "forecasts";

/// Forecasts every category and the total for `ledger.params.horizon` months after the last complete one.
///
/// # Errors
/// [`Error::Cancelled`].
pub(super) fn forecast(
    ledger: &Ledger,
    recurring: &RecurringReport,
    models: &mut Models,
    run: &Run,
) -> Result<ForecastReport, Error> {
    run.stage(STAGE, 0.0);
    let horizon = usize::from(ledger.params.horizon);
    let history = History::new(ledger, recurring);
    let n = history.months.len();
    if n == 0 {
        return Ok(outcome::empty(ledger));
    }
    let thorough = candidates::thorough(&history);
    let (folds, bands) = backtest(&history, &thorough, (horizon, run))?;

    let known = history.known(n, horizon);
    let pooled = pooled::model(ledger, (&known, &thorough), &pooled_error(&history, &folds), models);
    let ask = Ask::All { thorough: &thorough, pooled: pooled.as_ref() };
    let said = candidates::say(&history, (n, &known), ask, (horizon, run))?;
    let outcomes = choose(&history, folds, said, &known, horizon);
    run.stage(STAGE, 0.9);

    let total = Total::new(ledger, &history, &outcomes, horizon);
    let evidence: Vec<&Evidence> =
        outcomes.iter().map(|o| &o.evidence).chain(std::iter::once(&total.evidence)).collect();
    let spread = Spread::new(&evidence);
    let mut coverage = spread.coverage();
    let covered_total = coverage.pop().flatten();
    let mut categories: Vec<_> =
        outcomes.iter().zip(coverage).map(|(o, covered)| o.category(ledger, &history, &spread, covered)).collect();
    let total = total.describe(ledger, &history, (&outcomes, &categories), &spread, covered_total);
    let expected = |s: &crate::report::SeriesForecast| s.steps.iter().map(|m| m.mean.minor()).sum::<i64>();
    categories.sort_by(|a, b| expected(b).cmp(&expected(a)).then_with(|| a.category.cmp(&b.category)));
    run.stage(STAGE, 1.0);
    Ok(ForecastReport {
        horizon: u32::from(ledger.params.horizon),
        first_month: history.month_after(n),
        months: n as u64,
        total: Some(total),
        categories,
        backtest: pooled_table(&history, &outcomes),
        intervals: bands::compare(&history.values, &outcomes, &bands, &spread),
        notes: notes(&history, &outcomes, thorough.iter().filter(|t| !**t).count()),
    })
}

/// Folds by category, and bands by origin where all candidates are asked.
type Tested = (Vec<Vec<Fold>>, Vec<Option<bands::Bands>>);

/// Folds of every category, at the same origins, and the bands of quantile boosting at those where all are asked.
fn backtest(history: &History, thorough: &[bool], (horizon, run): (usize, &Run)) -> Result<Tested, Error> {
    let n = history.months.len();
    // Half a year to learn from, or half of what there is.
    let least = 6.min(n.div_ceil(2));
    let origins = backtest::origins(n, horizon, 1, least, ORIGINS);
    let mut folds: Vec<Vec<Fold>> = vec![Vec::new(); history.values.len()];
    let mut bands = Vec::new();
    for (k, &origin) in origins.iter().enumerate() {
        let steps = horizon.min(n - origin);
        let known = history.known(origin, steps);
        let all = (origins.len() - 1 - k).is_multiple_of(THOROUGH_EVERY);
        let pooled = if all { pooled::fit(&known, thorough) } else { None };
        let ask = if all { Ask::All { thorough, pooled: pooled.as_ref() } } else { Ask::Quick };
        let said = candidates::say(history, (origin, &known), ask, (steps, run))?;
        bands.push(all.then(|| bands::bands(&known, thorough, &said)));
        for (folds, said) in folds.iter_mut().zip(said) {
            folds.push(Fold { origin, thorough: all, said });
        }
        run.stage(STAGE, 0.8 * (k + 1) as f64 / origins.len() as f64);
    }
    Ok((folds, bands))
}

fn choose(history: &History, folds: Vec<Vec<Fold>>, said: Vec<Said>, known: &[Known], horizon: usize) -> Vec<Outcome> {
    folds
        .into_iter()
        .zip(said)
        .zip(known)
        .enumerate()
        .map(|(category, ((folds, mut said), known))| {
            let y = &history.values[category];
            // Naive and seasonal naive do not know the schedules: with any, they are only what others are measured against.
            let eligible = |m| known.schedules == 0 || !matches!(m, Method::Naive | Method::SeasonalNaive);
            let record = Record::new(y, &folds);
            let chosen = candidates::BLEND.name_of(record.choose(eligible), &said);
            let honest = record.honest(horizon, eligible);
            let ahead = said.remove(&chosen).unwrap_or_else(|| vec![0.0; horizon]);
            let evidence = evidence(y, &folds, &honest, horizon);
            let (scheduled, schedules) = (known.scheduled.clone(), known.schedules);
            Outcome { category, chosen, honest, ahead, scheduled, schedules, folds, evidence }
        })
        .collect()
}

/// Errors of a method for each of `folds`, which lie a month apart.
fn evidence(y: &[f64], folds: &[Fold], methods: &[Method], horizon: usize) -> Evidence {
    let errors = folds.iter().zip(methods).map(|(f, &m)| f.errors(y, m).map(Iterator::collect).unwrap_or_default());
    let level = y.iter().map(|v| v.abs()).sum::<f64>() / y.len().max(1) as f64;
    let difference = difference(y, usable_season(y.len(), SEASON));
    Evidence { errors: errors.collect(), overlap: horizon.saturating_sub(1), difference, level }
}

/// Figures of the pooled boosting in the backtest, which are stored with the model.
fn pooled_error(history: &History, folds: &[Vec<Fold>]) -> Option<MethodScore> {
    pooled_sums(history, folds.iter().map(Vec::as_slice), Method::PooledBoosting)
        .map(|s| s.score(Method::PooledBoosting.name(), false))
}

fn pooled_sums<'a>(history: &History, folds: impl Iterator<Item = &'a [Fold]>, method: Method) -> Option<Sums> {
    let mut sums: Option<Sums> = None;
    for (y, folds) in history.values.iter().zip(folds) {
        let compared = folds.iter().filter(|f| f.thorough).map(|f| (f, method));
        if let Some(of) = Sums::of_each(y, compared) {
            sums.get_or_insert_default().add(&of);
        }
    }
    sums
}

/// Every candidate's errors over all categories at the origins where all were asked, best first.
fn pooled_table(history: &History, outcomes: &[Outcome]) -> Vec<MethodScore> {
    let methods: std::collections::BTreeSet<Method> =
        outcomes.iter().flat_map(|o| o.folds.iter().flat_map(|f| f.said.keys().copied())).collect();
    let mut scores: Vec<MethodScore> = methods
        .into_iter()
        .filter_map(|method| {
            let sums = pooled_sums(history, outcomes.iter().map(|o| o.folds.as_slice()), method)?;
            Some(sums.score(method.name(), outcomes.iter().any(|o| o.chosen == method)))
        })
        .collect();
    rank(&mut scores);
    scores
}

fn notes(history: &History, outcomes: &[Outcome], brief: usize) -> Vec<Note> {
    let n = history.months.len();
    let mut notes = Vec::new();
    if outcomes.iter().all(|o| o.folds.is_empty()) {
        notes.push(Note::new(
            "no_backtest",
            format!(
                "{n} complete month{}: no forecast can be tested, so the last month is repeated and the intervals are \
                 wide on purpose; add older expenses",
                if n == 1 { "" } else { "s" }
            ),
        ));
    } else {
        let cases = outcomes[0].folds.len();
        notes.push(Note::new(
            "interval_evidence",
            format!(
                "Intervals rest on errors at {cases} earlier dates, each of the method that would have been chosen \
                 without that date, pooled over {} categories and their sum",
                outcomes.len()
            ),
        ));
    }
    if n < 2 * SEASON {
        notes.push(Note::new(
            "no_season",
            format!("{n} complete months: seasonal models need {}; none was tried", 2 * SEASON),
        ));
    }
    if brief > 0 {
        notes.push(Note::new(
            "brief_candidates",
            format!("{brief} small categories were forecast by the simple methods only"),
        ));
    }
    notes
}

/// First days of the `horizon` months after the history.
fn months_ahead(history: &History, horizon: usize) -> Vec<chrono::NaiveDate> {
    let Some(first) = history.month_after(history.months.len()) else { return Vec::new() };
    (0..horizon).filter_map(|k| u32::try_from(k).ok()).map(|k| months_after(first, k)).collect()
}

#[cfg(test)]
mod tests;
