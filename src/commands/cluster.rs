//! `outlay cluster`: texts of a CSV column, grouped by meaning.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use outlay_analysis::Run;
use outlay_analysis::cluster::texts;
use outlay_analysis::run::Unwatched;
use outlay_worker::embedder::{Embedder, default_directory, normalise};

use super::embed::read_column;
use crate::config::Global;

/// Arguments of `outlay cluster`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Texts as CSV
    pub texts: PathBuf,
    /// Column of the texts
    #[arg(long)]
    pub column: String,
    /// Number of clusters; without it, as many as fit best, and texts that fit none get -1
    #[arg(long)]
    pub k: Option<usize>,
    /// Where to write the result: CSV with the columns row, cluster, label, distance
    #[arg(long)]
    pub out: PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong with the input and what to do.
pub fn run(args: &Args, global: &Global) -> Result<()> {
    let rows = read_column(&args.texts, &args.column)?;
    if rows.is_empty() {
        bail!("{}: there is no row below the header; clusters need at least one text", args.texts.display());
    }
    let rows: Vec<String> = rows.iter().map(|text| normalise(text)).collect();
    let mut distinct: BTreeMap<&str, usize> = rows.iter().map(|text| (text.as_str(), 0)).collect();
    for (index, slot) in distinct.values_mut().enumerate() {
        *slot = index;
    }
    let unique: Vec<String> = distinct.keys().map(|&text| text.to_owned()).collect();
    let embeddings = Embedder::open(&default_directory())?.embed(&unique)?;
    let placed = texts(&unique, &embeddings, args.k, &Run::new(global.seed, &Unwatched))
        .with_context(|| format!("{}, column `{}`", args.texts.display(), args.column))?;

    let cannot = || format!("{}: cannot write", args.out.display());
    let mut out = csv::Writer::from_path(&args.out).with_context(cannot)?;
    out.write_record(["row", "cluster", "label", "distance"]).with_context(cannot)?;
    for (row, text) in rows.iter().enumerate() {
        let place = &placed[distinct[text.as_str()]];
        let record = [row.to_string(), place.cluster.to_string(), safe(&place.label), format!("{:.6}", place.distance)];
        out.write_record(record).with_context(cannot)?;
    }
    out.flush().with_context(cannot)
}

/// A spreadsheet must not read a label as a formula.
fn safe(label: &str) -> String {
    if label.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{label}") } else { label.to_owned() }
}
