//! One migration at a time, whoever starts it.

use std::fs::File;
use std::path::PathBuf;

use sqlx::{Connection, PgConnection};

use crate::{Database, Error};

/// Key of the advisory lock; any number will do as long as it never changes.
const KEY: i64 = 0x6f75_746c_6179;

/// A lock that is held.
pub(crate) enum Lock {
    File(#[expect(dead_code, reason = "held for its lock, which ends with it")] Option<File>),
    Advisory(PgConnection),
}

/// Waits for the lock and takes it.
pub(crate) async fn take(database: Database<'_>) -> Result<Lock, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Lock(error.to_string());
    match database {
        Database::Sqlite(pool) => {
            let path = pool.connect_options().get_filename().to_owned();
            if path.as_os_str().is_empty() || path.as_os_str().to_string_lossy().contains(":memory:") {
                return Ok(Lock::File(None)); // nobody else can open it
            }
            let mut name = path.into_os_string();
            name.push(".lock");
            let path = PathBuf::from(name);
            let locked = tokio::task::spawn_blocking(move || {
                let file = File::create(path)?;
                file.lock()?;
                Ok::<_, std::io::Error>(file)
            });
            Ok(Lock::File(Some(locked.await.map_err(|e| failed(&e))?.map_err(|e| failed(&e))?)))
        }
        Database::Postgres(pool) => {
            // A connection of its own: the lock belongs to a session, and the pool may be as small as one.
            let mut connection = PgConnection::connect_with(&pool.connect_options()).await.map_err(|e| failed(&e))?;
            for statement in ["SET statement_timeout = 0", "SET lock_timeout = 0"] {
                sqlx::query(statement).execute(&mut connection).await.map_err(|e| failed(&e))?;
            }
            sqlx::query("SELECT pg_advisory_lock($1)")
                .bind(KEY)
                .execute(&mut connection)
                .await
                .map_err(|e| failed(&e))?;
            Ok(Lock::Advisory(connection))
        }
    }
}

impl Lock {
    /// Lets the next one in. A process that dies releases it as well.
    pub(crate) async fn release(self) {
        if let Self::Advisory(connection) = self
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the migration lock's connection did not close cleanly");
        }
    }
}
