//! What a later attempt of an analysis needs of an earlier one besides the documents: the score of every expense, the
//! models that were trained and what was said of their use.

use chrono::{DateTime, Utc};
use outlay_analysis::model::{ModelUse, Models, StoredModel};
use outlay_analysis::report::ScoredExpense;
use serde::{Deserialize, Serialize};

/// What one chain of the pipeline leaves for a later attempt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    scored: Vec<ScoredExpense>,
    used: Vec<ModelUse>,
    trained: Vec<StoredModel>,
}

impl Checkpoint {
    /// The checkpoint in `json`; `None` when it cannot be read, and the part is computed again.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }
}

/// Name and JSON of the checkpoint of `part`.
pub(super) fn write(part: &str, scored: &[ScoredExpense], models: &Models) -> (&'static str, Vec<u8>) {
    let name = if part == "anomalies" { "anomalies.checkpoint" } else { "forecasts.checkpoint" };
    let checkpoint =
        Checkpoint { scored: scored.to_vec(), used: models.used().to_vec(), trained: models.trained().to_vec() };
    (name, serde_json::to_vec(&checkpoint).unwrap_or_default())
}

/// The document, the scores and the models to go on with.
pub(super) fn open<T>(
    finished: Option<(T, Checkpoint)>,
    stored: &[StoredModel],
    now: Option<DateTime<Utc>>,
) -> (Option<T>, Vec<ScoredExpense>, Models) {
    match finished {
        Some((part, kept)) => (Some(part), kept.scored, Models::resumed(kept.used, kept.trained)),
        None => (None, Vec::new(), Models::at(stored.to_vec(), now)),
    }
}
