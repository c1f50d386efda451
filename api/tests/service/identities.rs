//! Every operation of the document, asked by everybody who may not: a new operation is in these tables without being named.

use std::collections::BTreeMap;

use chrono::{TimeDelta, Utc};
use outlay_api::accounts;
use outlay_api::token::Keys;
use poem::Body;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::client::{Answer, Client, Service};

struct Operation {
    method: String,
    path: String,
}

impl Operation {
    fn all() -> Vec<Self> {
        let document: Value = serde_json::from_str(&outlay_api::spec::document()).unwrap();
        let paths = document["paths"].as_object().unwrap().clone();
        let operations = paths.iter().flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().keys();
            methods.map(move |method| Self { method: method.to_uppercase(), path: path.clone() })
        });
        operations.collect()
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn is_open(&self) -> bool {
        self.path.starts_with("/auth/")
    }

    /// The path with something in each place of a parameter.
    fn filled(&self, id: &str) -> String {
        let parts = self.path.split('/').map(|part| match part {
            "{id}" => id,
            "{file}" => "monthly_trends.png",
            "{key}" | "{category}" => "netflix",
            part => part,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// A body that would be fine.
    fn body(&self) -> Value {
        match self.path.as_str() {
            "/rules/{id}" => json!({"words": "bean", "category": "Cafe"}),
            "/layouts/{id}" => json!({"name": "Mine"}),
            "/anomalies/{id}/feedback" => json!({"verdict": "expected"}),
            "/expenses/{id}" => json!({"category": "Mine"}),
            "/accounts/{id}" => json!({"name": "Mine"}),
            _ => json!({}),
        }
    }

    async fn ask(&self, service: &Service, bearer: Option<&str>, path: &str) -> Answer {
        let bearer = bearer.map(|token| format!("Bearer {token}"));
        let mut headers = vec![("content-type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("authorization", bearer)));
        let body = if self.method == "GET" { Body::empty() } else { Body::from_string(self.body().to_string()) };
        service.send(&self.method, &format!("/api/v1{path}"), &headers, body).await
    }
}

#[tokio::test]
async fn who_is_not_signed_in_gets_nowhere() {
    let service = super::start().await;
    let (signed_out, disabled) =
        (service.register("out@example.org").await, service.register("gone@example.org").await);
    let id = Uuid::parse_str(signed_out.session["user"]["id"].as_str().unwrap()).unwrap();
    let hour = TimeDelta::hours(1);
    let keys = |secret: u8| Keys::new(&[secret; 32]);
    let expired = keys(7).sign(id, id, Utc::now() - hour * 2, Utc::now() - hour).unwrap();
    let forged = keys(8).sign(id, id, Utc::now(), Utc::now() + hour).unwrap();
    service.auth("logout", json!({"refresh_token": signed_out.session["refresh_token"]})).await.expect(204);
    accounts::set_disabled(service.db.orm(), "gone@example.org", true).await.unwrap();
    let identities = [
        ("nobody", None),
        ("an expired token", Some(expired.as_str())),
        ("a forged token", Some(forged.as_str())),
        ("no token", Some("x")),
        ("an unknown API token", Some("outlay_x")),
        ("an ended session", Some(signed_out.token.as_str())),
        ("a disabled account", Some(disabled.token.as_str())),
    ];
    let mut asked = 0;
    for operation in Operation::all().into_iter().filter(|operation| !operation.is_open()) {
        for (who, token) in identities {
            let answer = operation.ask(&service, token, &operation.filled(&Uuid::now_v7().to_string())).await;
            assert_eq!(answer.status.as_u16(), 401, "{who}: {}: {}", operation.name(), answer.text());
            answer.problem(401, "unauthorized");
            asked += 1;
        }
    }
    assert!(asked > 600, "{asked}");
}

/// What a token needs for an operation; `None`: no token is enough.
fn scope(operation: &Operation) -> Option<&'static str> {
    let below = |roots: &[&str]| roots.iter().any(|root| operation.path.split('/').nth(1) == Some(root));
    let closed = ["/me/password", "/me/sessions", "/me/tokens", "/me/deletion"];
    if below(&["jobs"]) || closed.iter().any(|closed| operation.path.starts_with(closed)) {
        None
    } else if operation.method == "GET" {
        Some("read")
    } else if below(&["analyses"]) || operation.path == "/me/schedule" {
        Some("analyze")
    } else {
        Some("write")
    }
}

#[tokio::test]
async fn a_token_does_what_its_scope_says_and_nothing_else() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let mut tokens = Vec::new();
    for scope in ["read", "write", "analyze"] {
        let made =
            client.json("POST", "/me/tokens", json!({"name": scope, "scopes": [scope]})).await.expect(201).json();
        tokens.push((scope, made["token"].as_str().unwrap().to_owned()));
    }
    for operation in Operation::all().into_iter().filter(|operation| !operation.is_open()) {
        for (has, token) in &tokens {
            let answer = operation.ask(&service, Some(token), &operation.filled(&Uuid::now_v7().to_string())).await;
            match scope(&operation) {
                None => drop(answer.problem(403, "sign-in-needed")),
                Some(needs) if needs == *has => {
                    let status = answer.status.as_u16();
                    assert!(!matches!(status, 401 | 403 | 500..), "{has}: {}: {status}", operation.name());
                }
                Some(_) => drop(answer.problem(403, "scope-missing")),
            }
        }
    }
}

/// Something of each kind that has an id, by the root of its path.
async fn belongings(client: &Client<'_>) -> BTreeMap<&'static str, String> {
    let id = |answer: Answer| answer.json()["id"].as_str().unwrap().to_owned();
    let expense = |day: u32| json!({"date": format!("2026-01-{day:02}"), "amount": "5.00", "description": "Netflix"});
    let mut have = BTreeMap::new();
    for day in 1..8 {
        have.insert("expenses", id(client.json("POST", "/expenses", expense(day)).await.expect(201)));
    }
    have.insert("accounts", id(client.json("POST", "/accounts", json!({"name": "Bank"})).await.expect(201)));
    let rule = json!({"words": "netflix", "category": "Fun"});
    have.insert("rules", id(client.json("POST", "/rules", rule).await.expect(201)));
    let file = "Date,Description,Amount\n2026-02-15,BEAN HOUSE 1009,-3.40\n2026-02-21,Mia Berg,400.00\n";
    have.insert("imports", id(client.preview(file.as_bytes()).await.expect(201)));
    have.insert("analyses", id(client.json("POST", "/analyses", json!({})).await.expect(202)));
    let hook = json!({"url": "https://example.org/hook"});
    have.insert("webhooks", id(client.json("POST", "/webhooks", hook).await.expect(201)));
    have.insert("me/jobs", id(client.json("POST", "/me/export", json!({})).await.expect(202)));
    have.insert("jobs", have["me/jobs"].clone());
    let token = json!({"name": "t", "scopes": ["read"]});
    have.insert("me/tokens", id(client.json("POST", "/me/tokens", token).await.expect(201)));
    let sessions = client.get("/me/sessions").await.expect(200).json();
    have.insert("me/sessions", sessions["items"][0]["id"].as_str().unwrap().to_owned());
    // Only analyses and corrections make these; nobody's will do.
    for root in ["models", "layouts", "anomalies"] {
        have.insert(root, Uuid::now_v7().to_string());
    }
    have
}

#[tokio::test]
async fn what_belongs_to_another_account_is_not_there() {
    let service = super::start().await;
    let (ann, mallory) = (service.register("ann@example.org").await, service.register("mallory@example.org").await);
    let have = belongings(&ann).await;
    let with_id = || Operation::all().into_iter().filter(|operation| operation.path.contains("{id}"));
    let of = |operation: &Operation| {
        let root = operation.path.split("/{id}").next().unwrap().trim_start_matches('/').to_owned();
        have.get(root.as_str()).unwrap_or_else(|| panic!("{root}: make one in `belongings`")).clone()
    };
    for operation in with_id() {
        let answer = operation.ask(&service, Some(&mallory.token), &operation.filled(&of(&operation))).await;
        if operation.path.starts_with("/jobs/") {
            answer.problem(403, "operators-only");
            continue;
        }
        assert_eq!(answer.status.as_u16(), 404, "{}: {}", operation.name(), answer.text());
    }
    for operation in with_id().filter(|operation| operation.method == "GET" && operation.path.ends_with("{id}")) {
        if ["/layouts/{id}"].contains(&operation.path.as_str()) {
            continue;
        }
        let answer = operation.ask(&service, Some(&ann.token), &operation.filled(&of(&operation))).await;
        assert_eq!(answer.status.as_u16(), 200, "{}: Ann's own is still there", operation.name());
    }
}
