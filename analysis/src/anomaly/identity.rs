//! Stable ids: the same irregularity of the same charge has the same id in every run.

use uuid::Uuid;

use crate::Ledger;
use crate::report::{AlertKind, AnomalyKind, RecurringAlert, RecurringSeries};

/// Namespace of all anomaly ids; never changes.
const NAMESPACE: Uuid = Uuid::from_u128(0x8f0f_6d1c_52c4_5c0e_9a57_6f75_746c_6179);

/// What kinds are the same question to a person: whether a row reads as a spike or as a wrong category may change when
/// other amounts do, and the id must not.
fn class(kind: AnomalyKind) -> &'static str {
    match kind {
        AnomalyKind::Spike
        | AnomalyKind::DecimalSlip
        | AnomalyKind::WrongCategory
        | AnomalyKind::NewMerchant
        | AnomalyKind::Unusual => "amount",
        AnomalyKind::Duplicate => "duplicate",
        AnomalyKind::Sign => "sign",
        AnomalyKind::ImpossibleDate => "date",
        AnomalyKind::Burst => "burst",
        AnomalyKind::PriceRise
        | AnomalyKind::OddDay
        | AnomalyKind::Missed
        | AnomalyKind::DuplicateSubscription
        | AnomalyKind::NewSubscription
        | AnomalyKind::Stopped => "schedule",
        AnomalyKind::CategoryMonth => "category_month",
        AnomalyKind::EnteredTwice => "entered_twice",
        AnomalyKind::Refund => "refund",
        AnomalyKind::NearDuplicate => "near_duplicate",
        AnomalyKind::SplitPurchase => "split_purchase",
        AnomalyKind::UnderLimit => "under_limit",
        AnomalyKind::VendorSequence => "vendor_sequence",
        AnomalyKind::ClosedDay => "closed_day",
    }
}

/// Id of an irregular charge: its content, which of several equal charges it is, and the class of the irregularity.
pub(super) fn of_expense(ledger: &Ledger, i: usize, kind: AnomalyKind) -> Uuid {
    let content =
        |i: usize| (ledger.date[i], ledger.minor[i], &ledger.categories[ledger.category[i]], &ledger.description[i]);
    // Equal rows are neighbours in a ledger.
    let occurrence = (0..i).rev().take_while(|&j| content(j) == content(i)).count();
    let (date, minor, category, description) = content(i);
    of(&["expense", &date.to_string(), &minor.to_string(), category, description, &occurrence.to_string(), class(kind)])
}

pub(super) fn of_category_month(category: &str, month: chrono::NaiveDate) -> Uuid {
    of(&["category_month", category, &month.to_string()])
}

/// Id of what an auditor's check found at `rows`.
pub(super) fn of_audit(ledger: &Ledger, code: &str, rows: &[usize]) -> Uuid {
    let first = rows.first().map(|&i| of_expense(ledger, i, AnomalyKind::Unusual)).unwrap_or_default();
    of(&["audit", code, &first.to_string(), &rows.len().to_string()])
}

pub(super) fn of_alert(series: &RecurringSeries, alert: &RecurringAlert) -> Uuid {
    let cadence = format!("{:?}", series.cadence);
    // What is overdue today is missed once the next charge came: the same question.
    let kind = if alert.kind == AlertKind::Overdue { AlertKind::Missed } else { alert.kind };
    of(&["recurring", &series.merchant, &cadence, &alert.date.to_string(), &format!("{kind:?}")])
}

/// Lengths before the parts, so that no two lists of parts read alike.
fn of(parts: &[&str]) -> Uuid {
    let subject: String = parts.iter().map(|p| format!("{}:{p}|", p.len())).collect();
    Uuid::new_v5(&NAMESPACE, subject.as_bytes())
}
