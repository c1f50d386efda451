//! What was learned, in a form that can be stored and used again when nothing changed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A trained model as stored.
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
    /// Rows it was trained on.
    pub rows: u64,
    /// Named figures of its quality.
    pub metrics: BTreeMap<String, f64>,
    /// The model itself.
    pub bytes: Vec<u8>,
}

/// What a run did with one model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object))]
pub struct ModelUse {
    /// The model's kind.
    pub kind: String,
    /// Its category, if one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", oai(skip_serializing_if_is_none))]
    pub category: Option<String>,
    /// True when a stored model was loaded, false when it was trained now.
    pub reused: bool,
    /// Rows it was trained on.
    pub rows: u64,
}

/// The stored models a run may use, and those it trained.
#[derive(Clone, Debug, Default)]
pub struct Models {
    stored: Vec<StoredModel>,
    trained: Vec<StoredModel>,
    used: Vec<ModelUse>,
}

impl Models {
    /// Offers `stored` models for reuse.
    #[must_use]
    pub fn new(stored: Vec<StoredModel>) -> Self {
        Self { stored, ..Self::default() }
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
        let found = self.stored.iter().find(|m| {
            m.kind == kind
                && m.category.as_deref() == category
                && m.format_version == format_version
                && m.input_hash == input_hash
        });
        let loaded = found.and_then(|m| Some((decode(&m.bytes)?, m.rows)));
        let (value, rows, reused) = match loaded {
            Some((value, rows)) => (value, rows, true),
            None => {
                let (value, model) = train()?;
                let rows = model.rows;
                self.trained.push(model);
                (value, rows, false)
            }
        };
        self.used.push(ModelUse { kind: kind.to_owned(), category: category.map(str::to_owned), reused, rows });
        Ok(value)
    }

    /// The models of a run whose earlier attempt had used and trained these.
    #[must_use]
    pub fn resumed(used: Vec<ModelUse>, trained: Vec<StoredModel>) -> Self {
        Self { stored: Vec::new(), trained, used }
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
