//! `outlay convert`: bank files of any kind as one CSV of entries.
//!
//! Columns `file,row,date,amount,kind,category,description,account,currency`; spending is positive. Pending payments are
//! left out. The files are read together: a payment that leaves one account and arrives in another is a transfer in both.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use outlay_analysis::expense_csv::formula_safe;
use outlay_analysis::{Money, money};

use crate::bank_files::rows::{Row, kind_name, of_file};
use crate::bank_files::{Saying, read_all};

/// Columns of the output.
const COLUMNS: [&str; 9] = ["file", "row", "date", "amount", "kind", "category", "description", "account", "currency"];

/// Arguments of `outlay convert`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Bank files: CSV, OFX, QFX, QIF, CAMT, MT940, Excel, ODS, also in .gz or .zip; - is standard input
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Where the CSV goes; standard output unless given
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    #[command(flatten)]
    saying: Saying,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with which file, or which question an option answers; nothing is written then.
pub fn run(args: &Args) -> Result<()> {
    let read = read_all(&args.files, &args.saying)?;
    let mut rows = Vec::new();
    for file in &read {
        rows.extend(of_file(file)?);
    }
    let csv = csv(&rows)?;
    match &args.out {
        Some(path) => std::fs::write(path, csv).with_context(|| format!("{}: cannot write", path.display()))?,
        None => std::io::stdout().lock().write_all(&csv)?,
    }
    Ok(())
}

fn csv(rows: &[Row]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for row in rows {
        let amount = Money::new(row.minor, money::minor_digits(&row.currency)).to_string();
        writer.write_record([
            formula_safe(&row.file).as_ref(),
            &row.number.to_string(),
            &row.date.to_string(),
            &amount,
            kind_name(row.kind),
            formula_safe(&row.category).as_ref(),
            formula_safe(&row.description).as_ref(),
            formula_safe(&row.account).as_ref(),
            &row.currency,
        ])?;
    }
    Ok(writer.into_inner()?)
}
