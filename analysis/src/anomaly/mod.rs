//! Irregular spending: five layers, one ranked list.
//!
//! Layer 0 ([`slips`]) knows duplicates, signs and dates; layer 1 ([`context`], [`filing`]) what amount and what category
//! were to be expected; layer 2 ([`recurrence`]) what the schedules show; layer 3 ([`burst`], [`category_month`]) what
//! many charges make together;
//! layer 4 ([`detectors`], on the transaction [`features`]) what is odd as a combination. Each gives a row a
//! probability under normal spending. [`rank`] makes one p-value of them and flags; [`feedback`] respects what people
//! said; [`report`] writes it down with ids ([`identity`]) that stay. [`table`] is layer 4 alone, on any table.

mod burst;
mod category_month;
mod context;
pub mod detectors;
mod evidence;
mod features;
mod feedback;
mod filing;
mod identity;
pub mod layers;
mod members;
mod mute;
mod rank;
mod recurrence;
mod report;
mod slips;
pub mod stats;
pub mod table;
mod trace;

use crate::cluster::Embeddings;
use crate::model::Models;
use crate::report::{AnomalyReport, Note, RecurringReport, ScoredExpense};
use crate::{Error, Ledger, Run};

/// Fewer expenses than this make flags rare and scores rough.
const FEW: usize = 50;
/// Named in progress reports.
const STAGE: &str = "anomalies";

/// The anomalies of `ledger`, ranked, and the score of every expense in input-row order.
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
    let layers = look(ledger, recurring, &members, embeddings, models, run)?;
    let ranked = layers.rank();
    run.check()?;
    let notes = notes(ledger, recurring, embeddings, layers.detection.is_some());
    let (mut report, mut scored) = report::write(&layers, &ranked, recurring, notes);
    trace::apply(ledger, &mut report, &mut scored);
    mute::apply(&ledger.params, &mut report, &mut scored);
    report.models = models.used()[used_before..].to_vec();
    run.stage(STAGE, 1.0);
    Ok((report, scored))
}

/// What every layer says of every row.
fn look<'a>(
    ledger: &'a Ledger,
    recurring: &RecurringReport,
    members: &'a members::Members,
    embeddings: Option<&Embeddings>,
    models: &mut Models,
    run: &Run,
) -> Result<rank::Layers<'a>, Error> {
    let context = context::Context::new(ledger, members, run)?;
    let slips = slips::find(ledger, &context.levels, members, run)?;
    let burst = burst::find(ledger, &context.levels, members, run)?;
    run.check()?;

    let features = features::matrix(ledger, &context, members, embeddings);
    let trained_on = Some((ledger.date[0], ledger.date[ledger.len() - 1]));
    let detection = detectors::detect(
        &features,
        models,
        &detectors::Context { stage: STAGE, trained_on, names: &features::NAMES, run },
    )?;
    let recurrence = recurrence::at_rows(recurring, members);
    let filing = filing::find(ledger);
    Ok(rank::Layers { ledger, members, context, slips, recurrence, burst, filing, detection })
}

/// What could not be computed, and what would help.
fn notes(ledger: &Ledger, recurring: &RecurringReport, embeddings: Option<&Embeddings>, detected: bool) -> Vec<Note> {
    let mut notes = vec![];
    let n = ledger.len();
    if n < FEW {
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
