//! Stored data and the queue, on both databases.

#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod errors;
mod jobs;
mod learned;
mod ledger;
mod queue;
mod results;
mod schedules;
mod schema;
mod store;
mod support;
mod upgrade;
