//! The database a command works on: where it is, and opening it with its schema up to date.

use anyhow::{Context, Result};
use outlay_entity::{Db, Pool};

/// Where the database is.
#[derive(clap::Args, Clone, Debug)]
pub struct DatabaseArgs {
    /// sqlite://PATH or postgres://USER@HOST/NAME
    #[arg(long = "database", env = "DATABASE_URL", default_value = outlay_entity::db::DEFAULT_URL, hide_env_values = true)]
    pub url: String,
}

impl DatabaseArgs {
    /// Connects, and brings the schema up to date.
    ///
    /// # Errors
    /// When the database cannot be opened or migrated; the text says what to do.
    pub async fn open(&self) -> Result<Db> {
        let db = outlay_entity::connect(&self.url, outlay_entity::Settings::default()).await?;
        let database = match db.pool() {
            Pool::Sqlite(pool) => outlay_migration::Database::Sqlite(pool),
            Pool::Postgres(pool) => outlay_migration::Database::Postgres(pool),
        };
        outlay_migration::run(database).await.context("cannot bring the schema up to date")?;
        Ok(db)
    }
}

/// Runs `work` on a small runtime of its own, for commands that do one thing and end.
///
/// # Errors
/// Those of `work`, or that there is no runtime.
pub fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}
