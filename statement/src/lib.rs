//! Bank files in: bytes to entries.
//!
//! [`entry`] holds what every format is read into: an [`Entry`] a payment, a [`Statement`] an account, a [`Reading`] a
//! file, with the rows that were refused and the questions that only a person can answer.

pub mod entry;

pub use entry::{Direction, Entry, EntryKind, Place, Question, Reading, Refused, RowRefused, Standing, Statement};
