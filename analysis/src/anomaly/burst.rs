//! Layer 3: many charges at one merchant within a few days, all or only the small ones (card testing, runaway billing).

use super::context::Levels;
use super::evidence::{Event, Evidence, share};
use super::members::Members;
use super::stats;
use crate::report::AnomalyKind;
use crate::{Error, Ledger, Run};

/// Fewest charges in a burst.
const LEAST: usize = 4;
/// Days of the window that a burst is found in; it may go on from day to day.
const DAYS: i64 = 2;
/// Days of history from which on a merchant's rate can be told from its burst.
const SPAN: f64 = 45.0;
/// Small: this many spreads below the category's median.
const SMALL: f64 = -0.5;
/// Logarithm of the p-value from which on a burst of small charges is believed.
const SURE: f64 = -7.0;
/// Other charges on the days of a burst belong to it where so many are less probable than this by the merchant's habit.
const WITH: f64 = 0.01;

/// Every burst, with the probability of so many charges at the merchant's own rate.
pub(super) fn find(ledger: &Ledger, levels: &Levels, members: &Members, run: &Run) -> Result<Vec<Event>, Error> {
    let wanted = |i: &usize| ledger.minor[*i] > 0 && members.series_of(*i).is_none() && !ledger.stray(*i);
    let mut order: Vec<usize> = (0..ledger.len()).filter(wanted).collect();
    order.sort_unstable_by_key(|&i| (ledger.merchant[i], i));
    let span = (ledger.today() - ledger.since()).num_days().max(1) as f64;
    let mut events = vec![];
    if span < SPAN {
        return Ok(events);
    }
    for rows in order.chunk_by(|&a, &b| ledger.merchant[a] == ledger.merchant[b]) {
        run.check()?;
        if rows.len() < LEAST {
            continue;
        }
        let small: Vec<usize> = rows.iter().copied().filter(|&i| levels.category_z(ledger, i) < SMALL).collect();
        let mut taken: Vec<usize> = vec![];
        for window in windows(ledger, &small, span) {
            let large: Vec<usize> = rows.iter().copied().filter(|i| small.binary_search(i).is_err()).collect();
            let with = large.iter().copied().filter(|&i| within(ledger, &window.rows, i)).collect::<Vec<_>>();
            let rate = (large.len() - with.len()) as f64 / span + 0.01;
            let days = (ledger.date[window.rows[window.rows.len() - 1]] - ledger.date[window.rows[0]]).num_days() + 1;
            let belong = !with.is_empty() && stats::ln_poisson_tail(with.len(), rate * days as f64) < WITH.ln();
            let mut burst = window.rows.clone();
            if belong {
                burst.extend(with);
                burst.sort_unstable();
            }
            if window.ln_p < SURE {
                taken.extend(&burst);
            }
            events.push(event(ledger, burst, !belong, &window));
        }
        // What is left of a burst of small charges are the purchases that happened to be made on its days.
        taken.sort_unstable();
        let others: Vec<usize> = rows.iter().copied().filter(|i| taken.binary_search(i).is_err()).collect();
        events.extend(windows(ledger, &others, span).into_iter().map(|w| event(ledger, w.rows.clone(), false, &w)));
    }
    Ok(events)
}

fn event(ledger: &Ledger, rows: Vec<usize>, small: bool, window: &Window) -> Event {
    let sum = rows.iter().map(|&i| ledger.minor[i]).sum();
    let evidence = Evidence::Burst { rows: rows.clone(), small, rate: window.rate };
    Event::of_rows(ledger, rows, AnomalyKind::Burst, window.ln_p - share::BURST.ln(), evidence, sum)
}

fn within(ledger: &Ledger, rows: &[usize], i: usize) -> bool {
    (ledger.date[rows[0]]..=ledger.date[rows[rows.len() - 1]]).contains(&ledger.date[i])
}

/// Charges that came together.
struct Window {
    rows: Vec<usize>,
    /// Charges a day outside of it.
    rate: f64,
    ln_p: f64,
}

/// The dense windows among `rows` of one merchant, ascending.
fn windows(ledger: &Ledger, rows: &[usize], span: f64) -> Vec<Window> {
    let mut found = vec![];
    if rows.len() < LEAST {
        return found;
    }
    // Charges that come together by habit (several on most days) are no burst: other charges within the window of
    // each, by mean over the charges outside it, is the least that is expected.
    let window = |start: usize| {
        let last = ledger.date[rows[start]] + chrono::Duration::days(DAYS - 1);
        start..start + rows[start..].partition_point(|&i| ledger.date[i] <= last)
    };
    let mut start = 0;
    while start < rows.len() {
        let range = window(start);
        if range.len() < LEAST {
            start += 1;
            continue;
        }
        // The densest window that begins within this one.
        let best = range.clone().map(window).max_by_key(|r| (r.len(), std::cmp::Reverse(r.start))).unwrap_or(range);
        let (before, after) = (&rows[..best.start], &rows[best.end..]);
        let others = (before.len() + after.len()) as f64;
        let rate = (others + 0.5) / span;
        let crowd = crowding(ledger, before).max(crowding(ledger, after));
        let mean = (rate * DAYS as f64).max(crowd) + 0.02;
        let ln_p = stats::ln_poisson_tail(best.len() - 1, mean);
        // It goes on while the next charge comes a day later, which at a rare merchant is no chance.
        let mut end = best.end;
        while rate < 0.1 && end < rows.len() && (ledger.date[rows[end]] - ledger.date[rows[end - 1]]).num_days() <= 1 {
            end += 1;
        }
        found.push(Window { rows: rows[best.start..end].to_vec(), rate, ln_p });
        start = end;
    }
    found
}

/// Mean number of other charges on the day of a charge.
fn crowding(ledger: &Ledger, rows: &[usize]) -> f64 {
    let days = rows.chunk_by(|&a, &b| ledger.date[a] == ledger.date[b]);
    let together: usize = days.map(|d| d.len() * (d.len() - 1)).sum();
    together as f64 / (rows.len() as f64 + 5.0)
}
