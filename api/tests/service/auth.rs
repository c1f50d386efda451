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
async fn a_refresh_token_that_comes_twice_ends_the_session() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let first = json!({"refresh_token": client.session["refresh_token"]}).to_string();
    let second = service.send("POST", "/api/v1/auth/refresh", &[JSON], first.clone()).await.expect(200).json();

    service.send("POST", "/api/v1/auth/refresh", &[JSON], first).await.problem(401, "unauthorized");

    let second = json!({"refresh_token": second["refresh_token"]}).to_string();
    service.send("POST", "/api/v1/auth/refresh", &[JSON], second).await.problem(401, "unauthorized");
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

#[tokio::test]
async fn sign_in_attempts_are_limited() {
    let service = super::with(|settings| settings.sign_ins_per_minute = 3).await;
    let body = json!({"email": "ann@example.org", "password": "wrong password"}).to_string();
    for _ in 0..3 {
        service.send("POST", "/api/v1/auth/login", &[JSON], body.clone()).await.problem(401, "unauthorized");
    }
    let answer = service.send("POST", "/api/v1/auth/login", &[JSON], body).await;
    assert!(answer.header("retry-after").parse::<u64>().unwrap() >= 1);
    assert!(answer.header("ratelimit").contains("r=0"));
    answer.problem(429, "too-many-requests");
}

#[tokio::test]
async fn an_ended_session_ends_its_access_token() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let login = json!({"email": "ann@example.org", "password": "correct horse"}).to_string();
    let other = service.send("POST", "/api/v1/auth/login", &[JSON], login).await.expect(200).json();

    let logout = json!({"refresh_token": client.session["refresh_token"]}).to_string();
    service.send("POST", "/api/v1/auth/logout", &[JSON], logout).await.expect(204);
    client.get("/me").await.problem(401, "unauthorized");

    let bearer = format!("Bearer {}", other["access_token"].as_str().unwrap());
    let bearer = [("authorization", bearer.as_str())];
    service.send("GET", "/api/v1/me", &bearer, Body::empty()).await.expect(200);
    let refresh = json!({"refresh_token": other["refresh_token"]}).to_string();
    service.send("POST", "/api/v1/auth/refresh", &[JSON], refresh.clone()).await.expect(200);
    service.send("GET", "/api/v1/me", &bearer, Body::empty()).await.expect(200);
    service.send("POST", "/api/v1/auth/refresh", &[JSON], refresh).await.problem(401, "unauthorized");
    service.send("GET", "/api/v1/me", &bearer, Body::empty()).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn many_addresses_tried_from_one_network_are_limited_together() {
    let service = super::with(|settings| {
        settings.sign_ins_per_minute = 3;
        settings.trust_proxy = true;
    })
    .await;
    let attempt = async |n: usize| {
        let body = json!({"email": format!("ann{n}@example.org"), "password": "wrong password"}).to_string();
        // Whoever has one address of an IPv6 network has all of them.
        let from = format!("2001:db8:1:2::{n:x}");
        service.send("POST", "/api/v1/auth/login", &[JSON, ("x-forwarded-for", &from)], body).await
    };
    for n in 0..9 {
        attempt(n).await.problem(401, "unauthorized");
    }
    attempt(9).await.problem(429, "too-many-requests");
    let body = json!({"email": "ann@example.org", "password": "wrong password"}).to_string();
    let elsewhere = [JSON, ("x-forwarded-for", "2001:db8:1:3::1")];
    service.send("POST", "/api/v1/auth/login", &elsewhere, body).await.problem(401, "unauthorized");
}

#[tokio::test]
async fn more_sign_ins_at_once_than_memory_allows_wait_or_are_told_to_come_again() {
    let service = super::with(|settings| settings.password_hashes = 1).await;
    let attempt = async |n: usize| {
        let body = json!({"email": format!("ann{n}@example.org"), "password": "wrong password"}).to_string();
        service.send("POST", "/api/v1/auth/login", &[JSON], body).await
    };
    let (mut refused, mut told) = (0, 0);
    for answer in futures_util::future::join_all((0..40).map(attempt)).await {
        if answer.status.as_u16() == 503 {
            assert_eq!(answer.header("retry-after"), "5");
            answer.problem(503, "unavailable");
            told += 1;
        } else {
            answer.problem(401, "unauthorized");
            refused += 1;
        }
    }
    // One at work and sixteen waiting; who asks after the first is done finds a place again.
    assert!((17..30).contains(&refused) && told > 10, "{refused} refused, {told} told to come again");
}

#[tokio::test]
async fn a_password_is_not_tried_over_and_over_at_the_deletion_of_an_account() {
    let service = super::with(|settings| settings.sign_ins_per_minute = 3).await;
    let client = service.register("ann@example.org").await;
    for _ in 0..3 {
        client
            .json("POST", "/me/deletion", json!({"password": "wrong password"}))
            .await
            .problem(422, "invalid-request");
    }
    client.json("POST", "/me/deletion", json!({"password": "correct horse"})).await.problem(429, "too-many-requests");
}
