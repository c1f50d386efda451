//! Layer 3: many charges at one merchant within two days, all or only the small ones (card testing, runaway billing).

use super::context::Levels;
use super::evidence::Finding;
use super::members::Members;
use super::stats;
use crate::report::AnomalyKind;
use crate::{Error, Ledger, Run};

/// Fewest charges in a burst.
const LEAST: usize = 4;
/// Days a burst lasts.
const DAYS: i64 = 2;
/// Days of history from which on a merchant's rate can be told from its burst.
const SPAN: f64 = 45.0;
/// Small: this many spreads below the category's median.
const SMALL: f64 = -0.5;

/// Logarithm of the p-value from which on a burst is believed.
const SURE: f64 = -7.0;

/// Every row that is part of a burst, with the probability of so many charges at the merchant's own rate.
pub(super) fn find(ledger: &Ledger, levels: &Levels, members: &Members, run: &Run) -> Result<Vec<Finding>, Error> {
    let mut order: Vec<usize> =
        (0..ledger.len()).filter(|&i| ledger.minor[i] > 0 && members.series_of(i).is_none()).collect();
    order.sort_unstable_by_key(|&i| (ledger.merchant[i], i));
    let span = (ledger.date[ledger.len() - 1] - ledger.date[0]).num_days().max(1) as f64;
    let mut findings = vec![];
    if span < SPAN {
        return Ok(findings);
    }
    for rows in order.chunk_by(|&a, &b| ledger.merchant[a] == ledger.merchant[b]) {
        run.check()?;
        if rows.len() < LEAST {
            continue;
        }
        let small: Vec<usize> = rows.iter().copied().filter(|&i| levels.category_z(ledger, i) < SMALL).collect();
        let before = findings.len();
        of_merchant(ledger, &small, "small ", span, &mut findings);
        // What is left of a burst of small charges are the purchases that happened to be made on its days.
        let mut burst: Vec<usize> = findings[before..].iter().filter(|f| f.ln_p < SURE).map(|f| f.row).collect();
        burst.sort_unstable();
        let others: Vec<usize> = rows.iter().copied().filter(|i| burst.binary_search(i).is_err()).collect();
        of_merchant(ledger, &others, "", span, &mut findings);
    }
    Ok(findings)
}

fn of_merchant(ledger: &Ledger, rows: &[usize], size: &str, span: f64, findings: &mut Vec<Finding>) {
    if rows.len() < LEAST {
        return;
    }
    // Charges that come together by habit (several on most days) are no burst: other charges within the window of
    // each, by median over the charges outside it, is the least that is expected.
    let window = |start: usize| {
        let last = ledger.date[rows[start]] + chrono::Duration::days(DAYS - 1);
        start..start + rows[start..].partition_point(|&i| ledger.date[i] <= last)
    };
    let mut start = 0;
    while start < rows.len() {
        let range = window(start);
        let count = range.len();
        if count < LEAST {
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
        let first = rows[best.start];
        let text = format!(
            "{} {size}charges at {} within {DAYS} days from {}; {}",
            best.len(),
            ledger.merchants[ledger.merchant[first]],
            ledger.date[first],
            usually(rate)
        );
        let found = rows[best.clone()].iter();
        findings.extend(found.map(|&row| Finding { row, kind: AnomalyKind::Burst, ln_p, text: text.clone() }));
        start = best.end;
    }
}

/// A rate a day in words.
fn usually(rate: f64) -> String {
    let (month, year) = ((rate * 30.44).round(), (rate * 365.25).round());
    let times = |n: f64| if n < 1.5 { "one".to_owned() } else { format!("{n:.0}") };
    if month >= 1.0 {
        format!("usually {} a month", times(month))
    } else if year >= 1.0 {
        format!("usually {} a year", times(year))
    } else {
        "otherwise none in a year".to_owned()
    }
}

/// Mean number of other charges on the day of a charge.
fn crowding(ledger: &Ledger, rows: &[usize]) -> f64 {
    let days = rows.chunk_by(|&a, &b| ledger.date[a] == ledger.date[b]);
    let together: usize = days.map(|d| d.len() * (d.len() - 1)).sum();
    together as f64 / (rows.len() as f64 + 5.0)
}
