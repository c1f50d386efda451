//! Cases to findings, and every expense's scores, in the report's form.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::cases::Case;
use super::decide::{self, Decision};
use super::evidence::Event;
use super::feedback::{self, Verdicts};
use super::rank::{self, Layers, Ranked};
use super::{sentences, stats};
use crate::Ledger;
use crate::input::Verdict;
use crate::report::{AnomalyKind, Detector, DetectorScores, Finding, Note, Reason, ScoredExpense};

/// Findings listed, where not more are flagged.
const MOST: usize = 1000;
/// Rows listed for one finding at most; more only make the document long.
const MOST_ROWS: usize = 2000;
/// From this p-value down a detector votes, and a layer.
const DETECTOR_VOTE: f64 = 0.01;
const LAYER_VOTE: f64 = 0.001;
/// Duplicates flagged however few other flags there are.
const DUPLICATES: usize = 3;

/// p-values of the detectors by row, in the order of `DetectorScores`.
pub(super) struct Detectors {
    p: Option<[Vec<f64>; 4]>,
}

impl Detectors {
    pub(super) fn new(layers: &Layers) -> Self {
        let p = layers
            .detection
            .as_ref()
            .map(|d| [&d.lof, &d.ocsvm, &d.autoencoder, &d.isolation_forest].map(|s| stats::tail_probabilities(s)));
        Self { p }
    }

    fn scores(&self, i: usize) -> DetectorScores {
        let score = |d: usize| self.p.as_ref().map_or(0.0, |p| stats::unit_score(p[d][i]));
        DetectorScores { lof: score(0), ocsvm: score(1), autoencoder: score(2), isolation_forest: score(3) }
    }

    fn votes(&self, d: usize) -> Vec<usize> {
        self.p.as_ref().map_or_else(Vec::new, |p| (0..p[d].len()).filter(|&i| p[d][i] <= DETECTOR_VOTE).collect())
    }
}

/// Every detector and layer with its votes, and the number of votes of every row.
pub(super) fn votes(layers: &Layers, detectors: &Detectors) -> (Vec<Detector>, Vec<u32>) {
    let n = layers.ledger.len();
    let mut votes = vec![0u32; n];
    let mut counted = vec![];
    let mut count = |name: &str, mut rows: Vec<usize>, fitted_rows: usize| {
        rows.sort_unstable();
        rows.dedup();
        rows.iter().for_each(|&i| votes[i] += 1);
        counted.push(Detector { name: name.to_owned(), votes: rows.len() as u64, fitted_rows: fitted_rows as u64 });
    };
    let limit = LAYER_VOTE.ln();
    let strong = |events: &[Event]| -> Vec<usize> {
        events.iter().filter(|e| e.ln_p <= limit).flat_map(|e| e.odd.iter().copied()).collect()
    };
    count("slips", strong(&layers.slips), 0);
    let context = &layers.context;
    let odd = |i: &usize| context.ln_high[*i].min(context.ln_low[*i]).min(context.ln_new[*i]) <= limit;
    count("context", (0..n).filter(odd).collect(), n);
    count("filing", strong(&layers.filing), 0);
    count("recurrence", strong(&layers.recurrence), 0);
    count("burst", strong(&layers.burst), 0);
    for (d, (name, fitted)) in layers.detection.iter().flat_map(|d| d.fitted).enumerate() {
        count(name, detectors.votes(d), fitted);
    }
    (counted, votes)
}

/// How many of `cases` are listed when `flagged` of them, which come first, are flagged: no flag is left out.
fn length(flagged: usize, cases: usize) -> usize {
    flagged.max(MOST).min(cases)
}

/// Says how many of `cases` are not listed, where that is any.
pub(super) fn cut(listed: usize, cases: usize) -> Option<Note> {
    let left = cases.checked_sub(listed).filter(|left| *left > 0)?;
    let text =
        format!("{left} findings that are not flagged are left out: {listed} of {cases} are listed, the strongest");
    Some(Note::new("findings_cut", text))
}

/// The findings of decided `cases` in their order, with the cases they are: every flagged one, and the strongest of the others
/// up to [`MOST`] in all.
pub(super) fn findings<'a>(
    layers: &Layers,
    ranked: &Ranked,
    detectors: &Detectors,
    verdicts: &Verdicts,
    decided: &'a [(Case, Decision)],
) -> Vec<(Finding, &'a Case)> {
    let order = decide::order(decided);
    let flagged = decided.iter().filter(|(_, decision)| decision.flagged).count();
    let listed = order.into_iter().take(length(flagged, decided.len())).map(|i| {
        let (case, decision) = &decided[i];
        (finding(layers, ranked, detectors, verdicts, case, *decision), case)
    });
    listed.collect()
}

/// Numbers the list once all flags are settled: what is to be looked at, what was, the rest; else the order stays.
pub(super) fn number(listed: &mut [(Finding, &Case)]) {
    listed.sort_by_key(|(f, _)| (!(f.flagged && f.in_review), !f.flagged));
    (1..).zip(listed).for_each(|(rank, (f, _))| f.rank = rank);
}

fn finding(
    layers: &Layers,
    ranked: &Ranked,
    detectors: &Detectors,
    verdicts: &Verdicts,
    case: &Case,
    decision: Decision,
) -> Finding {
    let ledger = layers.ledger;
    let leader = case.leader();
    let verdict = verdicts.on(ledger, case);
    let silenced = verdict.is_some_and(feedback::suppresses);
    let p_value = decide::p_value(case, ranked.shift);
    let best = leader.odd.iter().map(|&i| ranked.ln_rank[i]).fold(f64::INFINITY, f64::min);
    let score = if best.is_finite() { rank::score(best) } else { stats::unit_score(p_value) };
    let reasons = reasons(ledger, case);
    let mut rows: Vec<usize> = leader.rows.clone();
    rows.truncate(MOST_ROWS);
    let single = (leader.rows.len() == 1 && layers.detection.is_some()).then(|| leader.rows[0]);
    let mut input: Vec<u64> = rows.iter().map(|&i| ledger.row[i] as u64).collect();
    input.sort_unstable();
    Finding {
        id: leader.ids.first().copied().unwrap_or_default(),
        rank: 0,
        kind: leader.kind,
        // What was confirmed keeps its flag whatever else changed.
        flagged: (decision.flagged && !silenced) || verdict == Some(Verdict::Confirmed),
        in_review: decision.in_review,
        score,
        p_value,
        impact: ledger.money(leader.impact),
        from: leader.days.0,
        to: leader.days.1,
        merchant: leader.merchant.map_or_else(String::new, |m| ledger.merchant_names[m].clone()),
        category: leader.category.map_or_else(String::new, |c| ledger.categories[c].clone()),
        amount: ledger.money(leader.amount),
        rows: input,
        expense_ids: rows.iter().filter_map(|&i| ledger.id[i]).collect(),
        title: reasons.first().map_or_else(String::new, |r| r.text.clone()),
        reasons,
        scores: single.map(|i| detectors.scores(i)),
        verdict,
        suppressed: decision.flagged && silenced,
    }
}

/// The leader's sentence and those of the other events, each once.
fn reasons(ledger: &Ledger, case: &Case) -> Vec<Reason> {
    /// More only repeat it.
    const MOST_REASONS: usize = 5;
    let mut reasons: Vec<Reason> = vec![];
    for (k, event) in case.events.iter().enumerate() {
        // That it is unlike the others is said only where nothing else is.
        if k > 0 && event.kind == AnomalyKind::Unusual {
            continue;
        }
        let reason = sentences::reason(ledger, &event.evidence);
        if reasons.len() < MOST_REASONS && reasons.iter().all(|r| r.code != reason.code) {
            reasons.push(reason);
        }
    }
    reasons
}

/// Scores of every expense in input-row order. A row has the kind and the sentence of its first listed finding; it is
/// flagged where it is the irregular charge of a flagged one.
///
/// Half of the flagged copies of equal charges are the rightful one, whichever of a pair is called the copy. So that the
/// stated rate of false flags holds for rows as well, copies beyond the first [`DUPLICATES`] carry the flag, largest amount
/// first, only as far as their expected half stays within it; their findings, which name both rows, are flagged anyway.
pub(super) fn scored(
    layers: &Layers,
    ranked: &Ranked,
    detectors: &Detectors,
    votes: &[u32],
    listed: &[(Finding, &Case)],
) -> Vec<ScoredExpense> {
    let ledger = layers.ledger;
    let n = ledger.len();
    let mut told: FxHashMap<usize, usize> = FxHashMap::default();
    let (mut flagged, mut copies) = (vec![false; n], BTreeMap::new());
    for (at, (finding, case)) in listed.iter().enumerate() {
        let leader = case.leader();
        for &row in &leader.rows {
            // Of a month only its largest charges are named, and none of them is irregular by itself.
            if leader.kind != AnomalyKind::CategoryMonth {
                told.entry(row).or_insert(at);
            }
        }
        if !finding.flagged {
            continue;
        }
        if leader.kind == AnomalyKind::Duplicate {
            leader.odd.iter().for_each(|&row| {
                copies.insert((std::cmp::Reverse(ledger.minor[row].unsigned_abs()), row), ());
            });
        } else {
            let own = case.odd();
            own.into_iter().for_each(|row| flagged[row] = true);
        }
    }
    let others = flagged.iter().filter(|f| **f).count() as f64;
    let rate = ledger.params.false_discovery_rate;
    let most = DUPLICATES.max((rate * others / (0.5 - rate).max(1e-9)) as usize);
    copies.keys().take(most).for_each(|&(_, row)| flagged[row] = true);
    let mut scored: Vec<ScoredExpense> = (0..n)
        .map(|i| {
            let finding = told.get(&i).map(|&at| &listed[at].0);
            ScoredExpense {
                row: ledger.row[i],
                score: ranked.score(i),
                p_value: ranked.p_value(i),
                flagged: flagged[i],
                votes: votes[i],
                scores: detectors.scores(i),
                kind: finding.map(|f| f.kind),
                reason: finding.map_or_else(String::new, |f| f.title.clone()),
            }
        })
        .collect();
    let aside = ledger.aside.iter().map(|aside| ScoredExpense {
        row: aside.row,
        score: 0.0,
        p_value: 1.0,
        flagged: false,
        votes: 0,
        scores: DetectorScores { lof: 0.0, ocsvm: 0.0, autoencoder: 0.0, isolation_forest: 0.0 },
        kind: None,
        reason: String::new(),
    });
    scored.extend(aside);
    scored.sort_by_key(|s| s.row);
    scored
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_flag_is_left_out_and_what_is_left_out_is_told() {
        assert_eq!((length(5, 20), length(5, 5000), length(1500, 5000)), (20, MOST, 1500));
        assert_eq!(cut(20, 20), None);
        let note = cut(MOST, 5000).expect("a note");
        assert!(note.code == "findings_cut" && note.text.contains("4000 findings"), "{note:?}");
    }
}
