//! The whole product from outside: the commands, HTTP on both databases, processes that are killed.

mod backup;
mod bank_files;
mod chaos;
mod cli;
mod containers;
mod figures;
mod images;
mod journey;
mod learning;
mod metrics;
mod odd_input;
mod pgbouncer;
mod processes;
mod sample;
mod server;
mod traces;

/// Where the embedding model is installed, if it is: the checkout's `.outlay`.
fn model_dir() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(".outlay")
}
