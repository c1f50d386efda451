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
    /// Origins of other pages, such as https://app.example, that may use the API with bearer tokens, separated by commas
    #[arg(long, env = "OUTLAY_CORS_ORIGINS", value_delimiter = ',', value_parser = origin)]
    pub cors_origins: Vec<String>,
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

/// An origin as browsers write it: a scheme, a host and perhaps a port.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(String::new()); // a variable that is set to nothing
    }
    let url = url::Url::parse(text).map_err(|error| format!("{error}; such as https://app.example"))?;
    let written = url.origin().ascii_serialization();
    let fits = matches!(url.scheme(), "https" | "http") && written == text.trim_end_matches('/');
    if fits {
        Ok(written)
    } else {
        Err("an origin is a scheme, a host and perhaps a port, such as https://app.example".to_owned())
    }
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
        cors_origins: args.cors_origins.iter().filter(|origin| !origin.is_empty()).cloned().collect(),
        trust_proxy: args.trust_proxy,
        registration: !args.no_registration,
        max_aliases: args.max_aliases,
        jobs: args.jobs,
        limits: args.limits.clone(),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async { server::serve(args.storage.connect().await?, options).await })
}
