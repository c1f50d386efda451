//! What is persisted: one file a table, and the queue.
//!
//! [`db`] connects (SQLite or PostgreSQL) and begins transactions; [`clock`] is the database's clock in SQL. A table's file
//! holds its row type and its queries. Data of an account is reached through [`Owned`] only: `expense::of(user_id)` and
//! its like give the queries of that table cut down to that owner, so there is no query without an owner. Accounts
//! themselves are in [`user`], and the life of a job is in [`queue`].
//!
//! Every function takes the connection, or the transaction it shall be part of, as its first argument.

pub mod account;
pub mod account_setting;
pub mod analysis;
pub mod api_token;
pub mod artifact;
pub mod artifact_chunk;
pub mod attempt;
pub mod backup;
pub mod budget;
pub mod checkpoint;
pub mod clock;
pub mod db;
pub mod embedding;
pub mod entry_kind;
pub mod error;
pub mod expense;
pub mod expense_days;
pub mod expense_import;
pub mod expense_input;
pub mod expense_label;
pub mod expense_list;
pub mod expense_state;
pub mod feedback;
pub mod finding;
pub mod idempotency_key;
pub mod import;
pub mod import_part;
pub mod job;
pub mod job_tally;
pub mod layout;
pub mod merchant_alias;
pub mod model;
pub mod model_list;
pub mod owned;
pub mod queue;
pub mod result;
pub mod result_parts;
pub mod retention;
pub mod rule;
pub mod schedule;
pub mod session;
pub mod throttle;
pub mod user;
pub mod webhook;
pub mod webhook_delivery;

pub use db::{Db, Orm, Pool, Settings, begin, connect};
pub use error::{Error, Result};
pub use owned::Owned;
// What callers pass on and commit, and the error of a commit: nobody else names the library.
pub use sea_orm::{ConnectionTrait, DatabaseTransaction as Transaction, DbErr};
