//! What jobs compute: one file a job.

pub mod analysis;
