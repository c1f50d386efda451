//! `outlay worker`.

use anyhow::Result;

use crate::config::Global;

/// Arguments of `outlay worker`.
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let _ = (args, global);
    anyhow::bail!("not here yet")
}
