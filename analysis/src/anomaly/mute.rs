//! Kinds that an account does not want to be told of: they stay in the list, without the flag, and a note says so.

use std::collections::BTreeMap;

use crate::Params;
use crate::report::{AnomalyKind, AnomalyReport, Note, ScoredExpense};

/// Takes the flags of muted kinds off `report` and `scored`.
pub(super) fn apply(params: &Params, report: &mut AnomalyReport, scored: &mut [ScoredExpense]) {
    let muted = |kind: AnomalyKind| params.muted_kinds.contains(&kind);
    if params.muted_kinds.is_empty() {
        return;
    }
    let mut silent: BTreeMap<AnomalyKind, u64> = BTreeMap::new();
    for row in scored.iter_mut().filter(|s| s.flagged) {
        if let Some(kind) = row.kind.filter(|kind| muted(*kind)) {
            row.flagged = false;
            *silent.entry(kind).or_default() += 1;
        }
    }
    for anomaly in report.anomalies.iter_mut().filter(|a| a.flagged && muted(a.kind)) {
        anomaly.flagged = false;
        if anomaly.row.is_none() {
            *silent.entry(anomaly.kind).or_default() += 1;
        }
    }
    super::trace::rank(report, scored);
    let counts: Vec<String> = silent.iter().map(|(kind, n)| format!("{n} × {}", words(*kind))).collect();
    if !counts.is_empty() {
        let text = format!("Not flagged because you muted their kind: {}. They are listed.", counts.join(", "));
        report.notes.push(Note::new("muted_kinds", text));
    }
}

/// The stable name of a kind, as words.
fn words(kind: AnomalyKind) -> String {
    let name = serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned));
    name.unwrap_or_default().replace('_', " ")
}
