//! Settings shared by every command: flags first, then environment, then defaults; `--help` shows all three.

use clap::Args;
use outlay_telemetry::Traces;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

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
    /// Sets the size of the computation pool, starts logging to standard error and, where the environment asks for it,
    /// traces: what is given back sends the last of them when it is dropped.
    ///
    /// # Errors
    /// When a pool or a logger is already there, or the environment asks for traces in a way that cannot be.
    pub fn apply(&self) -> anyhow::Result<Option<Traces>> {
        rayon::ThreadPoolBuilder::new().num_threads(self.threads).build_global()?;
        let filter = EnvFilter::try_from_env("OUTLAY_LOG").unwrap_or_else(|_| EnvFilter::new("warn,outlay=info"));
        let log = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
        let log = if self.json_log { log.json().boxed() } else { log.boxed() };
        let traces = Traces::from_env()?;
        let traced = traces.as_ref().map(Traces::layer);
        tracing_subscriber::registry().with(log.with_filter(filter)).with(traced).init();
        Ok(traces)
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
    /// The database is behind a pooler in transaction mode, such as PgBouncer; known by itself unless the pooler ignores
    /// start-up parameters
    #[arg(long, env = "OUTLAY_PGBOUNCER")]
    pub pgbouncer: bool,
    /// Where PostgreSQL itself answers when the database is behind a pooler, to be told of new jobs at once; without it
    /// they are found once a second
    #[arg(long, env = "OUTLAY_DIRECT_DATABASE_URL", hide_env_values = true)]
    pub direct_database: Option<String>,
}

impl Storage {
    /// Connects.
    ///
    /// # Errors
    /// When the URL is none, or nothing answers there.
    pub async fn connect(&self) -> anyhow::Result<outlay_entity::Db> {
        let settings = outlay_entity::Settings {
            connections: self.connections.max(4),
            pooled: self.pgbouncer,
            direct_url: self.direct_database.clone().filter(|url| !url.is_empty()),
            ..Default::default()
        };
        Ok(outlay_entity::connect(&self.database, settings).await?)
    }
}

/// How much a worker takes on.
#[derive(Args, Clone, Debug)]
pub struct Work {
    /// Jobs at a time
    #[arg(long, env = "OUTLAY_CONCURRENCY", default_value_t = 1)]
    pub concurrency: usize,
    /// Most running jobs of one account; must be the same for all workers
    #[arg(long, env = "OUTLAY_PER_ACCOUNT", default_value_t = 2)]
    pub per_account: u32,
    /// Seconds that running jobs may go on at shutdown before they are handed back
    #[arg(long, env = "OUTLAY_GRACE", default_value_t = 20)]
    pub grace: u64,
    /// Seconds after which a worker that is not heard of is taken for dead; must be the same for all workers
    #[arg(long, env = "OUTLAY_LEASE", default_value_t = 20, value_parser = clap::value_parser!(u64).range(4..=3600))]
    pub lease: u64,
    /// Seconds an attempt of a job may take before the job fails
    #[arg(long, env = "OUTLAY_DEADLINE", default_value_t = 900, value_parser = clap::value_parser!(u64).range(1..))]
    pub deadline: u64,
    /// Jobs estimated to need so much memory, in MB, run one at a time in a worker
    #[arg(long, env = "OUTLAY_HEAVY_MEMORY", default_value_t = 512)]
    pub heavy_memory: u64,
    /// Days that finished analyses are kept
    #[arg(long, env = "OUTLAY_KEEP_DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=36500))]
    pub keep_days: u32,
    /// The newest finished analyses of an account that are kept whatever their age
    #[arg(long, env = "OUTLAY_KEEP_AT_LEAST", default_value_t = 30)]
    pub keep_at_least: u32,
    /// Days that the files of exports, and other finished jobs, are kept
    #[arg(long, env = "OUTLAY_KEEP_FILES_DAYS", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=36500))]
    pub keep_files_days: u32,
    /// Let webhooks go to private, loopback and link-local addresses
    #[arg(long, env = "OUTLAY_PRIVATE_WEBHOOKS")]
    pub private_webhooks: bool,
}

/// Bytes of a megabyte.
const MB: u64 = 1_000_000;

/// How much an account may ask for; must be the same for the service and the workers, which start what is scheduled.
#[derive(Args, Clone, Copy, Debug)]
pub struct JobLimits {
    /// Most jobs of one account that wait; more are refused with 429
    #[arg(long, env = "OUTLAY_QUEUED_PER_ACCOUNT", default_value_t = 20)]
    pub queued_per_account: u32,
    /// Most memory, in MB, an analysis may need by the estimate from its number of expenses; more is refused
    #[arg(long, env = "OUTLAY_JOB_MEMORY", default_value_t = 4000)]
    pub job_memory: u64,
}

impl JobLimits {
    /// The same in bytes.
    #[must_use]
    pub fn limits(&self) -> outlay_entity::queue::Limits {
        let memory = self.job_memory.saturating_mul(MB);
        outlay_entity::queue::Limits { queued_per_account: self.queued_per_account, memory }
    }
}

/// How much the service accepts.
#[derive(Args, Clone, Debug)]
pub struct Limits {
    /// Largest file, in MB, that `/import-jobs` takes
    #[arg(long, env = "OUTLAY_LARGE_UPLOAD", default_value_t = 100)]
    pub large_upload: u64,
    /// Bearer token that scrapes of /metrics must send; open when not set
    #[arg(long, env = "OUTLAY_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<String>,
}

impl Limits {
    /// Writes the limits into the settings of the service.
    #[must_use]
    pub fn apply(&self, settings: outlay_api::Settings) -> outlay_api::Settings {
        outlay_api::Settings {
            max_large_upload: self.large_upload.saturating_mul(MB),
            metrics_token: self.metrics_token.clone().filter(|token| !token.is_empty()),
            ..settings
        }
    }
}

impl Work {
    /// The settings of a worker.
    #[must_use]
    pub fn settings(&self, jobs: JobLimits) -> outlay_worker::Settings {
        let lease = std::time::Duration::from_secs(self.lease);
        let days = |n: u32| std::time::Duration::from_secs(24 * 3600) * n;
        outlay_worker::Settings {
            concurrency: self.concurrency.max(1),
            terms: outlay_entity::queue::Terms { lease, per_account: self.per_account.max(1), below: None },
            limits: jobs.limits(),
            beat: lease / 4,
            grace: std::time::Duration::from_secs(self.grace),
            deadline: std::time::Duration::from_secs(self.deadline),
            heavy: self.heavy_memory.saturating_mul(MB),
            retention: outlay_entity::retention::Policy {
                analyses: days(self.keep_days),
                at_least: self.keep_at_least,
                files: days(self.keep_files_days),
            },
            private_webhooks: self.private_webhooks,
            ..Default::default()
        }
    }
}
