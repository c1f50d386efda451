//! Bank files as banks give them, read from outside.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod banks;
mod counts;
mod fuzz;
mod shared;
mod traps;
