//! The HTTP service.
pub mod account;
pub mod analyses;
pub mod app;
pub mod auth;
pub mod body;
pub mod budgets;
pub mod etag;
pub mod expenses;
pub mod feedback;
pub mod fields;
pub mod files;
pub mod imports;
pub mod me;
pub mod page;
pub mod problem;
pub mod reply;
pub mod schema;
pub mod settings;
pub mod spec;
pub mod tags;

pub(crate) fn later<T>() -> Result<T, problem::Problem> {
    Err(problem::Problem::unavailable("later"))
}
