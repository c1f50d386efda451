//! What was learned, in a form that can be stored and used again.
//!
//! A stored model is used as it is when its training read exactly the same ([`ModelReason::SameInput`]); where the rows grew it
//! may score rows it was not trained on, if whoever uses it finds that nothing drifted ([`ModelReason::NotDrifted`]).
//! Everything else is trained anew, and each use says which and why. Stored bytes carry a checksum ([`seal`]), so that
//! what was damaged, or written by another release, is trained again and never read.

mod seal;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Longest time a model scores rows it was not trained on.
pub const LONGEST_USE: TimeDelta = TimeDelta::days(7);

/// A trained model as stored. Serde writes and reads its head, which is everything but its bytes: those are stored beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoredModel {
    /// What it is, for ever: `isolation_forest`, `lof`, `ocsvm`, `autoencoder`, `scaler`, `forecast`...
    pub kind: String,
    /// Category it belongs to, if one.
    pub category: Option<String>,
    /// Version of `bytes`' layout; a reader that does not know it trains again.
    pub format_version: u32,
    /// Hex SHA-256 of everything the training read: rows, parameters, seed.
    pub input_hash: String,
    /// First and last day of the training data.
    pub trained_on: Option<(NaiveDate, NaiveDate)>,
    /// When it was trained, where that is known.
    pub trained_at: Option<DateTime<Utc>>,
    /// Rows it was trained on.
    pub rows: u64,
    /// Named figures of its quality.
    pub metrics: BTreeMap<String, f64>,
    /// The model itself, sealed once it went through [`Models`].
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Why a model was used as it is or trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum ModelReason {
    /// Used again: its training read exactly the same.
    SameInput,
    /// Used again on rows it was not trained on: nothing drifted, and it is young enough.
    NotDrifted,
    /// Trained: there was none.
    #[default]
    First,
    /// Trained: the expenses or the parameters are others.
    InputChanged,
    /// Trained: the expenses are no longer like those of the training.
    Drifted,
    /// Trained: the stored one was too old.
    Aged,
    /// Trained: the stored one was written by another release.
    Format,
    /// Trained: the stored one was damaged.
    Damaged,
}

impl ModelReason {
    /// True where the stored model was used.
    #[must_use]
    pub fn reuses(self) -> bool {
        matches!(self, Self::SameInput | Self::NotDrifted)
    }

    /// The same in words.
    fn words(self) -> &'static str {
        match self {
            Self::SameInput => "its training read exactly the same",
            Self::NotDrifted => "nothing has drifted since its training",
            Self::First => "none was stored",
            Self::InputChanged => "the expenses or the parameters changed since the stored one was trained",
            Self::Drifted => "the expenses drifted since the stored one was trained",
            Self::Aged => "the stored one was a week old",
            Self::Format => "the stored one was written by another release",
            Self::Damaged => "the stored one was damaged",
        }
    }
}

/// What a run did with one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct ModelUse {
    /// The model's kind.
    pub kind: String,
    /// Its category, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// True when a stored model was loaded, false when it was trained now.
    pub reused: bool,
    /// Rows it was trained on.
    pub rows: u64,
    /// Why it was reused or trained.
    #[serde(default)]
    pub reason: ModelReason,
    /// The same in words, with the figures.
    #[serde(default)]
    pub why: String,
    /// Version of its layout.
    #[serde(default)]
    pub format_version: u32,
    /// Hex SHA-256 of everything its training read.
    #[serde(default)]
    pub input_hash: String,
    /// First day of the training data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_from: Option<NaiveDate>,
    /// Last day of the training data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_to: Option<NaiveDate>,
    /// When it was trained, for one that was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_at: Option<DateTime<Utc>>,
}

/// What a user of models decided about stored ones: whose input may be used, or why none may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// `input_hash` of the stored models to load.
    pub input_hash: String,
    /// Why these, or why none of those that are stored.
    pub reason: ModelReason,
    /// The same in words, with the figures.
    pub why: String,
}

impl Choice {
    /// Only what read exactly `input_hash`.
    #[must_use]
    pub fn same_input(input_hash: &str) -> Self {
        Self::new(input_hash, ModelReason::SameInput, ModelReason::SameInput.words())
    }

    /// `reason` in the words `why`.
    #[must_use]
    pub fn new(input_hash: &str, reason: ModelReason, why: impl Into<String>) -> Self {
        Self { input_hash: input_hash.to_owned(), reason, why: why.into() }
    }
}

/// The stored models a run may use, and those it trained.
#[derive(Clone, Debug, Default)]
pub struct Models {
    stored: Vec<StoredModel>,
    now: Option<DateTime<Utc>>,
    trained: Vec<StoredModel>,
    used: Vec<ModelUse>,
}

impl Models {
    /// Offers `stored` models for reuse on exactly the same input.
    #[must_use]
    pub fn new(stored: Vec<StoredModel>) -> Self {
        Self { stored, ..Self::default() }
    }

    /// Offers `stored` models at the time `now`, which tells how old they are: young ones may score other rows as well.
    #[must_use]
    pub fn at(stored: Vec<StoredModel>, now: Option<DateTime<Utc>>) -> Self {
        Self { stored, now, ..Self::default() }
    }

    /// The time of the run, where models may be used on other rows.
    #[must_use]
    pub fn now(&self) -> Option<DateTime<Utc>> {
        self.now
    }

    /// The stored model of this kind and category with its undamaged content, `None` in its place where it is damaged.
    #[must_use]
    pub fn stored(&self, kind: &str, category: Option<&str>) -> Option<(&StoredModel, Option<&[u8]>)> {
        let found = self.stored.iter().find(|m| m.kind == kind && m.category.as_deref() == category)?;
        Some((found, seal::open(&found.bytes)))
    }

    /// The stored model of this kind, category, format and input, decoded by `decode`; when there is none, or it
    /// cannot be decoded, `train` makes one.
    ///
    /// # Errors
    /// Those of `train`.
    pub fn load_or_train<T, E>(
        &mut self,
        kind: &str,
        category: Option<&str>,
        (format_version, input_hash): (u32, &str),
        decode: impl Fn(&[u8]) -> Option<T>,
        train: impl FnOnce() -> Result<(T, StoredModel), E>,
    ) -> Result<T, E> {
        self.load_chosen_or_train(kind, category, format_version, &Choice::same_input(input_hash), decode, train)
    }

    /// Like [`load_or_train`](Self::load_or_train) for the stored model of a `choice`.
    ///
    /// # Errors
    /// Those of `train`.
    pub fn load_chosen_or_train<T, E>(
        &mut self,
        kind: &str,
        category: Option<&str>,
        format_version: u32,
        choice: &Choice,
        decode: impl Fn(&[u8]) -> Option<T>,
        train: impl FnOnce() -> Result<(T, StoredModel), E>,
    ) -> Result<T, E> {
        let (value, used) = match self.load(kind, category, format_version, choice, decode) {
            Ok((value, model)) => {
                let used = ModelUse { trained_at: model.trained_at, ..used(model, choice.reason, &choice.why) };
                (value, used)
            }
            Err(reason) => {
                let (value, mut model) = train()?;
                let why = if reason == choice.reason { &choice.why } else { reason.words() };
                let used = used(&model, reason, why);
                model.bytes = seal::close(&model.bytes);
                model.trained_at = self.now;
                self.trained.push(model);
                (value, used)
            }
        };
        self.used.push(used);
        Ok(value)
    }

    /// The chosen stored model, or why there is none to use.
    fn load<T>(
        &self,
        kind: &str,
        category: Option<&str>,
        format_version: u32,
        choice: &Choice,
        decode: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<(T, &StoredModel), ModelReason> {
        let (model, content) = self.stored(kind, category).ok_or(ModelReason::First)?;
        if model.format_version != format_version {
            return Err(ModelReason::Format);
        }
        if model.input_hash != choice.input_hash || !choice.reason.reuses() {
            return Err(if choice.reason.reuses() { ModelReason::InputChanged } else { choice.reason });
        }
        let value = content.and_then(decode).ok_or(ModelReason::Damaged)?;
        Ok((value, model))
    }

    /// Adds figures to the model of this kind and category, if this run trained it.
    pub fn measured(&mut self, kind: &str, category: Option<&str>, metrics: &[(&str, f64)]) {
        let of = |m: &&mut StoredModel| m.kind == kind && m.category.as_deref() == category;
        if let Some(model) = self.trained.iter_mut().find(of) {
            model.metrics.extend(metrics.iter().map(|(name, value)| ((*name).to_owned(), *value)));
        }
    }

    /// The models of a run whose earlier attempt had used and trained these.
    #[must_use]
    pub fn resumed(used: Vec<ModelUse>, trained: Vec<StoredModel>) -> Self {
        Self { trained, used, ..Self::default() }
    }

    /// Models trained so far.
    #[must_use]
    pub fn trained(&self) -> &[StoredModel] {
        &self.trained
    }

    /// What the run did with each model, in order.
    #[must_use]
    pub fn used(&self) -> &[ModelUse] {
        &self.used
    }

    /// Models trained by the run, to be stored.
    #[must_use]
    pub fn into_trained(self) -> Vec<StoredModel> {
        self.trained
    }
}

fn used(model: &StoredModel, reason: ModelReason, why: &str) -> ModelUse {
    ModelUse {
        kind: model.kind.clone(),
        category: model.category.clone(),
        reused: reason.reuses(),
        rows: model.rows,
        reason,
        why: why.to_owned(),
        format_version: model.format_version,
        input_hash: model.input_hash.clone(),
        trained_from: model.trained_on.map(|(from, _)| from),
        trained_to: model.trained_on.map(|(_, to)| to),
        trained_at: None,
    }
}
