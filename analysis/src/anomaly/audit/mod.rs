//! What auditors of spending look for, each a check that an account switches on ([`Audit`]).
//!
//! None of them raises the false discoveries of the list: every check states the probability of what it saw by chance from
//! the account's own habits, on the scale of all others, and one that can state none (a closed day is a closed day) says how
//! rare it is here.

mod closed;
mod limit;
mod near;
mod sequence;
mod split;

use super::evidence::{AuditEvidence, Event, Evidence};
use super::identity;
use super::members::Members;
use crate::Ledger;
use crate::input::Audit;
use crate::report::AnomalyKind;

/// Everything that the checks that are switched on find.
pub(super) fn find(ledger: &Ledger, members: &Members) -> Vec<Event> {
    let on = |check: &Audit| ledger.params.audit.contains(check);
    let by_merchant = by_merchant(ledger, members);
    let found = Audit::ALL.into_iter().filter(on).flat_map(|check| match check {
        Audit::SplitPurchases => split::find(ledger, &by_merchant),
        Audit::NearDuplicates => near::find(ledger, &by_merchant),
        Audit::UnderLimit => limit::find(ledger, &by_merchant),
        Audit::VendorSequences => sequence::find(ledger, &by_merchant),
        Audit::ClosedDays => closed::find(ledger),
    });
    found.collect()
}

/// Unscheduled charges of each merchant that has a name, ascending by day.
fn by_merchant(ledger: &Ledger, members: &Members) -> Vec<Vec<usize>> {
    let mut rows = vec![vec![]; ledger.merchants.len()];
    let counts = |i: &usize| {
        ledger.minor[*i] > 0 && members.series_of(*i).is_none() && !ledger.merchants[ledger.merchant[*i]].is_empty()
    };
    (0..ledger.len()).filter(counts).for_each(|i| rows[ledger.merchant[i]].push(i));
    rows.retain(|rows| !rows.is_empty());
    rows
}

/// An event of a check, with an id of its own.
fn event(
    ledger: &Ledger,
    code: &str,
    kind: AnomalyKind,
    (rows, odd): (Vec<usize>, Vec<usize>),
    ln_p: f64,
    what: AuditEvidence,
    impact: i64,
) -> Event {
    let id = identity::of_audit(ledger, code, &rows);
    let mut event = Event::of_rows(ledger, rows, kind, ln_p, Evidence::Audit(what), impact);
    event.odd = odd;
    event.ids = vec![id];
    event
}

#[cfg(test)]
mod tests;
