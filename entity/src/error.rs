//! Why a query gave nothing.

use sea_orm::{DbErr, SqlErr};

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
    /// The database refused or is not there.
    #[error("database: {0}")]
    Database(#[from] DbErr),
}

/// What queries give.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A unique constraint's refusal becomes [`Error::Taken`].
    pub(crate) fn taken(error: DbErr, what: &'static str) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => Self::Taken(what),
            _ => Self::Database(error),
        }
    }

    pub(crate) fn corrupt(what: &'static str, why: impl std::fmt::Display) -> Self {
        Self::Corrupt { what, why: why.to_string() }
    }
}
