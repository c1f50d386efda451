//! `outlay serve`.

use anyhow::Result;

use crate::config::{Global, JobLimits, Limits, Storage, Work};
use crate::server;

/// Arguments of `outlay serve`.
#[derive(clap::Args, Debug)]
pub struct Args {
    /// Address to listen on
    #[arg(long, env = "OUTLAY_BIND", default_value = "127.0.0.1:3000")]
    pub bind: String,
    /// Leave analyses to workers of their own (PostgreSQL)
    #[arg(long, env = "OUTLAY_NO_WORKER")]
    pub no_worker: bool,
    /// Key that signs access tokens, at least 32 bytes; needed on PostgreSQL, made and kept beside an SQLite file
    #[arg(long, env = "OUTLAY_SECRET", hide_env_values = true)]
    pub secret: Option<String>,
    /// Address people reach the service at, such as https://outlay.example
    #[arg(long, env = "OUTLAY_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Trust X-Forwarded-For; only behind a proxy that sets it
    #[arg(long, env = "OUTLAY_TRUST_PROXY")]
    pub trust_proxy: bool,
    /// Let nobody register; accounts come from `outlay user add`
    #[arg(long, env = "OUTLAY_NO_REGISTRATION")]
    pub no_registration: bool,
    /// Most aliases of merchants an account may have
    #[arg(long, env = "OUTLAY_MAX_ALIASES", default_value_t = 10_000)]
    pub max_aliases: u64,
    #[command(flatten)]
    jobs: JobLimits,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    storage: Storage,
    #[command(flatten)]
    work: Work,
}

/// Runs it.
///
/// # Errors
/// Says what was wrong and what to do.
pub fn run(args: &Args, _: &Global) -> Result<()> {
    let options = server::Serve {
        bind: args.bind.clone(),
        worker: (!args.no_worker).then(|| args.work.settings(args.jobs)),
        secret: args.secret.clone(),
        public_url: args.public_url.clone(),
        trust_proxy: args.trust_proxy,
        registration: !args.no_registration,
        max_aliases: args.max_aliases,
        jobs: args.jobs,
        limits: args.limits.clone(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async { server::serve(args.storage.connect().await?, options).await })
}
