//! A service on a fresh database, and a client of it that has signed in.

use std::sync::Arc;

use outlay_api::{App, Settings, routes};
use outlay_entity::{Db, Pool};
use outlay_testkit::Database;
use poem::endpoint::{DynEndpoint, ToDynEndpoint};
use poem::http::{Method, StatusCode, Uri};
use poem::{Body, Request, Response};
use serde_json::{Value, json};

type Routes = Arc<dyn DynEndpoint<Output = Response>>;

/// A running service.
pub(crate) struct Service {
    pub db: Db,
    routes: Routes,
    settings: Settings,
    database: Arc<Database>,
}

fn start(db: &Db, settings: Settings) -> Routes {
    Arc::new(ToDynEndpoint(routes(App::new(db.clone(), settings, outlay_entity::queue::Wake::default()))))
}

/// What came back.
pub(crate) struct Answer {
    pub status: StatusCode,
    pub headers: poem::http::HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.bytes)))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The answer, which must have this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }

    /// A well-formed problem of this status and kind.
    #[track_caller]
    pub(crate) fn problem(self, status: u16, kind: &str) -> Value {
        let answer = self.expect(status);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        assert_eq!(problem["request_id"], answer.header("x-request-id"));
        assert!(!problem["title"].as_str().unwrap().is_empty() && !problem["detail"].as_str().unwrap().is_empty());
        problem
    }
}

impl Service {
    /// On an empty database, with settings changed by `change`.
    pub(crate) async fn on(database: Database, change: impl FnOnce(&mut Settings)) -> Self {
        let db = outlay_entity::connect(&database.url, outlay_entity::Settings::default()).await.unwrap();
        let pool = match db.pool() {
            Pool::Sqlite(pool) => outlay_migration::Database::Sqlite(pool),
            Pool::Postgres(pool) => outlay_migration::Database::Postgres(pool),
        };
        outlay_migration::run(pool).await.unwrap();
        let mut settings = Settings::new(vec![7; 32]);
        settings.sign_ins_per_minute = 1_000;
        settings.strange_sign_ins_per_hour = 10_000;
        settings.requests_per_minute = 100_000;
        change(&mut settings);
        Self { routes: start(&db, settings.clone()), db, settings, database: Arc::new(database) }
    }

    /// Another process of the same installation.
    pub(crate) fn beside(&self) -> Self {
        let (db, settings) = (self.db.clone(), self.settings.clone());
        Self { routes: start(&db, settings.clone()), db, settings, database: Arc::clone(&self.database) }
    }

    /// A request as it is.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let uri: Uri = path.parse().unwrap();
        let mut request = Request::builder().method(method.parse::<Method>().unwrap()).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.routes.call(request.body(body)).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, bytes: body.into_vec().await.unwrap() }
    }

    /// A new account, signed in.
    pub(crate) async fn register(&self, email: &str) -> Client<'_> {
        let input = json!({"email": email, "password": "correct horse", "name": "Test"});
        let json = [("content-type", "application/json")];
        let answer = self.send("POST", "/api/v1/auth/register", &json, input.to_string()).await.expect(201);
        let session = answer.json();
        Client { service: self, session: session.clone(), token: session["access_token"].as_str().unwrap().to_owned() }
    }
}

impl Service {
    /// What `/auth/{path}` answers.
    pub(crate) async fn auth(&self, path: &str, body: Value) -> Answer {
        let json = [("content-type", "application/json")];
        self.send("POST", &format!("/api/v1/auth/{path}"), &json, body.to_string()).await
    }

    /// A client that comes with `session`, as it was answered.
    pub(crate) fn client(&self, session: Value) -> Client<'_> {
        Client { service: self, token: session["access_token"].as_str().unwrap().to_owned(), session }
    }
}

/// A client with an access token; paths are below `/api/v1`.
pub(crate) struct Client<'a> {
    pub service: &'a Service,
    pub session: Value,
    pub token: String,
}

impl Client<'_> {
    pub(crate) async fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str())];
        all.extend_from_slice(headers);
        self.service.send(method, &format!("/api/v1{path}"), &all, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.request("GET", path, &[], Body::empty()).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.request("DELETE", path, &[], Body::empty()).await
    }

    pub(crate) async fn json(&self, method: &str, path: &str, body: Value) -> Answer {
        self.request(method, path, &[("content-type", "application/json")], body.to_string()).await
    }

    pub(crate) async fn keyed(&self, path: &str, key: &str, body: Value) -> Answer {
        let headers = [("content-type", "application/json"), ("idempotency-key", key)];
        self.request("POST", path, &headers, body.to_string()).await
    }

    /// Uploads `content` as a file of a bank and enters it in the same step.
    pub(crate) async fn import(&self, content: &[u8]) -> Answer {
        self.upload("/imports?commit=true", "bank.csv", content, &[]).await
    }

    /// Uploads `content` as a file of a bank, for its preview.
    pub(crate) async fn preview(&self, content: &[u8]) -> Answer {
        self.upload("/imports", "bank.csv", content, &[]).await
    }

    /// Uploads a file with other fields of the form beside it.
    pub(crate) async fn upload(&self, path: &str, name: &str, content: &[u8], fields: &[(&str, &str)]) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields {
            let part = format!("--X\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let head = format!(
            "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n--X--\r\n");
        self.request("POST", path, &[("content-type", "multipart/form-data; boundary=X")], body).await
    }
}
