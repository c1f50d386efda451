//! What an analysis gives: made by the [`pipeline`](crate::pipeline), written down by the [`report`](crate::report).

use outlay_analysis::model::StoredModel;
use outlay_analysis::report::{
    AnomalyReport, ClusterReport, DriftReport, ForecastReport, RecurringReport, ScoredExpense, SummaryReport,
};

/// Everything an analysis says.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The range at a glance.
    pub summary: SummaryReport,
    /// Recurring charges.
    pub recurring: RecurringReport,
    /// Irregular spending.
    pub anomalies: AnomalyReport,
    /// Scores of every expense of the range, in input-row order.
    pub scored: Vec<ScoredExpense>,
    /// Forecasts.
    pub forecasts: ForecastReport,
    /// Drift.
    pub drift: DriftReport,
    /// Clusters.
    pub clusters: ClusterReport,
    /// `report.xlsx`, `transactions.csv`, `charts/NAME.svg` and `charts/NAME.png`.
    pub artifacts: Vec<Artifact>,
    /// Models trained by this run, to be stored.
    pub models: Vec<StoredModel>,
}

/// A file for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Relative path with `/`, such as `charts/heat_map.png`; never from user text.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Vec<u8>,
}
