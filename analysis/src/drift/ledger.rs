//! The report of a ledger: the last complete month against up to twelve before it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::aspects::{FEWEST, test_all};
use super::change_point::change_point;
use super::contributors::{contributors, divide_rounded};
use super::decomposition::{Cell, decompose};
use super::history::history;
use super::months::{FEWEST_FOR_VARIATION, REFERENCE_MONTHS};
use super::occasions::Occasions;
use super::permutation::PERMUTATIONS;
use super::shifts::shifts;
use super::significance::ASPECT_LEVEL;
use super::table::decide;
use crate::ledger::months_after;
use crate::report::{CategoryShift, ChangePoint, DriftReport, Note};
use crate::{Error, Ledger, Run};

pub(super) fn compare(ledger: &Ledger, run: &Run) -> Result<DriftReport, Error> {
    run.stage("drift", 0.0);
    let all = Occasions::new(ledger);
    let mut report = DriftReport {
        current_from: None,
        current_to: None,
        reference_from: None,
        reference_to: None,
        drift: false,
        tests: Vec::new(),
        shifts: Vec::new(),
        contributors: Vec::new(),
        new_categories: Vec::new(),
        vanished_categories: Vec::new(),
        history: Vec::new(),
        change_point: None,
        decomposition: None,
        notes: Vec::new(),
    };
    let Some(last) = all.len().checked_sub(1).filter(|&last| last > 0) else {
        let text = format!("the range covers {} whole months; a comparison needs two", all.len());
        report.notes.push(Note::new("too_few_months", text));
        return Ok(report);
    };
    let start = last.saturating_sub(REFERENCE_MONTHS);
    let last_day = |month: usize| months_after(all.first[month], 1).pred_opt();
    report.current_from = Some(all.first[last]);
    report.current_to = last_day(last);
    report.reference_from = Some(all.first[start]);
    report.reference_to = last_day(last - 1);

    let (before, now) = (all.of(start..last), all.months[last].clone());
    let categories = |rows: &Range<usize>| -> BTreeSet<usize> { rows.clone().map(|i| all.category[i]).collect() };
    let (old, new) = (categories(&before), categories(&now));
    report.new_categories = new.difference(&old).map(|&c| ledger.categories[c].clone()).collect();
    report.decomposition = decompose(
        &cells(ledger, &all.index[start..last]),
        &cells(ledger, &all.index[last..]),
        last - start,
        ledger.params.digits(),
    );

    if before.len() < FEWEST || now.len() < FEWEST {
        let text = format!(
            "{} expenses in the current month and {} in the {} before it; a test needs {FEWEST} on each side",
            now.len(),
            before.len(),
            last - start
        );
        report.notes.push(Note::new("too_few_expenses", text));
    } else {
        report.tests = decide(test_all(&all, run)?, ASPECT_LEVEL);
        report.shifts = shifts(ledger, &all, run)?;
        let gone = |s: &&CategoryShift| s.drift && s.aspect == "count" && s.now == 0.0;
        report.vanished_categories = report.shifts.iter().filter(gone).map(|s| s.category.clone()).collect();
        report.vanished_categories.sort_unstable();
        report.drift = report.tests.iter().any(|t| t.drift) || report.shifts.iter().any(|s| s.drift);
        run.stage("drift", 0.6);
        report.contributors = contributors(ledger, &all, start..last, run)?;
        report.notes.push(method(last - start));
    }
    run.stage("drift", 0.7);
    report.history = history(&all, run)?;
    report.change_point = level_change(ledger, &all, run)?;
    run.stage("drift", 1.0);
    Ok(report)
}

/// Charges and sums by category in some months of the ledger.
fn cells(ledger: &Ledger, months: &[usize]) -> Vec<Cell> {
    let mut cells = vec![Cell::default(); ledger.categories.len()];
    for i in (0..ledger.len()).filter(|&i| months.contains(&ledger.month[i]) && !ledger.copies.contain(i)) {
        let cell = &mut cells[ledger.category[i]];
        cell.count += 1;
        cell.minor = cell.minor.saturating_add(ledger.minor[i]);
    }
    cells
}

fn level_change(ledger: &Ledger, all: &Occasions, run: &Run) -> Result<Option<ChangePoint>, Error> {
    let total = |r: &Range<usize>| r.clone().fold(0i64, |sum, i| sum.saturating_add(all.minor[i]));
    let totals: Vec<i64> = all.months.iter().map(total).collect();
    let major: Vec<f64> = totals.iter().map(|&t| ledger.money(t).major()).collect();
    let average = |part: &[i64]| {
        let sum = part.iter().fold(0i64, |sum, t| sum.saturating_add(*t));
        ledger.money(divide_rounded(sum, part.len()))
    };
    Ok(change_point(&major, run)?.map(|(at, p_value)| ChangePoint {
        month: all.first[at],
        before: average(&totals[..at]),
        after: average(&totals[at..]),
        p_value,
    }))
}

fn method(reference: usize) -> Note {
    let chance = format!(
        "p-values rest on up to {PERMUTATIONS} random dealings of occasions (what one merchant charges on one day), \
         which makes their standard error at 0.05 about {:.3}",
        (0.05f64 * 0.95 / PERMUTATIONS as f64).sqrt()
    );
    if reference < FEWEST_FOR_VARIATION {
        let text = format!(
            "{chance}; {reference} reference months are too few to tell how much months differ anyway, so seasonal \
             habits may look like drift"
        );
        return Note::new("month_variation_unknown", text);
    }
    let text = format!(
        "{chance}, and on how much earlier months differed from those before them; the larger counts, and a change that \
         the same month of the year before shows too is taken for a season"
    );
    Note::new("method", text)
}

#[cfg(test)]
mod tests;
