//! The processes: [`serve`] composes API, UI and worker, [`work`] is a worker alone, [`migrate`] prepares the database.

use std::path::Path;

use anyhow::{Context, Result, bail};
use outlay_entity::queue::Wake;
use outlay_entity::{Db, Pool};
use outlay_worker::{embedder, jobs};
use poem::listener::{Acceptor, Listener, TcpListener};
use tokio::sync::watch;

use crate::config::{JobLimits, Limits, Storage};
use crate::connections::{self, Bounded, Patience};
use crate::secret;

/// What `outlay serve` is told.
#[derive(Clone, Debug)]
pub struct Serve {
    /// Address to listen on; port 0 takes a free one.
    pub bind: String,
    /// Work on analyses in this process; `None` leaves them to workers of their own.
    pub worker: Option<outlay_worker::Settings>,
    /// Key that signs access tokens; needed on PostgreSQL.
    pub secret: Option<String>,
    /// Address people reach the service at.
    pub public_url: Option<String>,
    /// Origins of other pages that may use the API.
    pub cors_origins: Vec<String>,
    /// Trust `X-Forwarded-For`.
    pub trust_proxy: bool,
    /// Let anybody register.
    pub registration: bool,
    /// Most aliases of merchants an account may have.
    pub max_aliases: u64,
    /// How much an account may ask for.
    pub jobs: JobLimits,
    /// How much is accepted.
    pub limits: Limits,
}

/// Brings the schema up to date.
///
/// # Errors
/// Those of the migration.
pub async fn migrate(db: &Db) -> Result<()> {
    let database = match db.pool() {
        Pool::Sqlite(pool) => outlay_migration::Database::Sqlite(pool),
        Pool::Postgres(pool) if db.is_pooled() => outlay_migration::Database::Pooled(pool),
        Pool::Postgres(pool) => outlay_migration::Database::Postgres(pool),
    };
    Ok(outlay_migration::run(database).await?)
}

/// Connects, brings the schema up to date, does `work` and closes: for commands that do one thing and end.
///
/// # Errors
/// Those of `work`, or when the database does not answer.
pub fn once<T>(storage: &Storage, work: impl AsyncFnOnce(&Db) -> Result<T>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let db = storage.connect().await?;
        migrate(&db).await?;
        let done = work(&db).await;
        db.close().await;
        done
    })
}

/// Migrates, then serves until a signal; prints the URL it listens on.
///
/// # Errors
/// When the address is taken, the secret is missing or the database does not answer.
pub async fn serve(db: Db, options: Serve) -> Result<()> {
    let secret = secret::of(&db, options.secret.as_deref())?;
    migrate(&db).await?;
    let wake = Wake::default();
    let settings = options.limits.apply(outlay_api::Settings {
        public_url: options.public_url,
        cors_origins: options.cors_origins,
        trust_proxy: options.trust_proxy,
        registration: options.registration,
        max_aliases: options.max_aliases,
        limits: options.jobs.limits(),
        ..outlay_api::Settings::new(secret)
    });
    let app = outlay_api::App::new(db.clone(), settings, wake.clone());
    let acceptor = TcpListener::bind(options.bind.clone()).into_acceptor().await.with_context(|| {
        format!("cannot listen on {}; is another server there? Give --bind HOST:PORT", options.bind)
    })?;
    for address in acceptor.local_addr() {
        if let Some(address) = address.as_socket_addr() {
            println!("Outlay listens on http://{address}");
        }
    }

    let down = shutdown()?;
    let worker = options.worker.map(|settings| {
        let compute = jobs::compute(job_options(&settings));
        tokio::spawn(outlay_worker::run(db.clone(), settings, wake, compute, down.clone()))
    });
    let mut ended = down;
    let acceptor = Bounded::new(acceptor, connections::places(), Patience::default());
    let served = poem::Server::new_with_acceptor(acceptor)
        .run_with_graceful_shutdown(
            outlay_api::routes(app),
            async move {
                ended.wait_for(|down| *down).await.ok();
            },
            // Event streams never end by themselves.
            Some(std::time::Duration::from_secs(5)),
        )
        .await;
    if let Some(worker) = worker {
        worker.await.context("the worker panicked")?.context("the worker did not start")?;
    }
    db.close().await;
    Ok(served?)
}

/// Works on queued analyses until a signal.
///
/// # Errors
/// On SQLite, which is for one process.
pub async fn work(db: Db, settings: outlay_worker::Settings, metrics_bind: Option<&str>) -> Result<()> {
    if db.is_embedded() {
        let file = db.file().unwrap_or_default();
        bail!(
            "the database is the SQLite file {}, which `outlay serve` works on by itself; workers of their own need \
             PostgreSQL: give --database postgres://USER@HOST/NAME or set DATABASE_URL",
            Path::new(&file).display()
        );
    }
    migrate(&db).await?;
    let down = shutdown()?;
    if let Some(bind) = metrics_bind {
        measure(bind, down.clone()).await?;
    }
    let compute = jobs::compute(job_options(&settings));
    tracing::info!(concurrency = settings.concurrency, "worker started");
    outlay_worker::run(db.clone(), settings, Wake::default(), compute, down)
        .await
        .context("the worker did not start")?;
    db.close().await;
    Ok(())
}

fn job_options(settings: &outlay_worker::Settings) -> jobs::Options {
    jobs::Options { model: embedder::default_directory(), retention: settings.retention }
}

/// Serves the metrics of a worker until shutdown.
async fn measure(bind: &str, mut down: watch::Receiver<bool>) -> Result<()> {
    let acceptor = TcpListener::bind(bind.to_owned()).into_acceptor().await;
    let acceptor = acceptor.with_context(|| format!("cannot listen on {bind} for metrics"))?;
    let text = poem::endpoint::make_sync(|_| {
        poem::Response::builder()
            .content_type(outlay_telemetry::MEDIA_TYPE)
            .body(outlay_telemetry::render(&outlay_telemetry::Snapshot::default()))
    });
    let routes = poem::Route::new().at("/metrics", text).at("/healthz", poem::endpoint::make_sync(|_| "ok"));
    tokio::spawn(async move {
        let ended = async move {
            down.wait_for(|down| *down).await.ok();
        };
        let server = poem::Server::new_with_acceptor(acceptor);
        server.run_with_graceful_shutdown(routes, ended, Some(std::time::Duration::from_secs(1))).await
    });
    Ok(())
}

/// Becomes true at the first SIGINT or SIGTERM; a second one ends the process at once.
fn shutdown() -> Result<watch::Receiver<bool>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (sender, receiver) = watch::channel(false);
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        for round in 0.. {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if round > 0 {
                std::process::exit(130);
            }
            tracing::info!("shutting down");
            sender.send_replace(true);
        }
    });
    Ok(receiver)
}
