//! What jobs compute: one file a kind of job. [`compute`] is the one place that knows them all.

mod account_deletion;
mod account_export;
mod analysis;
mod import;
mod retention;

use std::path::PathBuf;
use std::sync::Arc;

use outlay_entity::job::Payload;
use outlay_entity::retention::Policy;

use crate::execute::Compute;

/// What jobs are told by the operator.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the embedding model is installed.
    pub model: PathBuf,
    /// What finished jobs need not be kept.
    pub retention: Policy,
}

/// The computation of jobs of every kind.
#[must_use]
pub fn compute(options: Options) -> Arc<Compute> {
    let model = analysis::Model::installed(options.model);
    Arc::new(move |work| match work.job.payload()? {
        Payload::Analysis => analysis::run(work, &model),
        Payload::Import { file_name, skip_refused, max_amount } => {
            import::run(work, file_name, skip_refused, max_amount)
        }
        Payload::AccountExport => account_export::run(work),
        Payload::AccountDeletion => account_deletion::run(work),
        Payload::Retention => Ok(retention::run(options.retention)),
    })
}
