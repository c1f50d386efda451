//! Charges that come again: subscriptions, rent, bills.
//!
//! For each merchant, [`schedule`](crate::schedule) finds the best chain among its charges and takes its charges out,
//! again and again until none is left: so a subscription is found beside other purchases at the same shop, and two
//! subscriptions there stay two. [`complete`] adds the charges that belong to it although their day or amount is odd,
//! [`join`] puts parts of one schedule together (a new price, another billing day, two days a month, a new name), and
//! [`elsewhere`] what was paid under another name.
//! [`series`] says on which day a charge is expected, [`amounts`] what it costs, [`report`] both in the report's form, and
//! [`alerts`] what to look at.

mod alerts;
mod amounts;
mod complete;
mod elsewhere;
mod join;
mod report;
mod series;
#[cfg(test)]
mod tests;

use std::hash::{Hash, Hasher};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use crate::report::{Note, RecurringReport, RecurringSeries, RecurringState};
use crate::schedule::{self, Charge};
use crate::{Error, Ledger, Run};
use amounts::Amounts;
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
    let mut all = join_renamed(found.into_iter().flatten().collect(), ledger);
    elsewhere::bring_home(&mut all, ledger);
    let all: Vec<(Series, Amounts)> = all.into_par_iter().map(|s| (Amounts::of(&s), s)).map(|(a, s)| (s, a)).collect();

    let mut reported: Vec<RecurringSeries> = all.iter().map(|(s, amounts)| s.report(amounts, ledger)).collect();
    alerts::attach(&mut reported, &all, ledger);
    let yearly = |s: &RecurringSeries| s.amount.major() * s.cadence.per_year();
    reported.sort_by(|a, b| {
        yearly(b).total_cmp(&yearly(a)).then_with(|| (&a.merchant, &a.rows).cmp(&(&b.merchant, &b.rows)))
    });
    let mut notes = vec![];
    let days = (ledger.today() - ledger.since()).num_days();
    if days < 62 {
        notes.push(Note::new(
            "short_history",
            format!("The expenses cover {days} days; a monthly charge shows after three of them, a yearly one after two years."),
        ));
    }
    let costs = all.iter().filter(|(s, _)| s.state(ledger.today()) != RecurringState::Stopped);
    let monthly: f64 = costs.map(|(s, amounts)| amounts.mean * s.cadence.per_month()).sum();
    Ok(RecurringReport { monthly_cost: ledger.money(monthly.round() as i64), series: reported, notes })
}

/// Spending by merchant, ascending by date; refunds and zeros have no schedule, and what is dated decades away or weeks
/// ahead is no part of one yet; of what stands twice the first counts.
fn charges(ledger: &Ledger) -> Vec<Vec<Charge>> {
    let mut by_merchant = vec![vec![]; ledger.merchants.len()];
    for row in (0..ledger.len()).filter(|&i| ledger.charges_once(i)) {
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
        let Some(chain) = schedule::best(&charges, repeat_rate) else { break };
        let mut series = Series::new(&chain, &charges);
        let mut used: Vec<bool> = vec![false; charges.len()];
        chain.links.iter().for_each(|l| used[l.0] = true);
        series.complete(&charges, &mut used);
        charges = charges.into_iter().zip(used).filter(|(_, used)| !used).map(|(charge, _)| charge).collect();
        found.push(series);
    }
    let mut series = join::join(found);
    series.extend(join::yearly_pairs(&mut charges));
    series.iter_mut().for_each(|s| s.note_doubles(&charges));
    Ok(series)
}

/// Joins series of two merchants where the second goes on with the first, in the same category and as the only one that
/// does.
fn join_renamed(mut all: Vec<Series>, ledger: &Ledger) -> Vec<Series> {
    let merchant = |s: &Series| ledger.merchant[s.first().charge.row];
    let category = |row: usize| ledger.category[row];
    let fits = |a: &Series, b: &Series| {
        merchant(a) != merchant(b)
            && category(a.last().charge.row) == category(b.first().charge.row)
            && join::renamed(a, b)
    };
    let mut first_at: FxHashMap<(i64, usize), Vec<usize>> = FxHashMap::default();
    for (i, s) in all.iter().enumerate() {
        first_at.entry((s.first().charge.minor, category(s.first().charge.row))).or_default().push(i);
    }
    let nexts = |i: usize| -> Vec<usize> {
        let last = all[i].last().charge;
        let like = first_at.get(&(last.minor, category(last.row)));
        like.into_iter().flatten().copied().filter(|&j| fits(&all[i], &all[j])).collect()
    };
    let next: Vec<Vec<usize>> = (0..all.len()).map(nexts).collect();
    let mut before = vec![0usize; all.len()];
    next.iter().flatten().for_each(|&j| before[j] += 1);
    // Latest first, so that a chain of new names is put together from its end.
    let mut order: Vec<usize> = (0..all.len()).filter(|&i| next[i].len() == 1 && before[next[i][0]] == 1).collect();
    order.sort_by_key(|&i| std::cmp::Reverse((all[i].last().charge.date, i)));
    let mut gone = vec![false; all.len()];
    for i in order {
        let later = all[next[i][0]].clone();
        all[i].append(&later.members, 1);
        let offset = all[i].members.len() - later.members.len();
        all[i].doubles.extend(later.doubles.iter().map(|(at, charge)| (at + offset, *charge)));
        gone[next[i][0]] = true;
    }
    all.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(s, _)| s).collect()
}

impl Series {
    /// Finds charges among `others` that have the amount of a member and come within a few days before or after it.
    fn note_doubles(&mut self, others: &[Charge]) {
        let reach = chrono::Days::new(self.cadence.tolerance().unsigned_abs());
        for (i, member) in self.members.iter().enumerate() {
            let start = others.partition_point(|c| c.date < member.charge.date - reach);
            let within = others[start..].iter().take_while(|c| c.date <= member.charge.date + reach);
            self.doubles.extend(within.filter(|c| c.minor == member.charge.minor).map(|c| (i, *c)));
        }
        // One charge repeats one member: the nearest before it.
        self.doubles.sort_by_key(|(i, c)| (c.date, c.row, *i));
        self.doubles.dedup_by_key(|(_, c)| c.row);
    }
}
