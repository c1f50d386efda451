//! The job `retention`: deletes finished jobs of an account that need not be kept, with their results and files.

use outlay_entity::queue::{Besides, Published};
use outlay_entity::retention::Policy;

/// The deletion is part of the publication: it happens once, and only with its job.
pub(super) fn run(policy: Policy) -> Published {
    Published { besides: Some(Besides::Prune(policy)), ..Published::default() }
}
