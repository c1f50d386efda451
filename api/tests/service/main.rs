//! The HTTP service from outside: real routes on a real database, one test binary. Files are named after the paths they
//! test; every test runs on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "tests")]
#![expect(clippy::duplicate_mod, reason = "the same tests run on both databases")]

mod client;
mod document;
mod postgres;
mod sqlite;
