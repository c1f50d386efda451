//! A client that does not give up: it repeats what got no answer, with the same idempotency key, and signs in again when
//! its access token has run out.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(240);

const PASSWORD: &str = "correct horse battery";

fn email(number: u64) -> String {
    format!("p{number}@example.org")
}

/// The access token of an answer that has one.
async fn token_of(answer: Response) -> Option<String> {
    let session: Value = answer.json().await.ok()?;
    Some(session["access_token"].as_str()?.to_owned())
}

/// An account and its ledger.
pub(super) struct Person {
    pub(super) number: u64,
    client: Client,
    base: String,
    token: Mutex<String>,
}

impl Person {
    /// Registers, makes a webhook, uploads the ledger.
    pub(super) async fn join(base: &str, number: u64, csv: String) -> Self {
        let client = Client::builder().timeout(Duration::from_secs(20)).build().expect("a client");
        let base = format!("{base}/api/v1");
        let body = json!({"email": email(number), "password": PASSWORD, "name": "P", "currency": "EUR"});
        let answer = client.post(format!("{base}/auth/register")).json(&body).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        let token = Mutex::new(token_of(answer).await.expect("a token"));
        let person = Self { number, client, base, token };
        let hook = person.once(Method::POST, "/webhooks", None, Some(&json!({"url": "http://127.0.0.1:9/"}))).await;
        assert_eq!(hook.expect("an answer").status(), StatusCode::CREATED);
        let part = reqwest::multipart::Part::bytes(csv.into_bytes()).file_name("expenses.csv");
        let form = reqwest::multipart::Form::new().part("file", part);
        let upload = person.client.post(format!("{}/imports?commit=true", person.base)).bearer_auth(person.token());
        assert_eq!(upload.multipart(form).send().await.expect("an answer").status(), StatusCode::CREATED);
        person
    }

    async fn once(&self, method: Method, path: &str, key: Option<&str>, body: Option<&Value>) -> Option<Response> {
        let mut request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(self.token());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.ok()?;
        if answer.status() == StatusCode::UNAUTHORIZED {
            self.sign_in().await;
        }
        Some(answer)
    }

    fn token(&self) -> String {
        self.token.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A new access token, if there is an answer; the request that needed it is repeated anyway.
    async fn sign_in(&self) {
        let body = json!({"email": email(self.number), "password": PASSWORD});
        let Ok(answer) = self.client.post(format!("{}/auth/login", self.base)).json(&body).send().await else { return };
        if let Some(token) = token_of(answer).await {
            *self.token.lock().unwrap_or_else(PoisonError::into_inner) = token;
        }
    }

    /// Repeats a request until `fits` says that the answer is one.
    async fn until(
        &self,
        what: (Method, &str, Option<&str>, Option<&Value>),
        fits: impl Fn(StatusCode) -> bool,
    ) -> (StatusCode, Vec<u8>) {
        let since = Instant::now();
        loop {
            let (method, path, key, body) = what.clone();
            let mut last = "no answer".to_owned();
            if let Some(answer) = self.once(method, path, key, body).await {
                let status = answer.status();
                match answer.bytes().await {
                    Ok(bytes) if fits(status) => return (status, bytes.to_vec()),
                    Ok(bytes) => last = format!("{status} {}", String::from_utf8_lossy(&bytes)),
                    Err(error) => last = error.to_string(),
                }
            }
            assert!(since.elapsed() < PATIENCE, "{} {}: {last}", what.0, what.1);
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Submits an analysis until it is accepted, and gives its id.
    pub(super) async fn submit(&self, key: &str, body: &Value) -> String {
        let what = (Method::POST, "/analyses", Some(key), Some(body));
        let (_, bytes) = self.until(what, |status| status == StatusCode::ACCEPTED).await;
        let job: Value = serde_json::from_slice(&bytes).expect("JSON");
        job["id"].as_str().expect("an id").to_owned()
    }

    /// Twenty clients at once with one key: all hear of the same job.
    pub(super) async fn submit_twenty_times(&self, key: &str) -> String {
        let body = json!({});
        let ids = futures_util::future::join_all((0..20).map(|_| self.submit(key, &body))).await;
        assert!(ids.iter().all(|id| *id == ids[0]), "one key, several jobs: {ids:?}");
        ids[0].clone()
    }

    /// Asks to cancel; a job that has ended cannot be.
    pub(super) async fn cancel(&self, id: &str) {
        let path = format!("/analyses/{id}/cancel");
        self.until((Method::POST, &path, None, None), |s| s == StatusCode::ACCEPTED || s == StatusCode::CONFLICT).await;
    }

    /// A document or file that must be there.
    pub(super) async fn get(&self, path: &str) -> Vec<u8> {
        self.until((Method::GET, path, None, None), |status| status == StatusCode::OK).await.1
    }

    /// Waits until a job has ended and gives it.
    pub(super) async fn wait(&self, id: &str) -> Value {
        let since = Instant::now();
        loop {
            let job: Value = serde_json::from_slice(&self.get(&format!("/analyses/{id}")).await).expect("JSON");
            if matches!(job["status"].as_str(), Some("succeeded" | "failed" | "cancelled")) {
                return job;
            }
            assert!(since.elapsed() < PATIENCE, "it does not end: {job}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}
