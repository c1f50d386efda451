//! The schema, brought up to date under a lock.
//!
//! [`Migrator`] is its history, one file a group of tables under [`tables`]. Its own migrator takes no lock, and of several
//! processes starting on an empty database most would fail, so [`run`] takes one first. On PostgreSQL the lock and all that
//! is missing are one transaction: done as a whole or not at all, also behind a pooler that gives each transaction another
//! connection. On SQLite it is a lock file beside the database.
//!
//! Migrations name tables and columns as text and never import the entities: what they did stays done when those change.

mod lock;
mod tables;

use sea_orm_migration::sea_orm::{
    ConnectionTrait, DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector, TransactionTrait,
};
use sea_orm_migration::{MigrationTrait, MigratorTrait};
use sqlx::{PgPool, SqlitePool};

/// Key of the advisory lock; any number will do as long as it never changes.
const LOCK: i64 = 0x6f75_746c_6179;

/// The database to migrate.
#[derive(Clone, Copy, Debug)]
pub enum Database<'a> {
    /// SQLite.
    Sqlite(&'a SqlitePool),
    /// PostgreSQL.
    Postgres(&'a PgPool),
    /// PostgreSQL behind a pooler in transaction mode.
    Pooled(&'a PgPool),
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lock could not be taken.
    #[error("cannot lock the database for its migration: {0}")]
    Lock(String),
    /// A migration failed.
    #[error("cannot migrate the tables: {0}")]
    Tables(#[from] sea_orm_migration::DbErr),
}

/// The history of the schema.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        tables::all()
    }
}

/// Brings the schema up to date; does nothing when it is. Any number of processes may call it at once.
///
/// # Errors
/// When the lock cannot be taken or a migration fails. On PostgreSQL nothing is done then; on SQLite, what was done before
/// it stays done and is not done again.
pub async fn run(database: Database<'_>) -> Result<(), Error> {
    match database {
        Database::Sqlite(pool) => {
            let _lock = lock::take(pool).await?;
            let connection: DatabaseConnection = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
            Migrator::up(&connection, None).await?;
            // Without statistics SQLite takes whichever index begins with the owner, and sorts all that the owner has.
            connection.execute_unprepared("PRAGMA optimize = 0x10002").await?;
            Ok(())
        }
        Database::Postgres(pool) | Database::Pooled(pool) => {
            let connection: DatabaseConnection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
            let transaction = connection.begin().await?;
            if matches!(database, Database::Pooled(_)) {
                // Whoever had the connection before may have used the names that our statements get.
                transaction.execute_unprepared("DEALLOCATE ALL").await?;
            }
            for limit in ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"] {
                transaction.execute_unprepared(&format!("SET LOCAL {limit} = 0")).await?;
            }
            transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
            Migrator::up(&transaction, None).await?;
            Ok(transaction.commit().await?)
        }
    }
}
