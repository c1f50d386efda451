//! The database's clock in SQL: leases are compared with the clock that all processes share, never with their own.

use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{Error, Result};

/// The moment of execution.
#[must_use]
pub fn now(backend: DbBackend) -> &'static str {
    match backend {
        // Stored times are RFC 3339 text in UTC, which sorts as text.
        DbBackend::Sqlite => "strftime('%Y-%m-%dT%H:%M:%f+00:00','now')",
        // Not now(), which is the moment the transaction began.
        _ => "clock_timestamp()",
    }
}

/// The moment `delay` after execution.
#[must_use]
pub fn after(backend: DbBackend, delay: Duration) -> String {
    let seconds = delay.as_secs_f64();
    match backend {
        DbBackend::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00','now','+{seconds:.3} seconds')"),
        _ => format!("(clock_timestamp() + interval '{seconds:.3} seconds')"),
    }
}

/// The moment `age` before execution.
#[must_use]
pub fn before(backend: DbBackend, age: Duration) -> String {
    let seconds = age.as_secs_f64();
    match backend {
        DbBackend::Sqlite => format!("strftime('%Y-%m-%dT%H:%M:%f+00:00','now','-{seconds:.3} seconds')"),
        _ => format!("(clock_timestamp() - interval '{seconds:.3} seconds')"),
    }
}

/// Reads the clock.
///
/// # Errors
/// The database's.
pub async fn read<C: ConnectionTrait>(db: &C) -> Result<DateTime<Utc>> {
    let backend = db.get_database_backend();
    let statement = Statement::from_string(backend, format!("SELECT {} AS now", now(backend)));
    let row = db.query_one_raw(statement).await?.ok_or(Error::NotFound("clock"))?;
    Ok(row.try_get("", "now")?)
}
