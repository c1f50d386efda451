//! CAMT.

use crate::{Options, Reading, Refused};

/// Reads CAMT.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(_bytes: &[u8], _options: &Options) -> Result<Reading, Refused> {
    Err(Refused::new("unknown_format", "CAMT is not read yet."))
}
