//! Trained models kept in a directory: one file a kind and category, a line of JSON followed by the model's bytes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use outlay_analysis::model::StoredModel;
use uuid::Uuid;

const EXTENSION: &str = "outlay-model";

/// The models in `directory`, by file name; none where it does not exist. A file that cannot be understood is left out
/// with a warning: its model is trained again.
///
/// # Errors
/// When the directory or a file cannot be read.
pub(super) fn load(directory: &Path) -> Result<Vec<StoredModel>> {
    if !directory.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(directory).with_context(|| format!("{}: cannot read", directory.display()))?;
    let mut paths: Vec<_> = entries.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == EXTENSION));
    paths.sort();
    let mut models = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).with_context(|| format!("{}: cannot read", path.display()))?;
        match parse(&bytes) {
            Some(model) => models.push(model),
            None => tracing::warn!(path = %path.display(), "not a stored model; it is trained again"),
        }
    }
    Ok(models)
}

fn parse(bytes: &[u8]) -> Option<StoredModel> {
    let end = bytes.iter().position(|&b| b == b'\n')?;
    let head: StoredModel = serde_json::from_slice(&bytes[..end]).ok()?;
    Some(StoredModel { bytes: bytes[end + 1..].to_vec(), ..head })
}

/// Writes `models` into `directory`; one of the same kind and category is replaced.
///
/// # Errors
/// Names the file that cannot be written.
pub(super) fn store(directory: &Path, models: &[StoredModel]) -> Result<()> {
    fs::create_dir_all(directory).with_context(|| format!("{}: cannot create", directory.display()))?;
    for model in models {
        let mut bytes = serde_json::to_vec(model)?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&model.bytes);
        // Categories are user text and never part of a path.
        let key = format!("{}\u{1f}{}", model.kind, model.category.as_deref().unwrap_or_default());
        let name = Uuid::new_v5(&Uuid::NAMESPACE_OID, key.as_bytes());
        let path = directory.join(format!("{name}.{EXTENSION}"));
        let partial = path.with_extension("partial");
        fs::write(&partial, bytes).with_context(|| format!("{}: cannot write", path.display()))?;
        fs::rename(&partial, &path).with_context(|| format!("{}: cannot write", path.display()))?;
    }
    Ok(())
}
