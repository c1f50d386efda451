//! Outlay: finds irregular spending, says why, forecasts what comes next, tells when habits drift.
//!
//! This crate composes the product: [`cli`] names the commands, [`commands`] has one file for each, [`config`] turns
//! flags and environment into settings, [`connections`] bounds them, [`csvfile`] and [`bank_files`] read the files people
//! hand in. [`server`] composes API, UI and worker into processes; [`secret`] is the key of the embedded mode.

pub mod bank_files;
pub mod cli;
pub mod commands;
pub mod config;
pub mod connections;
pub mod csvfile;
pub mod secret;
pub mod server;
