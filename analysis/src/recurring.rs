//! Charges that come again.

use crate::report::{Note, RecurringReport};
use crate::{Error, Ledger, Run};

/// Finds every recurring charge and what to look at.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn find(ledger: &Ledger, run: &Run) -> Result<RecurringReport, Error> {
    run.check()?;
    Ok(RecurringReport { series: vec![], monthly_cost: ledger.money(0), notes: vec![Note::new("pending", "")] })
}
