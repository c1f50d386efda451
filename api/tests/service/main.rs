//! The HTTP service from outside: real routes on a real database, one test binary. Files are named after the paths they
//! test; every test runs on SQLite and on PostgreSQL.

mod client;
mod postgres;
mod sqlite;
