//! A PgBouncer in transaction mode before a private server: what many who run PostgreSQL for others put there.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::postgres::{NOBODY, Server, is_root};

/// Fewer connections than any of our processes has: they get each other's all the time.
const POOL: u32 = 4;

/// A running PgBouncer; ended when dropped.
#[derive(Debug)]
pub struct PgBouncer {
    /// URL of the server's first database, by way of it.
    pub url: String,
    process: Child,
    _folder: tempfile::TempDir,
}

impl PgBouncer {
    /// Starts one before `server`; `None` where it is not installed. `more` are lines of its configuration.
    ///
    /// # Panics
    /// When it does not start.
    #[must_use]
    pub fn before(server: &Server, more: &str) -> Option<Self> {
        let program = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer"];
        let program = program.into_iter().find(|path| std::path::Path::new(path).exists())?;
        let folder = tempfile::Builder::new().prefix("outlay-bouncer-").tempdir().expect("a temporary folder");
        let free = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let (socket, port) = (server.folder().display(), free.port());
        let settings = format!(
            "[databases]\n* = host={socket} user=outlay\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = transaction\ndefault_pool_size = {POOL}\n\
             max_client_conn = 500\n{more}\n"
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings).expect("written");
        let mut command = Command::new(program);
        command.arg("--quiet").arg(&file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
        if is_root() {
            std::os::unix::fs::chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("chown as root");
            command.uid(NOBODY).gid(NOBODY);
        }
        let process = command.spawn().expect("pgbouncer runs");
        let since = Instant::now();
        while std::net::TcpStream::connect(free).is_err() {
            assert!(since.elapsed() < Duration::from_secs(60), "pgbouncer does not start");
            std::thread::sleep(Duration::from_millis(20));
        }
        Some(Self { url: format!("postgres://outlay@{free}/postgres"), process, _folder: folder })
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
