//! OFX.

use crate::{Options, Reading, Refused};

/// Reads OFX.
///
/// # Errors
/// Where the file cannot be read.
pub fn read(_bytes: &[u8], _options: &Options) -> Result<Reading, Refused> {
    Err(Refused::new("unknown_format", "OFX is not read yet."))
}
