//! `outlay drift`: two tables with the same columns, compared column by column.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use outlay_analysis::Run;
use outlay_analysis::drift::{Column, columns};
use outlay_analysis::run::Unwatched;

use crate::config::Global;
use crate::csvfile::CsvFile;

/// Arguments of `outlay drift`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Reference table as CSV
    pub reference: PathBuf,
    /// Current table as CSV with the same columns, in any order. Numbers are compared by Kolmogorov-Smirnov, names by
    /// Jensen-Shannon, ISO dates by day of the week
    pub current: PathBuf,
    /// Where to write the result, as JSON
    #[arg(long)]
    pub out: PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let (names, reference) = read(&args.reference)?;
    let (current_names, mut current) = read(&args.current)?;
    if let Some(extra) = current_names.iter().find(|n| !names.contains(n)) {
        bail!(
            "{}: line 1: no column `{extra}`, which {} has; both tables need the same columns",
            args.reference.display(),
            args.current.display()
        );
    }
    let mut pairs = Vec::new();
    for (name, reference) in names.into_iter().zip(reference) {
        let Some(at) = current_names.iter().position(|n| *n == name) else {
            bail!(
                "{}: line 1: no column `{name}`, which {} has; both tables need the same columns",
                args.current.display(),
                args.reference.display()
            );
        };
        pairs.push(Column { name, reference, current: std::mem::take(&mut current[at]) });
    }
    let tests = columns(&pairs, &Run::new(global.seed, &Unwatched))?;
    let result = serde_json::json!({ "drift": tests.iter().any(|t| t.drift), "columns": tests });
    std::fs::write(&args.out, serde_json::to_string_pretty(&result)? + "\n")
        .with_context(|| format!("{}: cannot write", args.out.display()))
}

/// Names and cells of all columns of a table that has a row, each name once.
fn read(path: &Path) -> Result<(Vec<String>, Vec<Vec<String>>)> {
    let file = CsvFile::open(path)?;
    let names = file.header().to_vec();
    if let Some((_, twice)) = names.iter().enumerate().find(|(i, n)| names[..*i].contains(n)) {
        bail!("{}: line 1: there are two columns `{twice}`; give each a name of its own", path.display());
    }
    let mut cells = vec![Vec::new(); names.len()];
    file.rows(|record| {
        for (column, cell) in cells.iter_mut().zip(record) {
            column.push(cell.to_owned());
        }
        Ok(())
    })?;
    if cells.first().is_none_or(Vec::is_empty) {
        bail!("{}: there is no row below the header; a comparison needs at least one", path.display());
    }
    Ok((names, cells))
}
