//! Days, months and the calendars that charges follow; knows nothing else of the engine.
//!
//! [`months`] counts calendar months, [`Cadence`] says how often something comes and on which day it is expected next,
//! [`span`] tells the days that a ledger covers from the few that a slip of the pen put decades away.

mod cadence;
mod months;
mod span;

pub use cadence::Cadence;
pub(crate) use cadence::Step;
pub use months::{is_month_end, month_end, month_of, months_after, months_between};
pub use span::trusted;
