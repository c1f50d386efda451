//! `outlay openapi`: prints the OpenAPI document, or says whether the committed one is up to date.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// Arguments of `outlay openapi`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Compare with the file instead of printing; exit status 1 when they differ
    #[arg(long)]
    pub check: bool,
    /// The committed document
    #[arg(long, default_value = "openapi/openapi.json")]
    pub file: PathBuf,
}

/// Runs it.
///
/// # Errors
/// With `--check`, when the file cannot be read or differs.
pub fn run(args: &Args) -> Result<()> {
    let document = outlay_api::spec::document();
    if !args.check {
        print!("{document}");
        return Ok(());
    }
    let path = args.file.display();
    let committed = std::fs::read_to_string(&args.file)
        .with_context(|| format!("{path}: cannot read; write it with `outlay openapi > {path}`"))?;
    if committed != document {
        let line = committed.lines().zip(document.lines()).take_while(|(a, b)| a == b).count() + 1;
        bail!("{path}: line {line}: differs from the handlers; write it again with `outlay openapi > {path}`");
    }
    Ok(())
}
