//! `outlay cluster`.

use anyhow::Result;

use crate::config::Global;

/// Arguments of `outlay cluster`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Texts as CSV
    pub texts: std::path::PathBuf,
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
