//! worker

pub mod embedder;
