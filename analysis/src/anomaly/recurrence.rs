//! Layer 2: what the recurring charges show, brought to the rows; what has no row is an anomaly of the series.

use super::evidence::Finding;
use super::members::Members;
use crate::report::{AlertKind, AnomalyKind, RecurringAlert, RecurringReport, RecurringSeries};

impl From<AlertKind> for AnomalyKind {
    fn from(kind: AlertKind) -> Self {
        match kind {
            AlertKind::PriceRise => Self::PriceRise,
            AlertKind::NewSubscription => Self::NewSubscription,
            AlertKind::Missed | AlertKind::Overdue => Self::Missed,
            AlertKind::Late | AlertKind::Early => Self::OddDay,
            AlertKind::DuplicateSubscription => Self::DuplicateSubscription,
            AlertKind::DoubleCharge => Self::Duplicate,
            AlertKind::Stopped => Self::Stopped,
            AlertKind::DecimalSlip => Self::DecimalSlip,
        }
    }
}

/// Alerts about a charge: a missed one is told at the charge after it.
pub(super) fn at_rows(recurring: &RecurringReport, members: &Members) -> Vec<Finding> {
    let mut findings = vec![];
    for series in &recurring.series {
        for alert in &series.alerts {
            if let Some(row) = alert.row.and_then(|row| members.ledger_row(row)) {
                let text = format!("{}: {}", series.merchant, alert.text);
                findings.push(Finding { row, kind: alert.kind.into(), ln_p: alert.p_value.max(1e-300).ln(), text });
            }
        }
    }
    findings
}

/// Alerts about charges that are not there: overdue and stopped series.
pub(super) fn of_series(recurring: &RecurringReport) -> Vec<(&RecurringSeries, &RecurringAlert)> {
    let alerts = recurring.series.iter().flat_map(|s| s.alerts.iter().map(move |a| (s, a)));
    alerts.filter(|(_, a)| a.row.is_none()).collect()
}
