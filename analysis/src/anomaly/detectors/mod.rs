//! Layer 4: four multivariate detectors on one standardised table.
//!
//! [`scaler`] standardises; [`lof`], [`ocsvm`], [`autoencoder`] and [`isolation_forest`] each fit and score;
//! [`detect`] takes all of them through the model store, so that an unchanged table is not learned twice, and
//! [`combine`] makes one score of theirs. [`extremes`] needs no model: it finds what masks itself in a single column.

pub mod autoencoder;
mod combine;
mod explain;
mod extremes;
pub mod isolation_forest;
pub mod lof;
mod matrix;
mod neighbours;
pub mod ocsvm;
mod reuse;
pub mod scaler;

pub use explain::Explainer;
pub use extremes::ln_extreme;
pub use matrix::Matrix;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::model::{Choice, ModelReason, Models, StoredModel};
use crate::{Error, Run};
use autoencoder::Autoencoder;
use isolation_forest::IsolationForest;
use lof::Lof;
use ocsvm::OneClassSvm;
use reuse::Fitted;

/// Layout of the stored bytes of all detectors; a change of any of them or of what they compute raises it.
const FORMAT_VERSION: u32 = 4;
/// Kinds of the stored models: all of one table are used together or not at all.
const KINDS: [&str; 5] = ["scaler", "isolation_forest", "lof", "ocsvm", "autoencoder"];

/// Scores of every row by every detector; higher is odder.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Local outlier factor.
    pub lof: Vec<f64>,
    /// Mean distance to the nearest neighbours.
    pub distance: Vec<f64>,
    /// Distance beyond the one-class SVM's boundary.
    pub ocsvm: Vec<f64>,
    /// Reconstruction error of the autoencoder.
    pub autoencoder: Vec<f64>,
    /// Isolation forest.
    pub isolation_forest: Vec<f64>,
    /// One score of all.
    pub combined: Vec<f64>,
    /// Detector names and the rows each was fitted on.
    pub fitted: [(&'static str, usize); 4],
    /// Tells which columns make a row odd.
    pub explainer: Explainer,
}

/// What a table is made of, as far as a model must know it.
pub struct Context<'a> {
    /// Named in progress reports.
    pub stage: &'static str,
    /// First and last day of the rows, where they have days.
    pub trained_on: Option<(NaiveDate, NaiveDate)>,
    /// Names of the columns, for words; may be shorter than the table is wide.
    pub names: &'a [&'a str],
    /// The run's seed and progress.
    pub run: &'a Run<'a>,
}

/// Fits (or loads) and applies all detectors; `None` when no column of `matrix` varies or it has under five rows.
///
/// # Errors
/// [`Error::Cancelled`]; [`Error::Invalid`] when a learning library fails.
pub fn detect(matrix: &Matrix, models: &mut Models, context: &Context) -> Result<Option<Detection>, Error> {
    if matrix.rows() < crate::input::MIN_EXPENSES {
        return Ok(None);
    }
    let run = context.run;
    let hash = input_hash(matrix, run.seed);
    let choice = reuse::choose(models, matrix, &hash, context);
    let other_rows = choice.reason == ModelReason::NotDrifted;
    let keep = models.now().is_some();
    let mut store = Store { models, hash: &hash, choice: &choice, context };
    let fitted = || Ok(Fitted::new(matrix, context, keep));
    let scaler = store.get("scaler", fitted, |_| matrix.rows())?.scaler;
    let Some(x) = scaler.transform(matrix) else { return Ok(None) };
    let progress = |fraction| run.stage(context.stage, fraction);
    let forest = store.get("isolation_forest", || IsolationForest::fit(&x, run), IsolationForest::fitted_rows)?;
    progress(0.2);
    let lof = store.get("lof", || Lof::fit(&x, run), Lof::fitted_rows)?;
    progress(0.4);
    // The solver of the machine uses one thread: the networks, which are missing whenever it is, are trained beside it.
    let mut beside = None;
    let both = || {
        let (svm, network) = rayon::join(|| OneClassSvm::fit(&x, run), || Autoencoder::fit(&x, run));
        beside = Some(network);
        svm
    };
    let svm = store.get("ocsvm", both, OneClassSvm::fitted_rows)?;
    let network = || beside.unwrap_or_else(|| Autoencoder::fit(&x, run));
    let network = store.get("autoencoder", network, Autoencoder::fitted_rows)?;
    progress(0.7);
    run.check()?;

    let isolation_forest = forest.scores(&x);
    run.check()?;
    let near = in_pieces(&x, run, |i, row| if other_rows { lof.score_other(row) } else { lof.score(i, row) })?;
    let ocsvm = x.score_rows(|_, row| svm.score(row));
    run.check()?;
    let autoencoder = network.scores(&x);
    progress(0.9);
    let mut detection = Detection {
        lof: near.iter().map(|s| s.factor).collect(),
        distance: near.iter().map(|s| s.distance).collect(),
        ocsvm,
        autoencoder,
        isolation_forest,
        combined: vec![],
        fitted: [
            ("lof", lof.fitted_rows()),
            ("ocsvm", svm.fitted_rows()),
            ("autoencoder", network.fitted_rows()),
            ("isolation_forest", forest.fitted_rows()),
        ],
        explainer: Explainer { kept: scaler.kept(), x, forest, network },
    };
    detection.combined = combine::combined(&detection);
    let d = &detection;
    for (kind, scores) in [
        ("isolation_forest", &d.isolation_forest),
        ("lof", &d.lof),
        ("ocsvm", &d.ocsvm),
        ("autoencoder", &d.autoencoder),
    ] {
        models.measured(kind, None, &quality(scores));
    }
    let kept = d.explainer.kept.len() as f64;
    models.measured("scaler", None, &[("columns", matrix.cols() as f64), ("columns_kept", kept)]);
    Ok(Some(detection))
}

/// Median and 99th percentile of the scores of a training table, from at most 20,000 rows evenly over it.
fn quality(scores: &[f64]) -> [(&'static str, f64); 2] {
    let mut some: Vec<f64> = scores.iter().step_by(scores.len().div_ceil(20_000).max(1)).copied().collect();
    some.sort_unstable_by(f64::total_cmp);
    [("median_score", some[some.len() / 2]), ("p99_score", some[some.len() * 99 / 100])]
}

/// Like `score_rows` for results that are not numbers, asking between pieces whether to go on.
fn in_pieces<T: Send>(x: &Matrix, run: &Run, score: impl Fn(usize, &[f64]) -> T + Sync) -> Result<Vec<T>, Error> {
    use rayon::prelude::*;
    const PIECE: usize = 50_000;
    let mut all = Vec::with_capacity(x.rows());
    for start in (0..x.rows()).step_by(PIECE) {
        run.check()?;
        let end = (start + PIECE).min(x.rows());
        all.par_extend((start..end).into_par_iter().with_min_len(64).map(|i| score(i, x.row(i))));
    }
    Ok(all)
}

fn input_hash(matrix: &Matrix, seed: u64) -> String {
    let mut hash = Sha256::new();
    hash.update(matrix.hash());
    hash.update(seed.to_le_bytes());
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// The model store for one table.
struct Store<'a, 'b> {
    models: &'a mut Models,
    /// Hash of this table and its seed, for what is trained on it.
    hash: &'a str,
    /// Which stored models may be used.
    choice: &'a Choice,
    context: &'a Context<'b>,
}

/// A model from its stored content.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

impl Store<'_, '_> {
    fn get<T: Serialize + DeserializeOwned>(
        &mut self,
        kind: &str,
        train: impl FnOnce() -> Result<T, Error>,
        rows: impl Fn(&T) -> usize,
    ) -> Result<T, Error> {
        self.context.run.check()?;
        self.models.load_chosen_or_train(kind, None, FORMAT_VERSION, self.choice, decode, || {
            let model = train()?;
            let bytes =
                postcard::to_stdvec(&model).map_err(|e| Error::Invalid(format!("{kind} cannot be stored: {e}")))?;
            let stored = StoredModel {
                kind: kind.to_owned(),
                category: None,
                format_version: FORMAT_VERSION,
                input_hash: self.hash.to_owned(),
                trained_on: self.context.trained_on,
                trained_at: None,
                rows: rows(&model) as u64,
                metrics: BTreeMap::from([("bytes".to_owned(), bytes.len() as f64)]),
                bytes,
            };
            Ok((model, stored))
        })
    }
}

#[cfg(test)]
mod reuse_tests;
#[cfg(test)]
mod tests;
