//! The result on disk: written beside the final names first, renamed when all of it is there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use outlay_analysis::Params;
use outlay_analysis::report::{
    AnomalyReport, ClusterReport, DriftReport, ForecastReport, RecurringReport, SummaryReport,
};
use outlay_worker::outcome::Outcome;
use serde::Serialize;

/// `result.json`: every document of the analysis and what it was asked; nothing of the machine or the hour.
#[derive(Serialize)]
struct Document<'a> {
    outlay: &'static str,
    parameters: &'a Params,
    summary: &'a SummaryReport,
    anomalies: &'a AnomalyReport,
    recurring: &'a RecurringReport,
    forecasts: &'a ForecastReport,
    drift: &'a DriftReport,
    clusters: &'a ClusterReport,
}

/// Writes all files of `outcome` into `directory`; returns their names.
///
/// # Errors
/// Names the file that cannot be written.
pub(super) fn write(directory: &Path, params: &Params, outcome: &Outcome) -> Result<Vec<String>> {
    let parameters = Params { from: Some(outcome.summary.from), to: Some(outcome.summary.to), ..params.clone() };
    let document = Document {
        outlay: env!("CARGO_PKG_VERSION"),
        parameters: &parameters,
        summary: &outcome.summary,
        anomalies: &outcome.anomalies,
        recurring: &outcome.recurring,
        forecasts: &outcome.forecasts,
        drift: &outcome.drift,
        clusters: &outcome.clusters,
    };
    let mut json = serde_json::to_vec_pretty(&document)?;
    json.push(b'\n');
    let artifacts = outcome.artifacts.iter().map(|a| (a.name.as_str(), a.bytes.as_slice()));
    let all: Vec<(&str, &[u8])> = std::iter::once(("result.json", json.as_slice())).chain(artifacts).collect();

    let mut renames = Vec::with_capacity(all.len());
    for (name, bytes) in &all {
        let path = directory.join(name);
        let partial = partial(&path);
        let parent = path.parent().unwrap_or(directory);
        fs::create_dir_all(parent).with_context(|| format!("{}: cannot create", parent.display()))?;
        fs::write(&partial, bytes).with_context(|| format!("{}: cannot write", path.display()))?;
        renames.push((partial, path));
    }
    for (partial, path) in renames {
        fs::rename(&partial, &path).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    Ok(all.into_iter().map(|(name, _)| name.to_owned()).collect())
}

fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}
