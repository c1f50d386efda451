//! Sentence embeddings: texts in, unit vectors out, by all-MiniLM-L6-v2 through ONNX Runtime.
//!
//! [`text`] says what of a text is embedded and under which key its vector may be kept; [`install`] finds the model on
//! disk. A text's vector depends on nothing but the text: a batch holds texts of one token length (no padding) and has
//! always the same shape (the arithmetic rounds differently for different shapes), so caching, batching and threads
//! change no bit.

mod install;
mod text;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::session::Session;
use ort::session::builder::PrepackedWeights;
use ort::value::TensorRef;
use outlay_analysis::cluster::Embeddings;
use rayon::prelude::*;
use tokenizers::{Tokenizer, TruncationParams};

use install::Files;
pub use install::{MODEL_DIR_VARIABLE, Missing, default_directory};
pub use text::{MODEL_ID, cache_key, normalise};

/// Length of a vector.
pub const DIM: usize = 384;
/// Tokens the model was trained on; the rest of a text is not read.
const MAX_TOKENS: usize = 256;
/// Texts a batch. Eight are within a tenth of the best throughput, and few are wasted where texts are few.
const BATCH: usize = 8;
/// Batches that are worth a second session (its weights take memory and time to load).
const BATCHES_FOR_TWO: usize = 160;

/// Why texts could not be embedded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmbedError {
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// ONNX Runtime or the tokenizer refused.
    #[error("the embedding model failed: {0}")]
    Failed(String),
}

fn failed(error: impl std::fmt::Display) -> EmbedError {
    EmbedError::Failed(error.to_string())
}

/// The model, ready to embed.
pub struct Embedder {
    files: Files,
    environment: Environment,
    tokenizer: Tokenizer,
    weights: PrepackedWeights,
    sessions: Vec<Session>,
}

impl Embedder {
    /// Opens the model installed under `directory` (see [`default_directory`]).
    ///
    /// # Errors
    /// [`Missing`] says what is not there or cannot be loaded, and how to install it.
    pub fn open(directory: &std::path::Path) -> Result<Self, Missing> {
        let files = Files::under(directory)?;
        let environment = runtime(&files)?;
        let weights = PrepackedWeights::new();
        let (tokenizer, session) = rayon::join(|| tokenizer(&files), || session(&environment, &files, &weights));
        let tokenizer =
            tokenizer.map_err(|e| Missing::new(format_args!("{} cannot be read ({e})", files.tokenizer.display())))?;
        let session =
            session.map_err(|e| Missing::new(format_args!("{} cannot be loaded ({e})", files.graph.display())))?;
        Ok(Self { files, environment, tokenizer, weights, sessions: vec![session] })
    }

    /// One unit vector a text, in order.
    ///
    /// # Errors
    /// [`EmbedError::Failed`].
    pub fn embed(&mut self, texts: &[String]) -> Result<Embeddings, EmbedError> {
        self.embed_while(texts, |_| true)
    }

    /// The same, asking before every batch whether to `go_on`, given how far it is (0..=1). `go_on` is called from
    /// several threads.
    ///
    /// # Errors
    /// [`EmbedError::Cancelled`] once `go_on` says no, [`EmbedError::Failed`].
    pub fn embed_while(
        &mut self,
        texts: &[String],
        go_on: impl Fn(f64) -> bool + Sync,
    ) -> Result<Embeddings, EmbedError> {
        let tokens = self.tokens(texts)?;
        let batches = batches(&tokens);
        let wanted = if batches.len() < BATCHES_FOR_TWO { 1 } else { rayon::current_num_threads().min(2) };
        while self.sessions.len() < wanted {
            self.sessions.push(session(&self.environment, &self.files, &self.weights).map_err(failed)?);
        }

        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let work = |session: &mut Session| -> Result<Vec<(usize, Vec<f32>)>, EmbedError> {
            let mut done = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(batch) = batches.get(index) else { break };
                let vectors = if go_on(index as f64 / batches.len() as f64) {
                    run(session, batch, &tokens)
                } else {
                    Err(EmbedError::Cancelled)
                };
                match vectors {
                    Ok(vectors) => done.push((index, vectors)),
                    Err(error) => {
                        stopped.store(true, Ordering::Relaxed);
                        return Err(error);
                    }
                }
            }
            Ok(done)
        };
        let parts: Vec<Result<_, EmbedError>> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                self.sessions.iter_mut().take(wanted).map(|session| scope.spawn(|| work(session))).collect();
            threads.into_iter().map(|t| t.join().unwrap_or_else(|_| Err(failed("a thread panicked")))).collect()
        });

        let mut values = vec![0f32; texts.len() * DIM];
        for part in parts {
            for (index, vectors) in part? {
                for (&text, vector) in batches[index].iter().zip(vectors.chunks_exact(DIM)) {
                    values[text * DIM..(text + 1) * DIM].copy_from_slice(vector);
                }
            }
        }
        Ok(Embeddings { model: MODEL_ID.to_owned(), dim: DIM, values })
    }

    fn tokens(&self, texts: &[String]) -> Result<Vec<Vec<i64>>, EmbedError> {
        texts
            .par_iter()
            .map(|text| {
                let encoding = self.tokenizer.encode_fast(normalise(text), true).map_err(failed)?;
                Ok(encoding.get_ids().iter().map(|&id| i64::from(id)).collect())
            })
            .collect()
    }
}

/// Texts by token length, at most [`BATCH`] together.
fn batches(tokens: &[Vec<i64>]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..tokens.len()).collect();
    order.sort_by_key(|&i| tokens[i].len());
    order
        .chunk_by(|&a, &b| tokens[a].len() == tokens[b].len())
        .flat_map(|same| same.chunks(BATCH).map(<[usize]>::to_vec))
        .collect()
}

/// The vectors of `batch`, filled up with its last text to the shape that all batches have.
fn run(session: &mut Session, batch: &[usize], tokens: &[Vec<i64>]) -> Result<Vec<f32>, EmbedError> {
    let Some(&last) = batch.last() else { return Ok(Vec::new()) };
    let rows = batch.iter().chain(std::iter::repeat(&last)).take(BATCH);
    let ids: Vec<i64> = rows.flat_map(|&i| tokens[i].iter().copied()).collect();
    let input = TensorRef::from_array_view(([BATCH, tokens[last].len()], ids.as_slice())).map_err(failed)?;
    let outputs = session.run(ort::inputs!["input_ids" => input]).map_err(failed)?;
    let (shape, vectors) = outputs["embedding"].try_extract_tensor::<f32>().map_err(failed)?;
    if **shape != [BATCH as i64, DIM as i64] {
        return Err(failed(format_args!("it gave {shape:?} where [{BATCH}, {DIM}] was expected")));
    }
    Ok(vectors[..batch.len() * DIM].to_vec())
}

/// ONNX Runtime allows one environment a process, so the first one stays.
fn runtime(files: &Files) -> Result<Environment, Missing> {
    static RUNTIME: Mutex<Option<Environment>> = Mutex::new(None);
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*runtime {
        return Ok(environment.clone());
    }
    let cannot =
        |e: &dyn std::fmt::Display| Missing::new(format_args!("{} cannot be loaded ({e})", files.library.display()));
    let environment = ort::init_from(&files.library).map_err(|e| cannot(&e))?.build().map_err(|e| cannot(&e))?;
    environment.set_log_level(ort::logging::LogLevel::Error);
    Ok(runtime.insert(environment).clone())
}

fn tokenizer(files: &Files) -> tokenizers::Result<Tokenizer> {
    let mut tokenizer = Tokenizer::from_file(&files.tokenizer)?;
    let truncation = TruncationParams { max_length: MAX_TOKENS, ..TruncationParams::default() };
    tokenizer.with_padding(None).with_truncation(Some(truncation))?;
    Ok(tokenizer)
}

fn session(environment: &Environment, files: &Files, weights: &PrepackedWeights) -> ort::Result<Session> {
    Session::builder(environment)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_memory_pattern(false)? // shapes change from batch to batch
        .with_prepacked_weights(weights)?
        .commit_from_file(&files.graph)
}

#[cfg(test)]
mod tests;
