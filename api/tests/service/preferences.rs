use serde_json::json;

#[tokio::test]
async fn an_account_decides_what_its_analyses_work_with() {
    let service = super::start().await;
    let client = service.register("ann@example.org").await;
    let answer = client.get("/me/settings").await.expect(200);
    let (tag, settings) = (answer.header("etag").to_owned(), answer.json());
    assert_eq!((&settings["false_discovery_rate"], &settings["alert_budget"]), (&json!(0.05), &json!(50)));
    assert_eq!(settings["muted_kinds"], json!([]));

    for (patch, pointer) in [
        (json!({"false_discovery_rate": 0.6}), "/false_discovery_rate"),
        (json!({"false_discovery_rate": 0}), "/false_discovery_rate"),
        (json!({"alert_budget": 0}), "/alert_budget"),
        (json!({"alert_budget": 1001}), "/alert_budget"),
        (json!({"alert_budget": 1.5}), "/alert_budget"),
        (json!({"muted_kinds": ["nonsense"]}), "/muted_kinds/0"),
        (json!({"unknown": 1}), "/unknown"),
    ] {
        let problem = client.json("PATCH", "/me/settings", patch.clone()).await.problem(422, "invalid-request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{patch}");
    }
    let decided = json!({"false_discovery_rate": 0.01, "alert_budget": 7, "muted_kinds": ["burst", "spike", "burst"]});
    let changed = client.json("PATCH", "/me/settings", decided).await.expect(200).json();
    assert_eq!((&changed["alert_budget"], &changed["muted_kinds"]), (&json!(7), &json!(["spike", "burst"])));
    assert_eq!(changed["defaults"]["alert_budget"], 50);
    let late = [("content-type", "application/json"), ("if-match", tag.as_str())];
    client.request("PATCH", "/me/settings", &late, r#"{"alert_budget":8}"#).await.problem(412, "precondition-failed");

    // An analysis that is not asked otherwise works with them, and keeps what it was given.
    let expense = |day: u32| json!({"date": format!("2026-01-{day:02}"), "amount": "5.00"});
    let many: Vec<_> = (1..=6).map(expense).collect();
    client.json("POST", "/expenses/bulk", json!({"expenses": many})).await.expect(201);
    let used = client.json("POST", "/analyses", json!({})).await.expect(202).json()["parameters"].clone();
    assert_eq!((&used["false_discovery_rate"], &used["alert_budget"]), (&json!(0.01), &json!(7)));
    assert_eq!(used["muted_kinds"], json!(["spike", "burst"]));
    let asked = json!({"alert_budget": 9, "muted_kinds": []});
    let asked = client.json("POST", "/analyses", asked).await.expect(202).json();
    assert_eq!((&asked["parameters"]["alert_budget"], &asked["parameters"]["muted_kinds"]), (&json!(9), &json!([])));
    let back = client.json("PATCH", "/me/settings", json!({"alert_budget": null})).await.expect(200).json();
    assert_eq!((&back["alert_budget"], &back["false_discovery_rate"]), (&json!(50), &json!(0.01)));
    let path = format!("/analyses/{}", asked["id"].as_str().unwrap());
    assert_eq!(
        client.get(&path).await.json()["parameters"]["alert_budget"],
        9,
        "what was decided later changes nothing"
    );
    let bob = service.register("bob@example.org").await;
    assert_eq!(bob.get("/me/settings").await.json()["false_discovery_rate"], 0.05);
}
