//! Layer 0: days that cannot be, and signs against all custom.
//!
//! Which rows are cut off from the others is the ledger's word ([`Ledger::stray`]); here it becomes a finding. Where
//! nearly all amounts are negative the file has its signs turned round, and a note says so.

use super::evidence::{Event, Evidence, share};
use crate::Ledger;
use crate::report::{AnomalyKind, Note};

/// From so many days off nobody pays ahead or enters late: it is a slip.
const DECADES: i64 = 730;
/// ln p of a day years off: as sure as anything here.
const SURE: f64 = -20.0;
/// Share of the rows up to which a sign is against the custom.
const RARE: f64 = 0.02;

/// A row for every stray day. A day some weeks ahead may be a payment ahead, and its probability is how rare such
/// rows are.
pub(super) fn stray(ledger: &Ledger) -> Vec<Event> {
    let rows: Vec<usize> = (0..ledger.len()).filter(|&i| ledger.stray(i)).collect();
    let (since, today) = (ledger.since(), ledger.today());
    let rate = (rows.len() as f64 + 0.5) / (ledger.len() as f64 + 1.0);
    let event = |&row: &usize| {
        let date = ledger.date[row];
        let days = if date > today { (date - today).num_days() } else { (date - since).num_days() };
        let ln_p = if days.abs() >= DECADES { SURE } else { rate.ln() };
        let evidence = Evidence::FarDate { row, days };
        let impact = ledger.minor[row].abs();
        Event::of_row(ledger, row, AnomalyKind::ImpossibleDate, ln_p - share::SLIPS.ln(), evidence, impact)
    };
    rows.iter().map(event).collect()
}

/// Charges where all else is money that came back.
pub(super) fn signs(ledger: &Ledger) -> Vec<Event> {
    let positive: Vec<usize> = (0..ledger.len()).filter(|&i| ledger.minor[i] > 0).collect();
    let rate = positive.len() as f64 / ledger.len() as f64;
    if positive.is_empty() || rate > RARE {
        return vec![];
    }
    let event = |&row: &usize| {
        let evidence = Evidence::AgainstSign { row, same: positive.len() };
        Event::of_row(ledger, row, AnomalyKind::Sign, rate.ln() - share::SLIPS.ln(), evidence, ledger.minor[row])
    };
    positive.iter().map(event).collect()
}

/// Says at once when the signs look turned round: most amounts are negative, or there is spending only.
#[must_use]
pub(crate) fn reversed(ledger: &Ledger) -> Option<Note> {
    let negative = ledger.minor.iter().filter(|m| **m < 0).count();
    (negative * 2 > ledger.len()).then(|| {
        let text = format!(
            "{negative} of {} amounts are negative, so the signs look turned round: here spending is positive and money \
             that came back is negative. Turn the signs and analyse again; until then no figure means what it says.",
            ledger.len()
        );
        Note::new("signs_reversed", text)
    })
}
