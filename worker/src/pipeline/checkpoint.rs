//! What a later attempt of an analysis needs of an earlier one besides the documents: the score of every expense, the
//! models that were trained and the notes on their use. Written with every analysis and read by few, so it is short:
//! numbers and models are bytes, in base64 because documents are text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use outlay_analysis::model::{ModelUse, Models, StoredModel};
use outlay_analysis::report::ScoredExpense;
use serde::{Deserialize, Serialize};

/// Version of the layout of [`Stored`]; a checkpoint of another one is not read. It goes up with every change of
/// [`ScoredExpense`], whose bytes have no names.
const FORMAT: u32 = 2;

/// What one chain of the pipeline leaves for a later attempt.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checkpoint {
    scored: Vec<ScoredExpense>,
    used: Vec<ModelUse>,
    trained: Vec<StoredModel>,
}

/// A checkpoint as it is stored.
#[derive(Serialize, Deserialize)]
struct Stored {
    /// [`FORMAT`] of the release that wrote it.
    format: u32,
    /// The scores, by postcard.
    scored: String,
    used: Vec<ModelUse>,
    /// The models without their bytes.
    trained: Vec<StoredModel>,
    /// Their bytes, in the same order.
    bytes: Vec<String>,
}

impl Checkpoint {
    /// The checkpoint in `json`; `None` when it cannot be read, and the part is computed again.
    #[must_use]
    pub fn parse(json: &str) -> Option<Self> {
        let Stored { format, scored, used, mut trained, bytes } = serde_json::from_str(json).ok()?;
        if format != FORMAT {
            return None;
        }
        let scored = STANDARD.decode(scored).ok()?;
        let scored = postcard::from_bytes(&scored).ok()?;
        if trained.len() != bytes.len() {
            return None;
        }
        for (model, bytes) in trained.iter_mut().zip(bytes) {
            model.bytes = STANDARD.decode(bytes).ok()?;
        }
        Some(Self { scored, used, trained })
    }
}

/// Name and JSON of the checkpoint of `part`.
pub(super) fn write(part: &str, scored: &[ScoredExpense], models: &Models) -> (&'static str, String) {
    let name = if part == "anomalies" { "anomalies.checkpoint" } else { "forecasts.checkpoint" };
    // None of these can fail; one that did would leave a checkpoint that is not read.
    let scores = postcard::to_stdvec(scored).unwrap_or_default();
    let trained = models.trained();
    let stored = Stored {
        format: FORMAT,
        scored: STANDARD.encode(scores),
        used: models.used().to_vec(),
        trained: trained.to_vec(),
        bytes: trained.iter().map(|model| STANDARD.encode(&model.bytes)).collect(),
    };
    (name, serde_json::to_string(&stored).unwrap_or_default())
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
