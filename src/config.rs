//! Settings shared by every command: flags first, then environment, then defaults; `--help` shows all three.

use clap::Args;

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Threads for computations; 0 is one a core. Never changes a result
    #[arg(long, global = true, env = "OUTLAY_THREADS", default_value_t = 0)]
    pub threads: usize,
    /// Seed of everything random
    #[arg(long, global = true, env = "OUTLAY_SEED", default_value_t = 42)]
    pub seed: u64,
    /// Log as JSON lines
    #[arg(long, global = true, env = "OUTLAY_JSON_LOG", default_value_t = false)]
    pub json_log: bool,
}

impl Global {
    /// Sets the size of the computation pool and starts logging to standard error.
    ///
    /// # Errors
    /// When a pool or a logger is already there.
    pub fn apply(&self) -> anyhow::Result<()> {
        rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global()?;
        let filter = tracing_subscriber::EnvFilter::try_from_env("OUTLAY_LOG")
            .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,outlay=info"));
        let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        if self.json_log {
            log.json().init();
        } else {
            log.init();
        }
        Ok(())
    }
}
