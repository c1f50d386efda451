//! worker

pub mod pipeline;
pub mod report;
