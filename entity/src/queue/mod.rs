//! The life of a job: the `analysis` row is the truth, the queue of the library is the doorbell.
//!
//! [`submit`] inserts the row and a ring in one transaction, then the caller rings the [`Bell`] for workers of the same
//! process. A worker that hears a ring [`claim`]s the analysis of the account that waited longest, whichever that is,
//! and holds it by a [`Lease`]: (id, attempt, owner), of which the attempt is the fencing token. It [`renew`]s the lease,
//! stores parts as they come ([`store_part`], which a later attempt finds by [`resume`]), and ends with [`publish`], [`cancelled`], [`retry`], [`fail`] or
//! [`hand_back`]; each of these changes nothing once the lease is lost. [`sweep`] finds what dead workers left.
//!
//! Statements are written once for both databases; the library's tables, which differ, are known to [`ring`] alone.

mod after;
mod bell;
mod claim;
mod finish;
mod lease;
mod parts;
mod ring;
mod submit;
mod sweep;

pub(crate) use after::after_end;
pub use bell::Bell;
pub use claim::{Hint, Terms, claim};
pub use finish::{Besides, Published, cancelled, fail, hand_back, publish, retry};
pub use lease::{Beat, Lease, Report, look, renew};
pub use parts::{Kept, keep_checkpoint, resume, store_part};
pub use ring::{PASSED, QUEUE, Ring, pass_on};
pub use submit::{MAX_ATTEMPTS, New, Origin, admit, again, submit, submit_once};
pub use sweep::{Swept, housekeep, sweep};

/// Worker deaths after which an analysis is given up.
pub const MAX_DEATHS: i32 = 3;
