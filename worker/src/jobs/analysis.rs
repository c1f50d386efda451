//! The job `analysis`: an account's expenses to reports, files, models and labels.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use outlay_analysis::cluster::Embeddings;
use outlay_analysis::report::{AnomalyKind, ClusterReport, ScoredExpense};
use outlay_analysis::{Budget, Error, Input};
use outlay_entity::job::Problem;
use outlay_entity::queue::{self, Kept, Published};
use outlay_entity::result::Part;
use outlay_entity::{
    analysis, artifact, budget, embedding, expense, expense_label, feedback, merchant_alias, model, result,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::embedder::{DIM, Embedder, MODEL_ID, cache_key};
use crate::execute::{Failure, Work};
use crate::outcome::Outcome;
use crate::pipeline::{Checkpoint, Finished, Request, analyse};

/// The embedding model of a worker: opened when first needed, and then it stays open.
#[derive(Default)]
pub(super) struct Model {
    directory: PathBuf,
    opened: Mutex<Option<Embedder>>,
}

impl Model {
    /// The model installed under `directory`.
    pub(super) fn installed(directory: PathBuf) -> Self {
        Self { directory, opened: Mutex::default() }
    }
}

pub(super) fn run(work: &Work, model: &Model) -> Result<Published, Failure> {
    let (directory, embedder) = (model.directory.as_path(), &model.opened);
    let mut request = work.wait(load(work))?;
    let hash = input_hash(&request);
    let kept = work.wait(queue::resume(&work.db, &work.lease, &hash));
    request.finished = finished(&kept?);
    let ids: Vec<_> = request.input.expenses.iter().map(|e| e.id).collect();
    let mut embed = |texts: &[String]| vectors(work, directory, embedder, texts);
    let unstored = Mutex::new(Vec::new());
    let on_part = |name: &'static str, document: String| match Part::parse(name) {
        Some(part) => {
            if let Some(document) = work.part(part, document) {
                unstored.lock().unwrap_or_else(PoisonError::into_inner).push((part, document));
            }
        }
        None => work.checkpoint(name, document),
    };
    let outcome = analyse(request, &mut embed, work.watch.as_ref(), &on_part).map_err(failure)?;
    let label = |scored: &ScoredExpense| {
        Some(expense_label::Model {
            expense_id: ids.get(scored.row).copied().flatten()?,
            user_id: work.job.user_id,
            analysis_id: work.job.id,
            score: scored.score,
            p_value: scored.p_value,
            votes: i32::try_from(scored.votes).unwrap_or(i32::MAX),
            flagged: scored.flagged,
            kind: scored.kind.map(kind_name),
            reason: scored.reason.clone(),
        })
    };
    let labels = outcome.scored.iter().filter_map(label).collect();
    published(outcome, unstored.into_inner().unwrap_or_else(PoisonError::into_inner), labels)
}

/// Everything the analysis reads, as it is now.
async fn load(work: &Work) -> outlay_entity::Result<Request> {
    let (db, user_id) = (work.db.orm(), work.job.user_id);
    let (asked, _) = analysis::of(user_id).get(db, work.job.id).await?;
    let params = asked.params.0;
    let expenses = expense::of(user_id).for_analysis(db, params.from, params.to).await?;
    let budgets = budget::of(user_id).list(db).await?;
    let budgets = budgets.into_iter().map(|b| Budget { category: b.category, minor: b.minor }).collect();
    let feedback = feedback::of(user_id).all(db).await?;
    let models = model::of(user_id).stored(db).await?;
    let previous_clusters = match analysis::of(user_id).latest(db, Some(work.job.id)).await? {
        Some(previous) => clusters(result::of(user_id).document(db, previous, Part::Clusters).await),
        None => None,
    };
    let aliases = merchant_alias::of(user_id).for_analysis(db).await?;
    let input = Input { expenses, budgets, feedback, aliases };
    // Not the time of this attempt: every attempt decides alike about the models.
    let now = Some(work.job.created_at);
    Ok(Request { input, params, models, now, previous_clusters, checkpoints: true, ..Request::default() })
}

/// Hex SHA-256 of everything the parts depend on: the engine that computes them and the form they are kept in, and all that
/// was loaded but for the stored models, which save time and change nothing.
fn input_hash(request: &Request) -> String {
    struct Hasher(Sha256);
    impl std::fmt::Write for Hasher {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.update(text.as_bytes());
            Ok(())
        }
    }
    use std::fmt::Write as _;
    let mut hasher = Hasher(Sha256::new());
    let of = (env!("OUTLAY_ENGINE"), &request.params, &request.input, &request.previous_clusters);
    // Every field is in the debug format, also those that are added one day. It cannot fail: the hasher does not.
    write!(hasher, "{of:?}").ok();
    hex::encode(hasher.0.finalize())
}

/// The parts an earlier attempt finished; one that cannot be read is computed again.
fn finished(kept: &Kept) -> Finished {
    fn read<T: serde::de::DeserializeOwned>(kept: &Kept, part: Part) -> Option<T> {
        serde_json::from_str(kept.parts.get(&part)?).ok()
    }
    let checkpoint = |name: &str| Checkpoint::parse(kept.checkpoints.get(name)?);
    Finished {
        recurring: read(kept, Part::Recurring),
        anomalies: read(kept, Part::Anomalies).zip(checkpoint("anomalies.checkpoint")),
        forecasts: read(kept, Part::Forecasts).zip(checkpoint("forecasts.checkpoint")),
        drift: read(kept, Part::Drift),
        clusters: read(kept, Part::Clusters),
    }
}

/// The clusters of an earlier analysis; they only keep ids stable, so those that cannot be read are done without.
fn clusters(document: outlay_entity::Result<String>) -> Option<ClusterReport> {
    serde_json::from_str(&document.ok()?).ok()
}

/// The vectors of `texts`: from the cache where they are known, else from the model, and then into the cache.
fn vectors(
    work: &Work,
    directory: &std::path::Path,
    embedder: &Mutex<Option<Embedder>>,
    texts: &[String],
) -> Result<Embeddings, String> {
    let keys: Vec<String> = texts.iter().map(|t| cache_key(t)).collect();
    let known = work.wait(embedding::get_many(work.db.orm(), MODEL_ID, &keys)).unwrap_or_else(|error| {
        tracing::warn!(%error, "the cache of embeddings does not answer");
        HashMap::new()
    });
    let usable = |key: &String| known.get(key).filter(|v| v.len() == DIM);
    let missing: Vec<usize> = (0..texts.len()).filter(|&i| usable(&keys[i]).is_none()).collect();
    let mut values = vec![0f32; texts.len() * DIM];
    for (i, key) in keys.iter().enumerate() {
        if let Some(vector) = usable(key) {
            values[i * DIM..(i + 1) * DIM].copy_from_slice(vector);
        }
    }
    if !missing.is_empty() {
        let new: Vec<String> = missing.iter().map(|&i| texts[i].clone()).collect();
        let made = embed(work, directory, embedder, &new)?;
        let mut store = Vec::with_capacity(missing.len());
        for (&i, vector) in missing.iter().zip(made.values.chunks_exact(DIM)) {
            values[i * DIM..(i + 1) * DIM].copy_from_slice(vector);
            store.push((keys[i].clone(), vector.to_vec()));
        }
        if let Err(error) = work.wait(embedding::put_many(work.db.orm(), MODEL_ID, store)) {
            tracing::warn!(%error, "embeddings were not kept");
        }
    }
    Ok(Embeddings { model: MODEL_ID.to_owned(), dim: DIM, values })
}

fn embed(
    work: &Work,
    directory: &std::path::Path,
    embedder: &Mutex<Option<Embedder>>,
    texts: &[String],
) -> Result<Embeddings, String> {
    use outlay_analysis::Progress as _;
    let mut slot = embedder.lock().unwrap_or_else(PoisonError::into_inner);
    let embedder = match &mut *slot {
        Some(embedder) => embedder,
        // Asked anew each time: the model may have been installed meanwhile.
        None => slot.insert(Embedder::open(directory).map_err(|missing| missing.to_string())?),
    };
    let go_on = |fraction: f64| {
        work.watch.stage("embeddings", fraction);
        !work.watch.cancelled()
    };
    embedder.embed_while(texts, go_on).map_err(|error| error.to_string())
}

/// What is left to be stored: `parts` that could not be stored when they were ready, and everything that is not a part.
fn published(
    outcome: Outcome,
    mut parts: Vec<(Part, String)>,
    labels: Vec<expense_label::Model>,
) -> Result<Published, Failure> {
    #[derive(Serialize)]
    struct File<'a> {
        name: &'a str,
        media_type: &'a str,
        size: usize,
    }
    #[derive(Serialize)]
    struct Files<'a> {
        files: Vec<File<'a>>,
    }
    let files = outcome.artifacts.iter().map(|a| File { name: &a.name, media_type: a.media_type, size: a.bytes.len() });
    let files = Files { files: files.collect() };
    parts.push((Part::Report, json(&files)?));
    let artifacts = outcome.artifacts.into_iter().map(|a| artifact::New {
        name: a.name,
        media_type: a.media_type.to_owned(),
        bytes: a.bytes,
    });
    Ok(Published {
        parts,
        artifacts: artifacts.collect(),
        models: outcome.models,
        labels: Some(labels),
        ..Published::default()
    })
}

fn json<T: Serialize>(document: &T) -> Result<String, Failure> {
    serde_json::to_string(document).map_err(|error| {
        tracing::error!(%error, "a result has no JSON");
        Failure::Fail(Problem::new("internal", "Internal error", "A result could not be written as JSON."))
    })
}

/// Stable name of a kind of anomaly: the one it has in JSON.
fn kind_name(kind: AnomalyKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

fn failure(error: Error) -> Failure {
    match error {
        Error::Cancelled => Failure::Stopped,
        Error::TooFew { .. } => {
            let detail = format!("{error}. Add expenses, or choose a longer range.");
            Failure::Fail(Problem::new("too-few-expenses", "Too few expenses", detail))
        }
        Error::Invalid(text) => Failure::Fail(Problem::new("invalid-parameters", "Invalid parameters", text)),
    }
}
