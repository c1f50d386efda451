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

/// Where the data is.
#[derive(Args, Clone, Debug)]
pub struct Storage {
    /// The database: sqlite://PATH for one process, postgres://USER@HOST/NAME for several
    #[arg(long, env = "DATABASE_URL", default_value = outlay_entity::db::DEFAULT_URL, hide_env_values = true)]
    pub database: String,
    /// Most connections to the database
    #[arg(long, env = "OUTLAY_DATABASE_CONNECTIONS", default_value_t = 10)]
    pub connections: u32,
}

impl Storage {
    /// Connects.
    ///
    /// # Errors
    /// When the URL is none, or nothing answers there.
    pub async fn connect(&self) -> anyhow::Result<outlay_entity::Db> {
        let settings = outlay_entity::Settings { connections: self.connections.max(4), ..Default::default() };
        Ok(outlay_entity::connect(&self.database, settings).await?)
    }
}

/// How much a worker takes on.
#[derive(Args, Clone, Debug)]
pub struct Work {
    /// Analyses at a time
    #[arg(long, env = "OUTLAY_CONCURRENCY", default_value_t = 1)]
    pub concurrency: usize,
    /// Most running analyses of one account; must be the same for all workers
    #[arg(long, env = "OUTLAY_PER_ACCOUNT", default_value_t = 2)]
    pub per_account: u32,
    /// Seconds that running analyses may go on at shutdown before they are handed back
    #[arg(long, env = "OUTLAY_GRACE", default_value_t = 20)]
    pub grace: u64,
    /// Seconds after which a worker that is not heard of is taken for dead; must be the same for all workers
    #[arg(long, env = "OUTLAY_LEASE", default_value_t = 20, value_parser = clap::value_parser!(u64).range(4..=3600))]
    pub lease: u64,
}

impl Work {
    /// The settings of a worker.
    #[must_use]
    pub fn settings(&self) -> outlay_worker::Settings {
        let lease = std::time::Duration::from_secs(self.lease);
        outlay_worker::Settings {
            concurrency: self.concurrency.max(1),
            terms: outlay_entity::queue::Terms { lease, per_account: self.per_account.max(1) },
            beat: lease / 4,
            grace: std::time::Duration::from_secs(self.grace),
            ..Default::default()
        }
    }
}
