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
    let committed = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/openapi.json"));
    assert!(committed == outlay_api::spec::document(), "run `outlay openapi > openapi/openapi.json`");
}
