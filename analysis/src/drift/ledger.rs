//! The report of a ledger: the last complete month against up to twelve before it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::aspects::test_all;
use super::change_point::change_point;
use super::contributors::{contributors, divide_rounded};
use super::decomposition::{Cell, decompose};
use super::history::history;
use super::months::{FEWEST_FOR_VARIATION, REFERENCE_MONTHS, rows_by_month};
use super::permutation::PERMUTATIONS;
use super::table::decide;
use crate::ledger::months_after;
use crate::report::{ChangePoint, DriftReport, Note};
use crate::{Error, Ledger, Run};

/// Fewest charges on either side of a comparison.
const FEWEST_ROWS: usize = 5;

pub(super) fn compare(ledger: &Ledger, run: &Run) -> Result<DriftReport, Error> {
    run.stage("drift", 0.0);
    let complete = ledger.complete_months();
    let first = complete.start;
    let rows = rows_by_month(ledger, &complete);
    let mut report = DriftReport {
        current_from: None,
        current_to: None,
        reference_from: None,
        reference_to: None,
        drift: false,
        tests: Vec::new(),
        contributors: Vec::new(),
        new_categories: Vec::new(),
        vanished_categories: Vec::new(),
        history: Vec::new(),
        change_point: None,
        decomposition: None,
        notes: Vec::new(),
    };
    let Some(last) = rows.len().checked_sub(1).filter(|&last| last > 0) else {
        let text = format!("the range covers {} whole months; a comparison needs two", rows.len());
        report.notes.push(Note::new("too_few_months", text));
        return Ok(report);
    };
    let start = last.saturating_sub(REFERENCE_MONTHS);
    let window = &rows[start..=last];
    let day_before = |month: usize| months_after(ledger.months[first + month].first, 1).pred_opt();
    report.current_from = Some(ledger.months[first + last].first);
    report.current_to = day_before(last);
    report.reference_from = Some(ledger.months[first + start].first);
    report.reference_to = day_before(last - 1);

    let (before, now) = (rows[start].start..rows[last].start, rows[last].clone());
    let categories = |rows: &Range<usize>| -> BTreeSet<usize> { rows.clone().map(|i| ledger.category[i]).collect() };
    let (old, new) = (categories(&before), categories(&now));
    let names = |ids: Vec<&usize>| ids.into_iter().map(|&c| ledger.categories[c].clone()).collect();
    report.new_categories = names(new.difference(&old).collect());
    report.vanished_categories = names(old.difference(&new).collect());
    report.decomposition =
        decompose(&cells(ledger, &before), &cells(ledger, &now), last - start, ledger.params.digits());

    if before.len() < FEWEST_ROWS || now.len() < FEWEST_ROWS {
        let text = format!(
            "{} expenses in the current month and {} in the {} before it; a test needs {FEWEST_ROWS} on each side",
            now.len(),
            before.len(),
            last - start
        );
        report.notes.push(Note::new("too_few_expenses", text));
    } else {
        let days: Vec<u32> = (start..=last).map(|m| days_of(ledger, first + m)).collect();
        report.tests = decide(test_all(ledger, window, &days, run)?);
        report.drift = report.tests.iter().any(|t| t.drift);
        run.stage("drift", 0.6);
        report.contributors = contributors(ledger, window, run)?;
        report.notes.push(method(last - start));
    }
    run.stage("drift", 0.7);
    report.history = history(ledger, &rows, first, run)?;
    report.change_point = level_change(ledger, &rows, first, run)?;
    run.stage("drift", 1.0);
    Ok(report)
}

fn days_of(ledger: &Ledger, month: usize) -> u32 {
    let from = ledger.months[month].first;
    u32::try_from((months_after(from, 1) - from).num_days()).unwrap_or(30)
}

fn cells(ledger: &Ledger, rows: &Range<usize>) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); ledger.categories.len()];
    for i in rows.clone() {
        let cell = &mut cells[ledger.category[i]];
        cell.count += 1;
        cell.minor = cell.minor.saturating_add(ledger.minor[i]);
    }
    cells
}

fn level_change(ledger: &Ledger, rows: &[Range<usize>], first: usize, run: &Run) -> Result<Option<ChangePoint>, Error> {
    let total = |r: &Range<usize>| r.clone().fold(0i64, |sum, i| sum.saturating_add(ledger.minor[i]));
    let totals: Vec<i64> = rows.iter().map(total).collect();
    let major: Vec<f64> = totals.iter().map(|&t| ledger.money(t).major()).collect();
    let average = |part: &[i64]| {
        let sum = part.iter().fold(0i64, |sum, t| sum.saturating_add(*t));
        ledger.money(divide_rounded(sum, part.len()))
    };
    Ok(change_point(&major, run)?.map(|(at, p_value)| ChangePoint {
        month: ledger.months[first + at].first,
        before: average(&totals[..at]),
        after: average(&totals[at..]),
        p_value,
    }))
}

fn method(reference: usize) -> Note {
    let chance = format!("p-values rest on up to {PERMUTATIONS} random dealings of the single charges");
    if reference < FEWEST_FOR_VARIATION {
        let text = format!(
            "{chance}; {reference} reference months are too few to tell how much months differ anyway, so seasonal \
             habits may look like drift"
        );
        return Note::new("month_variation_unknown", text);
    }
    let text =
        format!("{chance} and on how much the {reference} reference months differ among themselves; the larger counts");
    Note::new("method", text)
}

#[cfg(test)]
mod tests;
