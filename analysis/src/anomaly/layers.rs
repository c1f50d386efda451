//! The layers one by one, for benchmarks: what one of them costs and how many rows it speaks of.

use super::{burst, category_month, context, features, filing, members, recurrence, slips};
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
    /// The features that the detectors read.
    Features,
}

impl Layer {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Slips,
        Self::Context,
        Self::Filing,
        Self::Recurrence,
        Self::Burst,
        Self::CategoryMonth,
        Self::Features,
    ];

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
    context: context::Context,
}

impl<'a> Stage<'a> {
    /// Prepares `ledger`.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn new(ledger: &'a Ledger, recurring: &'a RecurringReport, run: &Run) -> Result<Self, Error> {
        let members = members::Members::new(ledger, recurring);
        let context = context::Context::new(ledger, &members, run)?;
        Ok(Self { ledger, recurring, members, context })
    }

    /// Runs `layer` alone; the number of rows (of cells, for months) it speaks of.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub fn count(&self, layer: Layer, run: &Run) -> Result<usize, Error> {
        let (ledger, members) = (self.ledger, &self.members);
        Ok(match layer {
            Layer::Slips => slips::find(ledger, &self.context.levels, members, run)?.findings.len(),
            Layer::Context => context::Context::new(ledger, members, run)?.ln_high.len(),
            Layer::Filing => filing::find(ledger).len(),
            Layer::Recurrence => recurrence::at_rows(self.recurring, members).len(),
            Layer::Burst => burst::find(ledger, &self.context.levels, members, run)?.len(),
            Layer::CategoryMonth => category_month::judge(ledger).len(),
            Layer::Features => features::matrix(ledger, &self.context, members, None).rows(),
        })
    }
}
