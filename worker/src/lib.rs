//! worker

pub mod embedder;
pub mod pipeline;
pub mod report;
