//! Irregular spending: five layers, one list of findings.
//!
//! Layer 0 ([`duplicates`], [`dates`], [`refunds`]) knows what was entered wrongly and what came back; layer 1 ([`context`],
//! [`filing`]) what amount and what category were to be expected; layer 2 ([`recurrence`]) what the schedules show; layer 3
//! ([`burst`], [`category_month`]) what many charges make together; layer 4 ([`detectors`], on the transaction
//! [`features`]) what is unlike everything else, told by [`unlike`]. [`audit`] adds what auditors look for.
//!
//! Each says what it sees as [`evidence`]: rows, numbers, a probability. [`rank`] makes one p-value a row of them; [`cases`]
//! joins what tells the same event; [`decide`] flags and orders by money and evidence together; [`sentences`] writes the
//! words, [`feedback`] respects what people said, [`checks`] tells what was looked at, and [`report`] puts it down with ids
//! ([`identity`]) that stay. [`table`] is layer 4 alone, on any table.

mod again;
mod audit;
mod burst;
mod cases;
mod category_month;
mod checks;
mod context;
pub(crate) mod dates;
mod decide;
pub mod detectors;
mod duplicates;
mod evidence;
mod features;
mod feedback;
mod filing;
mod identity;
pub mod layers;
mod members;
mod rank;
mod recurrence;
mod refunds;
mod report;
mod sentences;
pub mod stats;
pub mod table;
mod unlike;

use rustc_hash::FxHashSet;

use crate::cluster::Embeddings;
use crate::model::Models;
use crate::report::{AnomalyKind, AnomalyReport, Note, RecurringReport, ScoredExpense};
use crate::{Error, Ledger, Run};
use evidence::Event;

/// Fewer expenses than this make flags rare and scores rough.
const FEW: usize = 50;
/// Named in progress reports.
const STAGE: &str = "anomalies";
/// Events are told up to this p-value.
const LISTED: f64 = 0.01;

/// The findings of `ledger`, those to look at first on top, and the score of every expense in input-row order.
///
/// `embeddings` has one row for each of `ledger.texts`; without them one feature is missing, and a note says so.
///
/// # Errors
/// [`Error::Cancelled`]; [`Error::Invalid`] when a learning library fails.
pub fn find(
    ledger: &Ledger,
    recurring: &RecurringReport,
    embeddings: Option<&Embeddings>,
    models: &mut Models,
    run: &Run,
) -> Result<(AnomalyReport, Vec<ScoredExpense>), Error> {
    run.stage(STAGE, 0.0);
    let members = members::Members::new(ledger, recurring);
    let used_before = models.used().len();
    let refunds = refunds::Refunds::new(ledger);
    let layers = look(ledger, recurring, &members, &refunds, embeddings, models, run)?;
    let ranked = layers.rank();
    run.check()?;
    let months = category_month::judge(ledger, &members);
    let events = told(&layers, &ranked, &months);
    let cases = cases::gather(ledger, events);
    run.check()?;

    let schedules = recurring.series.iter().filter(|s| s.kind.is_spending()).count();
    let hypotheses = ledger.len() + months.len() + schedules;
    let least = decide::materiality(ledger);
    let decided = decide::decide(ledger, &cases, ranked.shift, hypotheses, least);
    let verdicts = feedback::Verdicts::new(ledger, &cases);
    let decided: Vec<(cases::Case, decide::Decision)> = cases.into_iter().zip(decided).collect();
    let detectors = report::Detectors::new(&layers);
    let (counted, votes) = report::votes(&layers, &detectors);
    let mut listed = report::findings(&layers, &ranked, &detectors, &verdicts, &decided);
    let mut notes = notes(ledger, recurring, embeddings, layers.detection.is_some());
    notes.extend(report::cut(listed.len(), decided.len()));
    notes.extend(feedback::mute(ledger, listed.iter_mut().map(|(finding, _)| finding)));
    report::number(&mut listed);
    let scored = report::scored(&layers, &ranked, &detectors, &votes, &listed);
    let findings: Vec<crate::report::Finding> = listed.into_iter().map(|(finding, _)| finding).collect();
    notes.extend(feedback::notes(ledger, &findings));
    let looked = checks::LookedAt {
        charges: ledger.minor.iter().filter(|m| **m > 0).count(),
        refunds: refunds.settled + refunds.lone.len(),
        refunds_settled: refunds.settled,
        schedules,
        months: months.len(),
        filed: filing::looked_at(ledger),
        supported: decide::supported(ledger),
    };
    let checks = checks::made(ledger, &looked, &findings);
    let report = AnomalyReport {
        scored: ledger.len() as u64,
        flagged: findings.iter().filter(|f| f.flagged).count() as u64,
        in_review: findings.iter().filter(|f| f.flagged && f.in_review).count() as u64,
        flagged_expenses: scored.iter().filter(|s| s.flagged).count() as u64,
        review_from: decide::review_from(ledger),
        materiality: ledger.money(least),
        false_discovery_rate: ledger.params.false_discovery_rate,
        alert_budget: ledger.params.alert_budget,
        detectors: counted,
        findings,
        checks,
        models: models.used()[used_before..].to_vec(),
        notes,
    };
    run.stage(STAGE, 1.0);
    Ok((report, scored))
}

/// What every layer says of every row.
fn look<'a>(
    ledger: &'a Ledger,
    recurring: &RecurringReport,
    members: &'a members::Members,
    refunds: &refunds::Refunds,
    embeddings: Option<&Embeddings>,
    models: &mut Models,
    run: &Run,
) -> Result<rank::Layers<'a>, Error> {
    let context = context::Context::new(ledger, members, refunds, run)?;
    let mut slips = duplicates::Duplicates::find(ledger, &context.levels, members, run)?.events(ledger);
    slips.extend(again::find(ledger, &context.levels, members));
    slips.extend(dates::stray(ledger));
    slips.extend(dates::signs(ledger));
    slips.extend(refunds.events(ledger));
    let burst = burst::find(ledger, &context.levels, members, run)?;
    run.check()?;

    let features = features::matrix(ledger, &context, members, embeddings);
    let trained_on = Some((ledger.date[0], ledger.date[ledger.len() - 1]));
    let detection = detectors::detect(
        &features,
        models,
        &detectors::Context { stage: STAGE, trained_on, names: &features::NAMES, run },
    )?;
    let recurrence = recurrence::find(ledger, recurring, members);
    let filing = filing::find(ledger);
    Ok(rank::Layers { ledger, members, context, slips, recurrence, burst, filing, detection })
}

/// The events worth telling.
fn told(layers: &rank::Layers, ranked: &rank::Ranked, months: &[category_month::Cell]) -> Vec<Event> {
    let ledger = layers.ledger;
    let listed = LISTED.ln();
    // A day, a sign or a refund against all custom is told however likely one among so many rows is.
    let plain = |e: &Event| matches!(e.kind, AnomalyKind::Sign | AnomalyKind::ImpossibleDate | AnomalyKind::Refund);
    let strong = |e: &Event| e.ln_p + if e.odd.is_empty() { 0.0 } else { ranked.shift } <= listed;
    let mut events: Vec<Event> = layers.sparse().filter(|e| plain(e) || strong(e)).cloned().collect();
    // Divided by their shares, p-values only grow.
    let least = listed - ranked.shift.min(0.0);
    for i in 0..ledger.len() {
        events.extend(layers.context.events(ledger, layers.members, i, least).into_iter().filter(strong));
    }
    let silent: FxHashSet<usize> = events.iter().flat_map(|e| e.rows.iter().copied()).collect();
    let share = evidence::share::MULTIVARIATE;
    // A charge of a schedule is where it belongs.
    let free = |i: &usize| !silent.contains(i) && !layers.context.settled(*i) && layers.members.series_of(*i).is_none();
    let alone = (0..ledger.len()).filter(free);
    let unlike: Vec<usize> =
        alone.filter(|&i| (ranked.multivariate[i] / share).ln() + ranked.shift <= listed).collect();
    if !unlike.is_empty() {
        let occurrences = unlike::Occurrences::new(layers);
        events.extend(unlike.into_iter().map(|i| occurrences.event(layers, i, ranked.multivariate[i])));
    }
    events.extend(months.iter().filter(|m| m.ln_p <= listed).map(|m| m.event(ledger, layers.members)));
    events.extend(audit::find(ledger, layers.members));
    events
}

/// What could not be computed, and what would help.
fn notes(ledger: &Ledger, recurring: &RecurringReport, embeddings: Option<&Embeddings>, detected: bool) -> Vec<Note> {
    let mut notes = vec![];
    notes.extend(dates::reversed(ledger));
    let n = ledger.len();
    if !decide::supported(ledger) {
        let text = format!(
            "{n} expenses over {} days cannot say what amount is usual: unusual amounts are listed, none is flagged.",
            (ledger.today() - ledger.since()).num_days() + 1
        );
        notes.push(Note::new("little_history", text));
    } else if n < FEW {
        let text = format!("{n} expenses tell little of what is usual; from about {FEW} on scores become reliable.");
        notes.push(Note::new("few_expenses", text));
    }
    if !detected {
        notes.push(Note::new(
            "nothing_varies",
            "All expenses are alike; the four detectors have nothing to tell apart.",
        ));
    }
    let months = ledger.complete_months().len();
    if months <= category_month::HISTORY {
        let needed = category_month::HISTORY + 1;
        let text = format!("{months} complete months; a month of a category is judged from {needed} on.");
        notes.push(Note::new("too_few_months", text));
    }
    if recurring.series.is_empty() {
        notes.push(Note::new("no_recurring", "No recurring charge was found, so none can be missed, late or dearer."));
    }
    if embeddings.is_none() {
        let text = "Without embeddings of the descriptions the detectors do not see whether one fits its category.";
        notes.push(Note::new("no_embeddings", text));
    }
    notes
}

#[cfg(test)]
mod bad_input_tests;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod told_tests;
