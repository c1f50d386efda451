//! Payments on days on which the business is closed.

use chrono::Datelike;

use crate::Ledger;
use crate::anomaly::evidence::{AuditEvidence, Event};
use crate::report::AnomalyKind;

pub(super) fn find(ledger: &Ledger) -> Vec<Event> {
    let closed = |i: &usize| {
        let weekday = ledger.date[*i].weekday().number_from_monday();
        ledger.minor[*i] > 0 && ledger.params.closed_days.iter().any(|day| u32::from(*day) == weekday)
    };
    let rows: Vec<usize> = (0..ledger.len()).filter(closed).collect();
    // As rare as they are here: where every Sunday has payments the business is not closed.
    let rate = (rows.len() as f64 + 0.5) / (ledger.len() as f64 + 1.0);
    let event = |&row: &usize| {
        let what = AuditEvidence::ClosedDay { row };
        super::event(
            ledger,
            "closed",
            AnomalyKind::ClosedDay,
            (vec![row], vec![row]),
            rate.ln(),
            what,
            ledger.minor[row],
        )
    };
    rows.iter().map(event).collect()
}
