//! The documents of parts that failed: valid, empty, and saying why.

use outlay_analysis::Ledger;
use outlay_analysis::report::{
    AnomalyReport, ClusterReport, DetectorScores, DriftReport, ForecastReport, Note, RecurringReport, ScoredExpense,
};

pub(super) fn recurring(ledger: &Ledger, why: Note) -> RecurringReport {
    RecurringReport { series: vec![], monthly_cost: ledger.money(0), notes: vec![why] }
}

/// Nothing is flagged, and every expense has a score of zero.
pub(super) fn anomalies(ledger: &Ledger, why: Note) -> (AnomalyReport, Vec<ScoredExpense>) {
    let report = AnomalyReport {
        scored: 0,
        flagged: 0,
        in_review: 0,
        flagged_expenses: 0,
        review_from: ledger.date[0],
        materiality: ledger.money(0),
        false_discovery_rate: ledger.params.false_discovery_rate,
        alert_budget: ledger.params.alert_budget,
        detectors: vec![],
        findings: vec![],
        checks: vec![],
        models: vec![],
        notes: vec![why],
    };
    let unscored = |row: usize| ScoredExpense {
        row,
        score: 0.0,
        p_value: 1.0,
        flagged: false,
        votes: 0,
        scores: DetectorScores { lof: 0.0, ocsvm: 0.0, autoencoder: 0.0, isolation_forest: 0.0 },
        kind: None,
        reason: String::new(),
    };
    let mut rows = ledger.row.clone();
    rows.extend(ledger.aside.iter().map(|aside| aside.row));
    rows.sort_unstable();
    (report, rows.into_iter().map(unscored).collect())
}

pub(super) fn forecasts(ledger: &Ledger, why: Note) -> ForecastReport {
    ForecastReport {
        horizon: u32::from(ledger.params.horizon),
        first_month: None,
        months: ledger.complete_months().len() as u64,
        total: None,
        categories: vec![],
        set_apart: vec![],
        not_recorded: vec![],
        backtest: vec![],
        intervals: vec![],
        notes: vec![why],
    }
}

pub(super) fn drift(_: &Ledger, why: Note) -> DriftReport {
    DriftReport {
        current_from: None,
        current_to: None,
        reference_from: None,
        reference_to: None,
        drift: false,
        tests: vec![],
        shifts: vec![],
        contributors: vec![],
        new_categories: vec![],
        vanished_categories: vec![],
        history: vec![],
        change_point: None,
        decomposition: None,
        notes: vec![why],
    }
}

pub(super) fn clusters(ledger: &Ledger, why: Note) -> ClusterReport {
    ClusterReport {
        model: String::new(),
        texts: ledger.texts.len() as u64,
        k: 0,
        silhouette: 0.0,
        tried: vec![],
        clusters: vec![],
        members: vec![],
        suggestions: vec![],
        notes: vec![why],
    }
}
