//! `outlay detect`: scores the rows of a numeric table.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use outlay_analysis::anomaly::detectors::Matrix;
use outlay_analysis::anomaly::table::{self, TableScores};
use outlay_analysis::model::Models;
use outlay_analysis::run::{Run, Unwatched};

use crate::config::Global;
use crate::csvfile::CsvFile;

/// Arguments of `outlay detect`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Numeric table as CSV with a header; empty cells are filled with their column's median
    pub table: PathBuf,
    /// Where to write the scores: row, lof, ocsvm, autoencoder, isolation_forest, score, p_value, flagged
    #[arg(long)]
    pub out: PathBuf,
    /// False discovery rate of the flags, 0.001 to 0.5
    #[arg(long, default_value_t = 0.05, value_parser = rate)]
    pub fdr: f64,
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if (0.001..=0.5).contains(&rate) => Ok(rate),
        _ => Err("give a number from 0.001 to 0.5".to_owned()),
    }
}

/// Runs it.
///
/// # Errors
/// Names row and column of a cell that is not a finite number, and the fewest rows there must be.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let (header, mut values) = read(args)?;
    let rows = values.len() / header.len();
    if rows < outlay_analysis::input::MIN_EXPENSES {
        bail!(
            "{}: {rows} data rows; odd ones can be told from {} on",
            args.table.display(),
            outlay_analysis::input::MIN_EXPENSES
        );
    }
    for (name, filled) in header.iter().zip(table::impute(header.len(), &mut values)) {
        if filled > 0 {
            eprintln!("outlay: column `{name}`: {filled} empty cells filled with the column's median");
        }
    }
    let matrix = Matrix::new(header.len(), values);
    let scores = table::score(&matrix, args.fdr, &mut Models::default(), &Run::new(global.seed, &Unwatched))?;
    write(args, &scores).with_context(|| format!("{}: cannot write", args.out.display()))
}

/// Header and row-major cells, NaN for an empty one.
fn read(args: &Args) -> Result<(Vec<String>, Vec<f64>)> {
    let file = CsvFile::open(&args.table)?;
    let header = file.header().to_vec();
    let mut values = vec![];
    file.rows(|record| {
        for (column, cell) in record.iter().enumerate() {
            let cell = cell.trim();
            if cell.is_empty() {
                values.push(f64::NAN);
                continue;
            }
            match cell.parse::<f64>() {
                Ok(value) if value.is_finite() => values.push(value),
                _ => {
                    let given: String = cell.chars().take(40).collect();
                    return Err((
                        column,
                        format!("`{given}` is not a finite number; write digits such as -12.5, or leave it empty"),
                    ));
                }
            }
        }
        Ok(())
    })?;
    Ok((header, values))
}

fn write(args: &Args, s: &TableScores) -> Result<()> {
    let mut out = BufWriter::new(File::create(&args.out)?);
    writeln!(out, "row,lof,ocsvm,autoencoder,isolation_forest,score,p_value,flagged")?;
    for i in 0..s.score.len() {
        writeln!(
            out,
            "{i},{},{},{},{},{},{:e},{}",
            s.lof[i], s.ocsvm[i], s.autoencoder[i], s.isolation_forest[i], s.score[i], s.p_value[i], s.flagged[i]
        )?;
    }
    Ok(out.flush()?)
}
