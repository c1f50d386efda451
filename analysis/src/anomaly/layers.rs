//! The layers one by one, for benchmarks: what one of them costs, how many rows it speaks of, and what the list would be
//! without it.

use std::mem::{replace, take};

use super::{burst, category_month, context, dates, duplicates, features, filing, members, rank, recurrence, refunds};
use crate::model::Models;
use crate::report::RecurringReport;
use crate::{Error, Ledger, Run};

/// A layer of its own; the multivariate one is in [`detectors`](super::detectors).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Duplicates, signs, dates.
    Slips,
    /// Amounts against merchant, category and account.
    Context,
    /// Charges filed apart from their merchant's category.
    Filing,
    /// What the schedules show.
    Recurrence,
    /// Many charges within a day or two.
    Burst,
    /// Months of categories against their forecast.
    CategoryMonth,
    /// The features that the detectors read; in [`scores`] the detectors themselves.
    Features,
}

impl Layer {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] =
        [Self::Slips, Self::Context, Self::Filing, Self::Recurrence, Self::Burst, Self::CategoryMonth, Self::Features];

    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Slips => "slips",
            Self::Context => "context",
            Self::Filing => "filing",
            Self::Recurrence => "recurrence",
            Self::Burst => "burst",
            Self::CategoryMonth => "category_month",
            Self::Features => "features",
        }
    }
}

/// What every layer starts from.
pub struct Stage<'a> {
    ledger: &'a Ledger,
    recurring: &'a RecurringReport,
    members: members::Members,
    refunds: refunds::Refunds,
    context: context::Context,
}

impl<'a> Stage<'a> {
    /// Prepares `ledger`.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn new(ledger: &'a Ledger, recurring: &'a RecurringReport, run: &Run) -> Result<Self, Error> {
        let members = members::Members::new(ledger, recurring);
        let refunds = refunds::Refunds::new(ledger);
        let context = context::Context::new(ledger, &members, &refunds, run)?;
        Ok(Self { ledger, recurring, members, refunds, context })
    }

    /// Runs `layer` alone; the number of rows (of cells, for months) it speaks of.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn count(&self, layer: Layer, run: &Run) -> Result<usize, Error> {
        let (ledger, members) = (self.ledger, &self.members);
        Ok(match layer {
            Layer::Slips => {
                let doubles = duplicates::Duplicates::find(ledger, &self.context.levels, members, run)?;
                doubles.events(ledger).len() + dates::stray(ledger).len() + self.refunds.lone.len()
            }
            Layer::Context => context::Context::new(ledger, members, &self.refunds, run)?.ln_high.len(),
            Layer::Filing => filing::find(ledger).len(),
            Layer::Recurrence => recurrence::find(ledger, self.recurring, members).len(),
            Layer::Burst => burst::find(ledger, &self.context.levels, members, run)?.len(),
            Layer::CategoryMonth => category_month::judge(ledger, members).len(),
            Layer::Features => features::matrix(ledger, &self.context, members, None).rows(),
        })
    }
}

/// Scores of all rows of `ledger` from the layers that `kept` names, one list for each of `kept`. Layers that speak of
/// months rather than rows change nothing.
///
/// # Errors
/// As [`find`](super::find).
pub fn scores(
    ledger: &Ledger,
    recurring: &RecurringReport,
    kept: &[&[Layer]],
    run: &Run,
) -> Result<Vec<Vec<f64>>, Error> {
    let members = members::Members::new(ledger, recurring);
    let refunds = refunds::Refunds::new(ledger);
    let mut layers = super::look(ledger, recurring, &members, &refunds, None, &mut Models::default(), run)?;
    Ok(kept.iter().map(|kept| scores_of(&mut layers, kept)).collect())
}

/// Ranks with what the layers outside `kept` say put aside.
fn scores_of(layers: &mut rank::Layers, kept: &[Layer]) -> Vec<f64> {
    let n = layers.ledger.len();
    let out = |layer: Layer| !kept.contains(&layer);
    let slips = out(Layer::Slips).then(|| take(&mut layers.slips));
    let recurrence = out(Layer::Recurrence).then(|| take(&mut layers.recurrence));
    let burst = out(Layer::Burst).then(|| take(&mut layers.burst));
    let filing = out(Layer::Filing).then(|| take(&mut layers.filing));
    let detection = out(Layer::Features).then(|| layers.detection.take());
    let certain = |ln_p: &mut Vec<f64>| replace(ln_p, vec![0.0; n]);
    let context = out(Layer::Context).then(|| {
        let context = &mut layers.context;
        [&mut context.ln_high, &mut context.ln_low, &mut context.ln_new, &mut context.ln_account].map(certain)
    });
    let ranked = layers.rank();
    let scores = (0..n).map(|i| ranked.score(i)).collect();
    slips.into_iter().for_each(|events| layers.slips = events);
    recurrence.into_iter().for_each(|events| layers.recurrence = events);
    burst.into_iter().for_each(|events| layers.burst = events);
    filing.into_iter().for_each(|events| layers.filing = events);
    detection.into_iter().for_each(|words| layers.detection = words);
    if let Some([high, low, new, account]) = context {
        let context = &mut layers.context;
        (context.ln_high, context.ln_low, context.ln_new, context.ln_account) = (high, low, new, account);
    }
    scores
}
