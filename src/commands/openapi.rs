//! `outlay openapi`.

use anyhow::Result;

/// Arguments of `outlay openapi`.
#[derive(clap::Args, Debug)]
pub struct Args {}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args) -> Result<()> {
    let _ = (args);
    anyhow::bail!("not here yet")
}
