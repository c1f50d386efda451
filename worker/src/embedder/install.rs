//! Where the embedding model is installed, and the advice when it is not.

use std::path::{Path, PathBuf};

/// Names the directory that holds the model, before any other place.
pub const MODEL_DIR_VARIABLE: &str = "OUTLAY_MODEL_DIR";

const DIRECTORY: &str = ".outlay";
const GRAPH: &str = "model/minilm.onnx";
const TOKENIZER: &str = "model/tokenizer.json";
const LIBRARY: &str = if cfg!(target_os = "macos") { "lib/libonnxruntime.dylib" } else { "lib/libonnxruntime.so" };

/// The embedding model cannot be used; the text says why and how to install it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Missing(String);

impl Missing {
    /// Adds the remedy to `what` is wrong.
    pub(super) fn new(what: impl std::fmt::Display) -> Self {
        Self(format!(
            "{what}; install the embedding model with `make setup-model` or `python3 tools/setup_model.py`, or set \
             {MODEL_DIR_VARIABLE} to the directory that has it"
        ))
    }
}

/// The three files of an installation.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub(super) graph: PathBuf,
    pub(super) tokenizer: PathBuf,
    pub(super) library: PathBuf,
}

impl Files {
    /// The files under `directory`, all of them there.
    pub(super) fn under(directory: &Path) -> Result<Self, Missing> {
        let find = |name: &str| {
            let path = directory.join(name);
            if path.is_file() { Ok(path) } else { Err(Missing::new(format_args!("{} is not there", path.display()))) }
        };
        Ok(Self { graph: find(GRAPH)?, tokenizer: find(TOKENIZER)?, library: find(LIBRARY)? })
    }
}

/// The directory of the model: `OUTLAY_MODEL_DIR` where it is set, else the first `.outlay` with a model in it under
/// the current directory or beside the program or one of its ancestors, else `.outlay` here.
#[must_use]
pub fn default_directory() -> PathBuf {
    if let Some(given) = std::env::var_os(MODEL_DIR_VARIABLE).filter(|v| !v.is_empty()) {
        return given.into();
    }
    let here = PathBuf::from(DIRECTORY);
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program.ancestors().skip(1).map(|ancestor| ancestor.join(DIRECTORY));
    std::iter::once(here.clone()).chain(beside).find(|d| d.join(GRAPH).is_file()).unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_missing_and_how_to_get_it() {
        let empty = tempfile::tempdir().expect("a directory");
        let text = Files::under(empty.path()).expect_err("nothing is there").to_string();
        assert!(text.contains("minilm.onnx is not there"), "{text}");
        assert!(text.contains("setup_model.py"), "{text}");
    }
}
