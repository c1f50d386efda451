//! What a person says about a file: answers to what was asked, and corrections of what was understood.

use std::collections::BTreeSet;

use outlay_statement::{DateOrder, Direction, Layout, Limits, Options};
use serde::{Deserialize, Serialize};

/// Answers and corrections, as they are kept with an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Order of day, month and year.
    pub date_order: Option<DateOrder>,
    /// ISO 4217: of a file that names none; of a file with several, the one to take.
    pub currency: Option<String>,
    /// Which way the money goes.
    pub direction: Option<Direction>,
    /// Turns round the sign that would be concluded.
    pub flip: bool,
    /// Of a file with several accounts, the one to take.
    pub account: Option<String>,
    /// Mapping of the columns.
    pub layout: Option<Layout>,
    /// Numbers of rows that are left out.
    pub leave_out: BTreeSet<u64>,
    /// Pending rows are entered too, marked as such.
    pub pending: bool,
}

impl Answers {
    /// Whether something was said that holds for the next file of this shape as well.
    #[must_use]
    pub fn last(&self) -> bool {
        self.layout.is_some()
            || self.date_order.is_some()
            || self.direction.is_some()
            || self.flip
            || self.currency.is_some()
    }

    /// What the reader is told.
    #[must_use]
    pub fn options(&self, limits: Limits) -> Options {
        Options {
            date_order: self.date_order,
            currency: self.currency.clone(),
            direction: self.direction,
            flip: self.flip,
            account: self.account.clone(),
            layout: self.layout.clone(),
            limits,
        }
    }

    /// The layout that files of this shape are read with from now on: what was found, with what was said.
    #[must_use]
    pub fn lasting(&self, found: &Layout) -> Layout {
        let mut layout = found.clone();
        layout.date_order = self.date_order.or(layout.date_order);
        layout.direction = self.direction.or(layout.direction);
        layout.currency = self.currency.clone().or(layout.currency);
        layout
    }
}
