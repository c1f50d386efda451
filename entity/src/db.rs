//! Connecting: one of the few places that know which database it is. [`orm`] is how statements are run on what was
//! connected.

mod orm;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait as _, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::error::DatabaseError;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, SqliteConnection, SqlitePool};
use url::Url;

pub use self::orm::{Orm, begin};
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
    /// The server is a pooler in transaction mode, such as PgBouncer. One that refuses parameters at start-up, as
    /// PgBouncer does unless it is told not to, is known by that.
    pub pooled: bool,
    /// Where PostgreSQL itself answers, when the server is a pooler: to be told of new jobs, which a pooler does not pass
    /// on. Without it they are found by the clock.
    pub direct_url: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connections: 10,
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: Duration::from_secs(60),
            lock_timeout: Duration::from_secs(5),
            pooled: false,
            direct_url: None,
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
    orm: Orm,
    pool: Pool,
    direct: Option<PgPool>,
    settings: Settings,
}

impl std::ops::Deref for Db {
    type Target = Orm;
    fn deref(&self) -> &Orm {
        &self.orm
    }
}

impl Db {
    /// The database as sea-orm sees it.
    #[must_use]
    pub fn orm(&self) -> &Orm {
        &self.orm
    }

    /// The pool.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Connections to PostgreSQL itself, which stay with whoever has them; `None` behind a pooler when nobody said where
    /// it is, and on SQLite.
    #[must_use]
    pub fn direct(&self) -> Option<&PgPool> {
        self.direct.as_ref()
    }

    /// True behind a pooler in transaction mode.
    #[must_use]
    pub fn is_pooled(&self) -> bool {
        self.orm.is_pooled()
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
            Pool::Postgres(pool) => Self::postgres((*pool.connect_options()).clone(), None, settings),
        }
    }

    /// Asks the database whether it is there and its schema has everything this release reads.
    ///
    /// # Errors
    /// When it does not answer, or has not been migrated.
    pub async fn ready(&self) -> Result<()> {
        // The newest column of the migrations stands for all of them.
        self.orm.execute_unprepared("SELECT payload FROM job WHERE 1 = 0").await?;
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match &self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
        if let Some(direct) = &self.direct {
            direct.close().await;
        }
    }

    fn sqlite(options: SqliteConnectOptions, settings: Settings) -> Self {
        let pool = SqlitePoolOptions::new()
            .max_connections(settings.connections)
            .acquire_timeout(settings.acquire_timeout)
            .after_release(|connection, _| Box::pin(whole(connection)))
            .connect_lazy_with(options);
        let orm = Orm::new(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone()), None);
        Self { orm, pool: Pool::Sqlite(pool), direct: None, settings }
    }

    /// `direct` is how PostgreSQL itself is reached, when `options` lead to a pooler.
    fn postgres(options: PgConnectOptions, direct: Option<PgConnectOptions>, settings: Settings) -> Self {
        let pool_of = |options, connections| {
            let pool = PgPoolOptions::new().max_connections(connections).acquire_timeout(settings.acquire_timeout);
            pool.connect_lazy_with(options)
        };
        let pool = pool_of(options, settings.connections);
        let direct = match direct {
            Some(options) => Some(pool_of(options, 1)),
            None => (!settings.pooled).then(|| pool.clone()),
        };
        let preamble = settings.pooled.then(|| Arc::from(preamble(&settings)));
        let orm = Orm::new(SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()), preamble);
        Self { orm, pool: Pool::Postgres(pool), direct, settings }
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
        return postgres(url, settings, &wrong).await;
    } else {
        return Err(wrong(&"the scheme is neither sqlite nor postgres"));
    };
    open(&db).await.map_err(|e| wrong(&e))?;
    Ok(db)
}

/// The limits of a session.
fn limits(settings: &Settings) -> [(&'static str, String); 3] {
    let milliseconds = |d: Duration| d.as_millis().to_string();
    [
        ("statement_timeout", milliseconds(settings.statement_timeout)),
        ("lock_timeout", milliseconds(settings.lock_timeout)),
        ("idle_in_transaction_session_timeout", milliseconds(settings.statement_timeout)),
    ]
}

/// What a transaction begins with behind a pooler.
fn preamble(settings: &Settings) -> String {
    let limits = limits(settings).map(|(name, value)| format!("SET LOCAL {name} = {value}"));
    format!("DEALLOCATE ALL; {}", limits.join("; "))
}

/// Connects to PostgreSQL, or to a pooler before it.
async fn postgres(
    url: &str,
    mut settings: Settings,
    wrong: &(dyn Fn(&dyn std::fmt::Display) -> Error + Sync),
) -> Result<Db> {
    let parse =
        |url: &str| PgConnectOptions::from_str(url).map_err(|e| wrong(&e)).map(|o| o.application_name("outlay"));
    let direct =
        settings.direct_url.as_deref().map(parse).transpose()?.map(|options| options.options(limits(&settings)));
    if !settings.pooled {
        let db = Db::postgres(parse(url)?.options(limits(&settings)), direct.clone(), settings.clone());
        match open(&db).await {
            Ok(()) => return Ok(db),
            Err(sqlx::Error::Database(error)) if error.message().contains("startup parameter") => {
                tracing::info!("the database is behind a pooler: {}", error.message());
                db.close().await;
                settings.pooled = true;
            }
            Err(error) => return Err(wrong(&error)),
        }
    }
    if direct.is_none() {
        tracing::warn!("jobs are found by the clock: set OUTLAY_DIRECT_DATABASE_URL to be told of them");
    }
    // Nothing at start-up that a pooler does not know, and no statement that is to be there in the next transaction.
    let options = parse(url)?.extra_float_digits(None).statement_cache_capacity(0);
    let db = Db::postgres(options, direct, settings);
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
