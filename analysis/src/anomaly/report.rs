//! The ranked list and every expense's scores, in the report's form.

use uuid::Uuid;

use super::category_month::{self, Cell};
use super::feedback::{self, Verdicts};
use super::members::Members;
use super::rank::{Layers, Ranked};
use super::{identity, recurrence, stats};
use crate::Ledger;
use crate::input::Verdict;
use crate::report::{
    Anomaly, AnomalyKind, AnomalyReport, Detector, DetectorScores, FeatureShare, Note, Reason, RecurringReport,
    ScoredExpense, Subject,
};

/// Most anomalies listed.
const MOST: usize = 1000;
/// Unflagged ones are listed up to this p-value.
const LISTED: f64 = 0.01;
/// From this p-value down a detector votes, and a layer.
const DETECTOR_VOTE: f64 = 0.01;
const LAYER_VOTE: f64 = 0.001;

/// p-values of the detectors by row, in the order of `DetectorScores`.
struct Detectors {
    p: Option<[Vec<f64>; 4]>,
}

impl Detectors {
    fn scores(&self, i: usize) -> DetectorScores {
        let score = |d: usize| self.p.as_ref().map_or(0.0, |p| stats::unit_score(p[d][i]));
        DetectorScores { lof: score(0), ocsvm: score(1), autoencoder: score(2), isolation_forest: score(3) }
    }

    fn votes(&self, d: usize) -> Vec<usize> {
        self.p.as_ref().map_or_else(Vec::new, |p| (0..p[d].len()).filter(|&i| p[d][i] <= DETECTOR_VOTE).collect())
    }
}

/// The report and the scores, in input-row order.
pub(super) fn write(
    layers: &Layers,
    ranked: &Ranked,
    recurring: &RecurringReport,
    mut notes: Vec<Note>,
) -> (AnomalyReport, Vec<ScoredExpense>) {
    let ledger = layers.ledger;
    let n = ledger.len();
    let detectors = Detectors {
        p: layers
            .detection
            .as_ref()
            .map(|d| [&d.lof, &d.ocsvm, &d.autoencoder, &d.isolation_forest].map(|s| stats::tail_probabilities(s))),
    };
    let (counted, votes) = votes(layers, &detectors);
    let verdicts = Verdicts::new(ledger, ranked);
    let verdict_of = |i: usize| {
        let kind = ranked.main_kind(i)?;
        (!verdicts.is_empty()).then(|| verdicts.on_row(ledger, i, identity::of_expense(ledger, i, kind))).flatten()
    };
    let flagged = |i: usize| ranked.flagged[i] && !verdict_of(i).is_some_and(feedback::suppresses);

    let mut scored: Vec<ScoredExpense> = (0..n)
        .map(|i| {
            let main = ranked.findings(i).next();
            ScoredExpense {
                row: ledger.row[i],
                score: ranked.score(i),
                p_value: ranked.p_value(i),
                flagged: flagged(i),
                votes: votes[i],
                scores: detectors.scores(i),
                kind: main.map(|f| f.kind),
                reason: main.map_or_else(String::new, |f| f.text.clone()),
            }
        })
        .collect();

    // A sign or a date against all custom is told however likely one among so many rows is.
    let plain = |i: usize| matches!(ranked.main_kind(i), Some(AnomalyKind::Sign | AnomalyKind::ImpossibleDate));
    let worth = |i: &usize| ranked.flagged[*i] || ranked.ln_rank[*i] <= LISTED.ln() || plain(*i);
    let mut listed: Vec<usize> = ranked.with_reason(n).filter(worth).collect();
    listed.sort_by(|&a, &b| {
        flagged(b).cmp(&flagged(a)).then(ranked.ln_rank[a].total_cmp(&ranked.ln_rank[b])).then(a.cmp(&b))
    });
    listed.truncate(MOST);
    let mut anomalies: Vec<Anomaly> = listed
        .into_iter()
        .map(|i| {
            let kind = ranked.main_kind(i).unwrap_or(AnomalyKind::Unusual);
            Anomaly {
                id: identity::of_expense(ledger, i, kind),
                rank: 0,
                subject: Subject::Expense,
                expense_id: ledger.id[i],
                row: Some(ledger.row[i] as u64),
                date: ledger.date[i],
                amount: ledger.money(ledger.minor[i]),
                category: ledger.categories[ledger.category[i]].clone(),
                description: ledger.description[i].clone(),
                merchant: ledger.merchants[ledger.merchant[i]].clone(),
                score: ranked.score(i),
                p_value: ranked.p_value(i),
                flagged: flagged(i),
                votes: votes[i],
                kind,
                reasons: reasons(layers, ranked, i),
                scores: layers.detection.is_some().then(|| detectors.scores(i)),
                verdict: verdict_of(i),
                suppressed: ranked.flagged[i] && !flagged(i),
            }
        })
        .collect();
    anomalies.extend(months(ledger, layers.members, &verdicts));
    anomalies.extend(series(ledger, recurring, &verdicts));
    anomalies.sort_by(|a, b| b.flagged.cmp(&a.flagged).then(b.score.total_cmp(&a.score)).then(a.id.cmp(&b.id)));
    anomalies.truncate(MOST);
    (1..).zip(&mut anomalies).for_each(|(rank, a)| a.rank = rank);

    let suppressed = (0..n).filter(|&i| ranked.flagged[i] && !flagged(i)).count();
    if suppressed > 0 {
        notes.push(Note::new(
            "suppressed_by_feedback",
            format!(
                "{suppressed} expenses are not flagged because you said so before; they are listed with your verdict."
            ),
        ));
    }
    let count = scored.iter().filter(|s| s.flagged).count() as u64;
    scored.sort_by_key(|s| s.row);
    let report = AnomalyReport {
        scored: n as u64,
        flagged: count,
        false_discovery_rate: ledger.params.false_discovery_rate,
        alert_budget: ledger.params.alert_budget,
        detectors: counted,
        anomalies,
        models: vec![],
        notes,
    };
    (report, scored)
}

fn reasons(layers: &Layers, ranked: &Ranked, i: usize) -> Vec<Reason> {
    let features = |kind: AnomalyKind| {
        if kind != AnomalyKind::Unusual || layers.detection.is_none() {
            return vec![];
        }
        let shares = layers.shares(i).into_iter();
        shares.map(|(feature, share, _)| FeatureShare { feature: feature.to_owned(), share }).collect()
    };
    ranked.findings(i).map(|f| Reason { kind: f.kind, text: f.text.clone(), features: features(f.kind) }).collect()
}

/// Every detector and layer with its votes, and the number of votes of every row.
fn votes(layers: &Layers, detectors: &Detectors) -> (Vec<Detector>, Vec<u32>) {
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
    let strong =
        |findings: &[super::evidence::Finding]| findings.iter().filter(|f| f.ln_p <= limit).map(|f| f.row).collect();
    count("slips", strong(&layers.slips.findings), 0);
    let context = &layers.context;
    let odd = |i: &usize| context.ln_high[*i].min(context.ln_low[*i]).min(context.ln_new[*i]) <= limit;
    count("context", (0..n).filter(odd).collect(), n);
    count("recurrence", strong(&layers.recurrence), 0);
    count("category_month", strong(&layers.burst), 0);
    for (d, (name, fitted)) in layers.detection.iter().flat_map(|d| d.fitted).enumerate() {
        count(name, detectors.votes(d), fitted);
    }
    (counted, votes)
}

/// Months of categories far above their expectation.
fn months(ledger: &Ledger, members: &Members, verdicts: &Verdicts) -> Vec<Anomaly> {
    let cells = category_month::judge(ledger, members);
    let p: Vec<f64> = cells.iter().map(|c| c.ln_p.exp().min(1.0)).collect();
    let limit = stats::benjamini_hochberg(&p, ledger.params.false_discovery_rate);
    let listed = cells.iter().zip(&p).filter(|(_, p)| **p <= LISTED);
    listed.map(|(cell, &p)| month(ledger, cell, p, limit.is_some_and(|l| p <= l), verdicts)).collect()
}

fn month(ledger: &Ledger, cell: &Cell, p: f64, flagged: bool, verdicts: &Verdicts) -> Anomaly {
    let category = &ledger.categories[cell.category];
    let date = ledger.months[cell.month].first;
    let text = format!(
        "{} in {category}{}, {:.1} × the {} that the {} months before let expect",
        ledger.money(cell.sum),
        if cell.scheduled { " beside its recurring charges" } else { "" },
        cell.sum as f64 / cell.expected.max(1.0),
        ledger.money(cell.expected.round() as i64),
        cell.months
    );
    let id = identity::of_category_month(category, date);
    let subject = About { subject: Subject::CategoryMonth, date, amount: cell.sum, category, merchant: "" };
    aggregate(ledger, id, subject, (p, flagged), (AnomalyKind::CategoryMonth, text), verdicts.on(id, ""))
}

/// Recurring charges that did not come.
fn series(ledger: &Ledger, recurring: &RecurringReport, verdicts: &Verdicts) -> Vec<Anomaly> {
    let alerts = recurrence::of_series(recurring);
    let p: Vec<f64> = alerts.iter().map(|(_, a)| a.p_value.clamp(1e-300, 1.0)).collect();
    let limit = stats::benjamini_hochberg(&p, ledger.params.false_discovery_rate);
    let about = |((series, alert), &p): (&(&crate::report::RecurringSeries, &crate::report::RecurringAlert), &f64)| {
        let id = identity::of_alert(series, alert);
        let text = format!("{}: {}", series.merchant, alert.text);
        let subject = About {
            subject: Subject::Recurring,
            date: alert.date,
            amount: series.amount.minor(),
            category: &series.category,
            merchant: &series.merchant,
        };
        let flagged = limit.is_some_and(|l| p <= l);
        aggregate(ledger, id, subject, (p, flagged), (alert.kind.into(), text), verdicts.on(id, &series.merchant))
    };
    alerts.iter().zip(&p).map(about).collect()
}

/// What an anomaly without a row is about.
struct About<'a> {
    subject: Subject,
    date: chrono::NaiveDate,
    amount: i64,
    category: &'a str,
    merchant: &'a str,
}

fn aggregate(
    ledger: &Ledger,
    id: Uuid,
    about: About,
    (p_value, flagged): (f64, bool),
    (kind, text): (AnomalyKind, String),
    verdict: Option<Verdict>,
) -> Anomaly {
    Anomaly {
        id,
        rank: 0,
        subject: about.subject,
        expense_id: None,
        row: None,
        date: about.date,
        amount: ledger.money(about.amount),
        category: about.category.to_owned(),
        description: String::new(),
        merchant: about.merchant.to_owned(),
        score: stats::unit_score(p_value),
        p_value,
        flagged: flagged && !verdict.is_some_and(feedback::suppresses),
        votes: 1,
        kind,
        reasons: vec![Reason { kind, text, features: vec![] }],
        scores: None,
        verdict,
        suppressed: flagged && verdict.is_some_and(feedback::suppresses),
    }
}
