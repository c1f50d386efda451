//! From a chosen method and the pooled errors to what the report says of a category.

use super::figures::{Sums, rank};
use super::history::History;
use super::spread::{Coverage, Spread};
use super::{SEASON, months_ahead};
use crate::forecast::backtest::Fold;
use crate::forecast::evidence::{Evidence, Pool};
use crate::forecast::method::Method;
use crate::ledger::months_after;
use crate::report::{ForecastReport, ForecastStep, MethodScore, MonthAmount, Note, SeriesForecast};
use crate::{Ledger, Money};

/// One category's choice.
pub(super) struct Outcome {
    /// Index into the ledger's categories.
    pub(super) category: usize,
    pub(super) chosen: Method,
    /// For each fold the method that would have been chosen without it.
    pub(super) honest: Vec<Method>,
    /// Means, major units.
    pub(super) ahead: Vec<f64>,
    /// What of them is scheduled.
    pub(super) scheduled: Vec<f64>,
    pub(super) schedules: usize,
    pub(super) folds: Vec<Fold>,
    pub(super) evidence: Evidence,
}

/// Bounds of one month.
pub(super) struct Bounds {
    /// Below zero is possible.
    pub(super) negative: bool,
    pub(super) digits: u8,
}

impl Bounds {
    fn money(&self, value: f64) -> Money {
        Money::from_major(if self.negative { value } else { value.max(0.0) }, self.digits)
    }
}

impl Outcome {
    /// The report's account of the category.
    pub(super) fn category(
        &self,
        ledger: &Ledger,
        history: &History,
        spread: &Spread,
        covered: Coverage,
    ) -> SeriesForecast {
        let y = &history.values[self.category];
        let bounds = Bounds { negative: y.iter().any(|v| *v < 0.0), digits: ledger.params.digits() };
        // A category that returns more than it costs may go on doing so; any other costs nothing at least.
        let refunds = y.iter().sum::<f64>() < 0.0;
        let budget = ledger.budgets.get(&self.category).map(|b| ledger.money(*b));
        let pool = spread.pool(&self.evidence);
        let scale = pool.scale(&self.evidence, None);
        let steps = months_ahead(history, self.ahead.len())
            .into_iter()
            .enumerate()
            .map(|(i, month)| {
                let mean =
                    Money::from_major(if refunds { self.ahead[i] } else { self.ahead[i].max(0.0) }, bounds.digits);
                let recurring = Money::from_major(self.scheduled[i], bounds.digits);
                step(month, mean, (pool, i + 1, scale), &bounds, budget, recurring)
            })
            .collect();
        let folds = self.folds.iter().zip(self.honest.iter().copied());
        let backtest = Sums::of_each(y, folds).map(|s| s.figures(covered));
        let naive_wins = self.chosen == Method::Naive || backtest.as_ref().is_some_and(|b| b.skill < 0.0);
        SeriesForecast {
            category: Some(ledger.categories[self.category].clone()),
            history: amounts(history, ledger, |m| history.minor[self.category][m]),
            steps,
            method: self.chosen.name().to_owned(),
            rests_on: rests_on(history.months.len(), self.schedules, self.folds.len(), naive_wins),
            backtest,
            candidates: scores(y, &self.folds, self.chosen),
        }
    }
}

pub(super) fn step(
    month: chrono::NaiveDate,
    mean: Money,
    (pool, step, scale): (&Pool, usize, f64),
    bounds: &Bounds,
    budget: Option<Money>,
    recurring: Money,
) -> ForecastStep {
    let [r80, r95] = pool.reaches(step);
    let centre = mean.major();
    let over = |budget: Money| {
        if scale > 0.0 {
            pool.exceeds(step, (budget.major() - centre) / scale)
        } else {
            f64::from(u8::from(mean > budget))
        }
    };
    ForecastStep {
        month,
        mean,
        lo80: bounds.money(centre - r80.below * scale).min(mean),
        hi80: bounds.money(centre + r80.above * scale).max(mean),
        lo95: bounds.money(centre - r95.below * scale).min(mean),
        hi95: bounds.money(centre + r95.above * scale).max(mean),
        recurring,
        budget,
        over_budget: budget.map(over),
    }
}

pub(super) fn amounts(history: &History, ledger: &Ledger, minor: impl Fn(usize) -> i64) -> Vec<MonthAmount> {
    history.months.iter().enumerate().map(|(m, &month)| MonthAmount { month, amount: ledger.money(minor(m)) }).collect()
}

pub(super) fn scores(y: &[f64], folds: &[Fold], chosen: Method) -> Vec<MethodScore> {
    let folds: Vec<Fold> = folds.iter().filter(|f| f.thorough).cloned().collect();
    let methods: std::collections::BTreeSet<Method> = folds.iter().flat_map(|f| f.said.keys().copied()).collect();
    let mut scores: Vec<MethodScore> =
        methods.into_iter().filter_map(|m| Some(Sums::of(y, &folds, m)?.score(m.name(), m == chosen))).collect();
    rank(&mut scores);
    scores
}

pub(super) fn rests_on(months: usize, schedules: usize, folds: usize, naive_wins: bool) -> String {
    let plural = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let mut text = plural(months, "month");
    text += if months < 2 * SEASON { ": no seasonal model" } else { ": seasonal models tried" };
    if schedules > 0 {
        text += &format!("; {} known", plural(schedules, "recurring charge"));
    }
    text += &match folds {
        0 => "; too short for a backtest".to_owned(),
        n => format!("; tested at {}", plural(n, "earlier date")),
    };
    if naive_wins {
        text += "; naive wins here";
    }
    text
}

/// The report of a range without a complete month.
pub(super) fn empty(ledger: &Ledger) -> ForecastReport {
    let series = |category: Option<String>| SeriesForecast {
        category,
        history: Vec::new(),
        steps: Vec::new(),
        method: "none".to_owned(),
        rests_on: "no complete month".to_owned(),
        backtest: None,
        candidates: Vec::new(),
    };
    ForecastReport {
        horizon: u32::from(ledger.params.horizon),
        first_month: ledger.months.last().map(|m| months_after(m.first, 1)),
        months: 0,
        total: Some(series(None)),
        categories: ledger.categories.iter().cloned().map(|c| series(Some(c))).collect(),
        backtest: Vec::new(),
        intervals: Vec::new(),
        notes: vec![Note::new(
            "too_few_months",
            "The range has no complete calendar month, so nothing is forecast; widen it to at least one whole month",
        )],
    }
}
