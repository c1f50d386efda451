//! What jobs compute: one file a kind of job. [`compute`] is the one place that knows them all.

mod account_deletion;
mod account_export;
mod analysis;
mod import;
mod retention;

use std::path::PathBuf;
use std::sync::Arc;

use outlay_entity::job::Kind;
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
    Arc::new(move |work| match work.analysis.kind {
        Kind::Analysis => analysis::run(work, &model),
        Kind::Import => import::run(work),
        Kind::AccountExport => account_export::run(work),
        Kind::AccountDeletion => account_deletion::run(work),
        Kind::Retention => Ok(retention::run(options.retention)),
    })
}
