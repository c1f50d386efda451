//! From a chosen method and the pooled errors to what the report says of a category.

use super::SEASON;
use super::coverage::Coverage;
use super::figures::{Sums, rank};
use super::history::{History, Running};
use super::interval::{Bounds, Interval};
use crate::forecast::backtest::Fold;
use crate::forecast::conformal::Reach;
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
    /// Means, major units; of a month that has begun the whole month's.
    pub(super) ahead: Vec<f64>,
    /// What of them is scheduled, in a month that has begun what was charged and what is still due.
    pub(super) scheduled: Vec<f64>,
    /// What is still due in a month that has begun.
    pub(super) due: f64,
    pub(super) schedules: usize,
    pub(super) folds: Vec<Fold>,
    pub(super) evidence: Evidence,
}

impl Outcome {
    /// What is spent already, what is still due, and the usual rest for the days that are left, instead of a whole month.
    pub(super) fn in_a_running_month(&mut self, running: &Running, spent: f64) {
        let (Some(mean), Some(scheduled)) = (self.ahead.first_mut(), self.scheduled.first_mut()) else { return };
        let due = *scheduled;
        *mean = spent + due + running.left * (*mean - due);
        *scheduled += running.scheduled[self.category];
        self.due = due;
    }

    /// What makes the category's intervals.
    pub(super) fn interval<'a>(&self, ledger: &Ledger, history: &History, pool: &'a Pool) -> Interval<'a> {
        let y = &history.values[self.category];
        let mut interval = Interval::new(y, &self.evidence, pool.of(&self.evidence, None));
        if let Some(running) = &history.running {
            interval.left = Some(running.left);
            interval.spent = Some(ledger.money(running.spent[self.category]).major());
            interval.negative |= running.spent[self.category] < 0;
        }
        interval
    }

    /// The report's account of the category.
    pub(super) fn category(
        &self,
        ledger: &Ledger,
        history: &History,
        pool: &Pool,
        covered: Coverage,
    ) -> SeriesForecast {
        let y = &history.values[self.category];
        let interval = self.interval(ledger, history, pool);
        // A category that returns more than it costs may go on doing so; any other costs nothing at least.
        let refunds = y.iter().sum::<f64>() < 0.0 || interval.spent.is_some_and(|s| s < 0.0);
        let budget = ledger.budgets.get(&self.category).map(|b| ledger.money(*b));
        let digits = ledger.params.digits();
        let steps = history
            .ahead(self.ahead.len())
            .into_iter()
            .enumerate()
            .map(|(i, month)| {
                let mean = Money::from_major(if refunds { self.ahead[i] } else { self.ahead[i].max(0.0) }, digits);
                let bounds = interval.bounds(i, mean.major(), interval.reaches(i));
                let recurring = Money::from_major(self.scheduled[i], digits);
                let over = budget.map(|b| (b, interval.exceeds(i, mean.major(), b.major(), 1.0)));
                let begun = history.running.as_ref().filter(|_| i == 0);
                let begun = begun.map(|r| (ledger.money(r.spent[self.category]), Money::from_major(self.due, digits)));
                step(month, mean, &bounds, recurring, over, begun)
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

    /// How far the category's intervals reach in step `i` once they honour what is known.
    pub(super) fn reached(&self, interval: &Interval<'_>, i: usize) -> [Reach; 2] {
        let mean = self.ahead[i];
        interval
            .bounds(i, mean, interval.reaches(i))
            .map(|[low, high]| Reach { below: (mean - low).max(0.0), above: (high - mean).max(0.0) })
    }
}

/// One month of the report; `over` has the budget and the probability that it is exceeded, `begun` what is spent and what
/// is still due.
pub(super) fn step(
    month: chrono::NaiveDate,
    mean: Money,
    bounds: &Bounds,
    recurring: Money,
    over: Option<(Money, f64)>,
    begun: Option<(Money, Money)>,
) -> ForecastStep {
    let money = |value: f64| Money::from_major(value, mean.digits());
    let [[lo80, hi80], [lo95, hi95]] = *bounds;
    let (lo80, hi80) = (money(lo80).min(mean), money(hi80).max(mean));
    ForecastStep {
        month,
        mean,
        lo80,
        hi80,
        lo95: money(lo95).min(lo80),
        hi95: money(hi95).max(hi80),
        recurring,
        spent_so_far: begun.map(|b| b.0),
        still_due: begun.map(|b| b.1),
        budget: over.map(|o| o.0),
        over_budget: over.map(|o| o.1),
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
        set_apart: Vec::new(),
        not_recorded: Vec::new(),
        backtest: Vec::new(),
        intervals: Vec::new(),
        notes: vec![Note::new(
            "too_few_months",
            "The range has no complete calendar month, so nothing is forecast; widen it to at least one whole month",
        )],
    }
}
