//! What a file was refused for, in a form a program can show beside the cell and a person can read.

use std::fmt;

/// Longest part of a cell that an error repeats, in characters.
const SHOWN: usize = 40;

/// One thing that is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    /// Stable name: `date`, `amount`, `category`, `description`, `kind`, `account`, `cells`, `too_many_rows`, `missing_column`,
    /// `repeated_column`, `empty`, `encoding`, `record_too_long`, `repeated_category`, `json` or `io`.
    pub code: &'static str,
    /// 1-based data row (the header is not counted); `None` when it is about the whole file.
    pub row: Option<u64>,
    /// 1-based line of the file where the row begins.
    pub line: Option<u64>,
    /// Name of the column, where it is about one.
    pub column: Option<String>,
    /// What was given, shortened and with control characters made visible.
    pub given: String,
    /// What is allowed, and what to do.
    pub allowed: String,
}

impl RowError {
    /// An error about the whole file.
    pub(crate) fn file(code: &'static str, given: impl Into<String>, allowed: impl Into<String>) -> Self {
        Self { code, row: None, line: None, column: None, given: given.into(), allowed: allowed.into() }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.row) {
            (Some(line), Some(row)) => write!(f, "line {line} (row {row})")?,
            (Some(line), None) => write!(f, "line {line}")?,
            (None, Some(row)) => write!(f, "entry {row}")?,
            (None, None) => {}
        }
        if let Some(column) = &self.column {
            let separator = if self.line.is_some() || self.row.is_some() { ", " } else { "" };
            write!(f, "{separator}column `{column}`")?;
        }
        let separator = if self.line.is_some() || self.row.is_some() || self.column.is_some() { ": " } else { "" };
        write!(f, "{separator}{}; {}", self.given, self.allowed)
    }
}

/// Why a file was refused: nothing of it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The first problems, at most `Limits::max_errors`; never empty.
    pub errors: Vec<RowError>,
    /// All problems found; more than `errors` when the list was cut.
    pub total: u64,
}

impl From<RowError> for ReadError {
    fn from(error: RowError) -> Self {
        Self { errors: vec![error], total: 1 }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.errors.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        let more = self.total.saturating_sub(self.errors.len() as u64);
        if more > 0 {
            write!(f, "\nand {more} more of the kind")?;
        }
        Ok(())
    }
}

impl std::error::Error for ReadError {}

/// Problems as they are found: the first `max` are kept, all are counted.
pub(crate) struct Problems {
    max: usize,
    errors: Vec<RowError>,
    total: u64,
}

impl Problems {
    pub(crate) fn new(max: usize) -> Self {
        Self { max: max.max(1), errors: Vec::new(), total: 0 }
    }

    pub(crate) fn push(&mut self, error: RowError) {
        self.total += 1;
        if self.errors.len() < self.max {
            self.errors.push(error);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// `value`, if there was no problem.
    pub(crate) fn or<T>(self, value: T) -> Result<T, ReadError> {
        if self.is_empty() { Ok(value) } else { Err(ReadError { errors: self.errors, total: self.total }) }
    }
}

/// `text` as an error shows it: in back quotes, shortened, control characters escaped.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::from("`");
    for c in text.chars().take(SHOWN) {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}
