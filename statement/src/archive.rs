//! Gzip and zip.

use crate::{Options, Reading, Refused};

/// Reads the files of an archive.
///
/// # Errors
/// Where the archive or one of its files cannot be read.
pub fn read(_name: &str, _bytes: &[u8], _options: &Options) -> Result<Reading, Refused> {
    Err(Refused::new("unknown_format", "Archives are not read yet. Unpack it and give its files."))
}
