//! The total: the sum of the categories' means, its interval from the errors of that sum at earlier dates.

use super::evidence;
use super::figures::Sums;
use super::history::History;
use super::months_ahead;
use super::outcome::{Bounds, Outcome, amounts, rests_on, scores, step};
use super::spread::{Coverage, Spread};
use crate::Ledger;
use crate::forecast::backtest::Fold;
use crate::forecast::evidence::Evidence;
use crate::forecast::method::Method;
use crate::report::{ForecastStep, SeriesForecast};

/// Name of the total's method.
const SUM: &str = "sum_of_categories";

/// The total before intervals are made.
pub(super) struct Total {
    minor: Vec<i64>,
    values: Vec<f64>,
    folds: Vec<Fold>,
    pub(super) evidence: Evidence,
}

impl Total {
    pub(super) fn new(ledger: &Ledger, history: &History, outcomes: &[Outcome], horizon: usize) -> Self {
        let sum = |m: usize| history.minor.iter().map(|c| c[m]).sum::<i64>();
        let minor: Vec<i64> = (0..history.months.len()).map(sum).collect();
        let values: Vec<f64> = minor.iter().map(|&m| ledger.money(m).major()).collect();
        let folds = folds(outcomes);
        let evidence = evidence(&values, &folds, &vec![Method::Combination; folds.len()], horizon);
        Self { minor, values, folds, evidence }
    }

    /// The report's account of the total.
    pub(super) fn describe(
        &self,
        ledger: &Ledger,
        history: &History,
        (outcomes, categories): (&[Outcome], &[SeriesForecast]),
        spread: &Spread<'_>,
        covered: Coverage,
    ) -> SeriesForecast {
        let pool = spread.pool(&self.evidence);
        let scale = pool.scale(&self.evidence, None);
        let bounds = Bounds { negative: self.values.iter().any(|v| *v < 0.0), digits: ledger.params.digits() };
        let budget = (!categories.is_empty() && ledger.budgets.len() == categories.len())
            .then(|| ledger.money(ledger.budgets.values().sum()));
        let add = |i: usize, of: fn(&ForecastStep) -> crate::Money| {
            ledger.money(categories.iter().filter_map(|c| c.steps.get(i)).map(|s| of(s).minor()).sum())
        };
        let horizon = outcomes.first().map_or(0, |o| o.ahead.len());
        let steps = months_ahead(history, horizon)
            .into_iter()
            .enumerate()
            .map(|(i, month)| {
                let (mean, recurring) = (add(i, |s| s.mean), add(i, |s| s.recurring));
                step(month, mean, (pool, i + 1, scale), &bounds, budget, recurring)
            })
            .collect();
        let backtest = Sums::of(&self.values, &self.folds, Method::Combination).map(|s| s.figures(covered));
        let naive_wins = backtest.as_ref().is_some_and(|b| b.skill < 0.0);
        let mut candidates = scores(&self.values, &self.folds, Method::Combination);
        candidates.iter_mut().filter(|s| s.chosen).for_each(|s| SUM.clone_into(&mut s.method));
        let schedules = outcomes.iter().map(|o| o.schedules).sum();
        SeriesForecast {
            category: None,
            history: amounts(history, ledger, |m| self.minor[m]),
            steps,
            method: SUM.to_owned(),
            rests_on: rests_on(history.months.len(), schedules, self.folds.len(), naive_wins),
            backtest,
            candidates,
        }
    }
}

/// Folds of the total. Under [`Method::Combination`] stands the sum of what would have been chosen for each category
/// without the fold; under every other method the sum of that method, with the chosen one where it could not be fitted.
fn folds(outcomes: &[Outcome]) -> Vec<Fold> {
    let count = outcomes.iter().map(|o| o.folds.len()).min().unwrap_or(0);
    (0..count)
        .map(|k| {
            let methods: std::collections::BTreeSet<Method> =
                outcomes.iter().flat_map(|o| o.folds[k].said.keys().copied()).collect();
            let said = methods
                .into_iter()
                .filter_map(|method| {
                    let mut sum: Option<Vec<f64>> = None;
                    for outcome in outcomes {
                        let of = &outcome.folds[k].said;
                        let own = if method == Method::Combination { None } else { of.get(&method) };
                        let ahead =
                            own.or_else(|| of.get(&outcome.honest[k])).or_else(|| of.get(&Method::Combination))?;
                        match &mut sum {
                            None => sum = Some(ahead.clone()),
                            Some(sum) => sum.iter_mut().zip(ahead).for_each(|(s, a)| *s += a),
                        }
                    }
                    Some((method, sum?))
                })
                .collect();
            let Fold { origin, thorough, .. } = outcomes[0].folds[k];
            Fold { origin, thorough, said }
        })
        .collect()
}
