//! Whether habits have changed.

use crate::report::DriftReport;
use crate::{Error, Ledger, Run};

/// The last complete month against the months before it.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn compare(ledger: &Ledger, run: &Run) -> Result<DriftReport, Error> {
    let _ = (ledger, run);
    Err(Error::Invalid("not here yet".into()))
}
