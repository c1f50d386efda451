//! `outlay drift`.

use anyhow::Result;

use crate::config::Global;

/// Arguments of `outlay drift`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Reference table as CSV
    pub reference: std::path::PathBuf,
    /// Current table as CSV
    pub current: std::path::PathBuf,
    /// Where to write the result
    #[arg(long)]
    pub out: std::path::PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let _ = (args, global);
    anyhow::bail!("not here yet")
}
