//! What belongs together: texts grouped by meaning.
//!
//! [`partition`] turns embeddings into clusters: [`smooth`] moves vectors towards their neighbours, [`kmeans`] divides
//! them, [`silhouette`] says into how many. [`labels`] names the clusters, [`projection`] draws them, [`ids`] keeps their
//! ids from run to run, [`suggest`] finds better categories. [`report`] does all this to a ledger, [`texts`] to plain
//! texts.

mod calibration;
mod ids;
mod kmeans;
mod labels;
mod partition;
mod projection;
mod report;
mod silhouette;
mod smooth;
mod suggest;
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
/// [`Error::Cancelled`]; [`Error::Invalid`] where the embeddings are not those of the ledger's texts.
pub fn group(
    ledger: &Ledger,
    embeddings: Result<&Embeddings, &str>,
    previous: Option<&ClusterReport>,
    run: &Run,
) -> Result<ClusterReport, Error> {
    run.stage("clusters", 0.0);
    match embeddings {
        Err(why) => Ok(report::without_embeddings(ledger, why)),
        Ok(found) if found.dim == 0 || found.values.len() != ledger.texts.len() * found.dim => {
            let (given, texts) = (found.values.len(), ledger.texts.len());
            Err(Error::Invalid(format!(
                "the embeddings have {given} values of {} a text; the ledger has {texts} texts",
                found.dim
            )))
        }
        Ok(found) => report::report(ledger, found, previous, run),
    }
}

#[cfg(test)]
mod tests;
