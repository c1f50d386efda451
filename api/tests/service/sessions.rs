use outlay_api::accounts;
use poem::Body;
use serde_json::{Value, json};

async fn refresh(service: &crate::client::Service, session: &Value) -> crate::client::Answer {
    service.auth("refresh", json!({"refresh_token": session["refresh_token"]})).await
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_ends_the_session() {
    let service = super::with(|settings| settings.refresh_grace = std::time::Duration::ZERO).await;
    let client = service.register("ann@example.org").await;
    let second = refresh(&service, &client.session).await.expect(200).json();
    client.get("/me").await.expect(200);

    refresh(&service, &client.session).await.problem(401, "unauthorized");
    refresh(&service, &second).await.problem(401, "unauthorized");
    client.get("/me").await.problem(401, "unauthorized");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pages_that_renew_at_once_stay_signed_in() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let mut session = client.session.clone();
    for _ in 0..3 {
        let (one, other) = tokio::join!(refresh(&service, &session), refresh(&service, &session));
        let (one, other) = (one.expect(200).json(), other.expect(200).json());
        assert_ne!(one["refresh_token"], other["refresh_token"]);
        for session in [&one, &other] {
            service.client(session.clone()).get("/me").await.expect(200);
        }
        session = other;
    }
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_does_not_end_the_session_and_theft_does() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let lost = refresh(&service, &client.session).await.expect(200).json();
    let again = refresh(&service, &client.session).await.expect(200).json();
    let next = refresh(&service, &again).await.expect(200).json();
    // One branch has gone on, so whoever comes with the other one has it from somewhere else.
    refresh(&service, &lost).await.problem(401, "unauthorized");
    refresh(&service, &next).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn an_ended_session_ends_its_access_token_in_every_process() {
    let service = super::start().await;
    let other = service.beside();
    let client = service.register("ann@example.org").await;
    let elsewhere = other.client(client.session.clone());
    elsewhere.get("/me").await.expect(200);
    service.auth("logout", json!({"refresh_token": client.session["refresh_token"]})).await.expect(204);
    elsewhere.get("/me").await.problem(401, "unauthorized");
    elsewhere
        .json("POST", "/expenses", json!({"date": "2026-01-31", "amount": "1.00"}))
        .await
        .problem(401, "unauthorized");
}

#[tokio::test]
async fn what_the_operator_does_to_an_account_holds_at_once() {
    let service = super::start().await;
    let db = service.db.orm();
    let client = service.register("ann@example.org").await;
    let token = client.json("POST", "/me/tokens", json!({"name": "t", "scopes": ["read"]})).await.expect(201).json();
    let program = service.client(json!({"access_token": token["token"]}));
    program.get("/me").await.expect(200);

    accounts::reset_password(db, "ann@example.org", "another horse battery".to_owned()).await.unwrap();
    client.get("/me").await.problem(401, "unauthorized");
    program.get("/me").await.problem(401, "unauthorized");

    let login = json!({"email": "ann@example.org", "password": "another horse battery"});
    let client = service.client(service.auth("login", login.clone()).await.expect(200).json());
    let token = client.json("POST", "/me/tokens", json!({"name": "t", "scopes": ["read"]})).await.expect(201).json();
    let program = service.client(json!({"access_token": token["token"]}));
    accounts::set_disabled(db, "ann@example.org", true).await.unwrap();
    client.get("/me").await.problem(401, "unauthorized");
    program.get("/me").await.problem(401, "unauthorized");
    service.auth("login", login).await.problem(401, "unauthorized");
    assert!(accounts::reset_password(db, "ann@example.org", "12345678".to_owned()).await.is_err());
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let login = |password: &str| json!({"email": "ann@example.org", "password": password});
    let other = service.client(service.auth("login", login("correct horse")).await.expect(200).json());
    let change = |current: &str, new: &str| json!({"current_password": current, "new_password": new});

    let wrong = client.json("POST", "/me/password", change("wrong password", "battery staple")).await;
    assert_eq!(wrong.problem(422, "invalid-request")["errors"][0]["pointer"], "/current_password");
    let weak = client.json("POST", "/me/password", change("correct horse", "ann@example.org")).await;
    assert_eq!(weak.problem(422, "invalid-request")["errors"][0]["pointer"], "/new_password");
    other.get("/me").await.expect(200);

    client.json("POST", "/me/password", change("correct horse", "battery staple")).await.expect(204);
    client.get("/me").await.expect(200);
    other.get("/me").await.problem(401, "unauthorized");
    refresh(&service, &other.session).await.problem(401, "unauthorized");
    refresh(&service, &client.session).await.expect(200);
    service.auth("login", login("correct horse")).await.problem(401, "unauthorized");
    service.auth("login", login("battery staple")).await.expect(200);
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let body = json!({"email": "ann@example.org", "password": "correct horse"}).to_string();
    let headers = [("content-type", "application/json"), ("user-agent", "Phone/1")];
    let session = service.send("POST", "/api/v1/auth/login", &headers, body).await.expect(200).json();
    let phone = service.client(session);
    refresh(&service, &phone.session).await.expect(200);
    let mallory = service.register("mallory@example.org").await;

    let sessions = client.get("/me/sessions").await.expect(200).json();
    let sessions = sessions["items"].as_array().unwrap();
    assert_eq!(sessions.len(), 2, "{sessions:?}");
    let theirs = sessions.iter().find(|session| session["current"] == false).unwrap();
    assert!(theirs["started_at"].is_string() && theirs["renewed_at"].is_string());
    let path = format!("/me/sessions/{}", theirs["id"].as_str().unwrap());
    mallory.delete(&path).await.problem(404, "not-found");
    phone.get("/me").await.expect(200);
    client.delete(&path).await.expect(204);
    phone.get("/me").await.problem(401, "unauthorized");
    client.delete(&path).await.problem(404, "not-found");
    assert_eq!(client.get("/me/sessions").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_api_token_does_what_its_scopes_say_until_it_ends() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let make = async |scopes: Value| {
        let input = json!({"name": "script", "scopes": scopes});
        client.json("POST", "/me/tokens", input).await.expect(201).json()
    };
    let expense = || json!({"date": "2026-01-31", "amount": "1.00"});
    let as_program = |token: &Value| service.client(json!({"access_token": token["token"]}));
    let (reader, writer) = (make(json!(["read"])).await, make(json!(["write", "analyze"])).await);
    let (reads, writes) = (as_program(&reader), as_program(&writer));

    reads.get("/expenses").await.expect(200);
    let refused = reads.json("POST", "/expenses", expense()).await;
    assert!(refused.header("www-authenticate").contains("insufficient_scope"));
    refused.problem(403, "scope-missing");
    reads.json("POST", "/analyses", json!({})).await.problem(403, "scope-missing");
    writes.json("POST", "/expenses", expense()).await.expect(201);
    writes.get("/expenses").await.problem(403, "scope-missing");
    writes.json("POST", "/analyses", json!({})).await.problem(422, "too-few-expenses");
    for path in ["/me/tokens", "/me/sessions", "/jobs"] {
        reads.get(path).await.problem(403, "sign-in-needed");
    }

    // Nothing that lets anybody in is stored or shown again.
    let listed = client.get("/me/tokens").await.expect(200);
    assert!(!listed.text().contains(reader["token"].as_str().unwrap()));
    assert_eq!(listed.json()["items"][1]["scopes"], json!(["read"]));
    assert!(listed.json()["items"][1]["used_at"].is_string());
    let path = format!("/me/tokens/{}", reader["id"].as_str().unwrap());
    client.get(&path).await.expect(200);
    client.delete(&path).await.expect(204);
    reads.get("/expenses").await.problem(401, "unauthorized");
    service
        .send("GET", "/api/v1/me", &[("authorization", "Bearer outlay_x")], Body::empty())
        .await
        .problem(401, "unauthorized");
    let bad = json!({"name": " ", "scopes": ["read", "read"], "expires_in_days": 0});
    client.json("POST", "/me/tokens", bad).await.problem(422, "invalid-request");
}
