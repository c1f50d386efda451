//! What an analysis says: one document a part, stored as JSON and served as it is.
//!
//! Amounts are [`Money`](crate::Money) (decimal strings in JSON), days are ISO dates, months are the first day of the
//! month, probabilities and shares are in 0..=1.

mod anomalies;
mod clusters;
mod drift;
mod forecasts;
mod recurring;
mod summary;

pub use anomalies::*;
pub use clusters::*;
pub use drift::*;
pub use forecasts::*;
pub use recurring::*;
pub use summary::*;

use serde::{Deserialize, Serialize};

/// Something the reader must know about a part: what could not be computed and why, or what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Object), oai(skip_serializing_if_is_none))]
pub struct Note {
    /// Stable name, such as `too_few_months` or `model_missing`.
    pub code: String,
    /// The same in words, with the numbers and the remedy.
    pub text: String,
}

impl Note {
    /// A note of `code` that says `text`.
    #[must_use]
    pub fn new(code: &str, text: impl Into<String>) -> Self {
        Self { code: code.to_owned(), text: text.into() }
    }
}
