//! `outlay worker`.

use anyhow::Result;

use crate::config::{Global, JobLimits, Storage, Work};
use crate::server;

/// Arguments of `outlay worker`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Address to serve /metrics and /healthz on, such as 0.0.0.0:9100; nowhere when not set
    #[arg(long, env = "OUTLAY_METRICS_BIND")]
    metrics_bind: Option<String>,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    jobs: JobLimits,
    #[command(flatten)]
    work: Work,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong and what to do.
pub fn run(args: &Args, _: &Global) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let settings = args.work.settings(args.jobs);
        server::work(args.storage.connect().await?, settings, args.metrics_bind.as_deref()).await
    })
}
