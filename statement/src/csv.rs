//! Tables of text.

use crate::{Options, Reading, Refused};

/// Reads a table of text.
///
/// # Errors
/// Where no payments can be read.
pub fn read(_bytes: &[u8], _options: &Options) -> Result<Reading, Refused> {
    Err(Refused::new("unknown_format", "Tables are not read yet."))
}
