//! One migration of an SQLite file at a time, whoever starts it.

use std::fs::File;
use std::path::PathBuf;

use sqlx::SqlitePool;

use crate::Error;

/// Waits for the lock file beside the database and locks it until the file is dropped; a process that dies releases it as
/// well. A database in memory, which nobody else can open, has none.
pub(crate) async fn take(pool: &SqlitePool) -> Result<Option<File>, Error> {
    let failed = |error: &dyn std::fmt::Display| Error::Lock(error.to_string());
    let path = pool.connect_options().get_filename().to_owned();
    if path.as_os_str().is_empty() || path.as_os_str().to_string_lossy().contains(":memory:") {
        return Ok(None);
    }
    let mut name = path.into_os_string();
    name.push(".lock");
    let path = PathBuf::from(name);
    let locked = tokio::task::spawn_blocking(move || {
        let file = File::create(path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    });
    Ok(Some(locked.await.map_err(|e| failed(&e))?.map_err(|e| failed(&e))?))
}
