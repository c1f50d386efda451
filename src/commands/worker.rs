//! `outlay worker`.

use anyhow::Result;

use crate::config::{Global, Storage, Work};
use crate::server;

/// Arguments of `outlay worker`.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    work: Work,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong and what to do.
pub fn run(args: &Args, _: &Global) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async { server::work(args.storage.connect().await?, args.work.settings()).await })
}
