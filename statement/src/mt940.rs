//! MT940.

use crate::{Options, Reading, Refused};

/// Reads MT940.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(_bytes: &[u8], _options: &Options) -> Result<Reading, Refused> {
    Err(Refused::new("unknown_format", "MT940 is not read yet."))
}

/// Whether a text, without leading space, holds a field 20, 25 or 60 of MT940 at the start of a line.
pub(crate) fn looks_like(start: &str) -> bool {
    let mut lines = start.lines().map(|line| line.trim_start_matches(['{', '4', '1', ':', '\u{1}']));
    lines.any(|line| line.starts_with("20:") || line.starts_with("25:") || line.starts_with("60F:"))
        && start.contains(":6")
}
