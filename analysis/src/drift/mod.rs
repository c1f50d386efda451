//! Whether habits have changed.
//!
//! [`sample`] holds one aspect of two samples and tests it by [`permutation`]; [`divergence`] measures how far apart
//! distributions are and [`significance`] decides when that is worth a word. [`table`] applies this to the columns of
//! any two tables.

mod divergence;
mod permutation;
mod sample;
mod significance;
mod table;

use crate::report::DriftReport;
use crate::{Error, Ledger, Run};

pub use permutation::PERMUTATIONS;
pub use table::{Column, columns};

/// The last complete month against the months before it.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn compare(ledger: &Ledger, run: &Run) -> Result<DriftReport, Error> {
    let _ = (ledger, run);
    Err(Error::Invalid("not here yet".into()))
}
