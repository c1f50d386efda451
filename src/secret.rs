//! The key that signs access tokens. It has no default: the embedded mode makes its own and keeps it beside the database,
//! everywhere else the operator gives it.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result, bail};
use outlay_entity::Db;

/// Fewest bytes of a secret.
const SHORTEST: usize = 32;

/// The secret of a service on `db`: the `given` one, or that of the embedded mode.
///
/// # Errors
/// When it is missing on PostgreSQL, too short, or its file cannot be read or written.
pub fn of(db: &Db, given: Option<&str>) -> Result<Vec<u8>> {
    match (given.filter(|g| !g.is_empty()), db.file()) {
        (Some(given), _) if given.len() < SHORTEST => {
            bail!(
                "OUTLAY_SECRET has {} bytes; give at least {SHORTEST}, such as the output of `openssl rand -hex 32`",
                given.len()
            )
        }
        (Some(given), _) => Ok(given.as_bytes().to_vec()),
        (None, Some(file)) => stored(&file.with_extension("secret")),
        (None, None) => {
            bail!(
                "OUTLAY_SECRET is not set; on PostgreSQL all servers need the same one: set it to the output of `openssl rand -hex 32`"
            )
        }
    }
}

/// The secret in `path`, made when it is not there. Of two that make it at once, one wins.
fn stored(path: &Path) -> Result<Vec<u8>> {
    let read = || {
        let secret = std::fs::read(path).with_context(|| format!("cannot read the secret in {}", path.display()))?;
        if secret.len() < SHORTEST {
            bail!(
                "{} holds no secret; delete it, and a new one is made (everybody must sign in again)",
                path.display()
            );
        }
        Ok(secret)
    };
    if path.exists() {
        return read();
    }
    let secret = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
    let own = path.with_extension(format!("secret.{}", std::process::id()));
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&own)?;
        file.write_all(secret.as_bytes())?;
        file.sync_all()?;
        // A link fails when the name is taken, a rename would replace it.
        let linked = std::fs::hard_link(&own, path);
        std::fs::remove_file(&own)?;
        match linked {
            Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    };
    write().with_context(|| format!("cannot write the secret to {}", path.display()))?;
    read()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_made_once_and_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("outlay.secret");
        let first = stored(&path).expect("made");
        assert!(first.len() >= SHORTEST);
        assert_eq!(stored(&path).expect("read"), first);
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1, "nothing else is left");
        std::fs::write(&path, "short").expect("written");
        assert!(stored(&path).expect_err("too short").to_string().contains("delete it"));
    }
}
