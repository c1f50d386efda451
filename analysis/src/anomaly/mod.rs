//! Irregular spending: five layers, one ranked list.

pub mod detectors;
pub mod stats;
pub mod table;

use crate::cluster::Embeddings;
use crate::model::Models;
use crate::report::{AnomalyReport, RecurringReport, ScoredExpense};
use crate::{Error, Ledger, Run};

/// The anomalies of `ledger`, ranked, and the score of every expense in input-row order.
///
/// # Errors
/// [`Error::Cancelled`].
pub fn find(
    ledger: &Ledger,
    recurring: &RecurringReport,
    embeddings: Option<&Embeddings>,
    models: &mut Models,
    run: &Run,
) -> Result<(AnomalyReport, Vec<ScoredExpense>), Error> {
    let _ = (ledger, recurring, embeddings, models, run);
    Err(Error::Invalid("not here yet".into()))
}
