//! What people said of findings of earlier runs, and what follows for this one.
//!
//! A verdict is found by the id of the finding, by any id that one of its events has or had in earlier versions, by its
//! merchant where that is ignored, and by a charge of about the same amount at the same merchant that was called expected.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use uuid::Uuid;

use super::cases::Case;
use super::context::log_amount;
use crate::Ledger;
use crate::input::Verdict;
use crate::merchant::clean;
use crate::report::{Finding, Note};

/// Amounts within this distance on the logarithmic scale (about a quarter) are the like of an expected one.
const LIKE: f64 = 0.25;
/// Merchants named in the note.
const NAMED: usize = 5;

/// Verdicts, ready to be asked for.
pub(super) struct Verdicts {
    by_id: FxHashMap<Uuid, Verdict>,
    /// Merchants that are ignored, by key and by name.
    ignored: FxHashSet<String>,
    /// (merchant, logarithm of the amount) of charges that were called expected.
    expected: Vec<(usize, f64)>,
}

impl Verdicts {
    pub(super) fn new(ledger: &Ledger, cases: &[Case]) -> Self {
        let by_id: FxHashMap<Uuid, Verdict> = ledger.feedback.iter().map(|f| (f.anomaly_id, f.verdict)).collect();
        let ignored = ledger
            .feedback
            .iter()
            .filter(|f| f.verdict == Verdict::IgnoreMerchant && !f.merchant.trim().is_empty())
            .flat_map(|f| [f.merchant.clone(), clean(&f.merchant)])
            .collect();
        let mut verdicts = Self { by_id, ignored, expected: vec![] };
        for case in cases {
            let leader = case.leader();
            if verdicts.said(case) == Some(Verdict::Expected)
                && let [row] = leader.rows[..]
            {
                verdicts.expected.push((ledger.merchant[row], log_amount(ledger.minor[row])));
            }
        }
        verdicts
    }

    /// What was said of the case itself.
    fn said(&self, case: &Case) -> Option<Verdict> {
        if self.by_id.is_empty() {
            return None;
        }
        case.events.iter().flat_map(|e| &e.ids).find_map(|id| self.by_id.get(id)).copied()
    }

    /// The verdict on `case`: its merchant's, its own, or that of a like charge that was called expected.
    pub(super) fn on(&self, ledger: &Ledger, case: &Case) -> Option<Verdict> {
        let leader = case.leader();
        let is_ignored =
            |m: usize| self.ignored.contains(&ledger.merchants[m]) || self.ignored.contains(&ledger.merchant_names[m]);
        if leader.merchant.is_some_and(is_ignored) {
            return Some(Verdict::IgnoreMerchant);
        }
        self.said(case).or_else(|| {
            let [row] = leader.rows[..] else { return None };
            let log = log_amount(ledger.minor[row]);
            let like = |e: &(usize, f64)| e.0 == ledger.merchant[row] && (e.1 - log).abs() <= LIKE;
            self.expected.iter().any(like).then_some(Verdict::Expected)
        })
    }
}

/// True where a verdict takes the flag away.
pub(super) fn suppresses(verdict: Verdict) -> bool {
    verdict != Verdict::Confirmed
}

/// Says which verdicts were respected.
pub(super) fn notes(ledger: &Ledger, findings: &[Finding]) -> Vec<Note> {
    let count = |verdict| findings.iter().filter(|f| f.verdict == Some(verdict)).count();
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
        return vec![];
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
    let silent = findings.iter().filter(|f| f.suppressed).count();
    let text = format!(
        "Your earlier verdicts on what is listed here: {}. {silent} would be flagged without them{names}.",
        said.join(", ")
    );
    let mut notes = vec![Note::new("feedback_respected", text)];
    if silent > 0 {
        let text =
            format!("{silent} findings are not flagged because you said so before; they are listed with your verdict.");
        notes.push(Note::new("suppressed_by_feedback", text));
    }
    notes
}

/// Takes the flags off the kinds that the account muted, and says how many.
pub(super) fn mute<'a>(ledger: &Ledger, findings: impl Iterator<Item = &'a mut Finding>) -> Option<Note> {
    let mut silent: BTreeMap<&str, usize> = BTreeMap::new();
    let codes: Vec<(crate::report::AnomalyKind, String)> =
        ledger.params.muted_kinds.iter().map(|&kind| (kind, words(kind))).collect();
    for finding in findings.filter(|f| f.flagged) {
        if let Some((_, words)) = codes.iter().find(|(kind, _)| *kind == finding.kind) {
            finding.flagged = false;
            *silent.entry(words).or_default() += 1;
        }
    }
    let counts: Vec<String> = silent.iter().map(|(words, n)| format!("{n} × {words}")).collect();
    let text = format!("Not flagged because you muted their kind: {}. They are listed.", counts.join(", "));
    (!counts.is_empty()).then(|| Note::new("muted_kinds", text))
}

/// The stable name of a kind, as words.
fn words(kind: crate::report::AnomalyKind) -> String {
    let name = serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned));
    name.unwrap_or_default().replace('_', " ")
}
