use serde_json::json;

const JSON: (&str, &str) = ("content-type", "application/json");

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
    // One comes back every seven seconds, which a busy machine may need for some of them.
    let mut tried = 0;
    let refused = loop {
        let answer = attempt(tried).await;
        if answer.status.as_u16() != 401 {
            break answer;
        }
        tried += 1;
        assert!(tried < 40, "nobody counts");
    };
    refused.problem(429, "too-many-requests");
    assert!(tried >= 9, "{tried}");
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
    for answer in futures_util::future::join_all((0..80).map(attempt)).await {
        if answer.status.as_u16() == 503 {
            assert_eq!(answer.header("retry-after"), "5");
            answer.problem(503, "unavailable");
            told += 1;
        } else {
            answer.problem(401, "unauthorized");
            refused += 1;
        }
    }
    // One at work and sixteen waiting, as long as they have patience; who asks after the first is done finds a place again.
    assert!((2..70).contains(&refused) && told > 10, "{refused} refused, {told} told to come again");
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

#[tokio::test]
async fn tries_are_counted_for_all_processes_together() {
    let service = super::with(|settings| settings.sign_ins_per_minute = 3).await;
    let other = service.beside();
    let wrong = || json!({"email": "ann@example.org", "password": "wrong password"});
    for service in [&service, &other, &service] {
        service.auth("login", wrong()).await.problem(401, "unauthorized");
    }
    other.auth("login", wrong()).await.problem(429, "too-many-requests");
}

#[tokio::test]
async fn who_has_many_networks_neither_tries_them_all_nor_locks_the_owner_out() {
    let service = super::with(|settings| {
        settings.strange_sign_ins_per_hour = 4;
        settings.trust_proxy = true;
    })
    .await;
    service.register("ann@example.org").await;
    let login = async |from: &str, password: &str| {
        let body = json!({"email": "ann@example.org", "password": password}).to_string();
        service.send("POST", "/api/v1/auth/login", &[JSON, ("x-forwarded-for", from)], body).await
    };
    login("192.0.2.1", "correct horse").await.expect(200);
    for n in 1..=3 {
        login(&format!("198.51.100.{n}"), "wrong password").await.problem(401, "unauthorized");
    }
    login("198.51.100.4", "wrong password").await.problem(429, "too-many-requests");
    login("198.51.100.5", "correct horse").await.problem(429, "too-many-requests");
    login("192.0.2.1", "correct horse").await.expect(200);
    login("192.0.2.1", "wrong password").await.problem(401, "unauthorized");
}

#[tokio::test]
async fn refresh_tokens_are_not_guessed_without_end() {
    let service = super::start().await;
    // Ten at a time, for one comes back every second.
    let wrong = |n: usize| service.auth("refresh", json!({"refresh_token": n.to_string()}));
    let mut tried = 0;
    let refused = loop {
        let answers = futures_util::future::join_all((0..10).map(wrong)).await;
        if let Some(refused) = answers.into_iter().find(|answer| answer.status.as_u16() != 401) {
            break refused;
        }
        tried += 10;
        assert!(tried < 600, "nobody counts");
    };
    assert!(tried >= 50 && !refused.header("retry-after").is_empty(), "{tried}");
    refused.problem(429, "too-many-requests");
}

#[tokio::test]
async fn a_password_is_not_one_that_is_guessed_first() {
    let service = super::start().await;
    for password in ["1234567890", "ann.smith@example.org", "annsmith", "password1"] {
        let input = json!({"email": "ann.smith@example.org", "password": password, "name": "Ann Smith"});
        let problem = service.auth("register", input).await.problem(422, "invalid-request");
        assert_eq!(problem["errors"][0]["pointer"], "/password", "{password}: {problem}");
        assert!(!problem.to_string().contains(password), "a password is repeated: {problem}");
    }
    let input = json!({"email": "ann.smith@example.org", "password": "t4Ck!xq9", "name": "Ann Smith"});
    service.auth("register", input).await.expect(201);
}
