//! What the reader of a forecast must know.

use super::SEASON;
use super::history::History;
use super::outcome::Outcome;
use crate::Ledger;
use crate::report::{Note, SetApart, SetApartKind};

/// Most entries that one sentence names.
const NAMED: usize = 3;

/// Notes on the evidence, on what was left out, and on what is known of the month that has begun; `brief` categories had
/// the simple methods only.
pub(super) fn notes(ledger: &Ledger, history: &History, outcomes: &[Outcome], brief: usize) -> Vec<Note> {
    let n = history.months.len();
    let mut notes = Vec::new();
    if outcomes.iter().all(|o| o.folds.is_empty()) {
        notes.push(Note::new(
            "no_backtest",
            format!(
                "{n} complete month{}: no forecast can be tested, so the last month is repeated and the intervals are \
                 wide on purpose; add older expenses",
                if n == 1 { "" } else { "s" }
            ),
        ));
    } else {
        let cases = outcomes[0].folds.len();
        notes.push(Note::new(
            "interval_evidence",
            format!(
                "Intervals rest on errors at {cases} earlier dates, each of the method that would have been chosen \
                 without that date, pooled over those of {} categories and their sum that vary alike",
                outcomes.len()
            ),
        ));
    }
    notes.extend(set_apart(ledger, history));
    if let Some(running) = &history.running {
        let spent = running.spent.iter().fold(0i64, |sum, s| sum.saturating_add(*s));
        let text = format!(
            "{} has begun: {} is spent until {}; its forecast is that, what is still due, and the usual rest for the \
             {:.0} % of its days that are left",
            history.today.format("%B %Y"),
            ledger.money(spent),
            history.today,
            100.0 * running.left
        );
        notes.push(Note::new("running_month", text));
    }
    notes.extend(not_recorded(ledger, history));
    if n < 2 * SEASON {
        notes.push(Note::new(
            "no_season",
            format!("{n} complete months: seasonal models need {}; none was tried", 2 * SEASON),
        ));
    }
    if brief > 0 {
        notes.push(Note::new(
            "brief_candidates",
            format!("{brief} small categories were forecast by the simple methods only"),
        ));
    }
    notes
}

fn set_apart(ledger: &Ledger, history: &History) -> Vec<Note> {
    let named = |some: &[&SetApart]| {
        let one = |s: &&SetApart| {
            let as_corrected = s.corrected.map(|c| format!(", counted as {c}")).unwrap_or_default();
            format!("{} on {} ({}, {}{as_corrected})", s.amount, s.date, s.category, s.description)
        };
        let rest = some.len().saturating_sub(NAMED);
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        format!("{}{more}", some.iter().take(NAMED).map(one).collect::<Vec<_>>().join("; "))
    };
    let of = |slip: bool| history.apart.iter().filter(|s| (s.kind == SetApartKind::Slip) == slip).collect::<Vec<_>>();
    let (slips, exceptional) = (of(true), of(false));
    let mut notes = Vec::new();
    if let (Some(first), Some(last)) = (ledger.copies.rows().first(), ledger.copies.rows().last()) {
        let (copies, from, to) = (ledger.copies.rows().len(), ledger.date[*first], ledger.date[*last]);
        notes.push(Note::new("copies", format!("{copies} expenses from {from} to {to} stand twice and count once")));
    }
    if !exceptional.is_empty() {
        let mut months: Vec<_> = exceptional.iter().map(|s| crate::ledger::month_of(s.date)).collect();
        months.sort_unstable();
        months.dedup();
        let often = format!("in {} of {} months", months.len(), ledger.complete_months().len());
        let text = format!("Exceptional and not repeated: {}. Such came {often}", named(&exceptional));
        notes.push(Note::new("exceptional", text));
    }
    if !slips.is_empty() {
        let text = format!("Taken for slips of the decimal point: {}", named(&slips));
        notes.push(Note::new("slips_corrected", text));
    }
    notes
}

fn not_recorded(ledger: &Ledger, history: &History) -> Option<Note> {
    let (first, last) = (history.unrecorded.first()?, history.unrecorded.last()?);
    let months = history.unrecorded.len();
    let newest = ledger.date.iter().rev().find(|d| **d <= history.today).copied();
    let ended = history.months.last().is_some_and(|m| m < first);
    let text = match newest {
        Some(newest) if ended => format!(
            "The last expense is of {newest}, so {months} month{} until {} tell nothing; the forecast takes up the usual \
             month where the ledger ends",
            if months == 1 { "" } else { "s" },
            history.today
        ),
        _ => format!(
            "{months} month{} between {} and {} without everyday expenses {} left out: nothing was recorded, or nobody \
             was at home",
            if months == 1 { "" } else { "s" },
            first.format("%B %Y"),
            last.format("%B %Y"),
            if months == 1 { "is" } else { "are" }
        ),
    };
    Some(Note::new("not_recorded", text))
}
