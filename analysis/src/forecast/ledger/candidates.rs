//! What every candidate says of every category at one origin.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::history::{History, Known};
use crate::forecast::lags::{Table, recursive};
use crate::forecast::method::{Blend, Method, believable};
use crate::forecast::methods::boosting::Boosting;
use crate::forecast::methods::{forest::random_forest, xgboost::xgboost};
use crate::forecast::series::usable_season;
use crate::{Error, Run};

/// Months of a year.
pub(super) const SEASON: usize = 12;

/// Categories, largest spending first, that get every candidate; the rest get those that cost nothing.
const THOROUGH: usize = 60;

/// The combination: a level that outliers do not move, one that follows, and one with trend and season. Their mean and
/// not their median, which on household spending, where single large charges are common, is nearly always the lowest.
pub(super) const BLEND: Blend = Blend { members: &[Method::MedianOfLast, Method::Ses, Method::Theta], median: false };

/// Methods that may be chosen. What is left out is shown beside them and measured, but a single purchase turns it: it
/// draws a line through two months, chases the last ones or remembers one charge for ever.
pub(super) fn may_be_chosen(method: Method) -> bool {
    matches!(
        method,
        Method::Combination
            | Method::MeanOfLast
            | Method::MedianOfLast
            | Method::Ses
            | Method::Theta
            | Method::Ets
            | Method::GradientBoosting
            | Method::PooledBoosting
    )
}

/// Quick methods, asked at every origin of every category.
const QUICK: [Method; 7] =
    [Method::Drift, Method::MeanOfLast, Method::MedianOfLast, Method::Ses, Method::Theta, Method::Croston, Method::Tsb];
/// Slow ones, asked together with the models of lags at some origins of the thorough categories.
const SLOW: [Method; 3] = [Method::DampedTrend, Method::Ets, Method::Ces];

/// Whom an origin is asked of.
#[derive(Clone, Copy)]
pub(super) enum Ask<'a> {
    /// The quick methods.
    Quick,
    /// Every method, of the categories that are marked; with the model of all categories, where there is one.
    All { thorough: &'a [bool], pooled: Option<&'a Boosting> },
}

/// Forecasts by method.
pub(super) type Said = BTreeMap<Method, Vec<f64>>;

/// The lag table of the thorough categories together, in the order of the ledger's categories.
pub(super) fn pooled_table(known: &[Known], thorough: &[bool]) -> Table {
    let mut table = Table::default();
    known.iter().zip(thorough).filter(|(_, is)| **is).for_each(|(k, _)| table.add(&k.residual, SEASON));
    table
}

/// Which categories get every candidate: the largest by absolute spending, ties in ledger order.
pub(super) fn thorough(history: &History) -> Vec<bool> {
    let size = |c: usize| history.minor[c].iter().map(|m| m.unsigned_abs()).sum::<u64>();
    let mut order: Vec<usize> = (0..history.minor.len()).collect();
    order.sort_by_key(|&c| (std::cmp::Reverse(size(c)), c));
    let mut is = vec![false; order.len()];
    order.iter().take(THOROUGH).for_each(|&c| is[c] = true);
    is
}

/// Everything the candidates say of every category after `origin` months.
///
/// Naive and seasonal naive repeat the whole month, schedules included, because they are what the others are measured
/// against; every other candidate forecasts the residual and adds what is scheduled.
pub(super) fn say(
    history: &History,
    (origin, known): (usize, &[Known]),
    ask: Ask<'_>,
    (horizon, run): (usize, &Run),
) -> Result<Vec<Said>, Error> {
    let cycle = history.season(origin, SEASON);
    (0..known.len())
        .into_par_iter()
        .map(|c| {
            run.check()?;
            let (whole, of) = (&history.values[c][..origin], &known[c]);
            let mut said = Said::new();
            for method in [Method::Naive, Method::SeasonalNaive] {
                if let Some(ahead) = method.alone(whole, cycle, horizon) {
                    said.insert(method, ahead);
                }
            }
            let y = &of.residual;
            let season = usable_season(y.len(), cycle);
            let mut add = |method: Method, ahead: Option<Vec<f64>>| {
                if let Some(ahead) = ahead {
                    let with_schedule = ahead.iter().zip(&of.scheduled).map(|(a, s)| a + s).collect();
                    said.insert(method, with_schedule);
                }
            };
            QUICK.iter().for_each(|&m| add(m, m.alone(y, season, horizon)));
            if let Ask::All { thorough, pooled } = ask
                && thorough[c]
            {
                SLOW.iter().for_each(|&m| add(m, m.alone(y, season, horizon)));
                let keep = |ahead: Option<Vec<f64>>| believable(y, ahead?);
                add(Method::GradientBoosting, own_boosting(y, season, horizon));
                add(Method::RandomForest, keep(random_forest(y, season, horizon, run.seed)));
                add(Method::Xgboost, keep(xgboost(y, season, horizon)));
                if let Some(model) = pooled {
                    add(Method::PooledBoosting, keep(recursive(y, SEASON, horizon, |row| model.predict(row))));
                }
            }
            BLEND.add(&mut said);
            Ok(said)
        })
        .collect()
}

fn own_boosting(y: &[f64], season: usize, horizon: usize) -> Option<Vec<f64>> {
    let mut table = Table::default();
    table.add(y, season);
    let model = Boosting::fit(&table)?;
    believable(y, recursive(y, season, horizon, |row| model.predict(row))?)
}
