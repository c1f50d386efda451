use outlay_analysis::model::StoredModel;
use outlay_entity::model;

#[tokio::test]
async fn models_are_listed_and_forgotten_by_their_owner_only() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let id: uuid::Uuid = serde_json::from_value(client.session["user"]["id"].clone()).unwrap();
    let stored = |kind: &str, category: Option<&str>| StoredModel {
        kind: kind.into(),
        category: category.map(str::to_owned),
        format_version: 2,
        input_hash: "abc".into(),
        trained_on: "2025-01-01".parse().ok().zip("2025-12-31".parse().ok()),
        trained_at: None,
        rows: 400,
        metrics: [("median_score".to_owned(), 0.4)].into(),
        bytes: vec![1; 1234],
    };
    let models = vec![stored("lof", None), stored("forecast", Some("Rent")), stored("scaler", None)];
    model::of(id).store(service.db.orm(), &models, chrono::Utc::now()).await.unwrap();

    let page = client.get("/models?limit=2").await.expect(200).json();
    let first = &page["items"][0];
    assert_eq!((first["kind"].as_str(), first["category"].as_str()), (Some("forecast"), Some("Rent")));
    assert_eq!(
        (first["size"].as_u64(), first["rows"].as_u64(), first["format_version"].as_u64()),
        (Some(1234), Some(400), Some(2))
    );
    assert_eq!(
        (first["trained_to"].as_str(), first["metrics"]["median_score"].as_f64()),
        (Some("2025-12-31"), Some(0.4))
    );
    assert!(page["items"][1].get("category").is_none());
    let next = page["next"].as_str().unwrap();
    let rest = client.get(&format!("/models?limit=2&cursor={next}")).await.expect(200).json();
    assert_eq!((rest["items"][0]["kind"].as_str(), rest.get("next")), (Some("scaler"), None));

    let path = format!("/models/{}", first["id"].as_str().unwrap());
    let bob = service.register("bob@example.org").await;
    assert!(bob.get("/models").await.expect(200).json()["items"].as_array().unwrap().is_empty());
    bob.delete(&path).await.problem(404, "not-found");
    client.delete(&path).await.expect(204);
    client.delete(&path).await.problem(404, "not-found");
    client.get("/models?cursor=x").await.problem(422, "invalid-request");
}
