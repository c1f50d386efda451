//! What belongs together: texts grouped by meaning.
//!
//! [`partition`] turns embeddings into clusters: [`smooth`] moves vectors towards their neighbours, [`kmeans`] divides
//! them, [`silhouette`] says into how many. [`labels`] names the clusters, [`projection`] draws them. [`texts`] does this
//! to plain texts.

mod kmeans;
mod labels;
mod partition;
mod projection;
mod silhouette;
mod smooth;
mod texts;
mod vectors;

use crate::report::ClusterReport;
use crate::{Error, Ledger, Run};

pub use texts::{Placed, texts};

/// One unit vector a text, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct Embeddings {
    /// Id of the model that made them.
    pub model: String,
    /// Length of a vector.
    pub dim: usize,
    /// `texts x dim` values.
    pub values: Vec<f32>,
}

/// Groups the ledger's texts. `embeddings` has one row for each of `ledger.texts`, or says why there are none and how
/// to get them. `previous` is the last run's report: clusters with the same members keep their ids.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn group(
    ledger: &Ledger,
    embeddings: Result<&Embeddings, &str>,
    previous: Option<&ClusterReport>,
    run: &Run,
) -> Result<ClusterReport, Error> {
    let _ = (ledger, embeddings, previous, run);
    Err(Error::Invalid("not here yet".into()))
}
