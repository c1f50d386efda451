//! The total: the sum of the categories' means, its interval from the errors of that sum at earlier dates.
//!
//! Categories and total are about the same money, so their intervals agree: that of the total is at least as wide as that
//! of any category and at most as wide as all of them end to end; where there are few dates to test it at, it leans
//! towards what independent categories would make.

use super::coverage::Coverage;
use super::figures::Sums;
use super::history::History;
use super::interval::Interval;
use super::outcome::{Outcome, amounts, rests_on, scores, step};
use super::{FEWEST_DATES, evidence};
use crate::Ledger;
use crate::forecast::backtest::Fold;
use crate::forecast::conformal::Reach;
use crate::forecast::evidence::{Evidence, Pool};
use crate::forecast::method::Method;
use crate::report::{ForecastStep, SeriesForecast};

/// Name of the total's method.
const SUM: &str = "sum_of_categories";
/// Earlier dates that independent categories count for in the total's interval.
const PRIOR: f64 = 4.0;

/// The total before intervals are made.
pub(super) struct Total {
    minor: Vec<i64>,
    values: Vec<f64>,
    folds: Vec<Fold>,
    pub(super) evidence: Evidence,
}

impl Total {
    pub(super) fn new(history: &History, outcomes: &[Outcome], horizon: usize) -> Self {
        let months = 0..history.months.len();
        let minor =
            months.clone().map(|m| history.minor.iter().fold(0i64, |sum, c| sum.saturating_add(c[m]))).collect();
        let values: Vec<f64> = months.map(|m| history.values.iter().map(|c| c[m]).sum()).collect();
        let folds = folds(outcomes);
        let mut evidence = evidence(history, &values, &folds, &vec![Method::Combination; folds.len()], horizon);
        // Dates that tell nothing of a category's present level tell nothing of the total's.
        let settled = |k: &usize| outcomes.iter().all(|o| o.evidence.errors.get(*k).is_none_or(|e| !e.is_empty()));
        let errors = &mut evidence.errors;
        if (0..errors.len()).filter(|k| settled(k) && !errors[*k].is_empty()).count() >= FEWEST_DATES {
            (0..errors.len()).filter(|k| !settled(k)).for_each(|k| errors[k].clear());
        }
        Self { minor, values, folds, evidence }
    }

    /// The report's account of the total.
    pub(super) fn describe(
        &self,
        ledger: &Ledger,
        history: &History,
        (outcomes, categories): (&[Outcome], &[SeriesForecast]),
        pool: &Pool,
        covered: Coverage,
    ) -> SeriesForecast {
        let interval = self.interval(ledger, history, pool);
        let parts: Vec<(&Outcome, Interval<'_>)> =
            outcomes.iter().map(|o| (o, o.interval(ledger, history, pool))).collect();
        let budget = (!categories.is_empty() && ledger.budgets.len() == categories.len())
            .then(|| ledger.money(ledger.budgets.values().sum()));
        let add = |i: usize, of: fn(&ForecastStep) -> Option<crate::Money>| {
            let all = categories.iter().filter_map(|c| c.steps.get(i)).filter_map(of);
            ledger.money(all.fold(0i64, |sum, money| sum.saturating_add(money.minor())))
        };
        let horizon = outcomes.first().map_or(0, |o| o.ahead.len());
        let steps = history
            .ahead(horizon)
            .into_iter()
            .enumerate()
            .map(|(i, month)| {
                let (mean, recurring) = (add(i, |s| Some(s.mean)), add(i, |s| Some(s.recurring)));
                let (reaches, stretch) = self.reaches(&interval, &parts, i);
                let bounds = interval.bounds(i, mean.major(), reaches);
                let over = budget.map(|b| (b, interval.exceeds(i, mean.major(), b.major(), stretch)));
                let begun = history.running.is_some() && i == 0;
                let begun = begun.then(|| (add(i, |s| s.spent_so_far), add(i, |s| s.still_due)));
                step(month, mean, &bounds, recurring, over, begun)
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

    fn interval<'a>(&self, ledger: &Ledger, history: &History, pool: &'a Pool) -> Interval<'a> {
        let mut interval = Interval::new(&self.values, &self.evidence, pool.of(&self.evidence, None));
        if let Some(running) = &history.running {
            let spent = running.spent.iter().fold(0i64, |sum, s| sum.saturating_add(*s));
            interval.left = Some(running.left);
            interval.spent = Some(ledger.money(spent).major());
            interval.negative |=
                running.spent.iter().any(|s| *s < 0) || history.values.iter().flatten().any(|v| *v < 0.0);
        }
        interval
    }

    /// How far the total's intervals reach in step `i`, and how many times as far above as its own errors say (80 %).
    fn reaches(&self, interval: &Interval<'_>, parts: &[(&Outcome, Interval<'_>)], i: usize) -> ([Reach; 2], f64) {
        let own = interval.reaches(i);
        let of_parts: Vec<[Reach; 2]> = parts.iter().map(|(outcome, part)| outcome.reached(part, i)).collect();
        let weight = self.folds.len() as f64 / (self.folds.len() as f64 + PRIOR);
        let side = |level: usize, of: fn(&Reach) -> f64| {
            let all = || of_parts.iter().map(|r| of(&r[level]));
            let (most, sum) = (all().fold(0.0, f64::max), all().sum::<f64>());
            let independent = all().map(|r| r * r).sum::<f64>().sqrt();
            let own = of(&own[level]);
            let mixed = if own > 0.0 && independent > 0.0 {
                (weight * own.ln() + (1.0 - weight) * independent.ln()).exp()
            } else {
                own.max(independent)
            };
            mixed.clamp(most, sum.max(most))
        };
        let reaches = [0, 1].map(|level| Reach { below: side(level, |r| r.below), above: side(level, |r| r.above) });
        let stretch = if own[0].above > 0.0 { reaches[0].above / own[0].above } else { 1.0 };
        (reaches, stretch)
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
