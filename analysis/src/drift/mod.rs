//! Whether habits have changed.
//!
//! [`sample`] holds one aspect of two samples and tests it by [`permutation`]; [`divergence`] measures how far apart
//! distributions are and [`significance`] decides when that is worth a word. [`table`] applies this to the columns of
//! any two tables, [`ledger`] to the last complete month of a ledger, cut into [`occasions`]: its [`aspects`] judged
//! beside the variation of [`months`], the [`shifts`] of single categories (one [`contrast`] each), the [`contributors`], the [`history`], the
//! [`change_point`] and the [`decomposition`].

mod aspects;
mod change_point;
mod contrast;
mod contributors;
mod decomposition;
mod divergence;
mod history;
mod ledger;
mod months;
mod occasions;
mod permutation;
mod sample;
mod shifts;
mod significance;
mod table;

use crate::report::DriftReport;
use crate::{Error, Ledger, Run};

pub use permutation::PERMUTATIONS;
pub use table::{Column, columns};

/// The last complete month against the up to twelve months before it. With too few months or expenses a note says so.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn compare(ledger: &Ledger, run: &Run) -> Result<DriftReport, Error> {
    ledger::compare(ledger, run)
}
