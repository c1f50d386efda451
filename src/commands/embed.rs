//! `outlay embed`: texts of a CSV column to unit vectors in a NumPy file.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use outlay_worker::embedder::{DIM, Embedder, default_directory};

use crate::config::Global;
use crate::csvfile::CsvFile;

/// Arguments of `outlay embed`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Texts as CSV
    pub texts: PathBuf,
    /// Column of the texts
    #[arg(long)]
    pub column: String,
    /// Where to write the vectors: NumPy, float32, one row a text, 384 columns
    #[arg(long)]
    pub out: PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, _: &Global) -> Result<()> {
    let texts = read_column(&args.texts, &args.column)?;
    let embeddings = Embedder::open(&default_directory())?.embed(&texts)?;
    let file = std::fs::File::create(&args.out).with_context(|| format!("{}: cannot write", args.out.display()))?;
    write_npy(std::io::BufWriter::new(file), texts.len(), DIM, &embeddings.values)
        .with_context(|| format!("{}: cannot write", args.out.display()))
}

/// Every cell of the column called `name`.
///
/// # Errors
/// As [`CsvFile`].
pub(super) fn read_column(path: &Path, name: &str) -> Result<Vec<String>> {
    let file = CsvFile::open(path)?;
    let column = file.column(name)?;
    let mut texts = Vec::new();
    file.rows(|record| {
        texts.push(record.get(column).unwrap_or_default().to_owned());
        Ok(())
    })?;
    Ok(texts)
}

/// Format 1.0 of NumPy's `.npy`: a magic, the header's length, a Python literal padded to 64 bytes, the values.
fn write_npy(mut out: impl Write, rows: usize, columns: usize, values: &[f32]) -> std::io::Result<()> {
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    let unpadded = 10 + header.len() + 1;
    header.push_str(&" ".repeat(unpadded.next_multiple_of(64) - unpadded));
    header.push('\n');
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&u16::try_from(header.len()).unwrap_or(u16::MAX).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    for value in values {
        out.write_all(&value.to_le_bytes())?;
    }
    out.flush()
}
