//! Why a query gave nothing.
//!
//! | type | what it says | API | worker |
//! |---|---|---|---|
//! | [`Error::Unavailable`] | the database is busy, away or was interrupted: the same may go well in a moment | 503 with `Retry-After` | tries the job again |
//! | [`Error::NotFound`], [`Error::Stale`], [`Error::Taken`], [`Error::Refused`], [`Error::QueueFull`], [`Error::TooManyExpenses`] | what was asked for cannot be, and why | 4xx | fails the job |
//! | [`Error::LeaseLost`] | somebody else may have the job | never seen | stops, and writes nothing |
//! | [`Error::Corrupt`], [`Error::OtherFormat`], [`Error::Database`] | a stored value, or a statement, is wrong, or not of this release | 500 | fails the job |
//! | [`Error::Connect`] | the database cannot be opened; for a person at a terminal | never seen | never seen |
//!
//! Which of the two an error of the database is, is decided here and nowhere else: `?` on a [`DbErr`] does it.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// What can go wrong with stored data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The owner has no such row.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// The row was changed since it was read.
    #[error("it was changed meanwhile: its version is {current} now")]
    Stale {
        /// Version of the stored row.
        current: i64,
    },
    /// A constraint says that there may be only one such row.
    #[error("there is such a {0} already")]
    Taken(&'static str),
    /// The state of the row forbids it.
    #[error("{0}")]
    Refused(String),
    /// The account has as many jobs waiting as it may.
    #[error("{waiting} jobs of this account are waiting, and {limit} may")]
    QueueFull {
        /// Jobs that wait.
        waiting: u64,
        /// Most that may.
        limit: u32,
    },
    /// An analysis would need more memory than a job may.
    #[error("there are {found} expenses in the range, and an analysis may have {most}")]
    TooManyExpenses {
        /// Expenses in the range.
        found: u64,
        /// Most that may be.
        most: u64,
    },
    /// The lease was lost: another worker may be at work on it.
    #[error("the lease of this attempt is lost")]
    LeaseLost,
    /// A stored document has the format of another release.
    #[error("the stored {what} have format {stored}, which this release does not read")]
    OtherFormat {
        /// What it is of.
        what: &'static str,
        /// Version of its format.
        stored: i32,
    },
    /// A stored value does not parse.
    #[error("a stored {what} cannot be read: {why}")]
    Corrupt {
        /// What it should be.
        what: &'static str,
        /// The message of the parser.
        why: String,
    },
    /// The database cannot be opened; the text says what to do.
    #[error("{0}")]
    Connect(String),
    /// The database is busy or away, or ended the statement for another one's sake: what was not done can be tried again.
    #[error("the database does not answer: {0}")]
    Unavailable(#[source] DbErr),
    /// The database refused.
    #[error("database: {0}")]
    Database(#[source] DbErr),
}

/// What queries give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// True when the same may go well in a moment.
    #[must_use]
    pub fn can_be_tried_again(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    /// A unique constraint's refusal becomes [`Error::Taken`].
    pub(crate) fn taken(error: DbErr, what: &'static str) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Taken(what),
            _ => error.into(),
        }
    }

    pub(crate) fn corrupt(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        let passes = match &error {
            DbErr::ConnectionAcquire(_) => true,
            DbErr::Conn(RuntimeErr::SqlxError(cause))
            | DbErr::Exec(RuntimeErr::SqlxError(cause))
            | DbErr::Query(RuntimeErr::SqlxError(cause)) => passes(cause),
            _ => false,
        };
        if passes { Self::Unavailable(error) } else { Self::Database(error) }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        DbErr::Query(RuntimeErr::SqlxError(error.into())).into()
    }
}

/// A stored number as the type it is used as: one that does not fit is a bad row, not a zero.
///
/// # Errors
/// [`Error::Corrupt`].
pub fn stored<T: TryFrom<i64>>(what: &'static str, value: impl Into<i64>) -> Result<T> {
    let value = value.into();
    T::try_from(value).map_err(|_| Error::corrupt(what, format!("{value} is out of range")))
}

/// True for what has to do with the moment and not with the statement.
fn passes(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        // A connection that was cut in the middle of a message.
        sqlx::Error::Protocol(_) => true,
        sqlx::Error::Database(cause) => {
            let code = cause.code().unwrap_or_default();
            match code.parse::<u32>() {
                Ok(number) if code.len() < 5 => sqlite_passes(number),
                _ => postgres_passes(&code),
            }
        }
        _ => false,
    }
}

/// [Result codes of SQLite](https://www.sqlite.org/rescode.html); the extended ones have the primary in their last byte.
fn sqlite_passes(code: u32) -> bool {
    const BUSY: u32 = 5;
    const LOCKED: u32 = 6;
    const INTERRUPT: u32 = 9;
    const FULL: u32 = 13;
    matches!(code & 0xff, BUSY | LOCKED | INTERRUPT | FULL)
}

/// [Error codes of PostgreSQL](https://www.postgresql.org/docs/current/errcodes-appendix.html).
fn postgres_passes(state: &str) -> bool {
    const CONNECTION: &str = "08";
    // serialization_failure, deadlock_detected; lock_not_available; query_canceled (a time-out);
    // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout;
    // idle_in_transaction_session_timeout; too_many_connections, disk_full, out_of_memory.
    const STATES: [&str; 12] =
        ["40001", "40P01", "55P03", "57014", "57P01", "57P02", "57P03", "57P05", "25P03", "53300", "53100", "53200"];
    state.starts_with(CONNECTION) || STATES.contains(&state)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_do_with_the_moment_can_be_tried_again() {
        for state in ["40001", "40P01", "55P03", "57014", "57P01", "08006", "53300"] {
            assert!(postgres_passes(state), "{state}");
        }
        for state in ["23505", "42P01", "22003", "25P02", "42601"] {
            assert!(!postgres_passes(state), "{state}");
        }
        // SQLITE_BUSY, _SNAPSHOT, _RECOVERY, SQLITE_LOCKED_SHAREDCACHE; then SQLITE_CONSTRAINT_UNIQUE, SQLITE_ERROR.
        for code in [5, 517, 261, 262] {
            assert!(sqlite_passes(code), "{code}");
        }
        for code in [2067, 1] {
            assert!(!sqlite_passes(code), "{code}");
        }
        assert!(Error::from(sqlx::Error::PoolTimedOut).can_be_tried_again());
        assert!(!Error::from(sqlx::Error::RowNotFound).can_be_tried_again());
    }

    #[test]
    fn a_stored_number_that_does_not_fit_is_a_bad_row() {
        assert_eq!(stored::<u32>("attempt", 3_i32).expect("it fits"), 3);
        assert!(matches!(stored::<u32>("attempt", -1_i32), Err(Error::Corrupt { what: "attempt", .. })));
    }
}
