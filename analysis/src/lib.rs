//! The analysis engine: expenses in, reports out.
//!
//! It is pure: no database, network, clock, files or async; time and randomness are arguments, so
//! the same input gives the same bytes on any number of threads.
//!
//! The story of one analysis: [`input`] is checked and becomes a [`ledger::Ledger`] (clean columns,
//! merchants, months); [`recurring`] finds the schedules in it; [`anomaly`], [`forecast`], [`drift`]
//! and [`cluster`] each turn it into their part of the [`report`]. [`run::Run`] carries the seed,
//! the progress and the cancellation through all of them; [`model`] is what they learned and may
//! use again.

pub mod anomaly;
pub mod calendar;
pub mod category;
pub mod cluster;
pub mod copies;
pub mod drift;
pub mod expense_csv;
pub mod forecast;
pub mod input;
pub mod ledger;
pub mod merchant;
pub mod model;
pub mod money;
pub mod recurring;
pub mod report;
pub mod run;
mod schedule;
pub mod stats;
pub mod summary;

pub use input::{Alias, Audit, Budget, EntryKind, Expense, Feedback, Input, Params, Verdict};
pub use ledger::Ledger;
pub use money::Money;
pub use run::{Error, Progress, Run};
