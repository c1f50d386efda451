//! Stored data and the queue, on both databases.

#![expect(clippy::unwrap_used, reason = "tests")]

mod learned;
mod jobs;
mod queue;
mod store;
mod support;
