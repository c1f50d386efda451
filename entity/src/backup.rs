//! A copy of an SQLite database, made while a server works on it. PostgreSQL has `pg_dump`.

use std::path::Path;
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::{Error, Result};

/// Writes the state of the database at `url`, as of one moment, to the new file `target`, and checks the copy. Writers go
/// on meanwhile; nothing but `target` is written. What is left of `target` after an error is no backup.
///
/// # Errors
/// When there is no database at `url`, `target` cannot be written, or the copy is damaged.
pub async fn copy(url: &str, target: &Path) -> Result<()> {
    let wrong = |error: sqlx::Error| Error::Connect(format!("cannot copy {url} to {}: {error}", target.display()));
    let source = SqliteConnectOptions::from_str(url).map_err(wrong)?.read_only(true);
    if !source.get_filename().is_file() {
        return Err(Error::Connect(format!("there is no database at {url}: give the one the server works on")));
    }
    let mut source = source.connect().await.map_err(wrong)?;
    let into = target.to_str().ok_or_else(|| Error::Connect(format!("{} is not UTF-8", target.display())))?;
    sqlx::query("VACUUM INTO ?").bind(into).execute(&mut source).await.map_err(wrong)?;
    source.close().await.map_err(wrong)?;

    let mut made = SqliteConnectOptions::new().filename(target).read_only(true).connect().await.map_err(wrong)?;
    let found: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut made).await.map_err(wrong)?;
    made.close().await.map_err(wrong)?;
    if found == "ok" { Ok(()) } else { Err(Error::Connect(format!("the copy is damaged: {found}"))) }
}
