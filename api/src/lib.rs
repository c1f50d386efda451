//! The HTTP service: one file a resource, and around them what all of them share.
//!
//! A request comes in at [`edge`](edge), which refuses what no handler should see, and is routed by poem-openapi to the
//! handler of its resource ([`auth`], [`me`], [`preferences`], [`expenses`], [`imports`], [`bank_accounts`],
//! [`layouts`], [`rules`], [`budgets`], [`merchants`],
//! [`analyses`], [`feedback`], [`models`], [`jobs`], [`schedule`], [`webhooks`]). There an
//! [`Account`](account::Account) says who asks, a [`Body`](body::Body) holds what was sent, checked against its own
//! schema; the handler loads, checks, changes in one transaction and answers with a [`Reply`](reply::Reply) or a
//! [`Problem`](problem::Problem). [`spec`] is the OpenAPI document, [`service`] puts everything together.

pub mod account;
pub mod accounts;
pub mod analyses;
pub mod app;
pub mod auth;
pub mod bank_accounts;
pub mod body;
pub mod budgets;
mod changes;
mod edge;
pub mod etag;
pub mod expenses;
pub mod feedback;
pub mod fields;
pub mod files;
mod idempotency;
pub mod imports;
pub mod jobs;
pub mod layouts;
pub mod limits;
pub mod me;
mod memory;
mod merchant_lists;
pub mod merchants;
mod metrics;
pub mod models;
mod network;
mod operations;
mod origin;
pub mod page;
pub mod password;
pub mod password_rules;
pub mod preferences;
pub mod problem;
pub mod reply;
pub mod rules;
pub mod schedule;
pub mod schema;
pub mod scope;
mod service;
pub mod settings;
pub mod spec;
pub mod tags;
pub mod token;
mod tries;
mod ui;
mod uploads;
pub mod webhooks;

pub use app::App;
pub use service::routes;
pub use settings::Settings;
