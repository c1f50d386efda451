//! The life of a job, of which the `job` row is the whole truth: there is no second queue beside it.
//!
//! [`submit`] inserts the row and [`notify`]s in one transaction; then the caller [`Wake`]s the worker of its own process,
//! which is the short way. A worker that hears of it [`claim`]s the job of the account that waited longest, whichever that
//! is, and holds it by a [`Lease`]: (id, attempt, owner), of which the attempt is the fencing token. It [`renew`]s the
//! lease, stores parts as they come ([`store_part`], which a later attempt finds by [`resume`]), and ends with [`publish`],
//! [`cancelled`], [`retry`], [`fail`] or [`hand_back`]; each of these changes nothing once the lease is lost. What dead
//! workers left is taken back by [`sweep`] and by every claim.
//!
//! Who knows whom: `submit`, `claim`, `sweep`, `finish` and `cancel` know `expire`, `end`, `lease` and `notify`, and none of them
//! knows another. Statements are written once for both databases.

mod cancel;
mod claim;
mod end;
mod expire;
mod finish;
mod lease;
mod notify;
mod parts;
mod submit;
mod sweep;

pub use cancel::cancel;
pub use claim::{Terms, claim};
pub use finish::{Besides, Published, Within, cancelled, fail, hand_back, publish, retry};
pub use lease::{Beat, Lease, Report, look, renew};
pub use notify::{CHANNEL, Wake};
pub use parts::{Kept, keep_checkpoint, resume, store_part};
pub use submit::{Limits, MAX_ATTEMPTS, New, Origin, admit, again, refuse, submit, submit_once};
pub use sweep::{housekeep, sweep};

/// Worker deaths after which a job is given up.
pub const MAX_DEATHS: i32 = 3;
