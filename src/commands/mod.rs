//! One file a command: its arguments and what it does.

pub mod analyze;
pub mod backup;
pub mod cluster;
pub mod convert;
pub mod demo;
pub mod detect;
pub mod drift;
pub mod embed;
pub mod forecast;
pub mod inspect;
pub mod migrate;
pub mod openapi;
pub mod serve;
pub mod user;
pub mod worker;
