//! What a person may say about a file before or after it was read, and how much of a file is taken.

use serde::{Deserialize, Serialize};

use crate::{Direction, Layout};

/// Which of day, month and year comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(poem_openapi::Enum), oai(rename_all = "snake_case"))]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
    /// Year, month, day.
    Ymd,
}

impl std::str::FromStr for DateOrder {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "dmy" => Ok(Self::Dmy),
            "mdy" => Ok(Self::Mdy),
            "ymd" => Ok(Self::Ymd),
            _ => Err(format!("{text:?} is no date order: dmy, mdy or ymd")),
        }
    }
}

/// What a person said. Each answers the [`Question`](crate::Question) of the same name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Order of the dates, where the file does not tell.
    pub date_order: Option<DateOrder>,
    /// ISO 4217 code: the currency of a file that names none; of a file with several, the one to take.
    pub currency: Option<String>,
    /// Which way the money goes; overrules what is concluded.
    pub direction: Option<Direction>,
    /// Turns round the sign that would be concluded.
    pub flip: bool,
    /// Name of the account of a file that names none; of a file with several, the one to take.
    pub account: Option<String>,
    /// A mapping of the columns, as corrected by a person. It is used where its fingerprint fits the file.
    pub layout: Option<Layout>,
    /// How much is taken.
    pub limits: Limits,
}

/// How much of a file is taken. Beyond it a file is refused, so memory is bounded by
/// [`MEMORY_FACTOR`](crate::MEMORY_FACTOR) times its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file, and of what an archive unpacks to.
    pub bytes: usize,
    /// Rows of a table, entries of a statement.
    pub rows: usize,
    /// Columns of a table.
    pub columns: usize,
    /// Bytes of one cell.
    pub cell: usize,
    /// Files in an archive.
    pub parts: usize,
}

/// Lines of a table besides its rows: what is before its heading, and totals.
const LINES_BESIDE: usize = 1_000;

impl Limits {
    /// Lines of a table, with what is not a row of it. How many rows there are is held against `rows` when they are read.
    #[must_use]
    pub fn lines(&self) -> usize {
        self.rows.saturating_add(LINES_BESIDE)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, rows: 2_000_000, columns: 256, cell: 32_767, parts: 256 }
    }
}
