//! The real binary as processes, and an account that talks to it over HTTP as a client program would.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

/// Longest wait for a server to be ready: this may be a slow machine with much else to do.
const READY: Duration = Duration::from_secs(240);

/// A process of the product; killed when dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    fn command(database: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_outlay"));
        command
            .env("DATABASE_URL", database)
            .env("OUTLAY_SECRET", "a secret of the tests that is long enough 0123456789")
            .env("OUTLAY_MODEL_DIR", crate::model_dir())
            .env("OUTLAY_LEASE", "6")
            .stderr(Stdio::inherit());
        command
    }

    /// Starts `outlay worker`.
    pub(crate) fn worker(database: &str) -> Self {
        Self::worker_with(database, &[], Stdio::inherit())
    }

    /// Starts `outlay worker` with more settings and its log elsewhere.
    pub(crate) fn worker_with(database: &str, settings: &[(&str, &str)], log: impl Into<Stdio>) -> Self {
        let mut command = Self::command(database);
        command.arg("worker").envs(settings.iter().copied()).stdout(Stdio::null()).stderr(log);
        Self { child: command.spawn().expect("the binary runs") }
    }

    /// SIGTERM, as a supervisor asks a process to end; waits until it has.
    pub(crate) fn terminate(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        assert!(asked.is_ok_and(|status| status.success()), "it was running");
        assert!(self.child.wait().expect("it ended").success(), "it ends in peace");
    }

    /// SIGKILL: nothing in the process gets to know.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ended");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A running `outlay serve` and its address.
pub(crate) struct Server {
    pub process: Process,
    pub base: String,
    _home: tempfile::TempDir,
}

impl Server {
    /// Starts `outlay serve` on a free port and waits until it answers.
    pub(crate) async fn start(database: &str, arguments: &[&str]) -> Self {
        Self::start_with(database, arguments, &[], Stdio::inherit()).await
    }

    /// Starts it with more settings and its log elsewhere.
    pub(crate) async fn start_with(
        database: &str,
        arguments: &[&str],
        settings: &[(&str, &str)],
        log: impl Into<Stdio>,
    ) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let mut child = Process::command(database)
            .args(["serve", "--bind", "127.0.0.1:0"])
            .args(arguments)
            .envs(settings.iter().copied())
            .current_dir(home.path())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the binary runs");
        let printed = BufReader::new(child.stdout.take().expect("piped"));
        let process = Process { child };
        let (sender, address) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in printed.lines().map_while(Result::ok) {
                if let Some(at) = line.find("http://") {
                    let url = line[at..].split_whitespace().next().unwrap_or_default();
                    let _ = sender.send(url.trim_end_matches('/').to_owned());
                }
            }
        });
        let base = address.recv_timeout(READY).expect("serve prints its address");
        let client = Client::new();
        let deadline = Instant::now() + READY;
        while !client.get(format!("{base}/readyz")).send().await.is_ok_and(|r| r.status().is_success()) {
            assert!(Instant::now() < deadline, "not ready after {READY:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { process, base, _home: home }
    }
}

/// A registered account.
pub(crate) struct Account {
    client: Client,
    base: String,
    token: String,
}

impl Account {
    /// Registers `email`.
    pub(crate) async fn register(server: &Server, email: &str) -> Self {
        let client = Client::new();
        let body = json!({"email": email, "password": "correct horse battery", "name": "A Person", "currency": "EUR"});
        let url = format!("{}/api/v1/auth/register", server.base);
        let answer = client.post(url).json(&body).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        let session: Value = answer.json().await.expect("JSON");
        let token = session["access_token"].as_str().expect("a token").to_owned();
        Self { client, base: format!("{}/api/v1", server.base), token }
    }

    /// Goes on with another server of the same installation.
    pub(crate) fn move_to(&mut self, server: &Server) {
        self.base = format!("{}/api/v1", server.base);
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token).send().await.expect("an answer")
    }

    pub(crate) async fn get_json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.expect("JSON")
    }

    pub(crate) async fn get_bytes(&self, path: &str) -> Vec<u8> {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.bytes().await.expect("a body").to_vec()
    }

    pub(crate) async fn put(&self, path: &str, body: &Value) -> Response {
        let request = self.client.put(format!("{}{path}", self.base)).bearer_auth(&self.token);
        request.json(body).send().await.expect("an answer")
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Response {
        let request = self.client.patch(format!("{}{path}", self.base)).bearer_auth(&self.token);
        request.json(body).send().await.expect("an answer")
    }

    pub(crate) async fn delete(&self, path: &str) -> Response {
        let request = self.client.delete(format!("{}{path}", self.base)).bearer_auth(&self.token);
        request.send().await.expect("an answer")
    }

    /// Uploads `csv` and enters it in the same step.
    pub(crate) async fn upload(&self, csv: String) -> Response {
        let part = reqwest::multipart::Part::bytes(csv.into_bytes()).file_name("expenses.csv");
        let form = reqwest::multipart::Form::new().part("file", part);
        let request = self.client.post(format!("{}/imports?commit=true", self.base)).bearer_auth(&self.token);
        request.multipart(form).send().await.expect("an answer")
    }

    /// Submits an analysis and returns its id.
    pub(crate) async fn submit(&self, parameters: &Value) -> String {
        self.submit_as(parameters, None).await
    }

    /// Submits an analysis as part of the trace that `traceparent` names.
    pub(crate) async fn submit_as(&self, parameters: &Value, traceparent: Option<&str>) -> String {
        let mut request = self.client.post(format!("{}/analyses", self.base)).bearer_auth(&self.token);
        if let Some(traceparent) = traceparent {
            request = request.header("traceparent", traceparent);
        }
        let answer = request.json(parameters).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        assert!(answer.headers().contains_key("location") && answer.headers().contains_key("retry-after"));
        let analysis: Value = answer.json().await.expect("JSON");
        analysis["id"].as_str().expect("an id").to_owned()
    }

    /// Polls until the analysis has ended and returns it.
    pub(crate) async fn wait(&self, id: &str, patience: Duration) -> Value {
        let deadline = Instant::now() + patience;
        loop {
            let analysis = self.get_json(&format!("/analyses/{id}")).await;
            if matches!(analysis["status"].as_str(), Some("succeeded" | "failed" | "cancelled")) {
                return analysis;
            }
            assert!(Instant::now() < deadline, "still {} after {patience:?}", analysis["status"]);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

/// Runs `outlay analyze` over `csv` and returns the directory of its files.
pub(crate) fn analyze_file(csv: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("e.csv"), csv).expect("written");
    let done = Command::new(env!("CARGO_BIN_EXE_outlay"))
        .args(["analyze", "e.csv", "--currency", "EUR", "--out", "out"])
        .current_dir(dir.path())
        .env("OUTLAY_MODEL_DIR", crate::model_dir())
        .output()
        .expect("the binary runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let out = dir.path().join("out");
    (dir, out)
}
