use poem::Body;
use serde_json::json;

#[tokio::test]
async fn everything_that_is_refused_is_a_problem() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    client.get("/nothing").await.problem(404, "not-found");
    client.get("/expenses/not-a-uuid").await.problem(404, "not-found");
    let answer = client.json("PUT", "/expenses", json!({})).await;
    assert_eq!(answer.header("allow"), "GET, POST");
    answer.problem(405, "method-not-allowed");
    client
        .request("POST", "/expenses", &[("content-type", "application/json")], "{")
        .await
        .problem(400, "malformed-request");
    client
        .request("POST", "/expenses", &[("content-type", "text/plain")], "x")
        .await
        .problem(415, "unsupported-media-type");
    client.request("POST", "/expenses", &[], "{}").await.problem(415, "unsupported-media-type");
    client.request("POST", "/expenses", &[("content-length", "99999999")], "{}").await.problem(413, "too-large");
    service.send("POST", "/openapi.json", &[], Body::empty()).await.problem(405, "method-not-allowed");
    service.send("GET", "/missing.js", &[], Body::empty()).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_body_without_length_is_welcome_and_bounded() {
    let service = super::with(|settings| settings.max_body = 1_000).await;
    let client = service.register("ann@example.org").await;
    let chunked = |text: String| {
        let chunks: Vec<Result<Vec<u8>, std::io::Error>> =
            text.into_bytes().chunks(100).map(|c| Ok(c.to_vec())).collect();
        Body::from_bytes_stream(futures_util::stream::iter(chunks))
    };
    let json = [("content-type", "application/json")];
    let good = json!({"date": "2026-01-31", "amount": "1.00"}).to_string();
    client.request("POST", "/expenses", &json, chunked(good)).await.expect(201);
    let large = json!({"date": "2026-01-31", "amount": "1.00", "description": "x".repeat(5_000)}).to_string();
    client.request("POST", "/expenses", &json, chunked(large)).await.problem(413, "too-large");
}

#[tokio::test]
async fn requests_are_counted() {
    let service = super::with(|settings| settings.requests_per_minute = 3).await;
    let client = service.register("ann@example.org").await;
    let answer = client.get("/me").await.expect(200);
    assert_eq!(answer.header("ratelimit-policy"), "\"requests\";q=3;w=60");
    assert!(answer.header("ratelimit").contains("r=2"));
    client.get("/me").await.expect(200);
    client.get("/me").await.expect(200);
    client.get("/me").await.problem(429, "too-many-requests");
    service.send("GET", "/healthz", &[], Body::empty()).await.expect(200);
}

#[tokio::test]
async fn every_response_has_its_id_and_protects_the_browser() {
    let service = super::start().await;
    for path in ["/", "/docs", "/openapi.json", "/healthz", "/readyz", "/some/page", "/api/v1/nothing"] {
        let answer = service.send("GET", path, &[("x-request-id", "abc-1")], Body::empty()).await;
        assert_eq!(answer.header("x-request-id"), "abc-1", "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
    let answer = service.send("GET", "/healthz", &[("x-request-id", "no good")], Body::empty()).await;
    assert_eq!(answer.header("x-request-id").len(), 36);
    service.send("GET", "/readyz", &[], Body::empty()).await.expect(200);
    let page = service.send("GET", "/some/page", &[("accept", "text/html")], Body::empty()).await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(service.send("GET", "/docs", &[], Body::empty()).await.expect(200).text().contains("swagger"));
    let head = service.send("HEAD", "/healthz", &[], Body::empty()).await.expect(200);
    assert!(head.bytes.is_empty());
}

#[tokio::test]
async fn the_committed_document_is_up_to_date() {
    let committed = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json")).unwrap();
    assert!(committed == outlay_api::spec::document(), "run `outlay openapi > openapi/openapi.json`");
}

#[tokio::test]
async fn strangers_send_little() {
    let service = super::start().await;
    let login = json!({"email": "ann@example.org", "password": "x".repeat(20_000)});
    service.auth("login", login).await.problem(413, "too-large");
}

#[tokio::test]
async fn json_is_compressed_for_who_takes_it_and_secrets_never_are() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    for day in 1..20 {
        let expense =
            json!({"date": format!("2026-01-{day:02}"), "amount": "5.00", "description": "Lunch at the corner"});
        client.json("POST", "/expenses", expense).await.expect(201);
    }
    let gzip = [("accept-encoding", "gzip, br")];
    let plain = client.get("/expenses").await.expect(200);
    assert_eq!((plain.header("content-encoding"), plain.header("vary")), ("", "accept-encoding"));
    let small = client.request("GET", "/expenses", &gzip, Body::empty()).await.expect(200);
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.bytes.len() * 2 < plain.bytes.len(), "{} of {}", small.bytes.len(), plain.bytes.len());
    let mut text = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&small.bytes[..]), &mut text).unwrap();
    assert_eq!(text.as_bytes(), plain.bytes);

    // The weak tag of a compressed answer is good for both conditions.
    let document = service.send("GET", "/openapi.json", &gzip, Body::empty()).await.expect(200);
    assert_eq!(document.header("content-encoding"), "gzip");
    let long = json!({"description": "x".repeat(400), "category": "y".repeat(100)});
    let id = plain.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/expenses/{id}");
    client.json("PATCH", &path, long).await.expect(200);
    let note = |text: &str| json!({"description": text.repeat(400)}).to_string();
    let tag = client.get(&path).await.header("etag").to_owned();
    let weak = format!("W/{tag}");
    client.request("GET", &path, &[("if-none-match", weak.as_str())], Body::empty()).await.expect(304);
    let headers = [("content-type", "application/json"), ("if-match", weak.as_str())];
    client.request("PATCH", &path, &headers, note("a")).await.expect(200);
    client.request("PATCH", &path, &headers, note("b")).await.problem(412, "precondition-failed");

    let page = service.send("GET", "/", &[("accept", "text/html"), gzip[0]], Body::empty()).await.expect(200);
    assert_eq!(page.header("content-encoding"), "gzip");
    let refresh = json!({"refresh_token": client.session["refresh_token"]}).to_string();
    let headers = [("content-type", "application/json"), gzip[0]];
    let secret = service.send("POST", "/api/v1/auth/refresh", &headers, refresh).await.expect(200);
    assert_eq!((secret.header("content-encoding"), secret.header("cache-control")), ("", "no-store"));
}

#[tokio::test]
async fn pages_of_other_origins_come_in_where_they_are_listed() {
    let service = super::with(|settings| {
        settings.cors_origins = vec!["https://app.example".to_owned()];
        settings.public_url = Some("https://outlay.example".to_owned());
    })
    .await;
    let client = service.register("ann@example.org").await;
    let preflight = |origin: &'static str| {
        let headers = [("origin", origin), ("access-control-request-method", "POST")];
        let service = &service;
        async move { service.send("OPTIONS", "/api/v1/expenses", &headers, Body::empty()).await.expect(204) }
    };
    let listed = preflight("https://app.example").await;
    assert_eq!(listed.header("access-control-allow-origin"), "https://app.example");
    assert_eq!(listed.header("access-control-allow-methods"), "GET, POST, HEAD, OPTIONS");
    assert!(listed.header("access-control-allow-headers").contains("authorization"));
    assert_eq!(listed.header("access-control-allow-credentials"), "");
    assert!(listed.header("strict-transport-security").starts_with("max-age="));
    let other = preflight("https://evil.example").await;
    assert_eq!(other.header("access-control-allow-origin"), "");
    assert_eq!(other.header("allow"), "GET, POST, HEAD, OPTIONS");

    let from = [("origin", "https://app.example")];
    let read = client.request("GET", "/expenses", &from, Body::empty()).await.expect(200);
    assert_eq!(read.header("access-control-allow-origin"), "https://app.example");
    assert!(read.header("vary").contains("origin") || read.headers.get_all("vary").iter().any(|v| v == "origin"));
    let login = json!({"email": "ann@example.org", "password": "correct horse"}).to_string();
    let sign_in = async |headers: &[(&str, &str)]| {
        let headers = [&[("content-type", "application/json"), from[0]][..], headers].concat();
        service.send("POST", "/api/v1/auth/login", &headers, login.clone()).await
    };
    sign_in(&[]).await.expect(200);
    sign_in(&[("cookie", "outlay_access=x")]).await.problem(403, "cross-site");
    service.send("OPTIONS", "/api/v1/nothing", &[], Body::empty()).await.problem(404, "not-found");
}
