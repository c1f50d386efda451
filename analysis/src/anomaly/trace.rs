//! What earlier verdicts did to the list: confirmed ones keep their flag whatever else changed, and a note counts them all.

use std::collections::BTreeSet;

use crate::Ledger;
use crate::input::Verdict;
use crate::report::{AnomalyReport, Note, ScoredExpense};

/// Merchants named in the note.
const NAMED: usize = 5;

/// Flags what was confirmed, and says which verdicts were respected.
pub(super) fn apply(ledger: &Ledger, report: &mut AnomalyReport, scored: &mut [ScoredExpense]) {
    if ledger.feedback.is_empty() {
        return;
    }
    for anomaly in report.anomalies.iter_mut().filter(|a| a.verdict == Some(Verdict::Confirmed)) {
        anomaly.flagged = true;
        let row = anomaly.row.and_then(|row| usize::try_from(row).ok());
        let at = row.and_then(|row| scored.binary_search_by_key(&row, |s| s.row).ok());
        if let Some(at) = at {
            scored[at].flagged = true;
        }
    }
    rank(report, scored);

    let count = |verdict| report.anomalies.iter().filter(|a| a.verdict == Some(verdict)).count();
    let said: Vec<String> = [
        (Verdict::Expected, "expected"),
        (Verdict::OneOff, "one-off"),
        (Verdict::IgnoreMerchant, "at merchants you ignore"),
        (Verdict::Confirmed, "confirmed"),
    ]
    .into_iter()
    .filter_map(|(verdict, words)| Some((count(verdict), words)).filter(|(n, _)| *n > 0))
    .map(|(n, words)| format!("{n} {words}"))
    .collect();
    if said.is_empty() {
        return;
    }
    let ignored: BTreeSet<&str> = ledger
        .feedback
        .iter()
        .filter(|f| f.verdict == Verdict::IgnoreMerchant && !f.merchant.is_empty())
        .map(|f| f.merchant.as_str())
        .collect();
    let mut names: Vec<&str> = ignored.iter().copied().take(NAMED).collect();
    if ignored.len() > NAMED {
        names.push("…");
    }
    let names = if names.is_empty() { String::new() } else { format!(". Ignored: {}", names.join(", ")) };
    let silent = report.anomalies.iter().filter(|a| a.suppressed).count();
    let text = format!(
        "Your earlier verdicts on what is listed here: {}. {silent} would be flagged without them{names}.",
        said.join(", ")
    );
    report.notes.push(Note::new("feedback_respected", text));
}

/// Puts the flagged ones first again; within the flagged and the others the order stays.
pub(super) fn rank(report: &mut AnomalyReport, scored: &[ScoredExpense]) {
    report.anomalies.sort_by_key(|a| !a.flagged);
    (1..).zip(&mut report.anomalies).for_each(|(rank, a)| a.rank = rank);
    report.flagged = scored.iter().filter(|s| s.flagged).count() as u64;
}
