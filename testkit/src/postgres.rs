//! A PostgreSQL server of one's own: one a test process, on a Unix socket in a temporary folder, without durability.
//!
//! The server's binaries are looked for on `PATH` and under `/usr/lib/postgresql/*/bin`. It refuses to run as root: then
//! it runs as `nobody`. A keeper process ends it when the test process is gone, however that ended. Where
//! `TEST_DATABASE_URL` is set, that server is used instead.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection};

/// User and group `nobody`.
pub(crate) const NOBODY: u32 = 65534;

/// Ends the server with the test process: its standard input closes when that process ends.
const KEEPER: &str = r#"cat >/dev/null; test -f "$0/data/postmaster.pid" && kill -INT "$(head -1 "$0/data/postmaster.pid")" && sleep 1; rm -rf "$0""#;

/// The URL of a new, empty database.
///
/// # Panics
/// When there is no server and none can be started.
pub async fn database() -> String {
    let server = match std::env::var("TEST_DATABASE_URL") {
        Ok(url) if !url.is_empty() => url,
        _ => tokio::task::spawn_blocking(|| SERVER.get_or_init(start).clone()).await.expect("a server"),
    };
    let name = format!("outlay_test_{}", uuid::Uuid::now_v7().simple());
    let mut connection = PgConnection::connect(&server).await.expect("the test server answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&mut connection)
        .await
        .expect("a new database");
    connection.close().await.expect("closed");
    with_database(&server, &name)
}

static SERVER: OnceLock<String> = OnceLock::new();

fn with_database(url: &str, name: &str) -> String {
    let (base, query) = url.split_once('?').map_or((url, None), |(b, q)| (b, Some(q)));
    let scheme = base.find("://").map_or(0, |i| i + 3);
    let host = base[scheme..].find('/').map_or(base, |i| &base[..scheme + i]);
    query.map_or_else(|| format!("{host}/{name}"), |q| format!("{host}/{name}?{q}"))
}

/// Starts the server and gives the URL of its first database.
fn start() -> String {
    let server = Server::start();
    let url = server.url.clone();
    // It must outlive all tests; its keeper ends it.
    std::mem::forget(server);
    url
}

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Connections are cut, what is committed is written.
    Fast,
    /// At once, as in a crash; it recovers at the next start.
    Immediate,
}

/// A server of one's own that can be stopped and run again; ended when dropped.
#[derive(Debug)]
pub struct Server {
    /// URL of its first database.
    pub url: String,
    folder: PathBuf,
    process: Option<Child>,
    keeper: Child,
}

impl Server {
    /// Makes a cluster and runs it.
    ///
    /// # Panics
    /// When there is no PostgreSQL.
    #[must_use]
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("outlay-pg-").tempdir().expect("a temporary folder").keep();
        let root = is_root();
        if root {
            std::os::unix::fs::chown(&folder, Some(NOBODY), Some(NOBODY)).expect("chown as root");
        }
        let mut initdb = command("initdb", root);
        initdb.arg("-D").arg(folder.join("data"));
        initdb.args(["-U", "outlay", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]);
        let made = initdb.current_dir(&folder).output().expect("initdb runs");
        assert!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr));

        let keeper =
            Command::new("sh").args(["-c", KEEPER]).arg(&folder).stdin(Stdio::piped()).process_group(0).spawn();
        let host = folder.display().to_string().replace('/', "%2F");
        let url = format!("postgres://outlay@{host}/postgres");
        let mut server = Self { url, folder, process: None, keeper: keeper.expect("sh runs") };
        server.run();
        server
    }

    /// Runs it, and waits until it accepts connections.
    ///
    /// # Panics
    /// When it does not start.
    pub fn run(&mut self) {
        let mut postgres = command("postgres", is_root());
        postgres.arg("-D").arg(self.folder.join("data")).arg("-k").arg(&self.folder);
        for setting in
            ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=300", "shared_buffers=64MB"]
        {
            postgres.args(["-c", setting]);
        }
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("log")).expect("a log file");
        postgres.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).process_group(0);
        let process = self.process.insert(postgres.spawn().expect("postgres runs"));
        let socket = self.folder.join(".s.PGSQL.5432");
        let since = Instant::now();
        while !(socket.exists() && ready(&self.folder)) {
            assert!(process.try_wait().expect("its state").is_none(), "postgres ended: {}", log_of(&self.folder));
            assert!(since.elapsed() < Duration::from_secs(60), "postgres does not start: {}", log_of(&self.folder));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Where its socket is.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops it and waits until it is gone.
    ///
    /// # Panics
    /// When its state cannot be read.
    pub fn stop(&mut self, how: Stop) {
        let Some(mut process) = self.process.take() else { return };
        let signal = if how == Stop::Fast { "-INT" } else { "-QUIT" };
        Command::new("kill").args([signal, &process.id().to_string()]).status().expect("kill runs");
        process.wait().expect("its state");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop(Stop::Immediate);
        drop(self.keeper.stdin.take()); // it removes the folder
        let _ = self.keeper.wait();
    }
}

/// The server writes its state into the eighth line of its pid file.
fn ready(folder: &Path) -> bool {
    let state = std::fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
    state.lines().nth(7).is_some_and(|line| line.trim() == "ready")
}

fn log_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("log")).unwrap_or_default()
}

pub(crate) fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn command(program: &str, root: bool) -> Command {
    let mut command = Command::new(binary(program));
    command.env("LC_ALL", "C");
    if root {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Where a program of the server's package is, such as `pg_dump`.
///
/// # Panics
/// When it is not installed.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    binary(name)
}

fn binary(program: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    installed.sort();
    std::env::split_paths(&path)
        .chain(installed.into_iter().rev())
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
        .unwrap_or_else(|| {
            panic!("no PostgreSQL server: install the package postgresql, or set TEST_DATABASE_URL to a server")
        })
}
