//! One analysis from expenses to files: the only place where the parts run in order.
//!
//! [`analyse`] cleans the ledger, finds what recurs, then runs two independent chains side by side: embeddings →
//! anomalies → clusters, and forecasts → drift. The summary, the workbook, the charts and the table of transactions
//! come last. `outlay analyze` and the worker's job both call it.
//!
//! A part that fails becomes an empty document with the note `part_failed`: only a ledger that is too small, wrong
//! parameters and cancellation end an analysis without a result. The chains share nothing, so the result does not
//! depend on how their work is scheduled.

mod checkpoint;
mod empty;
mod files;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use chrono::{DateTime, Utc};
use outlay_analysis::cluster::{self, Embeddings};
use outlay_analysis::model::{Models, StoredModel};
use outlay_analysis::report::{
    AnomalyReport, ClusterReport, DriftReport, ForecastReport, Note, RecurringReport, ScoredExpense,
};
use outlay_analysis::run::Progress;
use outlay_analysis::{Error, Input, Ledger, Params, Run, anomaly, drift, forecast, recurring, summary};
use serde::Serialize;

pub use self::checkpoint::Checkpoint;
use crate::outcome::Outcome;

/// Turns texts into one unit vector each, or says why it cannot and how to make it possible.
pub type Embed<'a> = dyn FnMut(&[String]) -> Result<Embeddings, String> + Send + 'a;

/// Receives the name of a part (`recurring`, `anomalies`, `forecasts`, `drift`, `clusters`, `summary`) and its JSON
/// as soon as it is ready; called from several threads, each name once. With [`Request::checkpoints`] it also receives
/// what a later attempt needs beside the parts, as `anomalies.checkpoint` and `forecasts.checkpoint`, before the part.
pub type OnPart<'a> = dyn Fn(&'static str, String) + Sync + 'a;

/// What one analysis starts from.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Expenses, budgets and verdicts.
    pub input: Input,
    /// Settings.
    pub params: Params,
    /// Models of earlier runs that may be used again.
    pub models: Vec<StoredModel>,
    /// When the analysis was asked for: it tells how old the models are. Without it they serve the same input only.
    pub now: Option<DateTime<Utc>>,
    /// Clusters of the last run, whose ids are kept where the members are.
    pub previous_clusters: Option<ClusterReport>,
    /// Parts that an earlier attempt of the same analysis finished.
    pub finished: Finished,
    /// Hand out checkpoints: there may be a later attempt.
    pub checkpoints: bool,
}

/// Parts of an earlier attempt; what is there is taken as it is, what is not is computed.
#[derive(Clone, Debug, Default)]
pub struct Finished {
    /// Recurring charges.
    pub recurring: Option<RecurringReport>,
    /// Irregular spending, and what was learned on the way.
    pub anomalies: Option<(AnomalyReport, Checkpoint)>,
    /// Forecasts, and what was learned on the way.
    pub forecasts: Option<(ForecastReport, Checkpoint)>,
    /// Drift.
    pub drift: Option<DriftReport>,
    /// Clusters.
    pub clusters: Option<ClusterReport>,
}

/// Runs the whole analysis. `embed` is asked once for the vectors of all distinct texts.
///
/// # Errors
/// [`Error::TooFew`], [`Error::Invalid`] for parameters out of range, [`Error::Cancelled`].
pub fn analyse(
    request: Request,
    embed: &mut Embed<'_>,
    progress: &dyn Progress,
    on_part: &OnPart<'_>,
) -> Result<Outcome, Error> {
    let Request { input, params, models, now, previous_clusters, finished, checkpoints } = request;
    let run = Run::new(params.seed, progress);
    run.stage("prepare", 0.0);
    let ledger = Ledger::new(&input, &params)?;
    run.stage("prepare", 1.0);
    let parts = Parts { ledger: &ledger, run, on_part, checkpoints };

    let recurring = parts.part("recurring", finished.recurring, || recurring::find(&ledger, &run), empty::recurring)?;
    let (known_anomalies, scored, mut anomaly_models) = checkpoint::open(finished.anomalies, &models, now);
    let (known_forecasts, _, mut forecast_models) = checkpoint::open(finished.forecasts, &models, now);
    // The threads of the pool know nothing of the span of the job.
    let span = tracing::Span::current();
    let (texts, months) = rayon::join(
        || {
            let _entered = span.enter();
            run.stage("embeddings", 0.0);
            let needed = known_anomalies.is_none() || finished.clusters.is_none();
            let embeddings = if needed { embeddings(&ledger, embed) } else { Err(String::new()) };
            run.stage("embeddings", 1.0);
            let known = known_anomalies.map(|report| (report, scored));
            let found = parts.scored(known, &mut anomaly_models, |models| {
                anomaly::find(&ledger, &recurring, embeddings.as_ref().ok(), models, &run)
            })?;
            let group = || {
                let vectors = embeddings.as_ref().map_err(String::as_str);
                cluster::group(&ledger, vectors, previous_clusters.as_ref(), &run)
            };
            let clusters = parts.part("clusters", finished.clusters, group, empty::clusters)?;
            Ok::<_, Error>((found, clusters))
        },
        || {
            let _entered = span.enter();
            let predict = || {
                let made = forecast::forecast(&ledger, &recurring, &mut forecast_models, &run)?;
                parts.checkpoint("forecasts", &[], &forecast_models);
                Ok(made)
            };
            let forecasts = parts.part("forecasts", known_forecasts, predict, empty::forecasts)?;
            let drift = parts.part("drift", finished.drift, || drift::compare(&ledger, &run), empty::drift)?;
            Ok::<_, Error>((forecasts, drift))
        },
    );
    let ((anomalies, scored), clusters) = texts?;
    let (forecasts, drift) = months?;

    let used: Vec<_> = anomaly_models.used().iter().chain(forecast_models.used()).cloned().collect();
    let summary = summary::summarise(&ledger, &used);
    let mut trained = anomaly_models.into_trained();
    trained.extend(forecast_models.into_trained());
    let artifacts = Vec::new();
    let mut outcome =
        Outcome { summary, recurring, anomalies, scored, forecasts, drift, clusters, artifacts, models: trained };
    files::write(&input, &ledger, &mut outcome, &run)?;
    parts.publish("summary", &outcome.summary);
    Ok(outcome)
}

/// The vectors of the ledger's texts, checked for their number.
fn embeddings(ledger: &Ledger, embed: &mut Embed<'_>) -> Result<Embeddings, String> {
    let made = catch_unwind(AssertUnwindSafe(|| embed(&ledger.texts)));
    let made = made.unwrap_or_else(|_| Err("the embedding model failed unexpectedly".to_owned()))?;
    if made.dim == 0 || made.values.len() != made.dim * ledger.texts.len() {
        let (texts, values) = (ledger.texts.len(), made.values.len());
        return Err(format!("the embedding model gave {values} values for {texts} texts of {} each", made.dim));
    }
    Ok(made)
}

/// How every part runs: kept from an earlier attempt, computed, or replaced by an empty document.
#[derive(Clone, Copy)]
struct Parts<'a> {
    ledger: &'a Ledger,
    run: Run<'a>,
    on_part: &'a OnPart<'a>,
    checkpoints: bool,
}

impl Parts<'_> {
    fn part<T: Serialize>(
        &self,
        name: &'static str,
        finished: Option<T>,
        compute: impl FnOnce() -> Result<T, Error>,
        empty: impl FnOnce(&Ledger, Note) -> T,
    ) -> Result<T, Error> {
        if let Some(part) = finished {
            self.run.stage(name, 1.0);
            return Ok(part);
        }
        let part = match self.guarded(name, compute)? {
            Ok(part) => part,
            Err(note) => empty(self.ledger, note),
        };
        self.publish(name, &part);
        Ok(part)
    }

    fn scored(
        &self,
        finished: Option<(AnomalyReport, Vec<ScoredExpense>)>,
        models: &mut Models,
        compute: impl FnOnce(&mut Models) -> Result<(AnomalyReport, Vec<ScoredExpense>), Error>,
    ) -> Result<(AnomalyReport, Vec<ScoredExpense>), Error> {
        if let Some(found) = finished {
            self.run.stage("anomalies", 1.0);
            return Ok(found);
        }
        let found = match self.guarded("anomalies", || compute(models))? {
            Ok(found) => {
                self.checkpoint("anomalies", &found.1, models);
                found
            }
            Err(note) => empty::anomalies(self.ledger, note),
        };
        self.publish("anomalies", &found.0);
        Ok(found)
    }

    /// Runs `compute`; every failure but a cancellation becomes a note.
    fn guarded<T>(
        &self,
        name: &'static str,
        compute: impl FnOnce() -> Result<T, Error>,
    ) -> Result<Result<T, Note>, Error> {
        self.run.check()?;
        self.run.stage(name, 0.0);
        let _entered = tracing::info_span!("part", part = name).entered();
        // What a panicking part leaves behind is dropped with it or is a list of models that is still whole.
        let computed = catch_unwind(AssertUnwindSafe(compute));
        self.run.stage(name, 1.0);
        Ok(match computed {
            Ok(Ok(part)) => Ok(part),
            Ok(Err(Error::Cancelled)) => return Err(Error::Cancelled),
            Ok(Err(error)) => Err(failed(name, &error.to_string())),
            Err(_) => Err(failed(name, "an internal error, which the log describes")),
        })
    }

    /// Hands out what a later attempt needs of `part` besides its document.
    fn checkpoint(&self, part: &'static str, scored: &[ScoredExpense], models: &Models) {
        if self.checkpoints {
            let begun = Instant::now();
            let (name, json) = checkpoint::write(part, scored, models);
            let bytes = json.len();
            (self.on_part)(name, json);
            let ms = begun.elapsed().as_millis();
            tracing::debug!(name, bytes, ms, "checkpoint kept");
        }
    }

    fn publish<T: Serialize>(&self, name: &'static str, part: &T) {
        match serde_json::to_string(part) {
            Ok(json) => (self.on_part)(name, json),
            Err(error) => tracing::error!(part = name, %error, "a part cannot be written as JSON"),
        }
    }
}

/// Why `part` is empty.
fn failed(part: &str, why: &str) -> Note {
    tracing::warn!(part, why, "part failed");
    Note::new("part_failed", format!("{part} could not be computed: {why}; the other parts are complete"))
}

#[cfg(test)]
mod tests;
