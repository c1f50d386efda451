use poem::Body;
use serde_json::json;

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn an_account_signs_in_refreshes_and_signs_out() {
    let service = super::start().await;
    let client = service.register("Ann@Example.org").await;
    let me = client.get("/me").await.expect(200).json();
    assert_eq!((me["email"].as_str(), me["currency"].as_str()), (Some("ann@example.org"), Some("USD")));

    let login = json!({"email": "ANN@example.org", "password": "correct horse"});
    let session = service.send("POST", "/api/v1/auth/login", &[JSON], login.to_string()).await.expect(200).json();
    assert_eq!(session["expires_in"], 900);
    let refresh = json!({"refresh_token": session["refresh_token"]}).to_string();
    let next = service.send("POST", "/api/v1/auth/refresh", &[JSON], refresh).await.expect(200).json();
    assert_ne!(next["refresh_token"], session["refresh_token"]);

    let logout = json!({"refresh_token": next["refresh_token"]}).to_string();
    service.send("POST", "/api/v1/auth/logout", &[JSON], logout.clone()).await.expect(204);
    service.send("POST", "/api/v1/auth/refresh", &[JSON], logout).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn wrong_credentials_and_tokens_are_refused_alike() {
    let service = super::start().await;
    service.register("ann@example.org").await;
    let mut details = Vec::new();
    for (email, password) in [("ann@example.org", "wrong password"), ("nobody@example.org", "correct horse")] {
        let body = json!({"email": email, "password": password}).to_string();
        let problem = service.send("POST", "/api/v1/auth/login", &[JSON], body).await.problem(401, "unauthorized");
        details.push(problem["detail"].clone());
    }
    assert_eq!(details[0], details[1]);
    service.send("GET", "/api/v1/me", &[], Body::empty()).await.problem(401, "unauthorized");
    let forged = [("authorization", "Bearer x.y.z")];
    let answer = service.send("GET", "/api/v1/me", &forged, Body::empty()).await;
    assert!(answer.header("www-authenticate").starts_with("Bearer"));
    answer.problem(401, "unauthorized");
}

#[tokio::test]
async fn an_address_has_one_account_and_fields_are_checked() {
    let service = super::start().await;
    service.register("ann@example.org").await;
    let taken = json!({"email": "ANN@example.org", "password": "correct horse", "name": "A"}).to_string();
    service.send("POST", "/api/v1/auth/register", &[JSON], taken).await.problem(409, "taken");
    let bad = json!({"email": "ann", "password": "hunter2", "name": "A", "admin": true}).to_string();
    let problem = service.send("POST", "/api/v1/auth/register", &[JSON], bad).await.problem(422, "invalid-request");
    let mut pointers: Vec<&str> =
        problem["errors"].as_array().unwrap().iter().map(|e| e["pointer"].as_str().unwrap()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/admin", "/password"]);
    assert!(!problem.to_string().contains("hunter2"), "a password is repeated: {problem}");
}

#[tokio::test]
async fn a_browser_signs_in_with_cookies_and_other_sites_cannot_use_them() {
    let service = super::start().await;
    service.register("ann@example.org").await;
    let login = json!({"email": "ann@example.org", "password": "correct horse", "cookies": true}).to_string();
    let answer = service.send("POST", "/api/v1/auth/login", &[JSON], login).await.expect(200);
    assert!(answer.json().get("access_token").is_none() && answer.json().get("refresh_token").is_none());
    let cookies: Vec<String> =
        answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned()).collect();
    assert_eq!(cookies.len(), 2);
    for cookie in &cookies {
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/api/v1"));
    }
    let jar: Vec<&str> = cookies.iter().map(|c| c.split(';').next().unwrap()).collect();
    let jar = jar.join("; ");
    let cookie = ("cookie", jar.as_str());

    service.send("GET", "/api/v1/me", &[cookie], Body::empty()).await.expect(200);
    let expense = json!({"date": "2026-01-31", "amount": "1.00"}).to_string();
    let ours = [cookie, JSON, ("host", "outlay.test"), ("origin", "http://outlay.test")];
    service.send("POST", "/api/v1/expenses", &ours, expense.clone()).await.expect(201);
    let theirs = [cookie, JSON, ("host", "outlay.test"), ("origin", "http://evil.test")];
    service.send("POST", "/api/v1/expenses", &theirs, expense).await.problem(403, "cross-site");

    let refreshed = service.send("POST", "/api/v1/auth/refresh", &[cookie, JSON], "{}").await.expect(200);
    assert_eq!(refreshed.headers.get_all("set-cookie").iter().count(), 2);
    let out = service.send("POST", "/api/v1/auth/logout", &[cookie, JSON], "{}").await.expect(204);
    assert!(out.header("set-cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn the_account_changes_with_if_match_and_keeps_its_currency_in_use() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let tag = client.get("/me").await.header("etag").to_owned();
    let patch = json!({"name": "Ann", "phone": "+49 1", "currency": "JPY"}).to_string();
    let headers = [JSON, ("if-match", tag.as_str())];
    let me = client.request("PATCH", "/me", &headers, patch.clone()).await.expect(200).json();
    assert_eq!((&me["name"], &me["currency_digits"]), (&json!("Ann"), &json!(0)));
    client.request("PATCH", "/me", &headers, patch).await.problem(412, "precondition-failed");
    client.json("PATCH", "/me", json!({"phone": null})).await.expect(200);
    assert!(client.get("/me").await.json().get("phone").is_none());

    client.json("POST", "/expenses", json!({"date": "2026-01-31", "amount": "500"})).await.expect(201);
    client.json("PATCH", "/me", json!({"currency": "EUR"})).await.problem(409, "currency-in-use");
}
