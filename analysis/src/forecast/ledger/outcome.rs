//! From a chosen method and the pooled errors to what the report says of a category and of the total.

use super::figures::{Sums, rank};
use super::history::History;
use super::{SEASON, months_ahead};
use crate::forecast::backtest::Fold;
use crate::forecast::evidence::{Evidence, Pool, difference};
use crate::forecast::method::Method;
use crate::ledger::months_after;
use crate::report::{ForecastReport, ForecastStep, MethodScore, MonthAmount, Note, SeriesForecast};
use crate::{Ledger, Money};

/// Name of the total's method.
const SUM: &str = "sum_of_categories";

/// One category's choice.
pub(super) struct Outcome {
    /// Index into the ledger's categories.
    pub(super) category: usize,
    pub(super) chosen: Method,
    /// Means, major units.
    pub(super) ahead: Vec<f64>,
    /// What of them is scheduled.
    pub(super) scheduled: Vec<f64>,
    pub(super) schedules: usize,
    pub(super) folds: Vec<Fold>,
    pub(super) evidence: Evidence,
}

/// Shares of actuals inside the 80 and 95 % intervals.
pub(super) type Coverage = Option<[f64; 2]>;

/// Coverage of each series, every fold measured with intervals made of the other folds only; `None` with fewer than
/// three folds.
pub(super) fn coverage(all: &[&Evidence], horizon: usize) -> Vec<Coverage> {
    let folds = all.iter().map(|e| e.errors.len()).max().unwrap_or(0);
    if folds < 3 {
        return vec![None; all.len()];
    }
    let mut inside = vec![[0.0; 2]; all.len()];
    let mut points = vec![0.0; all.len()];
    for k in 0..folds {
        let pool = Pool::without(all, horizon, Some(k));
        for (s, evidence) in all.iter().enumerate() {
            let scale = pool.scale(evidence, Some(k));
            for (i, error) in evidence.errors.get(k).into_iter().flatten().enumerate() {
                points[s] += 1.0;
                for (level, width) in pool.widths(i + 1).into_iter().enumerate() {
                    inside[s][level] += f64::from(u8::from(error.abs() <= width * scale + 1e-9));
                }
            }
        }
    }
    inside.iter().zip(points).map(|(i, p)| (p > 0.0).then(|| i.map(|c| c / p))).collect()
}

/// Bounds of one month.
struct Bounds {
    /// Below zero is possible.
    negative: bool,
    digits: u8,
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
        pool: &Pool,
        covered: Coverage,
    ) -> SeriesForecast {
        let y = &history.values[self.category];
        let bounds = Bounds { negative: y.iter().any(|v| *v < 0.0), digits: ledger.params.digits() };
        // A category that returns more than it costs may go on doing so; any other costs nothing at least.
        let refunds = y.iter().sum::<f64>() < 0.0;
        let budget = ledger.budgets.get(&self.category).map(|b| ledger.money(*b));
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
        let mut backtest = Sums::of(y, &self.folds, self.chosen).map(|s| s.figures());
        if let (Some(figures), Some([c80, c95])) = (&mut backtest, covered) {
            (figures.coverage80, figures.coverage95) = (Some(c80), Some(c95));
        }
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

/// The total: the sum of the categories' means, its interval from the errors of that sum.
pub(super) fn total(
    ledger: &Ledger,
    history: &History,
    outcomes: &[Outcome],
    categories: &[SeriesForecast],
) -> SeriesForecast {
    let horizon = outcomes.first().map_or(0, |o| o.ahead.len());
    let n = history.months.len();
    let sum = |m: usize| history.minor.iter().map(|c| c[m]).sum::<i64>();
    let y: Vec<f64> = (0..n).map(|m| ledger.money(sum(m)).major()).collect();
    let folds = total_folds(outcomes);
    let errors: Vec<Vec<f64>> =
        folds.iter().map(|f| f.errors(&y, Method::Combination).map(Iterator::collect).unwrap_or_default()).collect();
    let level = y.iter().map(|v| v.abs()).sum::<f64>() / n.max(1) as f64;
    let season = crate::forecast::series::usable_season(n, SEASON);
    let evidence = Evidence { errors, difference: difference(&y, season), level };
    let pool = Pool::new(&[&evidence], horizon);
    let scale = pool.scale(&evidence, None);
    let covered = coverage(&[&evidence], horizon).into_iter().next().flatten();

    let digits = ledger.params.digits();
    let bounds = Bounds { negative: y.iter().any(|v| *v < 0.0), digits };
    let budget = (!categories.is_empty() && ledger.budgets.len() == categories.len())
        .then(|| ledger.money(ledger.budgets.values().sum()));
    let add = |i: usize, of: fn(&ForecastStep) -> Money| {
        ledger.money(categories.iter().filter_map(|c| c.steps.get(i)).map(|s| of(s).minor()).sum())
    };
    let steps = months_ahead(history, horizon)
        .into_iter()
        .enumerate()
        .map(|(i, month)| {
            step(month, add(i, |s| s.mean), (&pool, i + 1, scale), &bounds, budget, add(i, |s| s.recurring))
        })
        .collect();
    let mut backtest = Sums::of(&y, &folds, Method::Combination).map(|s| s.figures());
    if let (Some(figures), Some([c80, c95])) = (&mut backtest, covered) {
        (figures.coverage80, figures.coverage95) = (Some(c80), Some(c95));
    }
    let naive_wins = backtest.as_ref().is_some_and(|b| b.skill < 0.0);
    let mut candidates = scores(&y, &folds, Method::Combination);
    candidates.iter_mut().filter(|s| s.chosen).for_each(|s| SUM.clone_into(&mut s.method));
    SeriesForecast {
        category: None,
        history: amounts(history, ledger, sum),
        steps,
        method: SUM.to_owned(),
        rests_on: rests_on(n, outcomes.iter().map(|o| o.schedules).sum(), folds.len(), naive_wins),
        backtest,
        candidates,
    }
}

/// Folds of the total. Under [`Method::Combination`] stands the sum of what was chosen for each category; under every
/// other method the sum of that method, with the chosen one where it could not be fitted.
fn total_folds(outcomes: &[Outcome]) -> Vec<Fold> {
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
                        let ahead = own.or_else(|| of.get(&outcome.chosen)).or_else(|| of.get(&Method::Combination))?;
                        match &mut sum {
                            None => sum = Some(ahead.clone()),
                            Some(sum) => sum.iter_mut().zip(ahead).for_each(|(s, a)| *s += a),
                        }
                    }
                    Some((method, sum?))
                })
                .collect();
            Fold { origin: outcomes[0].folds[k].origin, said }
        })
        .collect()
}

fn step(
    month: chrono::NaiveDate,
    mean: Money,
    (pool, step, scale): (&Pool, usize, f64),
    bounds: &Bounds,
    budget: Option<Money>,
    recurring: Money,
) -> ForecastStep {
    let [w80, w95] = pool.widths(step).map(|w| w * scale);
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
        lo80: bounds.money(centre - w80).min(mean),
        hi80: bounds.money(centre + w80).max(mean),
        lo95: bounds.money(centre - w95).min(mean),
        hi95: bounds.money(centre + w95).max(mean),
        recurring,
        budget,
        over_budget: budget.map(over),
    }
}

fn amounts(history: &History, ledger: &Ledger, minor: impl Fn(usize) -> i64) -> Vec<MonthAmount> {
    history.months.iter().enumerate().map(|(m, &month)| MonthAmount { month, amount: ledger.money(minor(m)) }).collect()
}

fn scores(y: &[f64], folds: &[Fold], chosen: Method) -> Vec<MethodScore> {
    let methods: std::collections::BTreeSet<Method> = folds.iter().flat_map(|f| f.said.keys().copied()).collect();
    let mut scores: Vec<MethodScore> =
        methods.into_iter().filter_map(|m| Some(Sums::of(y, folds, m)?.score(m.name(), m == chosen))).collect();
    rank(&mut scores);
    scores
}

fn rests_on(months: usize, schedules: usize, folds: usize, naive_wins: bool) -> String {
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
        notes: vec![Note::new(
            "too_few_months",
            "The range has no complete calendar month, so nothing is forecast; widen it to at least one whole month",
        )],
    }
}
