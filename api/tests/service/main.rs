//! The HTTP service from outside: real routes on a real database, one test binary; files are named after the paths they
//! test.

mod analyses;
mod auth;
mod budgets;
mod client;
mod expenses;
mod imports;
mod problems;
