//! The schema, brought up to date under a lock.
//!
//! Two histories live in one database: ours ([`Migrator`], one file a group of tables under [`tables`]) and the one of the
//! job queue's library. Neither migrator locks, and of several processes starting on an empty database most would fail,
//! so [`run`] takes a lock first: an advisory lock on PostgreSQL, a lock file beside the database on SQLite.
//!
//! Migrations name tables and columns as text and never import the entities: what they did stays done when those change.

mod lock;
mod tables;

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sea_orm_migration::sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use sqlx::{PgPool, SqlitePool};

/// The database to migrate.
#[derive(Clone, Copy, Debug)]
pub enum Database<'a> {
    /// SQLite.
    Sqlite(&'a SqlitePool),
    /// PostgreSQL.
    Postgres(&'a PgPool),
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lock could not be taken.
    #[error("cannot lock the database for its migration: {0}")]
    Lock(String),
    /// One of our migrations failed.
    #[error("cannot migrate the tables: {0}")]
    Tables(#[from] sea_orm_migration::DbErr),
    /// One of the queue's migrations failed.
    #[error("cannot migrate the queue's tables: {0}")]
    Queue(#[from] sqlx::migrate::MigrateError),
}

/// Our history of migrations.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        tables::all()
    }
}

/// Brings both histories up to date; does nothing when they are. Any number of processes may call it at once.
///
/// # Errors
/// When the lock cannot be taken or a migration fails; what was done before it stays done and is not done again.
pub async fn run(database: Database<'_>) -> Result<(), Error> {
    let lock = lock::take(database).await?;
    let outcome = migrate(database).await;
    lock.release().await;
    outcome
}

async fn migrate(database: Database<'_>) -> Result<(), Error> {
    let connection: DatabaseConnection = match database {
        Database::Sqlite(pool) => SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone()),
        Database::Postgres(pool) => SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone()),
    };
    Migrator::up(&connection, None).await?;
    // The library's own `setup` is not used: on SQLite it turns `synchronous` off on a connection of the pool.
    match database {
        Database::Sqlite(pool) => {
            let mut queue = SqliteStorage::migrations();
            queue.set_ignore_missing(true);
            queue.run(pool).await?;
        }
        Database::Postgres(pool) => PostgresStorage::migrations().run(pool).await?,
    }
    Ok(())
}
