//! Stored data and the queue, on both databases.

#![expect(clippy::unwrap_used, reason = "tests")]

mod jobs;
mod learned;
mod queue;
mod results;
mod schema;
mod store;
mod support;
