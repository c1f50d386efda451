//! CSV files as people hand them in: found by header name, errors with file, line and column.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// An open CSV file with a header.
pub struct CsvFile {
    path: PathBuf,
    reader: csv::Reader<File>,
    header: Vec<String>,
}

impl CsvFile {
    /// Opens `path` and reads its header; a byte order mark and white space around names are dropped.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or its header is not UTF-8.
    pub fn open(path: &Path) -> Result<Self> {
        let file = File::open(path).with_context(|| format!("{}: cannot open", path.display()))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header: Vec<String> = reader
            .headers()
            .with_context(|| {
                format!("{}: line 1: the header cannot be read; save the file as UTF-8 CSV", path.display())
            })?
            .iter()
            .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
            .collect();
        if header.iter().all(String::is_empty) {
            bail!("{}: line 1: the file is empty; it needs a header line", path.display());
        }
        Ok(Self { path: path.to_owned(), reader, header })
    }

    /// Names in the header.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Index of the column called `name`, in any case.
    ///
    /// # Errors
    /// Names the columns that are there.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.optional_column(name).with_context(|| {
            format!("{}: line 1: no column `{name}`; the columns are {}", self.path.display(), self.header.join(", "))
        })
    }

    /// Index of the column called `name`, in any case, if it is there.
    #[must_use]
    pub fn optional_column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|h| h.eq_ignore_ascii_case(name))
    }

    /// Hands every row to `each`, which may refuse a cell with (column index, what is wrong).
    ///
    /// # Errors
    /// The first refusal or unreadable row, with file, line and column name.
    pub fn rows(mut self, mut each: impl FnMut(&csv::StringRecord) -> Result<(), (usize, String)>) -> Result<()> {
        let mut record = csv::StringRecord::new();
        loop {
            let line = self.reader.position().line();
            match self.reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(error) => bail!("{}: line {line}: {error}; save the file as UTF-8 CSV", self.path.display()),
            }
            if record.len() != self.header.len() {
                bail!(
                    "{}: line {line}: {} cells where the header has {}",
                    self.path.display(),
                    record.len(),
                    self.header.len()
                );
            }
            if let Err((column, wrong)) = each(&record) {
                let name = self.header.get(column).map_or("", String::as_str);
                bail!("{}: line {line}, column `{name}`: {wrong}", self.path.display());
            }
        }
    }
}
