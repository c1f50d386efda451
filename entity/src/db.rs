//! Connecting, and beginning transactions: two of the few places that know which database it is.
//!
//! One sqlx pool a process, lent to sea-orm and to the queue's library alike.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, SqlxPostgresConnector,
    SqlxSqliteConnector, TransactionOptions, TransactionTrait,
};
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqliteConnection, SqlitePool};
use url::Url;

use crate::{Error, Result};

/// Where the data is when nobody says otherwise.
pub const DEFAULT_URL: &str = "sqlite://./outlay-data/outlay.db";

/// How to connect.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Most connections of the pool.
    pub connections: u32,
    /// Longest wait for a connection of the pool.
    pub acquire_timeout: Duration,
    /// Longest statement (PostgreSQL).
    pub statement_timeout: Duration,
    /// Longest wait for a lock: a row's on PostgreSQL, the file's on SQLite.
    pub lock_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connections: 10,
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(60),
            lock_timeout: Duration::from_secs(5),
        }
    }
}

/// The pool itself, for those who need it as it is.
#[derive(Clone, Debug)]
pub enum Pool {
    /// SQLite.
    Sqlite(SqlitePool),
    /// PostgreSQL.
    Postgres(PgPool),
}

/// A connected database; clones share the pool.
#[derive(Clone, Debug)]
pub struct Db {
    orm: DatabaseConnection,
    pool: Pool,
    settings: Settings,
}

impl std::ops::Deref for Db {
    type Target = DatabaseConnection;
    fn deref(&self) -> &DatabaseConnection {
        &self.orm
    }
}

impl Db {
    /// The connection as sea-orm sees it.
    #[must_use]
    pub fn orm(&self) -> &DatabaseConnection {
        &self.orm
    }

    /// The pool.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// True for SQLite: one file, one process.
    #[must_use]
    pub fn is_embedded(&self) -> bool {
        matches!(self.pool, Pool::Sqlite(_))
    }

    /// The file of an SQLite database.
    #[must_use]
    pub fn file(&self) -> Option<std::path::PathBuf> {
        match &self.pool {
            Pool::Sqlite(pool) => Some(pool.connect_options().get_filename().to_owned()),
            Pool::Postgres(_) => None,
        }
    }

    /// A pool of its own with `connections` connections to the same database, opened when first used.
    #[must_use]
    pub fn beside(&self, connections: u32) -> Self {
        let settings = Settings { connections, ..self.settings.clone() };
        match &self.pool {
            Pool::Sqlite(pool) => Self::sqlite((*pool.connect_options()).clone(), settings),
            Pool::Postgres(pool) => Self::postgres((*pool.connect_options()).clone(), settings),
        }
    }

    /// Asks the database whether it is there and its schema has everything this release reads.
    ///
    /// # Errors
    /// When it does not answer, or has not been migrated.
    pub async fn ready(&self) -> Result<()> {
        // The newest column of the migrations stands for all of them.
        self.orm.execute_unprepared("SELECT number FROM artifact_chunk WHERE 1 = 0").await?;
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    fn sqlite(options: SqliteConnectOptions, settings: Settings) -> Self {
        let pool = SqlitePoolOptions::new()
            .max_connections(settings.connections)
            .acquire_timeout(settings.acquire_timeout)
            .after_release(|connection, _| Box::pin(whole(connection)))
            .connect_lazy_with(options);
        Self { orm: SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone()), pool: Pool::Sqlite(pool), settings }
    }

    fn postgres(options: PgConnectOptions, settings: Settings) -> Self {
        let pool = PgPoolOptions::new()
            .max_connections(settings.connections)
            .acquire_timeout(settings.acquire_timeout)
            .connect_lazy_with(options);
        Self { orm: SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()), pool: Pool::Postgres(pool), settings }
    }
}

/// Whether a connection may go back to the pool: not while sqlx takes it to be in a transaction.
///
/// When the disk is full, SQLite may roll a transaction back by itself. The ROLLBACK that follows fails, and sqlx goes on
/// counting a transaction that is not there: what is committed next would only release a savepoint, hold the write
/// lock, and be gone with the process, though it was confirmed.
async fn whole(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    connection.ping().await?; // carries out the rollback of what was dropped
    if connection.is_in_transaction() {
        tracing::warn!("a connection is given up: its transaction ended badly");
        return Ok(false);
    }
    Ok(true)
}

/// Opens the database at `url`; an SQLite file and its folder are made when they are not there.
///
/// # Errors
/// When the URL is none, or nothing answers there.
pub async fn connect(url: &str, settings: Settings) -> Result<Db> {
    let wrong = |error: &dyn std::fmt::Display| {
        Error::Connect(format!(
            "cannot open the database at {}: {error}; give sqlite://PATH or postgres://USER@HOST/NAME",
            without_password(url)
        ))
    };
    let db = if url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(url).map_err(|e| wrong(&e))?;
        if let Some(folder) = options.get_filename().parent().filter(|f| *f != Path::new("")) {
            std::fs::create_dir_all(folder).map_err(|e| wrong(&e))?;
        }
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(settings.lock_timeout);
        Db::sqlite(options, settings)
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        let milliseconds = |d: Duration| d.as_millis().to_string();
        let options = PgConnectOptions::from_str(url).map_err(|e| wrong(&e))?.application_name("outlay").options([
            ("statement_timeout", milliseconds(settings.statement_timeout)),
            ("lock_timeout", milliseconds(settings.lock_timeout)),
            ("idle_in_transaction_session_timeout", milliseconds(settings.statement_timeout)),
        ]);
        Db::postgres(options, settings)
    } else {
        return Err(wrong(&"the scheme is neither sqlite nor postgres"));
    };
    open(&db).await.map_err(|e| wrong(&e))?;
    Ok(db)
}

/// Opens the first connection. Processes that make an SQLite file into one with a write-ahead log at the same time are
/// told "busy" at once, whatever the timeout: it is tried again until that.
async fn open(db: &Db) -> sqlx::Result<()> {
    let pool = match &db.pool {
        Pool::Postgres(pool) => return pool.acquire().await.map(drop),
        Pool::Sqlite(pool) => pool,
    };
    let since = Instant::now();
    loop {
        match pool.acquire().await {
            Err(sqlx::Error::Database(error)) if busy(&*error) && since.elapsed() < db.settings.lock_timeout => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            other => return other.map(drop),
        }
    }
}

/// SQLITE_BUSY, which the extended codes have in their last byte.
fn busy(error: &dyn DatabaseError) -> bool {
    error.code().and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xff == 5)
}

/// Begins a transaction that may write. On SQLite it takes the write lock at once: a transaction that read first and
/// then wants to write would fail when another one wrote meanwhile.
///
/// # Errors
/// When the database is not there or stays locked.
pub async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction> {
    let sqlite_transaction_mode =
        (db.get_database_backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate);
    Ok(db.begin_with_options(TransactionOptions { sqlite_transaction_mode, ..Default::default() }).await?)
}

/// The URL as it may be shown: of PostgreSQL's, whose password may stand before the host or among the parameters, in plain
/// or in percent-encoding, user, host and path.
fn without_password(url: &str) -> String {
    if url.starts_with("sqlite:") {
        return url.to_owned();
    }
    let Some(parsed) = Url::parse(url).ok().filter(|parsed| parsed.has_host()) else {
        let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
        let plain = !scheme.is_empty() && scheme.chars().all(|c| c.is_ascii_alphanumeric());
        return if plain { format!("{scheme}://…") } else { "the URL given".to_owned() };
    };
    let user = match (parsed.username(), parsed.password()) {
        ("", None) => String::new(),
        (name, None) => format!("{name}@"),
        (name, Some(_)) => format!("{name}:***@"),
    };
    let host = parsed.host_str().unwrap_or_default();
    let port = parsed.port().map(|port| format!(":{port}")).unwrap_or_default();
    let more = if parsed.query().is_some() { "?…" } else { "" };
    format!("{}://{user}{host}{port}{}{more}", parsed.scheme(), parsed.path())
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn no_way_of_writing_a_password_is_shown() {
        for url in [
            "postgres://anna:s3cret@db.example/outlay",
            "postgres://anna@db.example/outlay?password=s3cret",
            "postgres://db.example/outlay?sslmode=require&pass%77ord=s3cret",
            "postgres://anna@db.example/outlay?password=s3cret@x",
            "postgres://anna:s3cret@x@db.example/outlay",
            "postgres://anna:s3cret/x@db.example/outlay",
            "postgres:/ /anna:s3cret@",
            "mysql://anna:s3cret@db.example/outlay",
            "anna:s3cret@db.example",
        ] {
            let shown = without_password(url);
            assert!(!shown.contains("s3cret"), "{url}: {shown}");
        }
        let shown = without_password("postgres://anna:s3cret@db.example:6543/outlay?sslmode=require");
        assert_eq!(shown, "postgres://anna:***@db.example:6543/outlay?…");
        assert_eq!(without_password("sqlite://./outlay-data/outlay.db"), "sqlite://./outlay-data/outlay.db");
    }
}
