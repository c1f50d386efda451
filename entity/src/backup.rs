//! A copy of an SQLite database, made while a server works on it. PostgreSQL has `pg_dump`.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

use crate::{Error, Result};

/// The file of the SQLite database at `url`.
///
/// # Errors
/// When `url` is not that of an SQLite database.
pub fn file(url: &str) -> Result<PathBuf> {
    let options = SqliteConnectOptions::from_str(url).map_err(|error| Error::Connect(format!("{url}: {error}")))?;
    Ok(options.get_filename().to_owned())
}

/// Writes the state of the database in `file`, as of one moment, to the new file `target`, and checks the copy. Writers go
/// on meanwhile; nothing but `target` is written. What is left of `target` after an error is no backup.
///
/// # Errors
/// When there is no database in `file`, `target` cannot be written, or the copy is damaged.
pub async fn copy(file: &Path, target: &Path) -> Result<()> {
    let (from, to) = (file.display(), target.display());
    let wrong = |error: sqlx::Error| Error::Connect(format!("cannot copy {from} to {to}: {error}"));
    if !file.is_file() {
        return Err(Error::Connect(format!("there is no database in {from}: give the one the server works on")));
    }
    let into = target.to_str().ok_or_else(|| Error::Connect(format!("{to} is not UTF-8")))?;
    let open = |file: &Path| SqliteConnectOptions::new().filename(file).read_only(true);
    let mut source = open(file).connect().await.map_err(wrong)?;
    sqlx::query("VACUUM INTO ?").bind(into).execute(&mut source).await.map_err(wrong)?;
    source.close().await.map_err(wrong)?;

    let mut made = open(target).connect().await.map_err(wrong)?;
    let found: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&mut made).await.map_err(wrong)?;
    made.close().await.map_err(wrong)?;
    if found == "ok" { Ok(()) } else { Err(Error::Connect(format!("the copy is damaged: {found}"))) }
}
