//! QIF.

use crate::{Options, Reading, Refused};

/// Reads QIF.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(_bytes: &[u8], _options: &Options) -> Result<Reading, Refused> {
    Err(Refused::new("unknown_format", "QIF is not read yet."))
}

/// Whether a text, without leading space, begins as QIF does.
pub(crate) fn looks_like(start: &str) -> bool {
    ["!Type:", "!Account", "!Option", "!Clear", "!TYPE:", "!type:"].iter().any(|mark| start.starts_with(mark))
}
