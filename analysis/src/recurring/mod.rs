//! Charges that come again: subscriptions, rent, bills.
//!
//! For each merchant, [`chain`] finds the best schedule among its charges and takes its charges out, again and again
//! until none is left: so a subscription is found beside other purchases at the same shop, and two subscriptions
//! there stay two. [`series`] completes a schedule (charges on an odd day, the same schedule after a new price) and
//! measures how regular it is; [`alerts`] says what to look at. The calendar of all of them is [`Cadence`].

mod alerts;
mod chain;
mod series;

use std::hash::{Hash, Hasher};

use chrono::NaiveDate;
use rayon::prelude::*;
use rustc_hash::FxHasher;

use crate::report::{Cadence, Note, RecurringReport, RecurringSeries, RecurringState};
use crate::{Error, Ledger, Run};
use chain::Charge;
use series::Series;

/// Most schedules looked for at one merchant.
const MOST_SERIES: usize = 48;

/// Finds every recurring charge and what to look at.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn find(ledger: &Ledger, run: &Run) -> Result<RecurringReport, Error> {
    run.check()?;
    let by_merchant = charges(ledger);
    let repeat_rate = repeat_rate(&by_merchant);
    let found: Vec<Vec<Series>> =
        by_merchant.into_par_iter().map(|charges| of_merchant(charges, repeat_rate, run)).collect::<Result<_, _>>()?;
    let all: Vec<Series> = found.into_iter().flatten().collect();

    let mut reported: Vec<RecurringSeries> = all.iter().map(|s| s.report(ledger)).collect();
    alerts::attach(&mut reported, &all, ledger);
    let yearly =
        |s: &RecurringSeries| (s.amount.major() * s.cadence.per_month() * 12.0, s.state != RecurringState::Stopped);
    reported.sort_by(|a, b| {
        let (cost_a, cost_b) = (yearly(a).0, yearly(b).0);
        cost_b.total_cmp(&cost_a).then_with(|| (&a.merchant, &a.rows).cmp(&(&b.merchant, &b.rows)))
    });
    let monthly: f64 = reported.iter().map(yearly).filter(|(_, runs)| *runs).map(|(cost, _)| cost / 12.0).sum();
    let mut notes = vec![];
    let days = (ledger.date[ledger.len() - 1] - ledger.date[0]).num_days();
    if days < 62 {
        notes.push(Note::new(
            "short_history",
            format!("The expenses cover {days} days; a monthly charge shows after three of them, a yearly one after three years."),
        ));
    }
    Ok(RecurringReport {
        monthly_cost: crate::Money::from_major(monthly, ledger.params.digits()),
        series: reported,
        notes,
    })
}

/// Cadence and median amount of the clearest schedule among charges of one name, ascending by day, where there is one.
pub(crate) fn rhythm(charges: impl Iterator<Item = (NaiveDate, i64)>) -> Option<(Cadence, i64)> {
    /// How often two charges in a row have the same amount by chance.
    const REPEAT_RATE: f64 = 0.02;
    let spending = charges.filter(|(_, minor)| *minor > 0);
    let charges: Vec<Charge> =
        spending.enumerate().map(|(row, (date, minor))| Charge { row, date, minor, description: 0 }).collect();
    let chain = chain::best(&charges, REPEAT_RATE)?;
    let mut amounts: Vec<i64> = chain.links.iter().map(|l| charges[l.0].minor).collect();
    amounts.sort_unstable();
    Some((chain.cadence, amounts[amounts.len() / 2]))
}

/// Spending by merchant, ascending by date; refunds and zeros have no schedule.
fn charges(ledger: &Ledger) -> Vec<Vec<Charge>> {
    let mut by_merchant = vec![vec![]; ledger.merchants.len()];
    for row in (0..ledger.len()).filter(|&i| ledger.minor[i] > 0) {
        let mut hasher = FxHasher::default();
        ledger.description[row].hash(&mut hasher);
        by_merchant[ledger.merchant[row]].push(Charge {
            row,
            date: ledger.date[row],
            minor: ledger.minor[row],
            description: hasher.finish(),
        });
    }
    by_merchant
}

/// How often, over the whole account, two charges of a merchant in a row have the same amount; shrunk to 2 %.
fn repeat_rate(by_merchant: &[Vec<Charge>]) -> f64 {
    let pairs = by_merchant.iter().map(|c| c.len().saturating_sub(1)).sum::<usize>() as f64;
    let same = by_merchant.iter().flat_map(|c| c.windows(2)).filter(|w| w[0].minor == w[1].minor).count() as f64;
    // Subscriptions repeat as well, so the rate is an upper bound; a tenth keeps them visible.
    ((same + 0.4) / (pairs + 20.0)).min(0.1)
}

fn of_merchant(mut charges: Vec<Charge>, repeat_rate: f64, run: &Run) -> Result<Vec<Series>, Error> {
    let mut found = vec![];
    while found.len() < MOST_SERIES {
        run.check()?;
        let Some(chain) = chain::best(&charges, repeat_rate) else { break };
        let mut series = Series::new(&chain, &charges);
        let mut used: Vec<bool> = vec![false; charges.len()];
        chain.links.iter().for_each(|l| used[l.0] = true);
        series.complete(&charges, &mut used);
        charges = charges.into_iter().zip(used).filter(|(_, used)| !used).map(|(charge, _)| charge).collect();
        found.push(series);
    }
    let mut series = series::join(found);
    series.iter_mut().for_each(|s| s.note_doubles(&charges));
    Ok(series)
}

#[cfg(test)]
mod tests;
