//! Job execution: from a claim to a published result.
//!
//! [`run`] is the worker of a process: apalis runs the jobs, and polls them from [`claims`], which claims what is due
//! (`outlay_entity::queue`) when it is woken ([`listen`]) or by the clock. A job is executed ([`execute`]) off the async
//! threads under a lease that a [`heartbeat`] renews. What a job computes is one file under [`jobs`]; the analysis runs the [`pipeline`] to an
//! [`outcome`], writes it down as a [`report`], and embeds texts by the [`embedder`]. A [`sweep`] finds what dead workers left and starts what is scheduled;
//! [`webhooks`] tell those who asked. [`metrics`] counts all of it.

mod claims;
pub mod embedder;
pub mod execute;
pub mod heartbeat;
pub mod jobs;
pub mod listen;
pub mod metrics;
pub mod outcome;
pub mod pipeline;
pub mod report;
pub mod run;
pub mod settings;
pub mod sweep;
pub mod watch;
pub mod webhooks;

pub use execute::{Compute, Failure, Work};
pub use run::run;
pub use settings::Settings;
