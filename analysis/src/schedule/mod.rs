//! Schedules among the charges of one name, found from their days and amounts alone.
//!
//! [`best`] finds the clearest one, even where it is mixed with other purchases: a [`chain`] is a sequence of charges,
//! each about one period after the one before, weighed link by link against purchases at any time ([`weight`]). Days and
//! months come from a [`timeline`], so that the calendar is looked up and not computed. [`rhythm`] is the short answer,
//! which [`merchant`](crate::merchant) asks before it joins two names. Knows the calendar only; what belongs to a
//! schedule and what is odd about it is [`recurring`](crate::recurring)'s.

mod chain;
mod timeline;
mod weight;

use chrono::NaiveDate;

pub(crate) use chain::{Chain, best};
pub(crate) use weight::usual_jitter;

use crate::calendar::Cadence;

/// One charge of the name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Charge {
    /// Row of the ledger.
    pub(crate) row: usize,
    pub(crate) date: NaiveDate,
    /// Minor units, above zero.
    pub(crate) minor: i64,
    /// Which description it has; the same one speaks for the same schedule.
    pub(crate) description: u64,
}

/// Cadence and median amount of the clearest schedule among charges of one name, ascending by day, where there is one.
pub(crate) fn rhythm(charges: impl Iterator<Item = (NaiveDate, i64)>) -> Option<(Cadence, i64)> {
    /// How often two charges in a row have the same amount by chance.
    const REPEAT_RATE: f64 = 0.02;
    let spending = charges.filter(|(_, minor)| *minor > 0);
    let charges: Vec<Charge> =
        spending.enumerate().map(|(row, (date, minor))| Charge { row, date, minor, description: 0 }).collect();
    let chain = best(&charges, REPEAT_RATE)?;
    let mut amounts: Vec<i64> = chain.links.iter().map(|l| charges[l.0].minor).collect();
    amounts.sort_unstable();
    Some((chain.cadence, amounts[amounts.len() / 2]))
}
