//! `outlay migrate`.

use anyhow::Result;

use crate::config::Storage;
use crate::server;

/// Arguments of `outlay migrate`.
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    storage: Storage,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong and what to do.
pub fn run(args: &Args) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = args.storage.connect().await?;
        server::migrate(&db).await?;
        db.close().await;
        Ok(())
    })
}
