//! The processes of an installation, and what happens to them.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use outlay_testkit::postgres::{self, Stop};

use crate::sample::Dice;

/// Seconds of a lease: short, so that much happens in little time.
const LEASE: u64 = 4;

/// Longest wait for a service to be ready: this may be a slow machine with much else to do.
const READY: Duration = Duration::from_secs(240);

/// Something that goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    KillWorker,
    FreezeWorker,
    TerminateWorker,
    WorkerWithOtherClock,
    KillApi,
    FreezeApi,
    TerminateApi,
    TerminateBackends,
    RestartFast,
    RestartImmediate,
    Outage,
    DiskFull,
}

impl Fault {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::KillWorker => "SIGKILL of a worker",
            Self::FreezeWorker => "SIGSTOP of a worker beyond its lease",
            Self::TerminateWorker => "SIGTERM of a worker",
            Self::WorkerWithOtherClock => "worker whose clock is an hour ahead",
            Self::KillApi => "SIGKILL of the API",
            Self::FreezeApi => "SIGSTOP of the server beyond its lease",
            Self::TerminateApi => "SIGTERM of the server",
            Self::TerminateBackends => "pg_terminate_backend of all connections",
            Self::RestartFast => "PostgreSQL restarted (fast)",
            Self::RestartImmediate => "PostgreSQL restarted (immediate)",
            Self::Outage => "PostgreSQL away",
            Self::DiskFull => "disk full",
        }
    }
}

/// A small file system of its own; unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// `None` without the right to mount.
    fn mount(at: PathBuf) -> Option<Self> {
        std::fs::create_dir_all(&at).expect("a folder");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=400m", "tmpfs"]).arg(&at).status();
        mounted.is_ok_and(|status| status.success()).then_some(Self(at))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

enum Store {
    Postgres(postgres::Server),
    Sqlite(Option<Disk>),
}

/// An installation.
pub(super) struct Site {
    pub(super) base: String,
    pub(super) database: String,
    port: u16,
    store: Store,
    api: Option<Child>,
    workers: Vec<Child>,
    home: tempfile::TempDir,
}

/// Sends a signal.
pub(super) fn signal(pid: u32, name: &str) {
    let _ = Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).stderr(Stdio::null()).status();
}

fn end(mut child: Child) {
    let _ = child.kill();
    let _ = child.wait();
}

impl Site {
    pub(super) async fn postgres() -> Self {
        let server = tokio::task::spawn_blocking(postgres::Server::start).await.expect("a server");
        let database = server.url.clone();
        Self::new(database, Store::Postgres(server))
    }

    pub(super) fn sqlite() -> Self {
        let mut site = Self::new(String::new(), Store::Sqlite(None));
        let folder = site.home.path().join("disk");
        site.store = Store::Sqlite(Disk::mount(folder.clone()));
        site.database = format!("sqlite://{}", folder.join("outlay.db").display());
        site
    }

    fn new(database: String, store: Store) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let home = tempfile::tempdir().expect("a directory");
        let base = format!("http://{free}");
        Self { base, database, port: free.port(), store, api: None, workers: Vec::new(), home }
    }

    pub(super) fn kind(&self) -> &'static str {
        if matches!(self.store, Store::Postgres(_)) { "postgresql" } else { "sqlite" }
    }

    fn is_postgres(&self) -> bool {
        matches!(self.store, Store::Postgres(_))
    }

    fn spawn(&self, arguments: &[&str], clock: Option<(&str, &str)>) -> Child {
        let log = std::fs::OpenOptions::new().create(true).append(true).open(self.home.path().join("log"));
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command
            .args(arguments)
            .current_dir(self.home.path())
            .env("DATABASE_URL", &self.database)
            .env("OUTLAY_SECRET", "a secret of the tests that is long enough 0123456789")
            .env("OUTLAY_MODEL_DIR", crate::model_dir())
            .env("OUTLAY_LEASE", LEASE.to_string())
            .env("OUTLAY_GRACE", "1")
            .env("OUTLAY_QUEUED_PER_ACCOUNT", "1000")
            .env("OUTLAY_THREADS", "1")
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(log.expect("a log"));
        if let Some((library, time)) = clock {
            command.env("LD_PRELOAD", library).env("FAKETIME", time).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        command.spawn().expect("the binary runs")
    }

    fn spawn_api(&self) -> Child {
        let bind = format!("127.0.0.1:{}", self.port);
        let mut arguments = vec!["serve", "--bind", &bind];
        if self.is_postgres() {
            arguments.push("--no-worker");
        }
        self.spawn(&arguments, None)
    }

    /// Starts the API and two workers; on SQLite, the server.
    pub(super) async fn start(&mut self) {
        self.api = Some(self.spawn_api());
        if self.is_postgres() {
            self.workers = (0..2).map(|_| self.spawn(&["worker"], None)).collect();
        }
        assert!(ready(&self.base).await, "not ready after {READY:?}: {}", self.log());
    }

    /// The end of the processes' log.
    pub(super) fn log(&self) -> String {
        let log = std::fs::read_to_string(self.home.path().join("log")).unwrap_or_default();
        log.lines().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
    }

    /// Replaces what has died, as a supervisor would.
    fn supervise(&mut self) {
        if self.api.as_mut().is_none_or(|api| !matches!(api.try_wait(), Ok(None))) {
            self.api = Some(self.spawn_api());
        }
        for n in 0..self.workers.len() {
            if !matches!(self.workers[n].try_wait(), Ok(None)) {
                self.workers[n] = self.spawn(&["worker"], None);
            }
        }
    }

    /// Lets `fault` happen; false where it cannot.
    pub(super) async fn inject(&mut self, fault: Fault, outage: Duration, dice: &mut Dice) -> bool {
        self.supervise();
        let victim = if self.workers.is_empty() { 0 } else { dice.roll(self.workers.len() as u64) as usize };
        let worker = self.workers.get(victim).map(Child::id);
        let api = self.api.as_ref().map(Child::id).expect("it was started");
        let beyond = Duration::from_secs(LEASE + 2);
        match fault {
            Fault::KillWorker => signal(worker.expect("a worker"), "KILL"),
            Fault::TerminateWorker => signal(worker.expect("a worker"), "TERM"),
            Fault::KillApi => signal(api, "KILL"),
            Fault::TerminateApi => signal(api, "TERM"),
            Fault::FreezeWorker => freeze(worker.expect("a worker"), beyond).await,
            Fault::FreezeApi => freeze(api, beyond).await,
            Fault::WorkerWithOtherClock => {
                let Some(library) = faketime() else { return false };
                let child = self.spawn(&["worker"], Some((library, "+1h")));
                let old = std::mem::replace(&mut self.workers[victim], child);
                end(old);
            }
            Fault::TerminateBackends => {
                let pool = sqlx::PgPool::connect(&self.database).await.expect("a connection");
                let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
                sqlx::query(all).execute(&pool).await.expect("terminated");
                pool.close().await;
            }
            Fault::RestartFast => self.restart(Stop::Fast, Duration::ZERO).await,
            Fault::RestartImmediate => self.restart(Stop::Immediate, Duration::ZERO).await,
            Fault::Outage => self.restart(Stop::Fast, outage).await,
            Fault::DiskFull => {
                let Store::Sqlite(Some(disk)) = &self.store else { return false };
                let filler = disk.0.join("filler");
                // Writes until there is no room.
                let _ = Command::new("dd")
                    .args(["if=/dev/zero", "bs=64k", &format!("of={}", filler.display())])
                    .stderr(Stdio::null())
                    .status();
                tokio::time::sleep(outage).await;
                std::fs::remove_file(filler).expect("it was there");
            }
        }
        // A supervisor looks a moment later.
        tokio::time::sleep(Duration::from_millis(500)).await;
        self.supervise();
        true
    }

    async fn restart(&mut self, stop: Stop, away: Duration) {
        let Store::Postgres(server) = &mut self.store else { return };
        tokio::task::block_in_place(|| server.stop(stop));
        tokio::time::sleep(away).await;
        tokio::task::block_in_place(|| server.run());
    }

    /// Replaces what dies, for ever.
    pub(super) async fn keep_up(&mut self) {
        loop {
            self.supervise();
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    /// Everything runs again: whatever dies meanwhile is replaced, however long that takes.
    pub(super) async fn heal(&mut self) {
        let base = self.base.clone();
        let healed = tokio::select! {
            healed = ready(&base) => healed,
            () = self.keep_up() => unreachable!("it goes on for ever"),
        };
        assert!(healed, "not ready after {READY:?}: {}", self.log());
    }
}

/// Waits until the service says that it is ready; false when it never does.
async fn ready(base: &str) -> bool {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(3)).build().expect("a client");
    let since = Instant::now();
    while !client.get(format!("{base}/readyz")).send().await.is_ok_and(|r| r.status().is_success()) {
        if since.elapsed() > READY {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    true
}

async fn freeze(pid: u32, time: Duration) {
    signal(pid, "STOP");
    tokio::time::sleep(time).await;
    signal(pid, "CONT");
}

/// The library that gives a process another clock, where it is installed.
fn faketime() -> Option<&'static str> {
    const PLACES: [&str; 3] = [
        "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
        "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
        "/usr/lib64/faketime/libfaketime.so.1",
    ];
    PLACES.into_iter().find(|place| std::path::Path::new(place).exists())
}

impl Drop for Site {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the end of the processes' log:\n{}", self.log());
        }
        self.api.take().into_iter().chain(self.workers.drain(..)).for_each(end);
    }
}
