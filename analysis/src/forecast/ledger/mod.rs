//! Monthly forecasts of a ledger: per category what is scheduled plus a forecast of the rest, and their sum.
//!
//! [`usual`] sets exceptional purchases apart and corrects slips; [`history`] cuts the recorded months and takes known
//! [`schedule`]s out; [`candidates`] asks every method at every origin; the choice is [`backtest`](super::backtest)'s;
//! [`figures`] measures it; [`outcome`] turns a category's choice into steps, [`interval`] bounds them and says how
//! probable it is that the budget is exceeded, [`total`] does so for the sum, [`coverage`] says how often that held.
//!
//! In a month that has begun, what is spent is known, what is scheduled is still due, and only the rest is forecast.

mod bands;
mod candidates;
mod coverage;
mod figures;
mod history;
mod interval;
mod notes;
mod outcome;
mod pooled;
mod schedule;
mod total;
mod usual;

use candidates::{Ask, SEASON, Said, may_be_chosen};
use coverage::coverage;
use figures::{Sums, rank};
use history::{History, Known};
use outcome::Outcome;
use total::Total;

use super::backtest::{self, Fold, Record};
use super::evidence::{Evidence, Pool};
use super::level::present_level;
use super::method::Method;
use super::series::usable_season;
use crate::model::Models;
use crate::report::{ForecastReport, MethodScore, RecurringReport};
use crate::{Error, Ledger, Run};

/// Most origins of a backtest, a month apart: what intervals and choices rest on.
const ORIGINS: usize = 24;
/// Every which origin, counted from the newest, all candidates are asked at; at the others the quick ones only.
const THOROUGH_EVERY: usize = 5;
/// Months after a step from which on a forecast knows the new level.
const SETTLED: usize = 4;
/// Fewest earlier dates that intervals rest on where there are more.
const FEWEST_DATES: usize = 3;

const STAGE: &str = "forecasts";

/// Forecasts every category and the total for `ledger.params.horizon` months after the last complete one; the first of
/// them may have begun.
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
    let mut outcomes = choose(&history, folds, said, &known, horizon);
    if let Some(running) = &history.running {
        for outcome in &mut outcomes {
            let spent = ledger.money(running.spent[outcome.category]).major();
            outcome.in_a_running_month(running, spent);
        }
    }
    run.stage(STAGE, 0.9);

    let total = Total::new(&history, &outcomes, horizon);
    let evidence: Vec<&Evidence> =
        outcomes.iter().map(|o| &o.evidence).chain(std::iter::once(&total.evidence)).collect();
    let pool = Pool::new(&evidence);
    let mut covered = coverage(&evidence);
    let covered_total = covered.pop().flatten();
    let mut categories: Vec<_> =
        outcomes.iter().zip(covered).map(|(o, covered)| o.category(ledger, &history, &pool, covered)).collect();
    let total = total.describe(ledger, &history, (&outcomes, &categories), &pool, covered_total);
    let expected = |s: &crate::report::SeriesForecast| s.steps.iter().map(|m| m.mean.minor()).sum::<i64>();
    categories.sort_by(|a, b| expected(b).cmp(&expected(a)).then_with(|| a.category.cmp(&b.category)));
    run.stage(STAGE, 1.0);
    Ok(ForecastReport {
        horizon: u32::from(ledger.params.horizon),
        first_month: history.ahead(1).first().copied(),
        months: n as u64,
        total: Some(total),
        categories,
        backtest: pooled_table(&history, &outcomes),
        intervals: bands::compare(&history.values, &outcomes, &bands, &evidence),
        notes: notes::notes(ledger, &history, &outcomes, thorough.iter().filter(|t| !**t).count()),
        not_recorded: history.unrecorded,
        set_apart: history.apart,
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
            let record = Record::new(y, &folds);
            let chosen = candidates::BLEND.name_of(record.choose(may_be_chosen), &said);
            let honest = record.honest(horizon, may_be_chosen);
            let ahead = said.remove(&chosen).unwrap_or_else(|| vec![0.0; horizon]);
            let evidence = evidence(history, y, &folds, &honest, horizon);
            let (scheduled, schedules) = (known.scheduled.clone(), known.schedules);
            Outcome { category, chosen, honest, ahead, scheduled, due: 0.0, schedules, folds, evidence }
        })
        .collect()
}

/// Errors of a method for each of `folds`, which lie a month apart. What was said before the present level could be
/// known tells nothing of the errors at it, and is left out where later dates remain.
fn evidence(history: &History, y: &[f64], folds: &[Fold], methods: &[Method], horizon: usize) -> Evidence {
    let season = usable_season(y.len(), history.season(y.len(), SEASON));
    let level = present_level(y, season);
    let after = |months: usize| folds.iter().filter(|f| level == 0 || f.origin >= level + months).count();
    let settled = [SETTLED, 1].into_iter().find(|&months| after(months) >= if months == 1 { 1 } else { FEWEST_DATES });
    let counts = |f: &Fold| level == 0 || settled.is_none_or(|months| f.origin >= level + months);
    let errors = folds
        .iter()
        .zip(methods)
        .map(|(f, &m)| if counts(f) { f.errors(y, m).map(Iterator::collect).unwrap_or_default() } else { Vec::new() });
    let evidence = Evidence::new(&y[level..], season, errors.collect(), horizon.saturating_sub(1));
    evidence.at_least_of(y)
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

#[cfg(test)]
mod tests;
