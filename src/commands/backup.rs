//! `outlay backup`: the embedded database and its secret, copied while the server works.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use outlay_entity::backup;

use crate::config::Storage;

/// Arguments of `outlay backup`.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    storage: Storage,
    /// A folder that does not exist yet; the copies are put there
    folder: PathBuf,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong and what to do.
pub fn run(args: &Args) -> Result<()> {
    let url = &args.storage.database;
    if !url.starts_with("sqlite:") {
        bail!("`outlay backup` is for SQLite; on PostgreSQL: pg_dump --format=custom --file=FILE \"$DATABASE_URL\"");
    }
    let file = backup::file(url)?;
    let name = file.file_name().with_context(|| format!("{url} names no file"))?;
    let folder = &args.folder;
    let made = std::fs::DirBuilder::new().mode(0o700).create(folder);
    made.with_context(|| format!("cannot make {}; give a folder that does not exist yet", folder.display()))?;
    let copied = copy(&file, &folder.join(name));
    if copied.is_err() {
        std::fs::remove_dir_all(folder)?; // we made it: half a backup is none
    } else {
        println!("{}", folder.join(name).display());
    }
    copied
}

fn copy(file: &Path, target: &Path) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(backup::copy(file, target))?;
    std::fs::set_permissions(target, std::fs::Permissions::from_mode(0o600))?;
    let secret = file.with_extension("secret");
    if secret.exists() {
        std::fs::copy(&secret, target.with_extension("secret"))
            .with_context(|| format!("cannot copy {}", secret.display()))?; // with its permissions
    }
    Ok(())
}
