//! Fresh databases for tests: an SQLite file, or a database of a private PostgreSQL server ([`postgres`]), which may have a
//! pooler before it ([`pgbouncer`]).
//!
//! The same test runs on both: `for database in databases().await { ... connect(&database.url) ... }`. A database goes
//! away with its [`Database`], the server with the process of the test.

pub mod pgbouncer;
pub mod postgres;

use tempfile::TempDir;

/// An empty database, deleted when dropped.
#[derive(Debug)]
pub struct Database {
    /// Where to connect.
    pub url: String,
    _folder: Option<TempDir>,
}

impl Database {
    /// A file of its own.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    #[must_use]
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("data/outlay.db").display());
        Self { url, _folder: Some(folder) }
    }

    /// A database of its own on the private server, or on that of `TEST_DATABASE_URL`.
    ///
    /// # Panics
    /// When there is no PostgreSQL.
    pub async fn postgres() -> Self {
        Self { url: postgres::database().await, _folder: None }
    }

    /// `sqlite` or `postgres`, for messages.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.url.split(':').next().unwrap_or_default()
    }
}

/// One of each.
///
/// # Panics
/// When there is no PostgreSQL.
pub async fn databases() -> [Database; 2] {
    [Database::sqlite(), Database::postgres().await]
}
